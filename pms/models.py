"""What we asked of a PMS that must not be asked twice."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant
from tenants.scope import TenantOwned


class LedgerEntry(TenantOwned):
    """One booking asked of a PMS, known before the call and judged after it.

    open ----> confirmed   it is booked: `code`
      |  ----> rejected    the PMS said no: `error`
      +------> unsure      the PMS did not answer: look for the key before asking again
    """

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        CONFIRMED = "confirmed", _("booked")
        REJECTED = "rejected", _("rejected")
        UNSURE = "unsure", _("unsure")

    tenant = models.ForeignKey(
        Tenant, models.CASCADE, related_name="ledger", verbose_name=_("hotel")
    )
    key = models.CharField(_("key"), max_length=100)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.OPEN
    )
    code = models.CharField(_("code"), max_length=50, blank=True)  # the PMS's, once booked
    # {"room_type", "arrival", "departure", "adults", "children", "total"}: nothing about the guest
    request = models.JSONField(_("request"))
    error = models.CharField(_("error"), max_length=200, blank=True)  # "SoldOut: ..."
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("booking asked of the PMS")
        verbose_name_plural = _("bookings asked of the PMS")
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "key"], name="asked_once_per_key")
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.get_status_display()})"
