"""From an inbox row to a turn: who is this guest, and what do we remember of the conversation?"""

from datetime import datetime, timedelta

import phonenumbers
from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from channels_app.models import InboxMessage
from conversations import facts
from conversations.models import Conversation, Guest
from conversations.types import LANGUAGES, Hotel, Turn
from tenants import flags
from tenants.models import Tenant


def open_turn(row: InboxMessage) -> Turn:
    """Return the turn that this row asks for; the guest and the conversation are made if new."""
    conversation = _conversation(row)
    guest, tenant = conversation.guest, row.account.tenant
    at = hotel_time(row, tenant)
    fresh = _is_fresh(conversation, at)
    language = conversation.language or guest.language
    return Turn(
        conversation_id=conversation.pk,
        text=row.text,
        choice=row.choice,
        kind=row.kind,
        language=language,
        slots=conversation.slots if fresh else {},
        expecting=conversation.expecting if fresh else "",
        misses=conversation.misses if fresh else 0,
        now=at,
        guest_name=guest.name,
        guest_phone=guest.phone or "",
        handed_over=conversation.handed_over,
        hotel=describe(tenant),
        interactive=flags.is_on(flags.INTERACTIVE, tenant.pk),
    )


def hotel_time(row: InboxMessage, tenant: Tenant) -> datetime:
    """Return when the guest wrote, on the hotel's own clock: "tomorrow" means from then on."""
    return row.sent_at.astimezone(tenant.zone)


def describe(tenant: Tenant) -> Hotel:
    return Hotel(
        name=tenant.name,
        currency=tenant.currency,
        check_in=f"{tenant.check_in:%H:%M}",
        check_out=f"{tenant.check_out:%H:%M}",
        desk_hours=f"{tenant.desk_opens:%H:%M}-{tenant.desk_closes:%H:%M}",
        address=tenant.address,
        latitude=None if tenant.latitude is None else float(tenant.latitude),
        longitude=None if tenant.longitude is None else float(tenant.longitude),
        facts=facts.of(tenant),
    )


def phone_of(peer: str) -> str | None:
    """Return a peer's phone in E.164, or None when the address is no phone number."""
    try:
        number = phonenumbers.parse(f"+{peer.lstrip('+')}")
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_fresh(conversation: Conversation, at: datetime) -> bool:
    """What a guest told us is forgotten after a while without a turn."""
    if conversation.turn_at is None:
        return False
    return at - conversation.turn_at < timedelta(seconds=settings.SESSION_TTL_SECONDS)


def _conversation(row: InboxMessage) -> Conversation:
    rows = Conversation.objects.select_related("guest")
    found = rows.filter(account=row.account_id, peer=row.peer).first()
    return found or _begin(row)


@transaction.atomic
def _begin(row: InboxMessage) -> Conversation:
    tenant, phone = row.account.tenant, phone_of(row.peer)
    name = row.sender_name.strip()
    if phone is None:
        guest = Guest.objects.create(tenant=tenant, name=name)
    else:
        guest, _ = Guest.objects.get_or_create(tenant=tenant, phone=phone, defaults={"name": name})
    return Conversation.objects.create(
        account=row.account,
        peer=row.peer,
        guest=guest,
        language=guest.language,
        last_inbound_at=row.sent_at,
        created_at=now(),
    )


def fallback_language(tenant: Tenant, language: str) -> str:
    """Return the language to answer in when neither the message nor the guest tells."""
    if language in LANGUAGES:
        return language
    return tenant.language if tenant.language in LANGUAGES else LANGUAGES[0]
