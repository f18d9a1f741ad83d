"""One of several processes that empty the inbox of one account: `drain ACCOUNT PEER...`."""

import os
import sys

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotel_agent.settings")
settings.DATABASES["default"]["NAME"] = os.environ["DRAIN_DATABASE"]
django.setup()

from channels_app import queue  # noqa: E402 (needs the set-up above)
from channels_app.models import InboxMessage  # noqa: E402

account, peers = int(sys.argv[1]), sys.argv[2:]
while InboxMessage.across_tenants.exclude(status=InboxMessage.Status.DONE).exists():
    for peer in peers:
        if row := queue.claim_next(InboxMessage, account, peer):
            queue.finish(row)
