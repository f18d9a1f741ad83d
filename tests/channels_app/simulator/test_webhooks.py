"""The bytes of a webhook: Meta's spelling, envelope and signature."""

import hashlib
import hmac
import json

from channels_app.simulator import webhooks
from channels_app.simulator.accounts import Account
from channels_app.simulator.statuses import Update, as_json

ACCOUNT = Account("106540352242922", "Hotel", "+1 555 078-3881", "token", "app secret")
UPDATE = Update("wamid.1", "16505551234", "tag", "delivered", 1750030073)


def test_json_is_spelled_as_meta_spells_it() -> None:
    assert webhooks.encode({"a": "ñ/😀"}) == rb'{"a":"\u00f1\/\ud83d\ude00"}'
    assert json.loads(webhooks.encode({"a": 'ñ/😀\\"'})) == {"a": 'ñ/😀\\"'}


def test_signature_is_of_the_raw_bytes() -> None:
    body = webhooks.encode({"a": "ñ"})
    expected = hmac.new(b"app secret", body, hashlib.sha256).hexdigest()
    assert webhooks.sign("app secret", body) == f"sha256={expected}"


def test_envelope_of_a_message() -> None:
    value = webhooks.message_value("16505551234", "Sheena", [{"id": "wamid.1"}])
    assert webhooks.envelope(ACCOUNT, value) == {
        "object": "whatsapp_business_account",
        "entry": [
            {
                "id": "106540352242922",
                "changes": [
                    {
                        "field": "messages",
                        "value": {
                            "messaging_product": "whatsapp",
                            "metadata": {
                                "display_phone_number": "15550783881",
                                "phone_number_id": "106540352242922",
                            },
                            "contacts": [{"profile": {"name": "Sheena"}, "wa_id": "16505551234"}],
                            "messages": [{"id": "wamid.1"}],
                        },
                    }
                ],
            }
        ],
    }


def test_number_id_stands_in_for_a_number_that_nobody_wrote_down() -> None:
    assert Account("42", "Hotel", "", "", "").digits == "42"


def test_secrets_stay_out_of_logs() -> None:
    assert "app secret" not in repr(ACCOUNT)
    assert "token" not in repr(ACCOUNT)


def test_status_carries_tag_and_price() -> None:
    assert as_json(UPDATE) == {
        "id": "wamid.1",
        "status": "delivered",
        "timestamp": "1750030073",
        "recipient_id": "16505551234",
        "biz_opaque_callback_data": "tag",
        "pricing": {
            "billable": True,
            "pricing_model": "PMP",
            "type": "regular",
            "category": "service",
        },
    }


def test_status_for_a_user_id_names_no_phone() -> None:
    status = as_json(Update("wamid.1", "US.1349", "", "sent", 1))
    assert status["recipient_user_id"] == "US.1349"
    assert "recipient_id" not in status
    assert "biz_opaque_callback_data" not in status
