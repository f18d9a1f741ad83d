"""A hotel with three double rooms and two single ones, seen through every kind of PMS."""

from collections.abc import Callable
from datetime import datetime

import pytest

from pms.builtin.adapter import BuiltinPms
from pms.ports import Pms
from pms.registry import for_tenant
from tenants.models import Tenant
from tenants.scope import scope
from tests.pms import factories


@pytest.fixture
def hotel(db):
    """A hotel in whose scope the test runs."""
    tenant = factories.Hotel()
    with scope(tenant):
        yield tenant


def furnish(tenant: Tenant) -> None:
    """Add single x2 (1 guest, 60), double x3 (2 guests, 100), suite x1 (4 guests, 250)."""
    for code, capacity, price, rooms in [
        ("suite", 4, "250.00", 1),
        ("single", 1, "60.00", 2),
        ("double", 2, "100.00", 3),
    ]:
        kind = factories.RoomType(tenant=tenant, code=code, capacity=capacity, base_price=price)
        for door in range(1, rooms + 1):
            factories.Room(room_type=kind, number=f"{code}-{door}")


# Every kind of PMS answers the contract alike: add yours with what makes it from a tenant.
KINDS: dict[str, Callable[[Tenant, datetime], Pms]] = {
    "builtin": lambda tenant, now: BuiltinPms(tenant, now=now),
    "builtin behind the registry": lambda tenant, now: for_tenant(tenant, now=now),
}


@pytest.fixture(params=KINDS)
def pms(request, hotel):
    """The PMS of a furnished hotel at factories.NOW."""
    furnish(hotel)
    return KINDS[request.param](hotel, factories.NOW)
