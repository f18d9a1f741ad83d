import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels_app.adapters.whatsapp.adapter import WhatsApp
from channels_app.errors import BadSignature
from tests.channels_app.adapters.accounts import Account, signature, signed, whatsapp

BODY = b'{"entry": [], "note": "ma\\u00f1ana \\/"}'
MINE, THEIRS = whatsapp("secret of mine"), whatsapp("secret of theirs", address="2")
VALID = signature(BODY, "secret of mine")
CHECK = {"hub.mode": "subscribe", "hub.verify_token": "open sesame", "hub.challenge": "11589"}


@pytest.mark.parametrize("secrets", [["secret of mine"], ["newer", "secret of mine"]])
def test_verify_accepts_what_a_valid_secret_signed(secrets):
    WhatsApp.verify(BODY, signed(BODY, "secret of mine"), [whatsapp(*secrets)])


def test_verify_accepts_an_empty_body():
    WhatsApp.verify(b"", signed(b"", "secret of mine"), [MINE])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature-256": ""},
        {"X-Hub-Signature-256": "dummy-signature"},
        {"X-Hub-Signature-256": "sha256=" + "0" * 64},
        {"X-Hub-Signature-256": "sha256="},
        {"X-Hub-Signature-256": VALID.removeprefix("sha256=")},
        {"X-Hub-Signature-256": VALID.replace("sha256", "SHA256")},
        {"X-Hub-Signature-256": "sha256=" + VALID[7:].upper()},
        {"X-Hub-Signature-256": VALID + "\n"},
        {"X-Hub-Signature-256": " " + VALID},
        {"X-Hub-Signature-256": VALID[:-1]},
        {"X-Hub-Signature-256": "sha256=" + "é" * 64},
        {"X-Hub-Signature-256": "sha256=" + "٣" * 64},
        {"X-Hub-Signature-256": signature(BODY, "secret of mine", "sha1")},
        {"X-Hub-Signature": signature(BODY, "secret of mine", "sha1")},
    ],
)
def test_verify_refuses_any_other_header(headers):
    with pytest.raises(BadSignature):
        WhatsApp.verify(BODY, headers, [MINE])
    with pytest.raises(BadSignature):
        WhatsApp.verify_any(BODY, headers, [MINE])


@given(st.text())
def test_verify_raises_nothing_else_whatever_the_header_holds(header):
    with pytest.raises(BadSignature):
        WhatsApp.verify(BODY, {"X-Hub-Signature-256": header}, [MINE])


def test_verify_tells_a_missing_signature_from_a_wrong_one():
    with pytest.raises(BadSignature, match="Missing signature"):
        WhatsApp.verify(BODY, {}, [MINE])
    with pytest.raises(BadSignature, match="Invalid signature"):
        WhatsApp.verify(BODY, {"X-Hub-Signature-256": "sha256=" + "0" * 64}, [MINE])


def test_verify_reads_the_raw_bytes():
    written_anew = json.dumps(json.loads(BODY)).encode()

    with pytest.raises(BadSignature):
        WhatsApp.verify(written_anew, signed(BODY, "secret of mine"), [MINE])


@pytest.mark.parametrize("named", [[THEIRS], [MINE, THEIRS], [THEIRS, MINE], []])
def test_verify_refuses_a_body_that_names_a_hotel_whose_secret_did_not_sign_it(named):
    with pytest.raises(BadSignature):
        WhatsApp.verify(BODY, signed(BODY, "secret of mine"), named)


def test_verify_accepts_hotels_that_share_an_app_and_hashes_once(monkeypatch):
    hashed = []
    digest = hmac.digest

    def counted(key, *rest):
        hashed.append(key)
        return digest(key, *rest)

    monkeypatch.setattr(hmac, "digest", counted)
    hotels = [whatsapp("newer", "shared", address=str(number)) for number in range(50)]

    WhatsApp.verify(BODY, signed(BODY, "shared"), hotels)

    assert hashed == [b"newer", b"shared"]


def test_verify_any_needs_one_account_that_signed():
    WhatsApp.verify_any(BODY, signed(BODY, "secret of mine"), [THEIRS, MINE])

    for accounts in ([], [THEIRS]):
        with pytest.raises(BadSignature):
            WhatsApp.verify_any(BODY, signed(BODY, "secret of mine"), accounts)


@pytest.mark.parametrize(
    "credentials",
    [{}, {"app_secrets": ""}, {"app_secrets": [""]}, {"app_secrets": [" ", None]}],
)
def test_an_empty_secret_signs_nothing(credentials):
    for secret in ("", " "):
        with pytest.raises(BadSignature):
            WhatsApp.verify(BODY, signed(BODY, secret), [Account("1", credentials)])


def test_a_secret_that_is_no_list_is_not_taken_letter_by_letter():
    with pytest.raises(BadSignature):
        WhatsApp.verify(BODY, signed(BODY, "a"), [Account("1", {"app_secrets": "abc"})])


@pytest.mark.parametrize("answer", ["11589", "a&b <c> é\r\n"])
def test_challenge_comes_back_as_it_was(answer):
    assert WhatsApp.challenge({**CHECK, "hub.challenge": answer}, [THEIRS, MINE]) == answer


def test_challenge_accepts_the_token_of_any_account():
    accounts = [whatsapp("s", verify_token="another"), MINE]

    assert WhatsApp.challenge(CHECK, accounts) == "11589"


@pytest.mark.parametrize(
    "wrong",
    [
        {"hub.verify_token": "open sesam"},
        {"hub.verify_token": ""},
        {"hub.verify_token": "sésame \udcff"},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": ""},
        {"hub.challenge": ""},
    ],
)
def test_challenge_refuses_anything_else(wrong):
    with pytest.raises(BadSignature):
        WhatsApp.challenge({**CHECK, **wrong}, [MINE])


@pytest.mark.parametrize("token", ["", " ", None])
def test_challenge_of_an_account_without_a_token_never_succeeds(token):
    account = Account("1", {"verify_token": token})

    with pytest.raises(BadSignature):
        WhatsApp.challenge({**CHECK, "hub.verify_token": token or ""}, [account])
