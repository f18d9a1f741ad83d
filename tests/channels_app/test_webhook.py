"""The webhook contract: who may call, in which order we refuse, and that nothing is lost."""

import json
from unittest.mock import ANY

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from channels_app import accounts
from channels_app.models import InboxMessage, OutboxMessage, StrayEvent
from observability import metrics
from tests import factories
from tests.whatsapp import body, change, signature, status, text

URL = "/webhooks/whatsapp"
Rows = InboxMessage.across_tenants


def forged(length: int = 64) -> dict[str, str]:
    return {"X-Hub-Signature-256": "sha256=" + "0" * length}


class TestSubscription:
    def test_the_right_token_gets_the_raw_challenge_as_text(self, client, account):
        token = account.credentials["verify_token"]

        answer = client.get(
            URL, {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "<ñ>&1"}
        )

        assert (answer.status_code, answer.content.decode()) == (200, "<ñ>&1")
        assert answer["Content-Type"].startswith("text/plain")

    @pytest.mark.parametrize(
        "wrong", [{"hub.verify_token": "no"}, {"hub.mode": "x"}, {"hub.verify_token": ""}]
    )
    def test_anything_else_is_refused(self, client, account, wrong):
        right = {"hub.mode": "subscribe", "hub.verify_token": account.credentials["verify_token"]}

        assert client.get(URL, right | {"hub.challenge": "1"} | wrong).status_code == 403

    def test_the_61st_check_in_a_minute_has_to_wait_whatever_it_claims_to_be(self, client, account):
        address = {"REMOTE_ADDR": "192.0.2.61"}
        for n in range(60):
            client.get(URL, headers={"X-Forwarded-For": f"198.51.100.{n}"}, **address)

        answer = client.get(URL, headers={"X-Forwarded-For": "198.51.100.99"}, **address)

        assert answer.status_code == 429
        assert 1 <= int(answer["Retry-After"]) <= 60

    def test_other_methods_are_refused(self, client, account):
        assert client.put(URL).status_code == 405


class TestSignature:
    def test_a_signed_message_is_stored_and_answered_with_an_empty_body(self, post, account):
        answer = post(body(change(account.address, text("hola"))))

        assert (answer.status_code, answer.content) == (200, b"")
        row = Rows.get()
        assert (row.account, row.peer, row.text, row.sender_name, row.status) == (
            account,
            "5491155550123",
            "hola",
            "Ana Pérez",
            "waiting",
        )

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            forged(),
            forged(10),
            {"X-Hub-Signature-256": "dummy-signature"},
            {"X-Hub-Signature-256": "sha256=é"},
            {"X-Hub-Signature": "sha1=0000000000000000000000000000000000000000"},
        ],
    )
    def test_an_unsigned_body_is_refused_and_leaves_nothing(self, post, account, headers):
        answer = post(body(change(account.address, text())), headers=headers)

        assert (answer.status_code, answer.content) == (401, b"")
        assert not Rows.exists()

    @pytest.mark.parametrize("spoil", ["SHA256=", ""])
    def test_the_prefix_is_part_of_the_signature(self, post, account, spoil):
        raw = body(change(account.address, text()))
        header = signature(raw, account.credentials["app_secrets"][0]).replace("sha256=", spoil)

        assert post(raw, headers={"X-Hub-Signature-256": header}).status_code == 401

    def test_only_the_raw_bytes_count(self, post, account):
        raw = body(change(account.address, text("mañana")))
        other = json.dumps(json.loads(raw), ensure_ascii=False).encode()
        header = signature(raw, account.credentials["app_secrets"][0])

        assert post(other, headers={"X-Hub-Signature-256": header}).status_code == 401

    def test_both_secrets_are_good_while_one_replaces_the_other(self, post, account):
        account.credentials["app_secrets"] = ["new", "old"]
        account.save()
        accounts.forget()

        for secret, expected in [("new", 200), ("old", 200), ("older", 401)]:
            raw = body(change(account.address, text()))
            assert post(raw, secret=secret).status_code == expected

    def test_one_hotels_secret_says_nothing_about_another_hotels_number(self, post, account):
        other = factories.Account()
        accounts.forget()
        alone = body(change(other.address, text()))
        mixed = body(change(account.address, text()), change(other.address, text()))

        assert post(alone).status_code == 401
        assert post(mixed).status_code == 401
        assert not Rows.exists()

    def test_two_numbers_that_share_an_app_come_in_one_body(self, post, account):
        other = factories.Account(credentials=account.credentials)
        accounts.forget()

        assert (
            post(body(change(account.address, text()), change(other.address, text()))).status_code
            == 200
        )

        assert set(Rows.values_list("account", flat=True)) == {account.pk, other.pk}


