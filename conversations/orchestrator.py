"""The story of one guest message, in the order in which it happens."""

import time
from dataclasses import replace

import structlog

from channels_app.models import InboxMessage, OutboxMessage
from conversations import gateway, journal, replies
from conversations.intents import HANDLERS, Handler, person, smalltalk, taps
from conversations.nlu.ports import Nlu
from conversations.types import Meaning, Reply, Turn
from observability import metrics
from pms.errors import PmsError
from pms.ports import Pms

logger = structlog.get_logger(__name__)

SILENCE = Reply("")
WORDLESS = frozenset({"reaction", "system", "edit", "revoke", "unsupported"})
# Questions that a bare number answers with a count or a date, not with a place in a list.
NUMERIC = frozenset({"arrival", "departure", "adults"})


def answer(row: InboxMessage, turn: Turn, *, nlu: Nlu, pms: Pms) -> list[OutboxMessage]:
    """Answer one claimed inbox row. Remote calls come before the only transaction, never in it."""
    started = time.perf_counter()
    meaning = interpret(turn, nlu)
    turn = replace(
        turn,
        language=gateway.fallback_language(row.account.tenant, meaning.language or turn.language),
    )
    reply = decide(turn, meaning, pms)
    messages = replies.render(reply, turn)
    sent = journal.close_turn(row, turn, meaning, reply, messages)
    status = "ok" if reply.key != "pms_down" else "degraded"
    metrics.orchestrator_messages_total.labels(meaning.intent, status).inc()
    metrics.orchestrator_latency_seconds.labels(meaning.intent, status).observe(
        time.perf_counter() - started
    )
    logger.info("turn", intent=meaning.intent, confidence=meaning.confidence, reply=reply.key)
    return sent


def interpret(turn: Turn, nlu: Nlu) -> Meaning:
    """Read a tap by its id, a bare number by the list it answers, and words with the engine."""
    if turn.choice and (meaning := taps.read(turn.choice)):
        return meaning
    if picked := _numbered(turn):
        return picked
    return nlu.understand(
        turn.text, language=turn.language, expecting=turn.expecting, today=turn.today
    )


def _numbered(turn: Turn) -> Meaning | None:
    options, text = turn.slots.get("options"), turn.text.strip().rstrip(".)")
    if turn.expecting in NUMERIC or not isinstance(options, list) or not text.isdecimal():
        return None
    place = int(text[:4])
    return taps.read(str(options[place - 1])) if 1 <= place <= len(options) else None


def decide(turn: Turn, meaning: Meaning, pms: Pms) -> Reply:
    """Choose who answers: nobody, a clarifying question, the intent's handler, or a person."""
    if turn.handed_over or turn.kind in WORDLESS:
        return replace(SILENCE, slots=turn.slots, asks=turn.expecting)
    if not turn.text.strip() and not turn.choice:
        return Reply("only_text", slots=turn.slots, asks=turn.expecting)
    if meaning.confidence < turn.min_confidence:
        handle: Handler = smalltalk.clarify
    else:
        handle = HANDLERS.get(meaning.intent, person.hand_over)
    try:
        return handle(turn, meaning, pms)
    except PmsError as error:
        logger.exception("pms failed", intent=meaning.intent)
        metrics.orchestrator_errors_total.labels(meaning.intent, type(error).__name__).inc()
        metrics.orchestrator_degraded_responses_total.inc()
        return Reply("pms_down", slots=turn.slots, asks=turn.expecting, hand_over=True)
