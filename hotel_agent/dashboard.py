"""The figures on the back office's front page, for the hotels of whoever looks."""

from dataclasses import dataclass
from typing import Any

from django.db.models import DateField, F, Func, Q, QuerySet
from django.db.models.functions import Cast, Now
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from channels_app.models import InboxMessage, OutboxMessage, QueueRow
from conversations.models import Conversation
from pms.builtin.models import Reservation


@dataclass(frozen=True, slots=True)
class Figure:
    title: str
    number: int
    link: str
    is_alarm: bool = False  # anything but zero wants a person


def show(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add to the page's context what this person may see."""
    return {**context, "title": _("Today"), "figures": _figures(request)}


def _figures(request: HttpRequest) -> list[Figure]:
    figures = [
        ("conversations.view_conversation", _waiting),
        ("builtin_pms.view_reservation", _arrivals),
        ("channels_app.view_inboxmessage", _incoming),
        ("channels_app.view_outboxmessage", _outgoing),
    ]
    return [figure() for permission, figure in figures if request.user.has_perm(permission)]


def _waiting() -> Figure:
    rows = Conversation.objects.filter(handed_over=True, handed_over_to=None)
    return Figure(
        _("guests wait for a person"),
        rows.count(),
        reverse("admin:conversations_conversation_changelist") + "?who=waiting",
        is_alarm=True,
    )


def _arrivals() -> Figure:
    rows = arriving_today().filter(status__in=["pre_reserved", "confirmed"])
    link = reverse("admin:builtin_pms_reservation_changelist")
    return Figure(_("arrivals today"), rows.count(), link)


def arriving_today() -> QuerySet[Reservation]:
    """Each hotel has its own today."""
    there = Func(F("tenant__time_zone"), Now(), function="timezone")
    return Reservation.objects.filter(Q(arrival=Cast(there, DateField())))


def _incoming() -> Figure:
    rows = InboxMessage.objects.filter(status=QueueRow.Status.DEAD)
    return _failed(_("messages of guests failed"), rows)


def _outgoing() -> Figure:
    rows = OutboxMessage.objects.filter(status=QueueRow.Status.DEAD)
    return _failed(_("messages to guests failed"), rows)


def _failed(title: str, rows: QuerySet[Any]) -> Figure:
    link = reverse(f"admin:channels_app_{rows.model._meta.model_name}_changelist")
    return Figure(title, rows.count(), f"{link}?status__exact=dead", is_alarm=True)
