"""What staff can see and do, and what stays another hotel's."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from pms.builtin import availability
from pms.builtin.models import Rate, Reservation, Room, RoomType
from pms.models import LedgerEntry
from tenants.models import Membership
from tests.pms import factories

pytestmark = pytest.mark.django_db

ARRIVAL = now().date() + timedelta(days=10)


def url(name, *args):
    return reverse(f"admin:builtin_pms_{name}", args=args)


def staff(*hotels, superuser=False):
    """Return the browser of a person who works for these hotels."""
    users = get_user_model().objects
    name = f"staff-{users.count()}"
    user = users.create(username=name, is_staff=True, is_superuser=superuser)
    for hotel in hotels:
        Membership.across_tenants.create(user=user, tenant=hotel)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label__in=["builtin_pms", "pms"])
    )
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def house():
    return factories.Hotel(name="Hotel Mine")


@pytest.fixture
def other():
    return factories.Hotel(name="Hotel Other")


@pytest.fixture
def desk(house):
    return staff(house)


def reservation(hotel, **columns):
    return factories.Reservation(
        room__room_type__tenant=hotel,
        arrival=ARRIVAL,
        departure=ARRIVAL + timedelta(days=2),
        **columns,
    )


def errors(response):
    """Return what the forms of a page complain about, as text."""
    assert response.status_code == 200
    context = response.context
    found = str(context["adminform"].form.errors)
    for formset in context.get("inline_admin_formsets", ()):
        found += str(formset.formset.errors) + str(formset.formset.non_form_errors())
    return found


def messages(response):
    return [str(message) for message in response.context["messages"]]


LISTS = ["roomtype", "room", "rate", "reservation"]


def rows_of(hotel):
    booked = reservation(hotel, guest_name=f"Guest of {hotel.name}")
    rate = factories.Rate(room_type=booked.room.room_type, day=ARRIVAL)
    return {
        "roomtype": booked.room.room_type,
        "room": booked.room,
        "rate": rate,
        "reservation": booked,
    }


@pytest.mark.parametrize("name", LISTS)
def test_lists_show_a_hotels_own_rows_and_filters_its_own_choices(desk, house, other, name):
    mine, theirs = rows_of(house), rows_of(other)

    page = desk.get(url(f"{name}_changelist"))

    assert [row.pk for row in page.context["cl"].result_list] == [mine[name].pk]
    text = page.content.decode()
    for secret in ("Hotel Other", theirs["roomtype"].code, theirs["reservation"].code):
        assert secret not in text


@pytest.mark.parametrize("name", LISTS)
def test_another_hotels_row_cannot_be_opened_or_deleted(desk, other, name):
    row = rows_of(other)[name]

    for view in ("change", "delete", "history"):
        page = desk.get(url(f"{name}_{view}", row.pk))
        assert page.status_code in (302, 403)
        assert page.headers.get("Location", "/admin/") == "/admin/"


@pytest.mark.parametrize("name", LISTS)
def test_own_rows_open_and_lists_can_be_searched(desk, house, name):
    row = rows_of(house)[name]

    assert desk.get(url(f"{name}_change", row.pk)).status_code == 200
    assert desk.get(url(f"{name}_add")).status_code == 200
    for query in ("x' OR 1=1; --", "%", "\\", "Gómez"):
        assert desk.get(url(f"{name}_changelist"), {"q": query}).status_code == 200


@pytest.mark.parametrize("query", ["Guest of", "RES-TEST", "34600112233", "@example"])
def test_search_finds_reservations_of_the_own_hotel_only(desk, house, other, query):
    mine = reservation(house, guest_name="Guest of mine", guest_email="a@example.com")
    reservation(other, guest_name="Guest of theirs", guest_email="b@example.com")

    page = desk.get(url("reservation_changelist"), {"q": query})

    assert [row.pk for row in page.context["cl"].result_list] == [mine.pk]


def test_reservations_are_filtered_by_status_and_arrival(desk, house):
    wanted = reservation(house, status="confirmed")
    reservation(house, status="cancelled")

    def found(**query):
        page = desk.get(url("reservation_changelist"), query)
        return [row.pk for row in page.context["cl"].result_list]

    assert found(status__exact="confirmed") == [wanted.pk]
    assert found(arrival_from=(ARRIVAL + timedelta(1)).isoformat()) == []
    assert len(found(arrival_from=ARRIVAL.isoformat())) == 2


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["reservation", "room", "roomtype", "rate"])
def test_a_list_costs_the_same_with_one_row_and_with_three(
    desk, house, name, count, django_assert_max_num_queries
):
    for _ in range(count):
        rows_of(house)

    with django_assert_max_num_queries(12):
        desk.get(url(f"{name}_changelist"))


def test_autocomplete_knows_the_own_room_types_only(desk, house, other):
    mine = factories.RoomType(tenant=house)
    factories.RoomType(tenant=other)
    query = {"app_label": "builtin_pms", "model_name": "room", "field_name": "room_type"}

    answer = desk.get(reverse("admin:autocomplete"), query | {"term": "type"}).json()

    assert [found["id"] for found in answer["results"]] == [str(mine.pk)]


def room_type_form(**changes):
    return {
        "code": "double",
        "name_es": "Doble",
        "capacity": 2,
        "position": 0,
        "base_price": "100",
        "weekend_multiplier": "1.2",
        "weekend_nights": ["5", "6"],
        "is_active": "on",
        "rooms-TOTAL_FORMS": 0,
        "rooms-INITIAL_FORMS": 0,
        "rates-TOTAL_FORMS": 0,
        "rates-INITIAL_FORMS": 0,
    } | changes


def rooms_form(*numbers):
    numbered = {f"rooms-{n}-number": number for n, number in enumerate(numbers)}
    return numbered | {"rooms-TOTAL_FORMS": len(numbers)}


def test_a_new_room_type_belongs_to_the_own_hotel_whatever_is_sent(desk, house, other):
    rates = {"rates-TOTAL_FORMS": 1, "rates-0-day": "2026-12-31", "rates-0-price": "300"}
    form = room_type_form(tenant=other.pk, **rooms_form("101", "102"), **rates)

    assert desk.post(url("roomtype_add"), form).status_code == 302

    kind = RoomType.across_tenants.get()
    assert (kind.tenant, kind.weekend_nights) == (house, [5, 6])
    assert {room.tenant for room in Room.across_tenants.all()} == {house}
    assert Rate.across_tenants.get().room_type == kind


def test_a_person_of_two_hotels_chooses_between_them(house, other):
    third = factories.Hotel(name="Hotel Third")
    desk = staff(house, other)

    page = desk.get(url("roomtype_add"))
    assert set(page.context["adminform"].form.fields["tenant"].queryset) == {house, other}
    assert "tenant" in errors(desk.post(url("roomtype_add"), room_type_form(tenant=third.pk)))
    desk.post(url("roomtype_add"), room_type_form(tenant=other.pk))

    assert RoomType.across_tenants.get().tenant == other


def test_a_superuser_chooses_between_all(house, other):
    boss = staff(superuser=True)

    boss.post(url("roomtype_add"), room_type_form(tenant=other.pk))

    assert RoomType.across_tenants.get().tenant == other
    assert "Hotel Other" in boss.get(url("roomtype_changelist")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "taken"}, "taken|already|existe|restricci"),
        ({"name_es": ""}, "language|idioma"),
        ({"base_price": "0"}, "base_price"),
        ({"capacity": "21"}, "capacity"),
        ({"weekend_nights": ["8"]}, "weekend_nights"),
        (rooms_form("101", "101"), "number"),
        (rooms_form("999"), "number"),
    ],
)
def test_a_room_type_that_makes_no_sense_is_sent_back(desk, house, wrong, said):
    taken = factories.RoomType(tenant=house, code="taken")
    factories.Room(room_type=taken, number="999")

    found = errors(desk.post(url("roomtype_add"), room_type_form(**wrong)))

    assert any(word in found for word in said.split("|"))
    assert RoomType.across_tenants.count() == 1


def as_sent(page):
    """Return what a browser would send for the form of this page."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    fields = [form[name] for form in forms for name in form.fields]
    return {field.html_name: "" if field.value() is None else field.value() for field in fields}


