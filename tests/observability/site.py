"""A small site for the tests: one view per thing that a view can do."""

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path

from observability import context


def fine(request: HttpRequest, **_: str) -> HttpResponse:
    structlog.contextvars.bind_contextvars(tenant="left-behind")
    return HttpResponse(context.request_id(), content_type="text/plain")


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>hello</p>")


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    raise LookupError("no room for +5491112345678")


urlpatterns = [
    path("", include("observability.urls")),
    path("webhooks/whatsapp", fine),
    path("rooms/<int:room>/", fine),
    re_path(r"^hooks/(?P<kind>\w+)/?$", fine),
    path("page", page),
    path("admin/", page),
    path("missing", missing),
    path("forbidden", forbidden),
    path("broken", broken),
]
