"""Two hotels to try everything with, and the people who work for them."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q

from channels_app.models import ChannelAccount
from pms.builtin import demo as rooms
from pms.builtin.demo import DemoRooms
from tenants.models import Fact, Membership, Tenant
from tenants.scope import scope

Texts = dict[str, str]  # language -> text


@dataclass(frozen=True, slots=True)
class Hotel:
    slug: str
    hotel: dict[str, object]  # columns of Tenant
    number: str  # phone_number_id
    display: str
    staff: str  # user name and password
    rooms: list[DemoRooms]
    facts: dict[str, Texts]


SINGLE = {"es": "Habitación simple", "en": "Single room", "pt": "Quarto individual"}
DOUBLE = {"es": "Habitación doble", "en": "Double room", "pt": "Quarto duplo"}
TWIN = {"es": "Dos camas", "en": "Twin room", "pt": "Quarto twin"}
FAMILY = {"es": "Habitación familiar", "en": "Family room", "pt": "Quarto família"}
SUITE = {"es": "Suite", "en": "Suite", "pt": "Suíte"}
DORM = {"es": "Cama en dormitorio", "en": "Dorm bed", "pt": "Cama em dormitório"}

HOTELS = (
    Hotel(
        slug="demo",
        hotel={
            "name": "Hotel Demo",
            "language": "es",
            "time_zone": "America/Argentina/Buenos_Aires",
            "currency": "ARS",
            "check_in": "15:00",
            "check_out": "12:00",
            "desk_opens": "09:00",
            "desk_closes": "21:00",
            "address": "Avenida de Mayo 1050, Buenos Aires",
            "latitude": "-34.608900",
            "longitude": "-58.381600",
        },
        number="100000000000001",
        display="+54 9 11 5550 0001",
        staff="recepcion",
        rooms=[
            DemoRooms("single", SINGLE, 1, 45000, 2, "1.2"),
            DemoRooms("double", DOUBLE, 2, 70000, 3, "1.2"),
            DemoRooms("twin", TWIN, 2, 70000, 2, "1.2"),
            DemoRooms("family", FAMILY, 4, 110000, 2, "1.2"),
            DemoRooms("suite", SUITE, 3, 150000, 1, "1.2"),
        ],
        facts={
            "amenities": {
                "es": "Tenemos Wi-Fi en todo el hotel, desayuno incluido de 7 a 10, cochera, "
                "gimnasio y una terraza con piscina.",
                "en": "We have Wi-Fi throughout the hotel, breakfast included from 7 to 10, "
                "parking, a gym and a terrace with a pool.",
                "pt": "Temos Wi-Fi em todo o hotel, café da manhã incluído das 7 às 10, garagem, "
                "academia e um terraço com piscina.",
            },
            "cancellation": {
                "es": "Puedes cancelar sin cargo hasta 24 horas antes de la llegada. Después se "
                "cobra la mitad de la primera noche.",
                "en": "You can cancel free of charge up to 24 hours before arrival. After that, "
                "half of the first night is charged.",
                "pt": "Você pode cancelar sem custo até 24 horas antes da chegada. Depois disso, "
                "cobramos metade da primeira noite.",
            },
            "wifi": {
                "es": "El Wi-Fi es gratis en todo el hotel. La clave está en tu habitación.",
                "en": "Wi-Fi is free throughout the hotel. The password is in your room.",
                "pt": "O Wi-Fi é grátis em todo o hotel. A senha está no seu quarto.",
            },
            "parking": {
                "es": "Tenemos cochera propia, sin cargo para huéspedes.",
                "en": "We have our own car park, free for guests.",
                "pt": "Temos garagem própria, sem custo para hóspedes.",
            },
            "breakfast": {
                "es": "El desayuno está incluido y se sirve de 7 a 10.",
                "en": "Breakfast is included and served from 7 to 10.",
                "pt": "O café da manhã está incluído e é servido das 7 às 10.",
            },
            "pool": {
                "es": "La piscina de la terraza abre de 10 a 20.",
                "en": "The pool on the terrace is open from 10:00 to 20:00.",
                "pt": "A piscina do terraço abre das 10 às 20.",
            },
            "pets": {
                "es": "Aceptamos mascotas de hasta 10 kg, sin cargo. Avísanos antes de llegar.",
                "en": "We welcome pets of up to 10 kg, free of charge. Please tell us beforehand.",
                "pt": "Aceitamos animais de até 10 kg, sem custo. Avise antes de chegar.",
            },
        },
    ),
    Hotel(
        slug="demo2",
        hotel={
            "name": "Hostal Azul",
            "language": "es",
            "time_zone": "Europe/Madrid",
            "currency": "EUR",
            "check_in": "14:00",
            "check_out": "11:00",
            "desk_opens": "08:00",
            "desk_closes": "22:00",
            "address": "Calle de la Cruz 12, Madrid",
            "latitude": "40.415400",
            "longitude": "-3.702000",
        },
        number="100000000000002",
        display="+34 600 000 002",
        staff="recepcion2",
        rooms=[DemoRooms("double", DOUBLE, 2, 60, 2, "1"), DemoRooms("dorm", DORM, 1, 22, 6, "1")],
        facts={
            "amenities": {
                "es": "Hay Wi-Fi gratis, cocina compartida, lavandería y una terraza.",
                "en": "There is free Wi-Fi, a shared kitchen, a laundry and a terrace.",
                "pt": "Há Wi-Fi grátis, cozinha compartilhada, lavanderia e um terraço.",
            },
            "cancellation": {
                "es": "Puedes cancelar gratis hasta 48 horas antes de llegar. Después se cobra la "
                "primera noche.",
                "en": "You can cancel for free up to 48 hours before arrival. After that, the "
                "first night is charged.",
                "pt": "Você pode cancelar grátis até 48 horas antes da chegada. Depois disso, "
                "cobramos a primeira noite.",
            },
        },
    ),
)
# What reception works with; anything else is for superusers.
RECEPTION_MAY = (
    Q(content_type__app_label="conversations", codename__regex="^(view|change)_")
    | Q(
        content_type__app_label="channels_app",
        codename__in=["view_inboxmessage", "view_outboxmessage", "view_channelaccount"],
    )
    | Q(content_type__app_label="builtin_pms", codename__regex="^(view|add|change)_")
    | Q(
        content_type__app_label="tenants",
        codename__in=[
            "view_tenant",
            "change_tenant",
            "view_fact",
            "add_fact",
            "change_fact",
            "delete_fact",
            "view_membership",
            "view_featureflag",
            "change_featureflag",
        ],
    )
)


class Command(BaseCommand):
    help = "(Re)create the demo hotels; reservations and conversations stay."

    def handle(self, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("demo hotels have public passwords: not in production")
        with transaction.atomic():
            self._superuser()
            for hotel in HOTELS:
                self._hotel(hotel)
            self._account_from_environment()
        self.stdout.write("demo hotels are ready: " + ", ".join(hotel.slug for hotel in HOTELS))

    def _superuser(self) -> None:
        admin, created = User.objects.get_or_create(
            username="admin", defaults={"is_staff": True, "is_superuser": True}
        )
        if created:
            admin.set_password("admin")
            admin.save()

    def _hotel(self, hotel: Hotel) -> None:
        tenant, _ = Tenant.objects.update_or_create(slug=hotel.slug, defaults=hotel.hotel)
        with scope(tenant):
            ChannelAccount.objects.update_or_create(
                kind="whatsapp",
                address=hotel.number,
                defaults={
                    "tenant": tenant,
                    "display": hotel.display,
                    "is_active": True,
                    "credentials": {
                        "access_token": f"{hotel.slug}-access-token",
                        "app_secrets": [f"{hotel.slug}-app-secret"],
                        "verify_token": f"{hotel.slug}-verify-token",
                    },
                },
            )
            rooms.create(tenant, hotel.rooms)
            for topic, texts in hotel.facts.items():
                for language, text in texts.items():
                    Fact.objects.update_or_create(
                        tenant=tenant, topic=topic, language=language, defaults={"text": text}
                    )
            self._staff(hotel.staff, tenant)

    def _staff(self, name: str, tenant: Tenant) -> None:
        person, created = User.objects.get_or_create(username=name, defaults={"is_staff": True})
        if created:
            person.set_password(name)
            person.save()
        group, _ = Group.objects.get_or_create(name="Reception")
        group.permissions.set(Permission.objects.filter(RECEPTION_MAY))
        person.groups.add(group)
        Membership.objects.get_or_create(tenant=tenant, user=person)

    def _account_from_environment(self) -> None:
        """The number named by WHATSAPP_* becomes an account of the first demo hotel."""
        if not settings.WHATSAPP_PHONE_NUMBER_ID:
            return
        tenant = Tenant.objects.get(slug=HOTELS[0].slug)
        ChannelAccount.across_tenants.update_or_create(
            kind="whatsapp",
            address=settings.WHATSAPP_PHONE_NUMBER_ID,
            defaults={
                "tenant": tenant,
                "credentials": {
                    "access_token": settings.WHATSAPP_ACCESS_TOKEN,
                    "app_secrets": [settings.WHATSAPP_APP_SECRET],
                    "verify_token": settings.WHATSAPP_VERIFY_TOKEN,
                },
            },
        )