class TestOrder:
    """401, 415, 413, 400, 429: what is asked first is refused first."""

    @pytest.mark.parametrize("content_type", ["text/plain", "", "application/x-json"])
    def test_signed_but_not_json_by_its_own_word(self, post, account, content_type):
        raw = body(change(account.address, text()))

        assert post(raw, content_type=content_type).status_code == 415

    def test_signed_and_too_large(self, post, account, settings):
        settings.WEBHOOK_MAX_BYTES = 1000

        assert post(b" " * 1001).status_code == 413

    def test_a_body_of_three_mebibytes_is_welcome(self, post, account, settings):
        raw = body(change(account.address, text("x" * 100)))
        raw = raw.ljust(settings.WEBHOOK_MAX_BYTES)

        assert post(raw).status_code == 200

    def test_an_absurd_length_is_refused_unread(self, post, account, settings):
        length = str(4 * settings.WEBHOOK_MAX_BYTES + 1)

        assert post(b"{}", CONTENT_LENGTH=length).status_code == 413

    @pytest.mark.parametrize("raw", [b"{", b" ", b"\xff\xfe", b"[" * 100_000])
    def test_signed_and_unreadable(self, post, account, raw):
        assert post(raw).status_code == 400

    def test_a_forgery_is_a_forgery_whatever_else_is_wrong_with_it(self, post, account, settings):
        settings.WEBHOOK_MAX_BYTES = 1000

        answer = post(b"x" * 2000, content_type="text/plain", headers=forged())

        assert answer.status_code == 401


class TestRateLimit:
    def test_the_121st_message_of_a_guest_in_a_minute_has_to_wait(self, post, account):
        one = body(*[change(account.address, *[text() for _ in range(100)])])
        rest = body(change(account.address, *[text() for _ in range(20)]))
        assert [post(one).status_code, post(rest).status_code] == [200, 200]

        answer = post(body(change(account.address, text())))

        assert answer.status_code == 429
        assert 1 <= int(answer["Retry-After"]) <= 60
        assert Rows.count() == 120

    def test_another_guest_in_the_same_body_is_not_kept_waiting(self, post, account, settings):
        settings.WEBHOOK_GUEST_LIMIT = 2
        noisy = [text() for _ in range(3)]

        answer = post(body(change(account.address, *noisy, text(sender="34600000009"))))

        assert answer.status_code == 429
        assert list(Rows.values_list("peer", flat=True)) == ["34600000009"]

    def test_a_bad_signature_consumes_nobodys_limit(self, post, account, settings):
        settings.WEBHOOK_GUEST_LIMIT = 2
        raw = body(change(account.address, text()))
        assert {post(raw, headers=forged()).status_code for _ in range(10)} == {401}

        assert post(raw).status_code == 200

    def test_statuses_are_no_messages_of_the_guest(self, post, account, settings):
        settings.WEBHOOK_GUEST_LIMIT = 1

        for _ in range(3):
            raw = body(change(account.address, statuses=[status("x")]))
            assert post(raw).status_code == 200

    def test_without_redis_messages_are_taken_all_the_same(self, post, account, settings):
        from channels_app import limits

        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        limits._script.cache_clear()
        try:
            assert post(body(change(account.address, text()))).status_code == 200
        finally:
            limits._script.cache_clear()
        assert Rows.count() == 1


class TestWholeBatch:
    def test_every_entry_change_and_message_is_taken_once(self, post, account):
        one, two, three, four = (text(sender=f"3460000000{n}") for n in range(4))
        entries = [
            {"id": "A", "changes": [change(account.address, one, two)]},
            {"id": "B", "changes": [change(account.address, three), change(account.address, four)]},
        ]
        raw = json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()

        assert [post(raw).status_code, post(raw).status_code] == [200, 200]

        wanted = {message["id"] for message in (one, two, three, four)}
        assert set(Rows.values_list("external_id", flat=True)) == wanted
        assert Rows.count() == 4

    def test_the_same_wamid_twice_in_one_body_is_one_message(self, post, account):
        message = text()

        post(body(change(account.address, message, message), change(account.address, message)))

        assert Rows.count() == 1

    @pytest.mark.parametrize("count", [1, 1000])
    def test_queries_do_not_grow_with_the_batch(self, post, account, count, settings):
        settings.WEBHOOK_GUEST_LIMIT = 2000
        post(body(change(account.address, text())))
        raw = body(
            change(
                account.address,
                *[text(sender=f"34{n:09d}") for n in range(count)],
                statuses=[status("") for _ in range(count)],
            )
        )

        with CaptureQueriesContext(connection) as queries:
            assert post(raw).status_code == 200

        assert Rows.count() == count + 1
        assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) <= 3

    def test_one_call_to_a_worker_per_guest_and_none_while_one_is_due(self, post, account, nudged):
        ana, luz = "34600000001", "34600000002"
        post(body(change(account.address, text(sender=ana), text(sender=ana), text(sender=luz))))
        post(body(change(account.address, text(sender=ana))))

        ids = nudged()
        assert len(ids) == len(set(ids)) == 2
        assert {row.peer for row in Rows.filter(pk__in=ids)} == {ana, luz}


