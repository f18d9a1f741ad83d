"""Ask the engine what messages mean; nothing is written."""

import json
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from conversations.management.commands.chat import read_clock
from conversations.nlu.registry import engine
from tenants.models import Tenant


class Command(BaseCommand):
    help = "Say what each line on stdin means; with --jsonl: {text, language?, expecting?}."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", default="demo", help="whose calendar counts")
        parser.add_argument("--jsonl", action="store_true", help="each line is a JSON object")
        parser.add_argument("--json", dest="jsonl", action="store_true", help="the same")
        parser.add_argument("--now", help="the clock, ISO 8601")

    def handle(self, *, tenant: str, jsonl: bool, now: str | None, **_: Any) -> None:
        hotel = Tenant.objects.filter(slug=tenant).first()
        if hotel is None:
            raise CommandError(f"no hotel {tenant!r}; `manage.py demo` makes demo and demo2")
        today = (read_clock(now, hotel) or timezone.now()).astimezone(hotel.zone).date()
        for line in sys.stdin:
            said = read(line) if jsonl else {"text": line.rstrip("\n")}
            started = time.perf_counter()
            meaning = engine().understand(
                said["text"],
                language=said.get("language", ""),
                expecting=said.get("expecting", ""),
                today=today,
            )
            spent = (time.perf_counter() - started) * 1000
            answer = {
                "intent": meaning.intent,
                "confidence": meaning.confidence,
                "intents": [{"name": name, "confidence": c} for name, c in meaning.intents],
                "entities": dict(meaning.slots),
                "language": meaning.language or said.get("language", ""),
                "engine": meaning.engine,
                "ms": round(spent, 3),
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            self.stdout.flush()


def read(line: str) -> dict[str, str]:
    try:
        said = json.loads(line)
    except ValueError:
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("text"), str):
        raise CommandError(f'not an object with a "text": {line[:80].rstrip()}')
    return {key: value for key, value in said.items() if isinstance(value, str)}
