"""Kill -9 at every point of a turn: no message is lost, and each is answered once."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import now

from channels_app.models import InboxMessage, OutboxMessage
from conversations.models import Exchange
from pms.builtin.models import Reservation
from tests import whatsapp
from tests.stories.conftest import work

POINTS = ("nudged", "claimed", "decided", "queued", "taken", "sent", "noted")


def die_at(point, guest, settings) -> None:
    """Run a worker that is killed at this point of the guest's turn."""
    environment = os.environ | {
        "STORY_DATABASE": connection.settings_dict["NAME"],
        "STORY_GRAPH": settings.WHATSAPP_GRAPH_URL,
    }
    command = [
        sys.executable,
        "-m",
        "tests.stories.die_at",
        point,
        str(guest.account.pk),
        guest.peer,
    ]
    done = subprocess.run(command, env=environment, timeout=60, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-2000:]


def time_passes(settings) -> None:
    """The lease of whoever died runs out."""
    long_ago = now() - timedelta(seconds=settings.QUEUE_LEASE_SECONDS + 1)
    for model in (InboxMessage, OutboxMessage):
        model.across_tenants.filter(status="working").update(claimed_at=long_ago)


def statuses_arrive(guest, meta) -> None:
    """Meta tells what became of each message it accepted."""
    for n, body in enumerate(meta.accepted, 1):
        told = whatsapp.status(body["biz_opaque_callback_data"], "sent", wamid=f"wamid.out{n}")
        assert guest.post(statuses=[told]) == 200


@pytest.mark.parametrize("point", POINTS)
def test_a_turn_that_was_killed_is_answered_once(point, guest, meta, settings):
    guest.write("¿tienen lugar del 20 al 22 de enero para 2?")

    die_at(point, guest, settings)
    statuses_arrive(guest, meta)
    time_passes(settings)
    work()
    work()

    assert len(meta.accepted) == 1
    assert "Tenemos lugar" in meta.texts[0]
    assert Exchange.across_tenants.count() == 1
    assert InboxMessage.across_tenants.get().status == "done"
    assert OutboxMessage.across_tenants.get().status == "done"


def test_a_booking_that_was_killed_before_its_answer_is_made_once_and_answered(
    guest, meta, settings
):
    for line in ("del 20 al 22 de enero para 2", "la suite", "Ana Pérez", "no"):
        guest.write(line)
        work()
    guest.tap("booking:confirm")

    die_at("booked", guest, settings)
    assert Reservation.across_tenants.count() == 1
    time_passes(settings)
    work()

    code = Reservation.across_tenants.get().code
    assert code in meta.texts[-1]
    assert sum(code in text for text in meta.texts) == 1


def test_a_web_process_killed_before_its_nudge_has_lost_nothing(guest, meta):
    guest.write("hola")  # nobody is told: the nudge died with the process

    work()

    assert len(meta.accepted) == 1
