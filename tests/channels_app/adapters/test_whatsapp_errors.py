"""What the Graph API's answers mean for the message that was sent."""

from datetime import timedelta

import pytest

from channels_app.adapters.whatsapp.adapter import WhatsApp
from channels_app.adapters.whatsapp.errors import LATER, NEVER
from channels_app.errors import ChannelError
from channels_app.types import Message
from observability import http
from tests.channels_app.adapters.accounts import Account, whatsapp
from tests.outside import DROP, STALL, Answer, refusing

GUEST, TAG = "5491155550142", "6f1d8c52-0b7e-4a59-9b1e-3b0a1f5d7c11"
HELLO = Message("text", "Good morning")


def refused(message=HELLO):
    with pytest.raises(ChannelError) as caught:
        WhatsApp(whatsapp()).send(GUEST, message, tag=TAG)
    return caught.value


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b""),
        Answer(200, b"<html>"),
        Answer(200, []),
        Answer(200, {"messages": []}),
        Answer(200, {"messages": [{"id": ""}]}),
        Answer(200, {"messages": [{"id": 5}]}),
        Answer(200, {"messages": None}),
    ],
)
def test_send_is_unsure_of_an_acceptance_without_an_id(graph, answer):
    graph(answer)

    error = refused()

    assert (error.permanent, error.unsure) == (False, True)
    assert str(error) == "whatsapp: HTTP 200 without an id"


def meta(status: int, code: object) -> Answer:
    details = {"details": f"to {GUEST}"}
    error = {"message": f"(#{code}) about {GUEST}", "code": code, "error_data": details}
    return Answer(status, {"error": error})


@pytest.mark.parametrize("code", [*NEVER, 200, 250, 299])
@pytest.mark.parametrize("status", [400, 500])
def test_send_never_repeats_what_meta_will_never_take(graph, code, status):
    graph(meta(status, code))

    error = refused()

    assert (error.permanent, error.unsure, error.retry_in) == (True, False, None)


@pytest.mark.parametrize("code", LATER)
@pytest.mark.parametrize("status", [400, 403, 500])
def test_send_may_repeat_what_passes(graph, code, status):
    graph(meta(status, code))

    error = refused()

    assert (error.permanent, error.unsure) == (False, False)
    assert error.retry_in == (timedelta(seconds=6) if code == 131056 else None)


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [
        (meta(400, 987654), True),
        (meta(404, 987654), True),
        (meta(408, 987654), False),
        (meta(429, 987654), False),
        (meta(500, 987654), False),
        (meta(503, 987654), False),
        (meta(400, "131056"), True),
        (meta(500, False), False),
        (meta(400, None), True),
        (Answer(400, b"<html>"), True),
        (Answer(400, b'{"error": "text"}'), True),
        (Answer(400, b"[" * 100_000), True),
        (Answer(302, b"", {"Location": "/login"}), True),
        (Answer(401), True),
        (Answer(404), True),
        (Answer(425), False),
        (Answer(429), False),
        (Answer(500), False),
        (Answer(503, b"\xff\xfe"), False),
    ],
)
def test_send_goes_by_the_status_when_the_code_is_unknown(graph, answer, permanent):
    graph(answer)

    error = refused()

    assert (error.permanent, error.unsure) == (permanent, False)


@pytest.mark.parametrize("status", [502, 504])
def test_send_is_unsure_of_what_a_gateway_says_but_not_of_what_meta_says(graph, status):
    graph(Answer(status), meta(status, 131016))

    assert [refused().unsure, refused().unsure] == [True, False]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (meta(400, 131047), "whatsapp: HTTP 400, code 131047: re-engagement message"),
        (meta(401, 190), "whatsapp: HTTP 401, code 190: access token expired"),
        (meta(403, 210), "whatsapp: HTTP 403, code 210: permission missing"),
        (meta(400, 987654), "whatsapp: HTTP 400, code 987654"),
        (Answer(503), "whatsapp: HTTP 503"),
    ],
)
def test_errors_name_the_code_and_never_the_guest(graph, answer, expected):
    graph(answer)

    assert str(refused()) == expected


def test_send_is_unsure_when_the_connection_drops_after_the_request(graph):
    outside = graph(DROP)

    error = refused()

    assert (error.permanent, error.unsure, len(outside.seen)) == (False, True, 1)


def test_send_is_unsure_when_no_answer_comes_in_time(graph, monkeypatch):
    outside = graph(STALL)
    monkeypatch.setattr(http, "TIMEOUT", (3.0, 0.05))

    error = refused()

    assert (error.permanent, error.unsure, len(outside.seen)) == (False, True, 1)


def test_send_is_sure_that_a_refused_connection_sent_nothing(settings):
    with refusing() as url:
        settings.WHATSAPP_GRAPH_URL = url

        error = refused()

    assert (error.permanent, error.unsure) == (False, False)


@pytest.mark.parametrize("token", ["", "späť", "EAAtoken\n", None])
def test_send_lets_meta_judge_a_token_of_any_shape(graph, token):
    graph(meta(401, 190))

    with pytest.raises(ChannelError) as caught:
        WhatsApp(Account("1", {"access_token": token})).send(GUEST, HELLO, tag=TAG)

    assert caught.value.permanent


def test_mark_read_raises_what_send_raises(graph):
    graph(meta(400, 131009))

    with pytest.raises(ChannelError, match="code 131009"):
        WhatsApp(whatsapp()).mark_read("wamid.1")
