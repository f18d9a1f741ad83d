"""What every channel of settings.CHANNELS must do, whoever the provider is.

A new channel needs an entry in KINDS, and then cannot forget to be safe.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.conf import settings as configured
from django.utils.module_loading import import_string

from channels_app.adapters.terminal import Terminal
from channels_app.adapters.whatsapp.adapter import WhatsApp
from channels_app.errors import BadSignature, ChannelError
from channels_app.ports import Channel
from channels_app.types import Batch, Message
from tests.channels_app.adapters.accounts import Account, signed, whatsapp
from tests.outside import Answer, Outside, Step

MESSAGE = Message("text", "Good morning")
SILENT = Answer()


@dataclass(frozen=True)
class Kind:
    """How the tests play one provider; the defaults are those of a channel without one."""

    channel: type[Channel]  # strict typing proves that it implements the port
    account: Account
    genuine: bytes = b"{}"  # a webhook body that names the account
    sign: Callable[[bytes], dict[str, str]] | None = None  # as the provider would
    url_setting: str = ""  # where its API lives
    revoked: Step = SILENT  # its answer to a token that was taken back
    accepted: Step = SILENT


KINDS = {
    "terminal": Kind(Terminal, Account("tty")),
    "whatsapp": Kind(
        WhatsApp,
        whatsapp("app secret"),
        genuine=json.dumps(
            {
                "entry": [
                    {
                        "changes": [
                            {
                                "field": "messages",
                                "value": {
                                    "metadata": {"phone_number_id": "447100000000001"},
                                    "messages": [
                                        {"id": "wamid.1", "from": "5491155550142", "type": "text"}
                                    ],
                                },
                            }
                        ]
                    }
                ]
            }
        ).encode(),
        sign=lambda body: signed(body, "app secret"),
        url_setting="WHATSAPP_GRAPH_URL",
        revoked=Answer(401, {"error": {"code": 190}}),
        accepted=Answer(200, {"messages": [{"id": "wamid.new"}]}),
    ),
}
LISTENING = [name for name, kind in KINDS.items() if kind.sign]
CALLING = [name for name, kind in KINDS.items() if kind.url_setting]


def send(name: str, settings, *steps: Step) -> str:
    """Send one message while the provider plays `steps`."""
    with Outside(steps) as outside:
        setattr(settings, KINDS[name].url_setting or "NOTHING", outside.url)
        external_id = KINDS[name].channel(KINDS[name].account).send("1", MESSAGE, tag="tag")
    return external_id


def test_every_channel_is_under_contract():
    channels = {name: import_string(path) for name, path in configured.CHANNELS.items()}

    assert channels == {name: kind.channel for name, kind in KINDS.items()}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("headers", [{}, {"X-Hub-Signature-256": "sha256=" + "0" * 64}])
def test_a_forged_body_is_refused(name, headers):
    kind = KINDS[name]

    for verify in (KINDS[name].channel.verify, KINDS[name].channel.verify_any):
        with pytest.raises(BadSignature):
            verify(kind.genuine, headers, [kind.account])


@pytest.mark.parametrize("name", LISTENING)
def test_a_genuine_body_is_believed_until_a_byte_changes(name):
    kind = KINDS[name]
    headers = kind.sign(kind.genuine) if kind.sign else {}

    for verify in (KINDS[name].channel.verify, KINDS[name].channel.verify_any):
        verify(kind.genuine, headers, [kind.account])
        with pytest.raises(BadSignature):
            verify(kind.genuine + b" ", headers, [kind.account])


@pytest.mark.parametrize("name", LISTENING)
def test_a_body_names_the_account_that_its_messages_are_for(name):
    kind = KINDS[name]
    payload = json.loads(kind.genuine)

    (received,) = KINDS[name].channel.parse(payload).received

    assert KINDS[name].channel.addresses(payload) == {received.account} == {kind.account.address}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("accounts", [[], [Account("1", {})]])
def test_nothing_is_believed_without_a_secret(name, accounts):
    kind = KINDS[name]
    headers = kind.sign(kind.genuine) if kind.sign else {}

    for verify in (KINDS[name].channel.verify, KINDS[name].channel.verify_any):
        with pytest.raises(BadSignature):
            verify(kind.genuine, headers, accounts)
    with pytest.raises(BadSignature):
        KINDS[name].channel.challenge({}, accounts)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    "garbage",
    [None, True, 7, 1.5, "text", [], [[]], {}, {"entry": "x"}, {"entry": [{"changes": [{}]}]}],
)
def test_garbage_is_read_as_nothing(name, garbage):
    batch = KINDS[name].channel.parse(garbage)

    assert isinstance(batch, Batch)
    assert (batch.received, batch.receipts) == ((), ())
    assert KINDS[name].channel.addresses(garbage) == set()


@pytest.mark.parametrize("name", KINDS)
def test_a_sent_message_gets_the_providers_id(name, settings):
    assert send(name, settings, KINDS[name].accepted)


@pytest.mark.parametrize("name", CALLING)
@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
def test_an_outage_means_later(name, settings, status):
    with pytest.raises(ChannelError) as caught:
        send(name, settings, Answer(status))

    assert not caught.value.permanent


@pytest.mark.parametrize("name", CALLING)
def test_a_revoked_token_means_never(name, settings):
    with pytest.raises(ChannelError) as caught:
        send(name, settings, KINDS[name].revoked)

    assert (caught.value.permanent, caught.value.unsure) == (True, False)


@pytest.mark.parametrize("name", CALLING)
def test_an_answer_that_says_nothing_leaves_us_unsure(name, settings):
    with pytest.raises(ChannelError) as caught:
        send(name, settings, Answer(200, b"hello"))

    assert (caught.value.permanent, caught.value.unsure) == (False, True)
