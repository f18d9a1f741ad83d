"""Two hotels with something of everything, and the people who work for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.models import User as UserModel
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real

from conversations.management.commands.demo import RECEPTION_MAY
from conversations.models import Conversation as ConversationModel
from conversations.models import Exchange
from pms.builtin.models import Rate, Reservation, Room, RoomType
from pms.models import LedgerEntry
from tenants.models import Fact, FeatureFlag
from tenants.models import Tenant as TenantModel
from tests.backoffice.strings import ROOT
from tests.factories import Account, Conversation, Guest, Inbox, Membership, Outbox, Tenant, User

HOUR = timedelta(hours=1)
AT = datetime(2026, 3, 10, 1, 30, tzinfo=UTC)  # 22:30 of the day before in Buenos Aires


@dataclass(frozen=True)
class Hotel:
    """A hotel and one row of each kind, by model name."""

    tenant: TenantModel
    person: UserModel
    rows: dict[str, Any]


@pytest.fixture(autouse=True)
def in_english(settings: Any) -> Iterator[None]:
    """The source language, so that a test reads like the code."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def reception(db: None) -> Group:
    group = Group.objects.create(name="Reception")
    group.permissions.set(Permission.objects.filter(RECEPTION_MAY))
    return group


@pytest.fixture
def everything(reception: Group) -> Group:
    """Every permission there is: what is still refused is refused by the code."""
    group = Group.objects.create(name="Everything")
    group.permissions.set(Permission.objects.all())
    return group


@pytest.fixture
def azul(reception: Group) -> Hotel:
    return make_hotel("azul", reception)


@pytest.fixture
def rojo(reception: Group) -> Hotel:
    return make_hotel("rojo", reception)


@pytest.fixture
def boss(db: None) -> UserModel:
    person: UserModel = User.create(username="boss", is_superuser=True)
    return person


def log_in(person: UserModel) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def desk(azul: Hotel) -> Client:
    """The reception of the blue hotel, logged in."""
    return log_in(azul.person)


@pytest.fixture
def manager(azul: Hotel, everything: Group) -> Client:
    """Somebody of the blue hotel with every permission there is."""
    azul.person.groups.add(everything)
    return log_in(azul.person)


@pytest.fixture
def row(azul: Hotel) -> ConversationModel:
    """The blue hotel's conversation."""
    conversation: ConversationModel = azul.rows["conversation"]
    return conversation


def url(label: str, page: str, *args: Any) -> str:
    """Return the address of a page of the model "app.model"."""
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=args)


def page(conversation: ConversationModel, name: str = "change") -> str:
    return url("conversations.conversation", name, conversation.pk)


def make_hotel(name: str, group: Group) -> Hotel:
    """Each word a page could show of this hotel carries its name."""
    tenant = Tenant.create(slug=name, name=f"Hotel {name}")
    person = User.create(username=f"recepcion-{name}")
    person.groups.add(group)
    member = Membership.create(tenant=tenant, user=person)
    account = Account.create(tenant=tenant, display=f"number-{name}")
    guest = Guest.create(tenant=tenant, name=f"guest-{name}")
    peer = f"peer-{name}"
    conversation = Conversation.create(
        account=account, guest=guest, peer=peer, last_inbound_at=datetime.now(UTC) - HOUR
    )
    received = Inbox.create(account=account, peer=peer, text=f"text-{name}", status="dead")
    sent = Outbox.create(
        account=account, peer=peer, content={"kind": "text", "text": f"text-{name}"}, status="dead"
    )
    Exchange.across_tenants.create(
        conversation=conversation,
        message=received,
        intent=f"intent-{name}",
        confidence=0.9,
        language="es",
    )
    rows = [member, account, guest, conversation, received, sent, *house(tenant, name)]
    rows += [
        Fact.across_tenants.create(tenant=tenant, topic="pool", language="es", text=f"text-{name}"),
        FeatureFlag.across_tenants.create(
            tenant=tenant, name="features.interactive_messages", is_on=True
        ),
        LedgerEntry.across_tenants.create(tenant=tenant, key=f"key-{name}", request={}),
    ]
    return Hotel(tenant, person, {"tenant": tenant} | {row._meta.model_name: row for row in rows})


def house(tenant: TenantModel, name: str) -> list[Any]:
    double = RoomType.across_tenants.create(
        tenant=tenant, code=f"code-{name}", name_es=f"tipo-{name}", capacity=2, base_price=100
    )
    room = Room.across_tenants.create(tenant=tenant, room_type=double, number=f"room-{name}")
    today = date.today()
    reservation = Reservation.across_tenants.create(
        tenant=tenant,
        room=room,
        code=f"RES-{name}",
        guest_name=f"guest-{name}",
        adults=1,
        arrival=today,
        departure=today + timedelta(days=1),
        nightly=[[str(today), "100.00"]],
        total=100,
        deposit=30,
        currency="ARS",
        status="confirmed",
    )
    rate = Rate.across_tenants.create(room_type=double, day=today, price=90)
    return [double, room, reservation, rate]


@pytest.fixture
def compiled(tmp_path: Path, settings: Any) -> Iterator[None]:
    """Spanish and Portuguese, compiled apart from the working tree."""
    for source in (ROOT / "locale").glob("*/LC_MESSAGES/django.po"):
        target = tmp_path / source.relative_to(ROOT / "locale").with_suffix(".mo")
        target.parent.mkdir(parents=True)
        with source.open("rb") as po, target.open("wb") as mo:
            write_mo(mo, read_po(po, locale=source.parent.parent.name))
    settings.LOCALE_PATHS = [tmp_path]
    forget_catalogs()
    yield
    forget_catalogs()


def forget_catalogs() -> None:
    """As Django does it when a setting for languages changes in a test."""
    vars(trans_real).update(_translations={}, _default=None)
