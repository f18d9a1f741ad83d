"""Rows for tests: each factory fills in what the model requires and nothing more.

They write across tenants, so a test needs no scope to set up its world.
"""

from datetime import UTC, datetime
from typing import Any

import factory
from django.contrib.auth.models import User as UserModel
from factory.django import DjangoModelFactory

from channels_app import models as channels
from conversations import models as conversations
from tenants import models as tenants


class Owned(DjangoModelFactory):
    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **kwargs: Any) -> Any:
        return model_class.across_tenants.create(*args, **kwargs)


class Tenant(DjangoModelFactory):
    class Meta:
        model = tenants.Tenant

    slug = factory.Sequence(lambda n: f"hotel-{n}")
    name = factory.LazyAttribute(lambda hotel: hotel.slug.title())
    language = "es"
    time_zone = "America/Argentina/Buenos_Aires"
    currency = "ARS"


class User(DjangoModelFactory):
    class Meta:
        model = UserModel

    username = factory.Sequence(lambda n: f"person-{n}")
    is_staff = True


class Membership(Owned):
    class Meta:
        model = tenants.Membership

    tenant = factory.SubFactory(Tenant)
    user = factory.SubFactory(User)


class Account(Owned):
    class Meta:
        model = channels.ChannelAccount

    tenant = factory.SubFactory(Tenant)
    kind = "whatsapp"
    address = factory.Sequence(lambda n: f"2000000000{n:05d}")
    credentials = factory.LazyAttribute(
        lambda account: {
            "access_token": f"token-{account.address}",
            "app_secrets": [f"secret-{account.address}"],
            "verify_token": f"verify-{account.address}",
        }
    )


class Inbox(Owned):
    class Meta:
        model = channels.InboxMessage

    account = factory.SubFactory(Account)
    peer = "5491155550123"
    external_id = factory.Sequence(lambda n: f"wamid.in{n}")
    sent_at = factory.LazyFunction(lambda: datetime.now(UTC))
    kind = "text"
    text = "hola"


class Outbox(Owned):
    class Meta:
        model = channels.OutboxMessage

    account = factory.SubFactory(Account)
    peer = "5491155550123"
    content: Any = factory.LazyFunction(lambda: {"kind": "text", "text": "hola"})


class Guest(Owned):
    class Meta:
        model = conversations.Guest

    tenant = factory.SubFactory(Tenant)
    phone = factory.Sequence(lambda n: f"+54911{n:08d}")


class Conversation(Owned):
    class Meta:
        model = conversations.Conversation

    account = factory.SubFactory(Account)
    peer = "5491155550123"
    guest = factory.SubFactory(Guest, tenant=factory.SelfAttribute("..account.tenant"))