def test_a_room_type_with_a_year_of_rates_can_be_saved(desk, house):
    """More than a thousand fields in one form would be refused: rates come by the page."""
    kind = factories.RoomType(tenant=house, weekend_nights=[7])
    for day in range(365):
        factories.Rate(room_type=kind, day=ARRIVAL + timedelta(day))
    form = as_sent(desk.get(url("roomtype_change", kind.pk), {"page": 2}))

    answer = desk.post(url("roomtype_change", kind.pk), form | {"rates-0-price": "77"})

    assert answer.status_code == 302
    assert Rate.across_tenants.filter(room_type=kind).count() == 365
    assert Rate.across_tenants.filter(price=77).count() == 1
    kind.refresh_from_db()
    assert kind.weekend_nights == [7]


def test_a_room_cannot_be_added_to_another_hotels_type(desk, house, other):
    theirs = factories.RoomType(tenant=other)

    form = {"room_type": theirs.pk, "number": "1", "is_active": "on"}

    assert "room_type" in errors(desk.post(url("room_add"), form))
    assert "room_type" in errors(
        desk.post(url("rate_add"), {"room_type": theirs.pk, "day": ARRIVAL, "price": "1"})
    )
    assert not Room.across_tenants.exists()


def test_a_room_is_added_moved_and_kept_in_its_hotel(desk, house, other):
    kind, suite = factories.RoomType(tenant=house), factories.RoomType(tenant=house)
    form = {"room_type": kind.pk, "number": "1", "is_active": "on"}
    assert desk.post(url("room_add"), form).status_code == 302
    room = Room.across_tenants.get()
    assert room.tenant == house

    assert "number" in errors(desk.post(url("room_add"), form))
    desk.post(url("room_change", room.pk), form | {"room_type": suite.pk})
    room.refresh_from_db()
    assert room.room_type == suite

    boss = staff(superuser=True)
    elsewhere = form | {"room_type": factories.RoomType(tenant=other).pk}
    errors(boss.post(url("room_change", room.pk), elsewhere))
    room.refresh_from_db()
    assert room.tenant == house


