"""Whatever guests do in whatever order, a room has one guest a night."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pms.builtin import booking
from pms.builtin.adapter import BuiltinPms
from pms.builtin.models import Reservation
from pms.errors import PmsRejected
from pms.types import GuestDetails, Stay
from tests.pms import factories
from tests.pms.factories import NOW, TODAY

ANA = GuestDetails("Ana", "+34600112233")

steps = st.one_of(
    st.tuples(st.just("book"), st.integers(0, 12), st.integers(1, 5)),
    st.tuples(st.sampled_from(["cancel", "confirm", "no_show"]), st.integers(0, 20), st.just(0)),
    st.tuples(st.just("wait"), st.integers(1, 40), st.just(0)),
)


def play(hotel, plan):
    """Play the steps; what is refused is refused. Return the codes of the bookings made."""
    now, made = NOW, []
    for verb, number, nights in plan:
        if verb == "wait":
            now += timedelta(minutes=number)
            booking.release_overdue_holds(now)
        elif verb == "book":
            arrival = TODAY + timedelta(1 + number)
            offers = BuiltinPms(hotel, now=now).offers(
                Stay(arrival, arrival + timedelta(nights), 2)
            )
            for offer in offers:
                row = booking.book(hotel, booking.Request(offer, ANA), now)  # offered is bookable
                made.append(row.pk)
        elif made:
            move(verb, made[number % len(made)], now)
    return made


def move(verb, pk, now):
    try:
        if verb == "cancel":
            booking.cancel(pk, now, booking.Reason.GUEST)
        elif verb == "confirm":
            booking.confirm(pk, now)
        else:
            booking.no_show(pk)
    except PmsRejected:
        pass


@pytest.mark.django_db
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plan=st.lists(steps, max_size=20))
def test_no_sequence_of_steps_sells_a_night_twice(hotel, plan):
    with transaction.atomic():
        kind = factories.RoomType(tenant=hotel)
        for _ in range(2):
            factories.Room(room_type=kind)

        made = play(hotel, plan)

        nights = [
            (row.room_id, row.arrival + timedelta(shift))
            for row in Reservation.objects.filter(status__in=Reservation.OCCUPYING)
            for shift in range((row.departure - row.arrival).days)
        ]
        assert len(nights) == len(set(nights))
        assert Reservation.objects.count() == len(made)
        transaction.set_rollback(True)  # the next sequence begins in an empty hotel
