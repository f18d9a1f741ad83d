"""Every payload file in its normal form. A file is named for what it shows."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from channels_app.adapters.whatsapp.adapter import WhatsApp
from channels_app.types import Batch, DeliveryStatus, Receipt, Received

FILES = Path(__file__).parent.parent / "payloads" / "whatsapp"
HOTEL, OTHER_HOTEL = "447100000000001", "447100000000002"
GUEST, USER_ID = "5491155550142", "AR.7730018842216650"
TAG = "6f1d8c52-0b7e-4a59-9b1e-3b0a1f5d7c11"
T0 = datetime.fromtimestamp(1790000000, UTC)
QUOTE = {"context": {"from": "541150310001", "id": "wamid.question"}}
PRICE = {
    "billable": False,
    "pricing_model": "PMP",
    "type": "free_customer_service",
    "category": "service",
}
UNSUPPORTED = [
    {
        "code": 131051,
        "title": "Message type unknown",
        "message": "Message type unknown",
        "error_data": {"details": "Message type is currently not supported."},
    }
]


def got(kind: str, text: str = "", choice: str = "", *, wamid: str = "", extra=None, **fields):
    """One message of Ana to HOTEL, unless told otherwise."""
    values = {"account": HOTEL, "sender": GUEST, "sent_at": T0, "sender_name": "Ana Ferreyra"}
    message = Received(
        external_id=wamid or f"wamid.{kind}",
        kind=kind,
        text=text,
        choice=choice,
        extra={"user_id": USER_ID, **(extra or {})},
        **{**values, **fields},
    )
    return Batch(received=(message,))


def told(
    status: DeliveryStatus, code: int | None = None, error: str = "", *, seconds: int = 60, **fields
):
    """One receipt of HOTEL's message to Ana, unless told otherwise."""
    values = {"tag": TAG, "extra": {"recipient_id": GUEST, "recipient_user_id": USER_ID}}
    if code:
        values["extra"] = {"recipient_id": GUEST}
    at = T0 + timedelta(seconds=seconds)
    receipt = Receipt(
        "wamid.ours", HOTEL, status, at, error_code=code, error=error, **{**values, **fields}
    )
    return Batch(receipts=(receipt,))


def media(number: int, mime_type: str, sha256: str, **rest):
    return {"media_id": f"1200000000000{number}", "mime_type": mime_type, "sha256": sha256, **rest}


def card(name: str, *phones: str):
    return {
        "name": {"formatted_name": name, "first_name": name.split()[0]},
        "phones": [{"phone": f"+{p}", "wa_id": p, "type": "CELL"} for p in phones],
    }


def together(*batches: Batch, problems: tuple[str, ...] = ()) -> Batch:
    return Batch(
        tuple(message for batch in batches for message in batch.received),
        tuple(receipt for batch in batches for receipt in batch.receipts),
        tuple(event for batch in batches for event in batch.unknown),
        problems,
    )


LUIS = card("Luis Paz", "5492944000001")
IMAGE = media(101, "image/jpeg", "Zm9yIHRlc3RzIG9ubHk=")
PLACE = {"latitude": -41.1335, "longitude": -71.3103}
AD = {
    "source_url": "https://ads.example/winter",
    "source_id": "5501",
    "source_type": "ad",
    "headline": "Winter in the lakes",
    "body": "3x2",
    "media_type": "image",
    "image_url": "https://ads.example/i.jpg",
    "ctwa_clid": "ARx9",
}
ORDER = {
    "catalog_id": "8800",
    "text": "For room 12",
    "product_items": [
        {
            "product_retailer_id": "breakfast",
            "quantity": 2,
            "item_price": 9.5,
            "currency": "USD",
        }
    ],
}

