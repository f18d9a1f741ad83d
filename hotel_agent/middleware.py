"""A short way for calls that no browser makes: providers and machines carry no session."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import resolve

PREFIXES = ("/webhooks/", "/simulator/graph/")


class ShortWayMiddleware:
    """Call the view of a webhook at once, past sessions, languages, logins and the like.

    They would only look for cookies that are not there, and cost a third of the time that a
    webhook takes. What has to see every request stands before this in settings.MIDDLEWARE.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIXES):
            return self.get_response(request)
        match = resolve(request.path_info)
        request.resolver_match = match
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        if isinstance(answer, SimpleTemplateResponse) and not answer.is_rendered:
            answer.render()  # Django does so around the view; DRF answers a wrong method this way
        if not answer.streaming:
            answer.headers.setdefault("Content-Length", str(len(answer.content)))
        return answer
