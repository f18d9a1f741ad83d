"""A conversation as people read it: both queues' rows of one guest, in order, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import is_naive
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from channels_app.models import InboxMessage, OutboxMessage, QueueRow
from conversations.models import Conversation, Exchange

PAGE = 100  # bubbles
OPTIONS = 12  # of one message; no channel shows more than ten

MEDIA = {
    "image": _("Photo"),
    "video": _("Video"),
    "audio": _("Audio file"),
    "voice": _("Voice message"),
    "document": _("Document"),
    "sticker": _("Sticker"),
    "contacts": _("Contact"),
    "order": _("Order"),
    "revoke": _("The guest deleted a message"),
    "edit": _("The guest changed a message"),
    "location": _("Location"),
    "unsupported": _("A message that the channel does not show us"),
    "unknown": _("A message that the channel does not show us"),
}
WORDS = {"text", "button", "button_reply", "list_reply", "nfm_reply", "interactive", "system"}


@dataclass(frozen=True, slots=True)
class Place:
    name: str  # "" when only the coordinates are known
    latitude: float
    longitude: float

    @property
    def url(self) -> str:
        point = f"{self.latitude:.6f}", f"{self.longitude:.6f}"
        return "https://www.openstreetmap.org/?mlat={}&mlon={}#map=17/{}/{}".format(*point, *point)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message of the thread."""

    key: str  # unique in the thread
    at: datetime  # aware, by our own clock: orders the thread
    from_guest: bool
    text: str = ""
    author: str = ""  # user name; "" for the guest and for the agent
    label: str = ""  # what it is when it is more than words: Photo, Location, ...
    tapped: bool = False  # the text is the title of a button or a row
    options: tuple[tuple[str, str], ...] = ()  # title and description of what was offered
    place: Place | None = None
    exchange: Exchange | None = None  # what was understood
    fate: str = ""  # waiting, accepted, sent, delivered, read or failed; of our messages only
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    bubbles: list[Bubble]  # oldest first
    earlier: str  # cursor for `of`, "" when there is nothing before


def of(conversation: Conversation, before: datetime | None = None) -> Thread:
    """Return the last PAGE bubbles, or the last ones before a moment, with one query per queue."""
    peer = {"account": conversation.account_id, "peer": conversation.peer}
    received = InboxMessage.objects.filter(**peer).select_related("exchange")
    sent = OutboxMessage.objects.filter(**peer)
    bubbles = [_received(row) for row in _last(received, before)]
    bubbles += [_sent(row) for row in _last(sent, before)]
    bubbles.sort(key=lambda bubble: bubble.at)
    if len(bubbles) <= PAGE:
        return Thread(bubbles, "")
    oldest = bubbles[-PAGE].at
    shown = [bubble for bubble in bubbles if bubble.at >= oldest]
    return Thread(shown, oldest.isoformat() if len(shown) < len(bubbles) else "")


def moment(cursor: str) -> datetime | None:
    """Read the cursor of an earlier page; None for anything else."""
    try:
        at = datetime.fromisoformat(cursor)
    except ValueError:
        return None
    return None if is_naive(at) else at


def _last(rows: QuerySet[QueueRow], before: datetime | None) -> QuerySet[QueueRow]:
    if before is not None:
        rows = rows.filter(created_at__lt=before)
    return rows.order_by("-created_at", "-id")[: PAGE + 1]


def _received(row: QueueRow) -> Bubble:
    assert isinstance(row, InboxMessage)
    extra = row.extra if isinstance(row.extra, dict) else {}
    failed = row.status == QueueRow.Status.DEAD
    return Bubble(
        key=f"in{row.pk}",
        at=row.created_at,
        from_guest=True,
        text=row.text,
        label=_label(row.kind, extra),
        tapped=bool(row.choice),
        place=_place(extra) if row.kind == "location" else None,
        exchange=getattr(row, "exchange", None),  # raises an AttributeError when there is none
        problem=gettext("not answered: %(error)s") % {"error": row.error} if failed else "",
    )


def _sent(row: QueueRow) -> Bubble:
    assert isinstance(row, OutboxMessage)
    content = row.content if isinstance(row.content, dict) else {}
    is_place = content.get("kind") == "location"
    options = content.get("options") or []
    return Bubble(
        key=f"out{row.pk}",
        at=row.created_at,
        from_guest=False,
        text=str(content.get("text", "")),
        author=row.author,
        label=str(MEDIA["location"]) if is_place else "",
        options=tuple(
            (str(option.get("title", "")), str(option.get("description", "")))
            for option in options[:OPTIONS]
        ),
        place=_place(content) if is_place else None,
        fate=_fate(row),
        problem=_problem(row),
    )


def _fate(row: OutboxMessage) -> str:
    if row.status == QueueRow.Status.DEAD or row.delivery == OutboxMessage.Delivery.FAILED:
        return "failed"
    if row.status != QueueRow.Status.DONE:
        return "waiting"
    if row.delivery == OutboxMessage.Delivery.PLAYED:
        return "read"
    return row.delivery or "accepted"


def _problem(row: OutboxMessage) -> str:
    if row.delivery == OutboxMessage.Delivery.FAILED:
        return gettext("not delivered (code %(code)s)") % {"code": row.delivery_code or "-"}
    if row.status == QueueRow.Status.DEAD:
        return gettext("not sent: %(error)s") % {"error": row.error}
    if row.error and row.status != QueueRow.Status.DONE:
        return gettext("will be tried again: %(error)s") % {"error": row.error}
    return ""


def _label(kind: str, extra: Mapping[str, object]) -> str:
    if kind in WORDS:
        return ""
    if kind == "reaction":
        emoji = str(extra.get("emoji", ""))
        return gettext("Reaction: %(emoji)s") % {"emoji": emoji or pgettext("reaction", "none")}
    name = str(MEDIA.get(kind, kind))
    filename = extra.get("filename")
    return f"{name} · {filename}" if filename else name


def _place(values: Mapping[str, object]) -> Place | None:
    """What a guest sends may say anything; a place has coordinates."""
    try:
        latitude, longitude = float(str(values["latitude"])), float(str(values["longitude"]))
    except (KeyError, ValueError):
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    names = [str(values.get(key) or "") for key in ("name", "address")]
    return Place(" · ".join(filter(None, names)), latitude, longitude)