def new_form(kind, **changes):
    return {
        "room_type": kind.pk,
        "arrival": ARRIVAL.isoformat(),
        "departure": (ARRIVAL + timedelta(days=2)).isoformat(),
        "adults": 2,
        "children": 0,
        "guest_name": "<script>Ana</script>",
        "guest_phone": "+34 600 11 22 33",
        "language": "es",
        "notes": "arrives late",
    } | changes


def test_staff_make_a_reservation_at_the_hotels_price(desk, house):
    room = factories.Room(room_type__tenant=house, room_type__weekend_nights=[])

    page = desk.post(url("reservation_add"), new_form(room.room_type), follow=True)

    row = Reservation.across_tenants.get()
    assert (row.tenant, row.room, row.total) == (house, room, Decimal(200))
    assert (row.status, row.channel, row.notes) == ("pre_reserved", "staff", "arrives late")
    assert row.guest_phone == "+34600112233"
    assert row.hold_expires_at is not None
    text = page.content.decode()
    assert row.code in text
    assert "<script>Ana" not in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"adults": 3},
        {"adults": 0},
        {"adults": ""},
        {"departure": ARRIVAL.isoformat()},
        {"departure": (ARRIVAL + timedelta(days=31)).isoformat()},
        {"arrival": "2020-01-01", "departure": "2020-01-02"},
        {"arrival": "2025-02-30"},
        {"guest_name": ""},
        {"guest_phone": "call me"},
        {"guest_phone": "+" + "1" * 21},
        {"guest_email": "a@b\r\nBcc: c@d"},
        {"room_type": ""},
    ],
)
def test_a_reservation_that_makes_no_sense_is_sent_back(desk, house, wrong):
    room = factories.Room(room_type__tenant=house)

    assert errors(desk.post(url("reservation_add"), new_form(room.room_type, **wrong)))
    assert not Reservation.across_tenants.exists()


