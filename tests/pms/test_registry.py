from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.db.utils import OperationalError
from prometheus_client import REGISTRY

from pms import registry
from pms.builtin.adapter import BuiltinPms
from pms.errors import PmsRejected, PmsUnavailable, SoldOut
from pms.ledger import Ledger
from pms.measured import Measured
from pms.types import GuestDetails, Stay
from tests.pms import factories
from tests.pms.conftest import furnish
from tests.pms.factories import NOW

STAY = Stay(date(2026, 3, 10), date(2026, 3, 12), 4)


def figure(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.fixture
def broken(hotel):
    """The registry's PMS of a hotel whose connection was cut by the server."""

    def refuse(execute, sql, params, many, context):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        yield registry.for_tenant(hotel, now=NOW)


@pytest.mark.parametrize("name", settings.PMS_KINDS)
def test_every_kind_in_the_settings_exists_and_answers(name, db):
    registry.kind(name).check()


def test_for_tenant_puts_the_ledger_and_the_figures_around_the_adapter(hotel):
    pms = registry.for_tenant(hotel, now=NOW)

    assert isinstance(pms, Ledger)
    assert isinstance(pms.pms, Measured)
    assert isinstance(pms.pms.pms, BuiltinPms)


def test_a_hotel_with_a_kind_that_does_not_exist_is_served_later(hotel):
    hotel.pms_kind = "opera"

    with pytest.raises(PmsUnavailable, match="'opera'"):
        registry.for_tenant(hotel, now=NOW)


def test_check_needs_no_scope(db):
    registry.check()


def test_check_names_a_kind_some_hotel_uses_and_nobody_configured(db):
    factories.Hotel(pms_kind="opera", is_active=False)
    registry.check()
    factories.Hotel(pms_kind="opera")

    with pytest.raises(PmsUnavailable, match="'opera'"):
        registry.check()


CALLS = {
    "room_kinds": lambda pms, offer: pms.room_kinds(),
    "offers": lambda pms, offer: pms.offers(STAY),
    "nearest": lambda pms, offer: pms.nearest(STAY),
    "book": lambda pms, offer: pms.book(offer, GuestDetails("Ana", "+34600"), key="k"),
    "booked": lambda pms, offer: pms.booked("k"),
    "booking": lambda pms, offer: pms.booking("RES-1", phone="+34600"),
    "bookings_of": lambda pms, offer: pms.bookings_of("+34600"),
    "cancel": lambda pms, offer: pms.cancel("RES-1", phone="+34600"),
}


@pytest.fixture
def offer(hotel):
    furnish(hotel)
    [found] = BuiltinPms(hotel, now=NOW).offers(STAY)
    return found


@pytest.mark.parametrize("operation", CALLS)
def test_a_database_that_does_not_answer_is_unavailable(hotel, offer, broken, operation):
    with pytest.raises(PmsUnavailable):
        CALLS[operation](broken, offer)


@pytest.mark.parametrize("operation", CALLS)
def test_each_operation_is_counted_and_timed(hotel, offer, operation):
    labels = {"operation": operation, "status": "success"}
    method = "write" if operation in ("book", "cancel") else "read"
    seen = {"endpoint": operation, "method": method}
    before = figure("pms_operations_total", **labels)
    timed = figure("pms_api_latency_seconds_count", **seen)

    try:
        CALLS[operation](Measured(BuiltinPms(hotel, now=NOW)), offer)
    except PmsRejected:
        assert operation in ("booking", "cancel")  # an answer, if not a pleasant one

    assert figure("pms_operations_total", **labels) == before + 1
    assert figure("pms_api_latency_seconds_count", **seen) == timed + 1


def test_failures_are_counted_by_operation_and_kind(broken):
    failed = {"operation": "offers", "status": "error"}
    kind = {"operation": "offers", "error_type": "PmsUnavailable"}
    before = figure("pms_operations_total", **failed), figure("pms_errors_total", **kind)

    with pytest.raises(PmsUnavailable):
        broken.offers(STAY)

    after = figure("pms_operations_total", **failed), figure("pms_errors_total", **kind)
    assert after == (before[0] + 1, before[1] + 1)


def test_reservations_made_and_refused_are_counted(hotel, offer):
    pms = BuiltinPms(hotel, now=NOW)
    created = {"status": "pre_reserved", "channel": "chat"}
    made = figure("reservations_created_total", **created)
    refused = figure("hotel_failed_reservations_total", reason="SoldOut")

    for _ in range(2):
        pms.book(offer, GuestDetails("Ana", "+34600"), key="k1")
    with pytest.raises(SoldOut):
        pms.book(offer, GuestDetails("Eva", "+34601"), key="k2")

    assert figure("reservations_created_total", **created) == made + 1
    assert figure("hotel_failed_reservations_total", reason="SoldOut") == refused + 1