MESSAGES = {
    "text": got("text", "Do you have a room for two?"),
    "text_emoji": got("text", "¡Gracias! 🏨👨‍👩‍👧 🇦🇷"),
    "text_right_to_left": got("text", "هل لديكم غرفة؟ \u200fמחר"),
    "text_with_nul_and_lone_surrogate": got("text", "a\ufffdb\ufffdc"),
    "image": got("image", extra=IMAGE),
    "image_caption": got("image", "The tap drips", extra=IMAGE),
    "image_with_url": got("image", extra=IMAGE),
    "video": got("video", "Noise at night", extra=media(102, "video/mp4", "dmlkZW8=")),
    "voice_note": got(
        "voice",
        wamid="wamid.audio",
        extra=media(103, "audio/ogg; codecs=opus", "dm9pY2U=", voice=True),
    ),
    "audio_file": got("audio", extra=media(104, "audio/mpeg", "c29uZw==", voice=False)),
    "document": got(
        "document",
        "Transfer slip",
        extra=media(105, "application/pdf", "cGRm", filename="comprobante.pdf"),
    ),
    "sticker_static": got("sticker", extra=media(106, "image/webp", "c3Q=", animated=False)),
    "sticker_animated": got("sticker", extra=media(107, "image/webp", "YW4=", animated=True)),
    "location_pin": got("location", extra=PLACE),
    "location_place": got(
        "location",
        extra={**PLACE, "name": "Centro Cívico", "address": "Bariloche, Río Negro"},
    ),
    "contacts_one": got("contacts", extra={"contacts": [LUIS]}),
    "contacts_three": got(
        "contacts",
        extra={
            "contacts": [LUIS, card("Mia Roth", "5492944000002", "5492944000003"), card("Taxi Sur")]
        },
    ),
    "contacts_without_name": got(
        "contacts",
        extra={"contacts": [{"origin": "contact_request", "phones": card("-", GUEST)["phones"]}]},
    ),
    "button_reply": got(
        "button_reply", "Yes, book it", "confirm:yes", wamid="wamid.interactive", extra=QUOTE
    ),
    "list_reply": got(
        "list_reply",
        "Garden suite",
        "room:3",
        wamid="wamid.interactive",
        extra={**QUOTE, "description": "2 guests, lake view"},
    ),
    "flow_reply": got(
        "nfm_reply",
        "Sent",
        wamid="wamid.interactive",
        extra={**QUOTE, "name": "flow", "response_json": '{"flow_token":"k1","adults":"2"}'},
    ),
    "interactive_missing": got(
        "interactive", extra={"errors": [{"code": 131000, "title": "Something went wrong"}]}
    ),
    "interactive_future": got(
        "interactive",
        extra={"interactive": {"type": "slot_reply", "slot_reply": {"slot": "18:00"}}},
    ),
    "template_button": got("button", "Check in online", "CHECKIN_ONLINE", extra=QUOTE),
    "template_button_without_context": got("button", "Check in online", "CHECKIN_ONLINE"),
    "reaction": got("reaction", extra={"emoji": "❤️", "message_id": "wamid.ours"}),
    "reaction_removed": got("reaction", extra={"emoji": "", "message_id": "wamid.ours"}),
    "reaction_removed_without_emoji": got(
        "reaction", extra={"emoji": "", "message_id": "wamid.ours"}
    ),
    "order": got("order", "For room 12", extra={"order": ORDER}),
    "edit": got("edit", "Two nights, not ten", extra={"original_message_id": "wamid.typo"}),
    "revoke": got("revoke", extra={"original_message_id": "wamid.typo"}),
    "unsupported": got("unsupported", extra={"errors": UNSUPPORTED}),
    "unsupported_with_type": got(
        "unsupported", extra={"errors": UNSUPPORTED, "unsupported": {"type": "poll"}}
    ),
    "type_of_the_future": got(
        "hologram", extra={"hologram": {"frames": 12, "meta": {"depth": {"too": {}}}}}
    ),
    "system_number_changed": Batch(
        received=(
            Received(
                "wamid.system",
                HOTEL,
                GUEST,
                T0,
                "system",
                "Ana Ferreyra changed numbers",
                extra={
                    "system": {
                        "type": "user_changed_number",
                        "wa_id": "5491155550199",
                        "body": "Ana Ferreyra changed numbers",
                    }
                },
            ),
        )
    ),
    "system_user_id_changed": got(
        "system",
        "New user id",
        sender=USER_ID,
        sender_name="",
        extra={
            "system": {
                "type": "user_changed_user_id",
                "user_id": "AR.99",
                "previous_user_id": USER_ID,
                "body": "New user id",
            }
        },
    ),
    "referral": got("text", "Is the offer still on?", extra={"referral": AD}),
    "reply_with_context": got("text", "the second one", extra=QUOTE),
    "forwarded": got("text", "look at this place", extra={"forwarded": True}),
    "frequently_forwarded": got("text", "everybody reads this", extra={"forwarded": True}),
    "group": got("text", "we are twelve", extra={"group_id": "Y2FwX2dyb3VwOjE"}),
    "identity_phone_only": Batch(
        received=(Received("wamid.text", HOTEL, GUEST, T0, "text", "hi", "", "Ana Ferreyra"),)
    ),
    "identity_user_id_only": got("text", "hi", sender=USER_ID, extra={"username": "ana.f"}),
    "identity_both": got("text", "hi", extra={"username": "ana.f"}),
    "identity_parent": got("text", "hi", extra={"parent_user_id": "AR.ENT.41"}),
    "extra_of_any_shape": got(
        "image", extra={"media_id": "1200000000000101", "filename": "x" * 1000}
    ),
}

