"""Staff see their own hotels' rows; superusers see every hotel's; everybody else sees none."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
        with scope.scope_ids(mine.values_list("tenant_id", flat=True)):
            return self.get_response(request)
