"""What goes out to the Graph API, and what its answers mean."""

from datetime import timedelta

import pytest

from channels_app.adapters.whatsapp.adapter import WhatsApp
from channels_app.adapters.whatsapp.bodies import numbered, shorten
from channels_app.adapters.whatsapp.errors import LATER, NEVER
from channels_app.errors import ChannelError
from channels_app.types import Message, Option
from observability import http
from tests.channels_app.adapters.accounts import Account, whatsapp
from tests.outside import DROP, STALL, Answer, Outside, refusing

GUEST, TAG = "5491155550142", "6f1d8c52-0b7e-4a59-9b1e-3b0a1f5d7c11"
ACCEPTED = Answer(200, {"messages": [{"id": "wamid.new"}]})
YES, NO = Option("yes", "Yes, book it"), Option("no", "No")
HELLO = Message("text", "Good morning")


@pytest.fixture
def graph(settings):
    """Play Meta: `graph(step, ...)` returns the server, which runs until the test ends."""
    running = []

    def play(*steps):
        outside = Outside(steps or [ACCEPTED]).__enter__()
        running.append(outside)
        settings.WHATSAPP_GRAPH_URL = f"{outside.url}/v26.0"
        return outside

    yield play
    for outside in running:
        outside.__exit__(None, None, None)


@pytest.fixture
def sent(graph):
    """Send one message and return the JSON that Meta got."""

    def send(message, to=GUEST, reply_to=""):
        outside = graph()
        WhatsApp(whatsapp()).send(to, message, tag=TAG, reply_to=reply_to)
        return outside.seen[0].json()

    return send


def refused(message=HELLO):
    with pytest.raises(ChannelError) as caught:
        WhatsApp(whatsapp()).send(GUEST, message, tag=TAG)
    return caught.value


def test_send_posts_to_the_accounts_number_and_returns_the_wamid(graph):
    outside = graph()

    assert WhatsApp(whatsapp()).send(GUEST, HELLO, tag=TAG, reply_to="wamid.q") == "wamid.new"

    (asked,) = outside.seen
    assert (asked.method, asked.path) == ("POST", "/v26.0/447100000000001/messages")
    assert asked.headers["authorization"] == "Bearer EAAtoken"
    assert asked.json() == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": GUEST,
        "type": "text",
        "text": {"body": "Good morning", "preview_url": False},
        "biz_opaque_callback_data": TAG,
        "context": {"message_id": "wamid.q"},
    }


@pytest.mark.parametrize(
    ("to", "key"),
    [
        (GUEST, "to"),
        ("AR.7730018842216650", "recipient"),
        ("US.ENT.41", "recipient"),
        ("not.an.id", "to"),
    ],
)
def test_send_addresses_phones_and_user_ids_apart(sent, to, key):
    body = sent(HELLO, to=to)

    assert (body[key], {"to", "recipient"} & body.keys()) == (to, {key})


def test_send_writes_buttons(sent):
    body = sent(Message("buttons", "Shall I?", (YES, NO)))

    assert (body["type"], "context" in body) == ("interactive", False)
    assert body["interactive"] == {
        "type": "button",
        "body": {"text": "Shall I?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "yes", "title": "Yes, book it"}},
                {"type": "reply", "reply": {"id": "no", "title": "No"}},
            ]
        },
    }


def test_send_writes_a_list(sent):
    rooms = (Option("1", "Garden", "2 guests"), Option("2", "Lake"))

    body = sent(Message("list", "Which room?", rooms, button="Rooms"))

    assert body["interactive"] == {
        "type": "list",
        "body": {"text": "Which room?"},
        "action": {
            "button": "Rooms",
            "sections": [
                {
                    "rows": [
                        {"id": "1", "title": "Garden", "description": "2 guests"},
                        {"id": "2", "title": "Lake"},
                    ]
                }
            ],
        },
    }


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({}, {}),
        ({"name": "Lake inn"}, {"name": "Lake inn"}),
        ({"name": "Inn", "address": "Shore 1"}, {"name": "Inn", "address": "Shore 1"}),
    ],
)
def test_send_writes_a_location(sent, names, expected):
    body = sent(Message("location", latitude=-41.1, longitude=-71.3, **names))

    assert body["type"] == "location"
    assert body["location"] == {"latitude": -41.1, "longitude": -71.3, **expected}


