"""Guests, their conversations, and what was said and understood in each turn."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from channels_app.models import ChannelAccount, InboxMessage
from tenants.models import LANGUAGES, Tenant
from tenants.scope import TenantOwned


class Guest(TenantOwned):
    """A person who writes to one hotel. The same phone at two hotels is two guests."""

    tenant = models.ForeignKey(
        Tenant, models.CASCADE, related_name="guests", verbose_name=_("hotel")
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=20, null=True, blank=True)  # E.164
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, blank=True)
    created_at = models.DateTimeField(_("first seen"), default=now)

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "phone"], name="guest_once_per_phone")
        ]

    def __str__(self) -> str:
        return self.name or self.phone or f"#{self.pk}"


class Conversation(TenantOwned):
    """A guest and one of the hotel's addresses: the thread, and what we remember of it.

    `slots` hold JSON values as in `conversations.types.Slots` and are forgotten
    SESSION_TTL_SECONDS after the last turn.
    """

    account = models.ForeignKey(
        ChannelAccount, models.CASCADE, related_name="+", verbose_name=_("account")
    )
    peer = models.CharField(_("guest's address"), max_length=200)
    guest = models.ForeignKey(
        Guest, models.CASCADE, related_name="conversations", verbose_name=_("guest")
    )
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, blank=True)
    slots: models.JSONField[Any, Any] = models.JSONField(_("remembered"), default=dict, blank=True)
    expecting = models.CharField(_("asked for"), max_length=30, blank=True)
    misses = models.PositiveSmallIntegerField(_("not understood in a row"), default=0)
    handed_over = models.BooleanField(_("with a person"), default=False)
    handed_over_at = models.DateTimeField(_("with a person since"), null=True, blank=True)
    handed_over_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken over by"),
    )
    last_inbound_at = models.DateTimeField(_("last message from the guest"), null=True, blank=True)
    turn_at = models.DateTimeField(_("last turn"), null=True, blank=True)
    created_at = models.DateTimeField(_("started"), default=now)

    tenant_path: ClassVar[str] = "account__tenant"

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "peer"], name="conversation_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["-last_inbound_at"], name="conversation_recent"),
            models.Index(
                fields=["handed_over_at"],
                name="conversation_handed_over",
                condition=models.Q(handed_over=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.guest)


class Exchange(TenantOwned):
    """One turn: the message, what we took it to mean, and what we decided to answer."""

    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="exchanges", verbose_name=_("conversation")
    )
    message = models.OneToOneField(
        InboxMessage, models.CASCADE, related_name="exchange", verbose_name=_("message")
    )
    intent = models.CharField(_("understood as"), max_length=60)
    confidence = models.FloatField(_("confidence"))  # 0 to 1
    entities: models.JSONField[Any, Any] = models.JSONField(_("entities"), default=dict)
    language = models.CharField(_("language"), max_length=2)
    reply = models.CharField(_("answered with"), max_length=60, blank=True)  # "" = silence
    created_at = models.DateTimeField(_("at"), default=now)

    tenant_path: ClassVar[str] = "conversation__account__tenant"

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")

    def __str__(self) -> str:
        return f"{self.intent} ({self.confidence:.2f})"
