"""Write a finished turn down, all of it or nothing."""

from collections.abc import Sequence

from django.db import transaction

from channels_app import outbox, queue
from channels_app.models import InboxMessage, OutboxMessage
from channels_app.types import Message
from conversations.models import Conversation, Exchange, Guest
from conversations.types import Meaning, Reply, Turn
from observability import metrics


@transaction.atomic
def close_turn(
    row: InboxMessage, turn: Turn, meaning: Meaning, reply: Reply, messages: Sequence[Message]
) -> list[OutboxMessage]:
    """Remember the turn, queue the answer and tick the inbox row off, in one transaction.

    Raises LostClaim, and leaves nothing behind, when the row was given to another worker. A
    person who took the guest over in the meantime has the word: nothing is sent then.
    """
    queue.finish(row)
    conversation = Conversation.objects.select_for_update(of=("self",)).get(pk=turn.conversation_id)
    silent = conversation.handed_over
    _remember(conversation, row, turn, reply, silent=silent)
    Exchange.objects.create(
        conversation=conversation,
        message=row,
        intent=meaning.intent[:60],
        confidence=meaning.confidence,
        entities=dict(meaning.slots),
        language=turn.language,
        reply="" if silent else reply.key,
    )
    if silent or not messages:
        return []
    return outbox.put(row.account, row.peer, messages, reply_to=row)


def _remember(
    conversation: Conversation, row: InboxMessage, turn: Turn, reply: Reply, *, silent: bool
) -> None:
    conversation.last_inbound_at = max(row.sent_at, conversation.last_inbound_at or row.sent_at)
    conversation.turn_at = turn.now
    if not silent:
        conversation.slots, conversation.expecting = _memory(turn, reply), reply.asks
        conversation.misses = 0 if reply.understood else conversation.misses + 1
    if reply.hand_over and not silent:
        conversation.handed_over, conversation.handed_over_at = True, turn.now
        reason = "pms_unavailable" if reply.key == "pms_down" else "guest_asked"
        metrics.orchestrator_escalations_total.labels(reason, row.account.kind).inc()
    if conversation.language != turn.language:
        conversation.language = turn.language
        Guest.objects.filter(pk=conversation.guest_id).update(language=turn.language)
    conversation.save()


def _memory(turn: Turn, reply: Reply) -> dict[str, object]:
    """The slots, and the ids of the choices that a number may answer: just shown, or still open."""
    slots = dict(reply.slots)
    if reply.choices:
        slots["options"] = [choice.id for choice in reply.choices]
    elif not (reply.asks and reply.asks == turn.expecting):
        slots.pop("options", None)
    return slots
