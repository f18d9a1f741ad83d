"""The front page: what runs here, and where to go."""

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """Anybody may see it in development; in production it is for staff."""
    if settings.DEVELOPMENT:
        return _front_page(request)
    answer: HttpResponse = staff_member_required(_front_page)(request)
    return answer


def _front_page(request: HttpRequest) -> HttpResponse:
    context = {"simulator": settings.SIMULATOR_ENABLED, "environment": settings.ENVIRONMENT}
    return render(request, "front.html", context)
