"""The PMS for hotels that have none: rooms, rates, reservations and holds."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BuiltinPmsConfig(AppConfig):
    name = "pms.builtin"
    label = "builtin_pms"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Rooms and reservations")
