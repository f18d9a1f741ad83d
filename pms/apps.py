"""The port to any property management system, and what stands around an adapter."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PmsConfig(AppConfig):
    name = "pms"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Property management")
