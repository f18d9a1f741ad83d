"""The commands that operators' scripts rely on: chat, understand, demo."""

import io
import json

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from channels_app.models import ChannelAccount, InboxMessage
from conversations.models import Conversation
from pms.builtin.models import Reservation, Room, RoomType
from tenants.models import Membership, Tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo():
    call_command("demo", verbosity=0, stdout=io.StringIO())


@pytest.fixture
def run(monkeypatch, demo):
    """`run(command, line, ..., option=value)` feeds lines on stdin and returns those on stdout."""

    def run(command, *lines, **options):
        said = (line if isinstance(line, str) else json.dumps(line) for line in lines)
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in said)))
        out = io.StringIO()
        call_command(command, stdout=out, **options)
        return out.getvalue().splitlines()

    return run


class TestDemo:
    def test_it_makes_two_hotels_and_can_be_run_again(self, demo):
        call_command("demo", stdout=io.StringIO())

        rooms = Room.across_tenants.filter(room_type__tenant__slug="demo")
        kinds = RoomType.across_tenants.filter(tenant__slug="demo")
        assert (Tenant.objects.count(), kinds.count(), rooms.count()) == (2, 5, 10)
        account = ChannelAccount.across_tenants.get(address="100000000000001")
        assert account.credentials == {
            "access_token": "demo-access-token",
            "app_secrets": ["demo-app-secret"],
            "verify_token": "demo-verify-token",
        }

    def test_staff_belong_to_their_hotel_and_may_do_their_work(self, demo):
        person = User.objects.get(username="recepcion")

        assert person.check_password("recepcion")
        assert Membership.across_tenants.get(user=person).tenant.slug == "demo"
        assert person.has_perm("conversations.change_conversation")
        assert person.has_perm("builtin_pms.add_reservation")
        assert not person.has_perm("auth.change_user")
        assert not person.has_perm("channels_app.change_channelaccount")

    def test_a_changed_password_stays(self, demo):
        admin = User.objects.get(username="admin")
        admin.set_password("changed by its owner")
        admin.save()

        call_command("demo", stdout=io.StringIO())

        admin.refresh_from_db()
        assert admin.check_password("changed by its owner")

    def test_the_number_of_the_environment_becomes_an_account(self, settings):
        settings.WHATSAPP_PHONE_NUMBER_ID = "55501"
        settings.WHATSAPP_APP_SECRET = "s"

        call_command("demo", stdout=io.StringIO())

        assert ChannelAccount.across_tenants.get(address="55501").tenant.slug == "demo"

    def test_production_refuses_public_passwords(self, settings):
        settings.PRODUCTION = True

        with pytest.raises(CommandError, match="not in production"):
            call_command("demo")


class TestChat:
    NOW = "2026-11-21T10:00"

    def test_each_turn_is_one_json_line(self, run):
        lines = run(
            "chat",
            {"text": "disponibilidad del 20 al 22 de diciembre para 4"},
            {"button": "offer:family"},
            tenant="demo",
            jsonl=True,
            now=self.NOW,
        )
        offers, name = map(json.loads, lines)

        assert offers["intent"] in ("check_availability", "inform")
        assert offers["entities"]["arrival"] == "2026-12-20"
        assert (offers["language"], offers["state"]) == ("es", "offer")
        assert [row["id"] for row in offers["replies"][0]["rows"]] == ["offer:family"]
        assert (name["intent"], name["state"], name["handed_over"]) == (
            "choose_offer",
            "name",
            False,
        )

    def test_a_booking_follows_the_clock_it_is_given(self, run):
        run(
            "chat",
            {"text": "del 20 al 22 de diciembre para 2"},
            {"text": "la suite"},
            {"text": "Ana"},
            {"button": "email:skip"},
            {"button": "booking:confirm"},
            jsonl=True,
            now="2030-12-01T10:00",
        )

        assert Reservation.across_tenants.get().arrival.isoformat() == "2030-12-20"

    def test_without_jsonl_people_read_it(self, run):
        lines = run("chat", "hola", sender="34600000001")

        assert "Hola" in lines[0]
        assert "  [menu:availability] Buscar habitación" in lines
        assert Conversation.across_tenants.get().peer == "34600000001"

    def test_a_place_is_sent_as_a_place(self, run):
        (line,) = run("chat", {"text": "¿dónde están?"}, jsonl=True)

        assert [reply["type"] for reply in json.loads(line)["replies"]] == ["text", "location"]
        assert "Buenos Aires" in "".join(run("chat", "¿dónde están?"))

    @pytest.mark.parametrize("line", [{"location": [1, 2]}, {"audio": "x.ogg"}])
    def test_what_it_cannot_read_yet_is_said_so(self, run, line):
        (answer,) = run("chat", line, jsonl=True)

        assert json.loads(answer)["replies"][0]["text"]
        assert InboxMessage.across_tenants.get().status == "done"

    @pytest.mark.parametrize("line", ["not json", "[1]", '{"sticker": 1}'])
    def test_a_line_it_cannot_read_ends_it_with_a_reason(self, run, line):
        with pytest.raises(CommandError, match=r"JSON object|a line has one of"):
            run("chat", line, jsonl=True)

    def test_a_hotel_that_does_not_exist_is_said_so(self, run):
        with pytest.raises(CommandError, match="no hotel 'nowhere'"):
            run("chat", "hola", tenant="nowhere")

    def test_a_clock_that_is_none_is_said_so(self, run):
        with pytest.raises(CommandError, match="ISO 8601"):
            run("chat", "hola", now="yesterday")

    def test_a_turn_that_fails_ends_it_with_the_error(self, run, monkeypatch):
        from conversations import gateway

        def broken(row):
            raise RuntimeError("broken")

        monkeypatch.setattr(gateway, "open_turn", broken)

        with pytest.raises(CommandError, match="not answered: RuntimeError: broken"):
            run("chat", "hola")


class TestUnderstand:
    def test_each_message_is_one_json_line_and_nothing_is_written(self, run):
        (line,) = run(
            "understand",
            {"text": "del 20 al 22 de diciembre para 2", "language": "es"},
            jsonl=True,
            now="2026-11-21T10:00",
        )
        told = json.loads(line)

        assert told["entities"] == {"arrival": "2026-12-20", "departure": "2026-12-22", "adults": 2}
        assert told["intents"][0] == {"name": told["intent"], "confidence": told["confidence"]}
        assert (told["language"], told["engine"]) == ("es", "rules")
        assert told["ms"] >= 0
        assert not Conversation.across_tenants.exists()

    def test_what_was_asked_gives_a_bare_answer_its_meaning(self, run):
        (line,) = run("understand", {"text": "2", "expecting": "adults"}, jsonl=True)

        assert json.loads(line)["entities"] == {"adults": 2}

    def test_plain_lines_are_texts(self, run):
        (line,) = run("understand", "hola")

        assert json.loads(line)["intent"] == "greet"

    @pytest.mark.parametrize("line", ["x", "[]", '{"text": 1}'])
    def test_a_line_it_cannot_read_ends_it_with_a_reason(self, run, line):
        with pytest.raises(CommandError, match='"text"'):
            run("understand", line, jsonl=True)

    def test_a_hotel_that_does_not_exist_is_said_so(self, run):
        with pytest.raises(CommandError, match="no hotel"):
            run("understand", "hola", tenant="nowhere")
