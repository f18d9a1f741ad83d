"""Messages in and out: the two queues between messaging providers and the agent."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    name = "channels_app"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from channels_app import examination, figures
        from observability import collectors, doctor

        collectors.register(figures.collect)
        doctor.register("channels", examination.examine)
