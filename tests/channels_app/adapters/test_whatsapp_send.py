"""What goes out to the Graph API."""

import pytest

from channels_app.adapters.whatsapp.adapter import WhatsApp
from channels_app.adapters.whatsapp.bodies import numbered, shorten
from channels_app.types import Message, Option
from tests.channels_app.adapters.accounts import Account, whatsapp
from tests.outside import Answer

GUEST, TAG = "5491155550142", "6f1d8c52-0b7e-4a59-9b1e-3b0a1f5d7c11"
YES, NO = Option("yes", "Yes, book it"), Option("no", "No")
HELLO = Message("text", "Good morning")


@pytest.fixture
def sent(graph):
    """Send one message and return the JSON that Meta got."""

    def send(message, to=GUEST, reply_to=""):
        outside = graph()
        WhatsApp(whatsapp()).send(to, message, tag=TAG, reply_to=reply_to)
        return outside.seen[0].json()

    return send


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
