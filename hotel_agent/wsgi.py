"""The WSGI entry point for any server: `hotel_agent.wsgi:application`."""

import os

from hotel_agent import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotel_agent.settings")
embedded.ensure()

from django.core.wsgi import get_wsgi_application  # noqa: E402 (needs the URLs set above)

application = get_wsgi_application()
