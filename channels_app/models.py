"""Accounts at messaging providers, the two queues between them and the agent, and oddities."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from tenants.fields import EncryptedJSONField
from tenants.models import Tenant
from tenants.scope import TenantOwned


class ChannelAccount(TenantOwned):
    """A hotel's address at one provider, say its WhatsApp number.

    `credentials` of kind whatsapp: {"access_token": str, "verify_token": str,
    "app_secrets": [newest, older...]}: two secrets are valid while one replaces the other.
    """

    tenant = models.ForeignKey(
        Tenant, models.CASCADE, related_name="accounts", verbose_name=_("hotel")
    )
    kind = models.CharField(_("channel"), max_length=20)  # a key of settings.CHANNELS
    address = models.CharField(_("number id or address"), max_length=200)
    display = models.CharField(_("shown as"), max_length=50, blank=True)  # +54 9 11 ...
    credentials = EncryptedJSONField(_("credentials"), default=dict)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("channel account")
        verbose_name_plural = _("channel accounts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "address"], name="account_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.display or self.address}"


class QueueRow(TenantOwned):
    """A row that a worker must take once; `channels_app.queue` alone moves it.

    WAITING -> WORKING -> DONE
       ^          |
       +-- retry -+-----> DEAD   after the last attempt, for a person to look at

    A thread is (account, peer): its rows are taken in order, one at a time.
    """

    BACKOFF: ClassVar[tuple[int, ...]]  # seconds to wait after each failure but the last

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        WORKING = "working", _("in work")
        DONE = "done", _("done")
        DEAD = "dead", _("failed")

    account = models.ForeignKey(
        ChannelAccount, models.CASCADE, db_index=False, verbose_name=_("account")
    )  # the indexes below start with it
    peer = models.CharField(_("guest's address"), max_length=200)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"), default=now)
    claimed_at = models.DateTimeField(_("taken"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    request_id = models.CharField(max_length=128, blank=True)  # ties the log lines together
    created_at = models.DateTimeField(_("created"), default=now)

    tenant_path: ClassVar[str] = "account__tenant"

    class Meta(TenantOwned.Meta):
        abstract = True


def _indexes(name: str, order: str) -> list[models.Index]:
    """The indexes of a queue: open rows by thread, whole threads, and what was given up."""
    is_open = models.Q(status__in=["waiting", "working"])
    return [
        models.Index(
            fields=["account", "peer", *dict.fromkeys([order, "id"])],
            name=f"{name}_thread_open",
            condition=is_open,
        ),
        models.Index(fields=["account", "peer", "id"], name=f"{name}_thread"),
        models.Index(fields=["created_at"], name=f"{name}_dead", condition=models.Q(status="dead")),
    ]


def _one_at_a_time(name: str) -> models.UniqueConstraint:
    """At most one row of a thread is in work, whatever the workers believe."""
    return models.UniqueConstraint(
        fields=["account", "peer"],
        condition=models.Q(status="working"),
        name=f"{name}_one_at_a_time",
    )


class InboxMessage(QueueRow):
    """A guest message as the provider delivered it, waiting for an answer."""

    BACKOFF = (5, 30)  # short: the guest's next messages wait behind this one
    ORDER: ClassVar[str] = "sent_at"

    external_id = models.CharField(_("provider's id"), max_length=200)
    sent_at = models.DateTimeField(_("sent"))
    kind = models.CharField(_("type"), max_length=30)
    text = models.TextField(_("text"), blank=True)
    choice = models.CharField(_("tapped"), max_length=256, blank=True)
    sender_name = models.CharField(_("profile name"), max_length=200, blank=True)
    extra: models.JSONField[Any, Any] = models.JSONField(_("more"), default=dict, blank=True)

    class Meta(QueueRow.Meta):
        verbose_name = _("incoming message")
        verbose_name_plural = _("incoming messages")
        indexes: ClassVar = _indexes("inbox", "sent_at")
        constraints: ClassVar = [
            # The provider's id first: an index that began with the account would look good to the
            # planner where only the thread's own index is.
            models.UniqueConstraint(fields=["external_id", "account"], name="inbox_once"),
            _one_at_a_time("inbox"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class OutboxMessage(QueueRow):
    """A message to a guest, waiting to be accepted by the provider, and then what became of it."""

    BACKOFF = (10, 60, 300, 1800)
    ORDER: ClassVar[str] = "id"

    class Delivery(models.TextChoices):
        NONE = "", _("not yet")
        SENT = "sent", _("sent")
        DELIVERED = "delivered", _("delivered")
        READ = "read", _("read")
        PLAYED = "played", _("played")
        FAILED = "failed", _("not delivered")

    tag = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # ours, in receipts
    content: models.JSONField[Any, Any] = models.JSONField(_("message"))  # types.Message.as_json
    reply_to = models.ForeignKey(
        InboxMessage, models.SET_NULL, null=True, blank=True, related_name="answers"
    )
    author = models.CharField(_("written by"), max_length=150, blank=True)  # "" = the agent
    external_id = models.CharField(_("provider's id"), max_length=200, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    delivery = models.CharField(
        _("delivery"), max_length=10, choices=Delivery.choices, default="", blank=True
    )
    delivery_at = models.DateTimeField(_("delivery since"), null=True, blank=True)
    delivery_code = models.IntegerField(_("provider's error code"), null=True, blank=True)

    class Meta(QueueRow.Meta):
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        indexes: ClassVar = [
            *_indexes("outbox", "id"),
            models.Index(
                fields=["external_id"], name="outbox_external", condition=~models.Q(external_id="")
            ),
        ]
        constraints: ClassVar = [_one_at_a_time("outbox")]

    def __str__(self) -> str:
        return f"{self.content.get('kind', '')} {self.pk}"


class StrayEvent(models.Model):
    """Something a provider told us that we do not act on, kept for support.

    Only superusers see these: an unknown number belongs to no hotel.
    """

    channel = models.CharField(_("channel"), max_length=20)
    address = models.CharField(_("number id or address"), max_length=200, blank=True)
    field = models.CharField(_("kind of event"), max_length=100)
    payload: models.JSONField[Any, Any] = models.JSONField(_("content"))
    created_at = models.DateTimeField(_("received"), default=now, db_index=True)

    class Meta:
        verbose_name = _("stray event")
        verbose_name_plural = _("stray events")

    def __str__(self) -> str:
        return f"{self.channel} {self.field}"
