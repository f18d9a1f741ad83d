"""The front page, the sidebar, hotels' own pages, and the languages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from hotel_agent import dashboard
from tenants.models import Fact
from tenants.scope import all_tenants, scope
from tests.backoffice.conftest import Hotel, log_in
from tests.factories import User


def numbers(client: Client) -> dict[str, int]:
    return {
        figure.title: figure.number
        for figure in client.get(reverse("admin:index")).context["figures"]
    }


def test_the_front_page_counts_ones_own_hotel(desk: Client, azul: Hotel, rojo: Hotel) -> None:
    row = azul.rows["conversation"]
    row.handed_over = True
    row.save()

    assert numbers(desk) == {
        "guests wait for a person": 1,
        "arrivals today": 1,
        "messages of guests failed": 1,
        "messages to guests failed": 1,
    }


def test_the_front_page_counts_what_one_may_see(azul: Hotel) -> None:
    azul.person.groups.clear()

    page = log_in(azul.person).get(reverse("admin:index"))

    assert page.context["figures"] == []
    assert "You may not see anything here yet." in page.content.decode()


def test_today_is_the_hotels_own_day(azul: Hotel, rojo: Hotel) -> None:
    """The database's clock decides: two hotels whose days differ are counted by their own."""
    for hotel, zone in ((azul, "Pacific/Kiritimati"), (rojo, "Pacific/Pago_Pago")):  # +14, -11
        hotel.tenant.time_zone = zone
        hotel.tenant.save()
        stay = hotel.rows["reservation"]
        stay.arrival = datetime.now(UTC).astimezone(hotel.tenant.zone).date()
        stay.departure = stay.arrival + timedelta(days=1)
        stay.save()

    with all_tenants():
        assert dashboard.arriving_today().count() == 2
    with scope(azul.tenant):
        assert dashboard.arriving_today().count() == 1


@pytest.mark.parametrize("path", ["conversation", "guest"])
def test_each_figure_leads_to_its_list(desk: Client, azul: Hotel, path: str) -> None:
    page = desk.get(reverse("admin:index"))

    for figure in page.context["figures"]:
        assert desk.get(figure.link).status_code == 200


def sidebar(client: Client) -> set[str]:
    groups = client.get(reverse("admin:index")).context["sidebar_navigation"]
    return {str(item["title"]) for g in groups for item in g["items"] if item["has_permission"]}


def test_the_sidebar_shows_what_one_may_use(desk: Client, boss: Any) -> None:
    everybody = {"Conversations", "Guests", "Reservations", "Rooms", "Facts", "Incoming"}
    superusers = {"Stray events", "Users", "Groups", "Bookings asked of the PMS"}

    assert everybody <= sidebar(desk)
    assert not superusers & sidebar(desk)
    assert everybody | superusers <= sidebar(log_in(boss))


def test_every_link_of_the_sidebar_opens(boss: Any) -> None:
    client = log_in(boss)

    for group in client.get(reverse("admin:index")).context["sidebar_navigation"]:
        for item in group["items"]:
            assert client.get(str(item["link"])).status_code == 200


def test_the_list_of_facts_shows_what_is_missing(desk: Client, azul: Hotel) -> None:
    text = desk.get(reverse("admin:tenants_fact_changelist")).content.decode()

    assert "English, Portuguese" in text
    assert "Guests who ask about these get no answer yet: amenities" in text


def test_a_fact_has_900_characters_at_most(desk: Client, azul: Hotel) -> None:
    address = reverse("admin:tenants_fact_add")
    values = {"topic": "pets", "language": "es"}

    desk.post(address, values | {"text": "x" * 901})
    assert not Fact.across_tenants.filter(topic="pets").exists()
    desk.post(address, values | {"text": "x" * 900})
    assert Fact.across_tenants.filter(topic="pets").exists()


def test_a_flag_says_what_it_means(desk: Client, azul: Hotel) -> None:
    text = desk.get(reverse("admin:tenants_featureflag_changelist")).content.decode()

    assert "Buttons and lists; off: the same choices as numbered text." in text


def test_superusers_make_users_and_groups(boss: Any, everything: Group) -> None:
    client = log_in(boss)

    for name in ("user", "group"):
        assert client.get(reverse(f"admin:auth_{name}_add")).status_code == 200
    person = User.create()
    for page in ("change", "history", "delete"):
        assert client.get(reverse(f"admin:auth_user_{page}", args=[person.pk])).status_code == 200
    assert (
        client.get(reverse("admin:auth_user_password_change", args=[person.pk])).status_code == 200
    )


@pytest.mark.parametrize(
    ("language", "word"), [("es", "Conversaciones"), ("pt", "Conversas"), ("en", "Conversations")]
)
def test_the_language_is_a_choice(desk: Client, compiled: None, language: str, word: str) -> None:
    desk.post(reverse("set_language"), {"language": language, "next": "/admin/"})

    assert word in desk.get(reverse("admin:index")).content.decode()