def test_a_reservation_in_a_full_house_is_sent_back(desk, house):
    booked = reservation(house)

    assert errors(desk.post(url("reservation_add"), new_form(booked.room.room_type)))


def test_a_reservation_in_another_hotel_is_sent_back(desk, other):
    room = factories.Room(room_type__tenant=other)

    assert "room_type" in errors(desk.post(url("reservation_add"), new_form(room.room_type)))


def test_a_room_that_goes_between_our_look_and_the_booking_is_said_to_be_gone(
    desk, house, monkeypatch
):
    room = factories.Room(room_type__tenant=house)
    monkeypatch.setattr(availability, "best_room", lambda *_: None)

    page = desk.post(url("reservation_add"), new_form(room.room_type), follow=True)

    assert len(messages(page)) == 1
    assert not Reservation.across_tenants.exists()


def test_who_the_guest_is_can_be_changed_and_what_was_booked_cannot(desk, house):
    row = reservation(house)
    elsewhere = factories.Room(room_type=row.room.room_type)
    form = new_form(
        row.room.room_type,
        guest_name="Eva Ruiz",
        guest_phone="0034 600 999 888",
        room=elsewhere.pk,
        status="cancelled",
        total="1",
        arrival="2026-01-01",
    )

    assert desk.post(url("reservation_change", row.pk), form).status_code == 302

    changed = Reservation.across_tenants.get()
    assert (changed.guest_name, changed.notes) == ("Eva Ruiz", "arrives late")
    assert (changed.room, changed.status, changed.total) == (row.room, "confirmed", Decimal(200))
    assert changed.arrival == ARRIVAL


def act(desk, action, *rows):
    form = {"action": action, "_selected_action": [row.pk for row in rows]}
    return desk.post(url("reservation_changelist"), form, follow=True)


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("confirm", "pre_reserved", "confirmed"),
        ("cancel", "confirmed", "cancelled"),
        ("complete", "confirmed", "completed"),
        ("no_show", "confirmed", "no_show"),
    ],
)
def test_an_action_says_of_each_row_what_became_of_it(desk, house, action, before, after):
    good = reservation(house, status=before)
    bad = reservation(house, status="completed")

    said = messages(act(desk, action, good, bad))

    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.status, bad.status) == (after, "completed")
    assert len(said) == 2
    assert {good.code, bad.code} == {line.split()[0].rstrip(":") for line in said}


def test_staff_cancel_in_their_own_name(desk, house):
    row = reservation(house)
    act(desk, "cancel", row)

    row.refresh_from_db()
    assert row.cancel_reason == "staff"


def test_an_action_does_not_reach_another_hotels_rows(desk, house, other):
    reservation(house)
    theirs = reservation(other, status="pre_reserved")
    act(desk, "confirm", theirs)

    theirs.refresh_from_db()
    assert theirs.status == "pre_reserved"


def test_reservations_are_not_deleted(house):
    row = reservation(house)
    boss = staff(superuser=True)

    assert boss.post(url("reservation_delete", row.pk), {"post": "yes"}).status_code == 403
    act(boss, "delete_selected", row)
    assert Reservation.across_tenants.exists()


def test_the_ledger_is_read_only_and_a_hotels_own(desk, house, other):
    mine = LedgerEntry.across_tenants.create(tenant=house, key="k-mine", request={"total": "1"})
    theirs = LedgerEntry.across_tenants.create(tenant=other, key="k-theirs", request={})

    text = desk.get(reverse("admin:pms_ledgerentry_changelist")).content.decode()
    assert "k-mine" in text
    assert "k-theirs" not in text
    path = reverse("admin:pms_ledgerentry_change", args=[mine.pk])
    assert desk.get(path).status_code == 200
    assert desk.post(path, {"key": "x"}).status_code == 403
    assert desk.get(reverse("admin:pms_ledgerentry_add")).status_code == 403
    assert desk.get(reverse("admin:pms_ledgerentry_change", args=[theirs.pk])).status_code == 302
