"""Nobody can make, move or change a row of a hotel that is not theirs, whatever they post."""

from typing import Any

from django.contrib.auth.models import Group
from django.test import Client

from channels_app.models import ChannelAccount
from tenants.models import Fact, FeatureFlag, Membership, Tenant
from tests.backoffice.conftest import Hotel, log_in, make_hotel, url


def test_a_new_row_goes_to_the_own_hotel_whatever_is_posted(
    manager: Client, azul: Hotel, rojo: Hotel
) -> None:
    manager.post(
        url("tenants.fact", "add"),
        {"tenant": rojo.tenant.pk, "topic": "pets", "language": "es", "text": "Sí"},
    )

    made = Fact.across_tenants.get(topic="pets")
    assert made.tenant == azul.tenant


def test_a_new_row_cannot_go_to_a_hotel_that_is_not_ones_own(
    azul: Hotel, rojo: Hotel, everything: Group
) -> None:
    Membership.across_tenants.create(tenant=rojo.tenant, user=azul.person)
    azul.person.groups.add(everything)
    third = make_hotel("verde", everything)

    page = log_in(azul.person).post(
        url("tenants.fact", "add"),
        {"tenant": third.tenant.pk, "topic": "pets", "language": "es", "text": "Sí"},
    )

    assert "tenant" in page.context["adminform"].form.errors
    assert not Fact.across_tenants.filter(topic="pets").exists()


def test_a_row_cannot_be_moved_to_another_hotel(manager: Client, azul: Hotel, rojo: Hotel) -> None:
    theirs = {"tenant": rojo.tenant.pk, "user": rojo.person.pk, "name": "features.other"}
    posted: dict[str, dict[str, Any]] = {
        "tenants.fact": {"topic": "pool", "language": "es", "text": "Sí"},
        "tenants.featureflag": {"is_on": ""},
        "conversations.guest": {"name": "Ana", "phone": "+5491155550001"},
        "channels_app.channelaccount": {"kind": "whatsapp", "address": "1", "is_active": "on"},
        "tenants.membership": {},
        "builtin_pms.roomtype": {"code": "x", "capacity": 2, "base_price": 1},
    }
    for label, values in posted.items():
        row = azul.rows[label.split(".")[1]]

        manager.post(url(label, "change", row.pk), theirs | values)

        row.refresh_from_db()
        assert row.tenant_id == azul.tenant.pk
    assert azul.rows["membership"].user == azul.person


def test_a_person_of_another_hotel_cannot_be_hired(
    manager: Client, azul: Hotel, rojo: Hotel
) -> None:
    manager.post(
        url("tenants.membership", "add"), {"tenant": azul.tenant.pk, "user": rojo.person.pk}
    )

    assert Membership.across_tenants.filter(user=rojo.person).count() == 1


def test_a_flag_for_every_hotel_is_for_superusers(manager: Client, azul: Hotel, boss: Any) -> None:
    FeatureFlag.across_tenants.all().delete()
    address, values = url("tenants.featureflag", "add"), {"name": "features.interactive_messages"}

    manager.post(address, {**values, "tenant": ""})
    assert FeatureFlag.across_tenants.get().tenant == azul.tenant

    log_in(boss).post(address, {**values, "tenant": ""})
    assert FeatureFlag.across_tenants.filter(tenant=None).count() == 1


def test_staff_of_two_hotels_cannot_decide_for_every_hotel(
    azul: Hotel, rojo: Hotel, everything: Group
) -> None:
    FeatureFlag.across_tenants.all().delete()
    Membership.across_tenants.create(tenant=rojo.tenant, user=azul.person)
    azul.person.groups.add(everything)

    page = log_in(azul.person).post(
        url("tenants.featureflag", "add"), {"name": "features.interactive_messages", "tenant": ""}
    )

    assert "tenant" in page.context["adminform"].form.errors
    assert not FeatureFlag.across_tenants.exists()


def test_hotels_are_made_by_superusers_and_deleted_by_nobody(
    manager: Client, azul: Hotel, boss: Any
) -> None:
    assert manager.get(url("tenants.tenant", "add")).status_code == 403
    assert log_in(boss).get(url("tenants.tenant", "add")).status_code == 200
    assert log_in(boss).get(url("tenants.tenant", "delete", azul.tenant.pk)).status_code == 403


def test_staff_change_their_hotel_but_not_who_it_is(manager: Client, azul: Hotel) -> None:
    values = {
        "name": "Azul",
        "language": "pt",
        "time_zone": "UTC",
        "currency": "EUR",
        "check_in": "14:00",
        "check_out": "11:00",
        "desk_opens": "08:00",
        "desk_closes": "20:00",
        "deposit_percent": 20,
        "hold_minutes": 10,
        "slug": "stolen",
        "is_active": "",
        "pms_kind": "builtin",
    }

    manager.post(url("tenants.tenant", "change", azul.tenant.pk), values)

    tenant = Tenant.objects.get(pk=azul.tenant.pk)
    assert (tenant.name, tenant.currency) == ("Azul", "EUR")
    assert (tenant.slug, tenant.is_active, tenant.pms_kind) == ("azul", True, "")


def test_another_hotels_number_is_refused_and_not_a_crash(
    manager: Client, azul: Hotel, rojo: Hotel
) -> None:
    values = {"kind": "whatsapp", "address": rojo.rows["channelaccount"].address, "is_active": "on"}

    page = manager.post(url("channels_app.channelaccount", "add"), values)

    assert "address" in page.context["adminform"].form.errors
    assert ChannelAccount.across_tenants.count() == 2


def test_actions_reach_own_rows_only(manager: Client, azul: Hotel, rojo: Hotel) -> None:
    theirs, mine = rojo.rows["fact"], azul.rows["fact"]

    manager.post(
        url("tenants.fact", "changelist"),
        {
            "action": "delete_selected",
            "_selected_action": [theirs.pk, mine.pk],
            "select_across": "1",
            "post": "yes",
        },
    )

    assert [fact.pk for fact in Fact.across_tenants.all()] == [theirs.pk]
