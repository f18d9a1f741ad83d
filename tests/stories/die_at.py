"""A worker, or a web process, that is killed with -9 at one point of a turn: `die_at POINT ...`.

Points, in the order of a message's life: nudged, claimed, booked, decided, queued, taken, sent,
noted. What the process does until then is what it always does.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotel_agent.settings")
settings.DATABASES["default"]["NAME"] = os.environ["STORY_DATABASE"]
settings.WHATSAPP_GRAPH_URL = os.environ["STORY_GRAPH"]
django.setup()

from channels_app import inbox, outbox  # noqa: E402 (needs the set-up above)
from channels_app.adapters.whatsapp.adapter import WhatsApp  # noqa: E402
from channels_app.models import InboxMessage  # noqa: E402
from conversations import gateway, journal, orchestrator, tasks  # noqa: E402
from pms.builtin.adapter import BuiltinPms  # noqa: E402
from tenants.scope import scope  # noqa: E402


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def then_die(function: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(*args: Any, **kwargs: Any) -> None:
        function(*args, **kwargs)
        die()

    return wrapped


def main(point: str, account_id: int, peer: str) -> None:
    PATCHES[point]()
    row = (
        InboxMessage.across_tenants.select_related("account__tenant")
        .filter(account_id=account_id, peer=peer)
        .latest("pk")
    )
    tasks.handle_inbound([row.pk])
    with scope(row.account.tenant):
        while outbox.deliver_next(row.account, peer):
            pass


def patch(owner: Any, name: str, wrap: Callable[[Any], Any]) -> Callable[[], None]:
    return lambda: setattr(owner, name, wrap(getattr(owner, name)))


def at_once(function: Any) -> Any:
    return die


PATCHES: dict[str, Callable[[], None]] = {
    "nudged": patch(inbox, "claim_next", at_once),
    "claimed": patch(gateway, "open_turn", at_once),
    "decided": patch(journal, "close_turn", at_once),
    "booked": patch(BuiltinPms, "book", then_die),
    "queued": patch(orchestrator, "answer", then_die),
    "taken": patch(WhatsApp, "send", at_once),
    "sent": patch(WhatsApp, "send", then_die),
    "noted": patch(outbox, "_send", then_die),
}

if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
