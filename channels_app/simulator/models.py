"""What the simulated WhatsApp keeps: every message between a guest's phone and a hotel's number."""

import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils.timezone import now

STUCK_AFTER = timedelta(seconds=60)  # a webhook pending for longer lost its process


def new_wamid() -> str:
    return "wamid." + urlsafe_b64encode(secrets.token_bytes(27)).decode()


class SimulatedMessage(models.Model):
    """One message, as WhatsApp and the guest's phone have it.

    Not tenant-owned: this table plays an outside company's, which serves all hotels at once and
    knows numbers, not tenants.

    to_guest: accepted -> sent -> delivered -> read, or failed
    to_hotel: pending -> sent (the webhook answered 200) -> read (the hotel said so), or failed
    """

    class Direction(models.TextChoices):
        TO_GUEST = "to_guest"
        TO_HOTEL = "to_hotel"

    class Status(models.TextChoices):
        ACCEPTED = "accepted"
        PENDING = "pending"
        SENT = "sent"
        DELIVERED = "delivered"
        READ = "read"
        FAILED = "failed"

    wamid = models.CharField(max_length=200, default=new_wamid)
    phone_number_id = models.CharField(max_length=200)  # the hotel's number at Meta
    guest = models.CharField(max_length=140)  # wa_id: digits; or a user id such as US.1349...
    guest_name = models.CharField(max_length=200, blank=True)  # the profile's, to_hotel only
    direction = models.CharField(max_length=8, choices=Direction.choices)
    type = models.CharField(max_length=30)
    # to_guest: the request's body; to_hotel: the message object of the webhook
    body: models.JSONField[Any, Any] = models.JSONField()
    status = models.CharField(max_length=9, choices=Status.choices)
    # to_hotel only: the hotel, having read this, is "typing" until then
    typing_until = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "simulated message"
        verbose_name_plural = "simulated messages"
        # A constraint, not unique=True: that would add a second index, for LIKE.
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wamid"], name="simulated_wamid_once")
        ]
        # A guest's thread, and what was sent to a guest. Status is in no index: updates stay HOT.
        indexes: ClassVar = [models.Index(fields=["guest", "id"], name="simulated_thread")]

    def __str__(self) -> str:
        return f"{self.direction} {self.type} {self.pk}"

    @property
    def shown_status(self) -> str:
        """Return the status, or failed for a webhook that nobody is working on any more."""
        if self.status == self.Status.PENDING and self.at < now() - STUCK_AFTER:
            return self.Status.FAILED
        return self.status