RECEIPTS = {
    "status_sent": told(
        "sent",
        extra={
            "recipient_id": GUEST,
            "recipient_user_id": USER_ID,
            "pricing": PRICE,
            "conversation_id": "b7c1e09a44",
        },
    ),
    "status_delivered": told(
        "delivered",
        extra={"recipient_id": GUEST, "recipient_user_id": USER_ID, "pricing": PRICE},
    ),
    "status_read": told("read"),
    "status_played": told("played"),
    "status_without_recipient": told("delivered", tag="", extra={"recipient_user_id": USER_ID}),
    "status_read_before_delivered": together(
        told("read", seconds=70), told("delivered", seconds=65)
    ),
    "status_twice": together(told("sent"), told("sent")),
    "failed_window": told("failed", 131047, "Re-engagement message"),
    "failed_undeliverable": told("failed", 131026, "Message undeliverable"),
    "failed_pair_rate": told("failed", 131056, "Pair rate limit hit"),
    "failed_ecosystem": told("failed", 131049, "Held back"),
    "failed_token": told("failed", 190, "Access token has expired"),
}

BATCHES = {
    "batch_two_entries": together(
        got("text", "first", wamid="wamid.1"), got("text", "second", wamid="wamid.2")
    ),
    "batch_two_hotels": together(
        got("text", "first", wamid="wamid.1"),
        got("text", "to the other", wamid="wamid.2", account=OTHER_HOTEL),
    ),
    "batch_out_of_order": together(
        *(
            got("text", word, wamid=f"wamid.{second}", sent_at=T0 + timedelta(seconds=second))
            for second, word in ((3, "three"), (1, "one"), (2, "two"))
        )
    ),
    "batch_message_and_status": together(got("text", "and?", wamid="wamid.1"), told("read")),
    # The second copy lies in the same change; another message of the same id in the next one.
    "batch_same_wamid_twice": got("text", "once", wamid="wamid.1"),
    "missing_entry": Batch(problems=("missing_entry",)),
    "missing_changes": Batch(problems=("missing_changes",)),
    "missing_messages": Batch(problems=("missing_messages",)),
    "unexpected_shapes": together(told("read"), problems=("unexpected",)),
}

STRAYS = {
    "status_of_the_future": ("statuses", HOTEL, "status", "archived"),
    "message_without_sender": ("messages", HOTEL, "id", "wamid.text"),
    "message_without_id": ("messages", HOTEL, "from", GUEST),
    "value_errors": (
        "errors",
        HOTEL,
        "errors",
        [{"code": 130429, "title": "Rate limit hit", "error_data": {"details": "Throughput"}}],
    ),
    "template_status": ("message_template_status_update", "", "event", "APPROVED"),
    "template_quality": ("message_template_quality_update", "", "new_quality_score", "YELLOW"),
    "number_quality": ("phone_number_quality_update", "", "event", "FLAGGED"),
    "account_update": ("account_update", "", "event", "ACCOUNT_RESTRICTION"),
    "staff_echo": ("smb_message_echoes", HOTEL, "messaging_product", "whatsapp"),
}

NORMAL = MESSAGES | RECEIPTS | BATCHES


def load(name: str) -> object:
    return json.loads((FILES / f"{name}.json").read_text())


@pytest.mark.parametrize("name", NORMAL)
def test_payload_has_its_normal_form(name):
    assert WhatsApp.parse(load(name)) == NORMAL[name]


@pytest.mark.parametrize("name", STRAYS)
def test_payload_is_kept_for_support(name):
    field, account, key, value = STRAYS[name]

    (event,) = WhatsApp.parse(load(name)).unknown

    assert (event.field, event.account, event.payload[key]) == (field, account, value)


def test_payload_with_a_broken_time_counts_as_sent_now():
    (message,) = WhatsApp.parse(load("time_garbage")).received

    assert timedelta(0) <= datetime.now(UTC) - message.sent_at < timedelta(minutes=1)


def test_every_payload_file_is_expected_somewhere():
    named = {*NORMAL, *STRAYS, "time_garbage"}

    assert {path.stem for path in FILES.glob("*.json")} == named


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("text", {HOTEL}),
        ("batch_two_hotels", {HOTEL, OTHER_HOTEL}),
        ("staff_echo", {HOTEL}),
        ("account_update", set()),
        ("missing_entry", set()),
    ],
)
def test_addresses_names_every_receiving_number(name, numbers):
    assert WhatsApp.addresses(load(name)) == numbers
