"""The composition root for HTTP: where a webhook meets the task that answers it."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

from channels_app.nudges import nudger
from channels_app.views import WebhookView
from conversations.tasks import handle_inbound
from hotel_agent.views import front_page

whatsapp = WebhookView.as_view(kind="whatsapp", on_inbound=nudger(handle_inbound).tell)

urlpatterns: list[URLPattern | URLResolver] = [
    path("webhooks/whatsapp", whatsapp, name="whatsapp"),
    path("", front_page, name="front"),
    path("", include("observability.urls")),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
]
if settings.SIMULATOR_ENABLED:
    urlpatterns.append(path("simulator/", include("channels_app.simulator.urls")))
