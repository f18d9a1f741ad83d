"""The simulator: installed everywhere, reachable only with SIMULATOR_ENABLED."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SimulatorConfig(AppConfig):
    name = "channels_app.simulator"
    label = "simulator"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Simulator")