def rows(count: int) -> tuple[Option, ...]:
    return tuple(Option(str(number), f"Room {number}") for number in range(count))


@pytest.mark.parametrize(
    "message",
    [
        Message("buttons", "b" * 1024, (Option("i" * 256, "t" * 20),)),
        Message("buttons", "b", rows(3)),
        Message("list", "b" * 1024, rows(10), button="l" * 20),
        Message("list", "b", (Option("i" * 200, "t" * 24, "d" * 72),), button="l"),
    ],
)
def test_send_uses_interactive_messages_up_to_their_limits(sent, message):
    assert sent(message)["type"] == "interactive"


@pytest.mark.parametrize(
    "message",
    [
        Message("buttons", "b" * 1025, (YES,)),
        Message("buttons", " ", (YES,)),
        Message("buttons", "b"),
        Message("buttons", "b", rows(4)),
        Message("buttons", "b", (Option("1", "t" * 21),)),
        Message("buttons", "b", (Option("1", ""),)),
        Message("buttons", "b", (Option("i" * 257, "t"),)),
        Message("buttons", "b", (Option("1", "same"), Option("2", "same"))),
        Message("buttons", "b", (Option("1", "one"), Option("1", "two"))),
        Message("list", "b" * 1025, rows(2), button="l"),
        Message("list", "b", rows(11), button="l"),
        Message("list", "b", (), button="l"),
        Message("list", "b", rows(2), button="l" * 21),
        Message("list", "b", rows(2)),
        Message("list", "b", (Option("1", "t" * 25),), button="l"),
        Message("list", "b", (Option("1", "t", "d" * 73),), button="l"),
        Message("list", "b", (Option("i" * 201, "t"),), button="l"),
        Message("list", "b", (Option("1", "one"), Option("1", "two")), button="l"),
    ],
)
def test_send_writes_what_does_not_fit_as_numbered_text(sent, message):
    body = sent(message)

    assert body["type"] == "text"
    assert body["text"]["body"] == numbered(message)


def test_numbered_lists_titles_and_descriptions():
    rooms = (Option("a", "Garden", "2 guests"), Option("b", "Lake"))

    assert (
        numbered(Message("list", "Which room?", rooms))
        == "Which room?\n\n1. Garden - 2 guests\n2. Lake"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two", "one two"),
        ("one two three", "one two…"),
        ("one two\nthree", "one two…"),
        ("onetwothree four", "onetwothr…"),
        ("a bcdefghijklmnop", "a bcdefgh…"),
        ("one two thr", "one two…"),
    ],
)
def test_shorten_cuts_between_words_where_it_can(text, expected):
    assert shorten(text, 10) == expected


def test_send_cuts_text_to_metas_limit(sent):
    text = sent(Message("text", "word " * 1000))["text"]["body"]

    assert len(text) <= 4096
    assert text.endswith("word…")


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


def test_send_keeps_an_odd_address_inside_its_part_of_the_path(graph):
    outside = graph()

    WhatsApp(Account("1/../2?x=", {})).send(GUEST, HELLO, tag=TAG)

    assert outside.seen[0].path == "/v26.0/1%2F..%2F2%3Fx%3D/messages"


@pytest.mark.parametrize(
    ("typing", "rest"), [(True, {"typing_indicator": {"type": "text"}}), (False, {})]
)
def test_mark_read_tells_meta(graph, typing, rest):
    outside = graph(Answer(200, {"success": True}))

    WhatsApp(whatsapp()).mark_read("wamid.1", typing=typing)

    read = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"}
    assert outside.seen[0].json() == {**read, **rest}


def test_mark_read_raises_what_send_raises(graph):
    graph(meta(400, 131009))

    with pytest.raises(ChannelError, match="code 131009"):
        WhatsApp(whatsapp()).mark_read("wamid.1")
