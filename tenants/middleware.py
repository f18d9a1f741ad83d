"""Staff see their own hotels' rows; superusers see every hotel's; everybody else sees none."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tenants import scope
from tenants.models import Membership

STAFF_PATHS = ("/admin/", "/api/")


class StaffScopeMiddleware:
    """Put a back-office request into the scope of the person who makes it.

    Other paths get no scope, so a query there raises until the code names a hotel.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(STAFF_PATHS):
            return self.get_response(request)
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        if user.is_superuser:
            with scope.all_tenants():
                return self.get_response(request)
        mine = Membership.across_tenants.filter(user=user, tenant__is_active=True)
        hotels = dict(mine.values_list("tenant_id", "tenant__time_zone"))
        # Times are shown on the hotel's clock; who works in several zones sees UTC.
        zones = set(hotels.values())
        zone = ZoneInfo(zones.pop()) if len(zones) == 1 else None
        with scope.scope_ids(hotels), timezone.override(zone):
            return self.get_response(request)