class TestKeptForSupport:
    def test_an_unknown_number_signed_by_one_of_ours(self, post, account):
        assert post(body(change("999", text("¿hola?")))).status_code == 200

        stray = StrayEvent.objects.get()
        assert (stray.address, stray.field, stray.payload["text"]) == ("999", "message", "¿hola?")
        assert not Rows.exists()

    def test_an_unknown_number_signed_by_nobody_is_refused(self, post, account):
        assert post(body(change("999", text())), secret="stranger").status_code == 401

    def test_an_unknown_field_is_kept(self, post, account):
        event = change(account.address) | {"field": "account_update"}

        assert post(body(event)).status_code == 200

        assert StrayEvent.objects.get().field == "account_update"

    def test_an_account_that_was_switched_off_is_not_served(self, post, account):
        factories.Account(credentials=account.credentials)
        account.is_active = False
        account.save()
        accounts.forget()

        assert post(body(change(account.address, text()))).status_code == 200

        assert StrayEvent.objects.get().address == account.address
        assert not Rows.exists()

    def test_a_future_type_of_message_is_stored_as_it_came(self, post, account):
        hologram = text() | {"type": "hologram", "hologram": {"url": "https://x.test/1"}}

        assert post(body(change(account.address, hologram))).status_code == 200

        assert Rows.get().kind == "hologram"

    @pytest.mark.parametrize(
        ("payload", "problem"),
        [
            ({"object": "x"}, "missing_entry"),
            ({"entry": [{"id": "1"}]}, "missing_changes"),
            ({"entry": [{"changes": [{"field": "messages", "value": {}}]}]}, "missing_messages"),
            ([1], "unexpected"),
        ],
    )
    def test_a_body_with_nothing_in_it_is_counted_not_refused(
        self, post, account, payload, problem
    ):
        counter = metrics.message_normalization_errors_total.labels("whatsapp", problem)
        before = counter._value.get()

        assert post(json.dumps(payload).encode()).status_code == 200

        assert counter._value.get() == before + 1


class TestStatuses:
    def test_a_status_settles_our_message_and_starts_no_turn(self, post, account):
        ours = factories.Outbox(account=account, status="done", external_id="wamid.ours")
        failure = {"errors": [{"code": 131047, "title": "Re-engagement message"}]}

        for event in (
            status(str(ours.tag), "read", wamid="wamid.ours"),
            status(str(ours.tag), "sent", wamid="wamid.ours"),
        ):
            assert post(body(change(account.address, statuses=[event]))).status_code == 200
        ours.refresh_from_db()
        assert (ours.delivery, ours.delivery_code) == ("read", None)

        post(body(change(account.address, statuses=[status(str(ours.tag), "failed") | failure])))
        ours.refresh_from_db()
        assert (ours.delivery, ours.delivery_code) == ("failed", 131047)
        assert not Rows.exists()

    def test_a_status_of_another_hotel_with_our_tag_changes_nothing(self, post, account):
        ours = factories.Outbox(status="done", external_id="wamid.ours")

        post(body(change(account.address, statuses=[status(str(ours.tag))])))

        ours.refresh_from_db()
        assert ours.delivery == ""
        assert StrayEvent.objects.get().field == "status"

    def test_a_status_without_a_tag_is_found_by_its_wamid(self, post, account):
        factories.Outbox(account=account, status="done", external_id="wamid.ours")

        post(body(change(account.address, statuses=[status("", wamid="wamid.ours")])))

        assert OutboxMessage.across_tenants.get().delivery == "delivered"


class TestTenancy:
    def test_the_same_phone_at_two_hotels_is_two_threads(self, post, account):
        other = factories.Account()
        accounts.forget()

        post(body(change(account.address, text())))
        post(body(change(other.address, text())), secret=other.credentials["app_secrets"][0])

        assert set(Rows.values_list("account__tenant", flat=True)) == {
            account.tenant_id,
            other.tenant_id,
        }

    def test_a_header_cannot_choose_the_hotel(self, post, account):
        other = factories.Account()
        raw = body(change(account.address, text()))
        headers = {
            "X-Tenant-ID": other.tenant.slug,
            "X-Hub-Signature-256": signature(raw, account.credentials["app_secrets"][0]),
        }

        post(raw, headers=headers)

        assert Rows.get().account == account

    @pytest.mark.parametrize("odd", ["Robert'); DROP TABLE x;--", "<script>", "nul\0", "\ud800"])
    def test_any_text_is_only_text(self, post, account, odd):
        assert post(body(change(account.address, text(odd)))).status_code == 200

        assert Rows.get().text == odd.replace("\0", "\ufffd").replace("\ud800", "\ufffd")

    def test_the_request_id_goes_with_the_row_and_both_are_in_the_log(self, post, account, capsys):
        raw = body(change(account.address, text()))
        headers = {
            "X-Hub-Signature-256": signature(raw, account.credentials["app_secrets"][0]),
            "X-Request-ID": "trace-1",
        }

        answer = post(raw, headers=headers)

        (line,) = [json.loads(x) for x in capsys.readouterr().err.splitlines() if "request" in x]
        assert (line["tenant"], line["row"]) == (account.tenant.slug, Rows.get().pk)
        assert (answer["X-Request-ID"], Rows.get().request_id) == ("trace-1", "trace-1")
        assert post(raw)["X-Request-ID"] == ANY
