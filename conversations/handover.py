"""Who answers a guest: the agent, or a person of the hotel.

Each verb is one transaction in the caller's scope: another hotel's conversation does not exist.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.timezone import now

from channels_app import outbox
from channels_app.models import OutboxMessage
from channels_app.types import Message
from conversations.models import Conversation

MAX_TEXT = 4096  # characters, WhatsApp's limit for a text

# How long after a guest's message we may write freely. Meta refuses later messages with 131047:
# https://developers.facebook.com/docs/whatsapp/conversation-types
WINDOWS = {"whatsapp": timedelta(hours=24)}


class WindowClosed(Exception):
    """The guest's last message is too old for a free answer on this channel."""


def is_open(conversation: Conversation, at: datetime) -> bool:
    """Return whether the channel lets us write to this guest at all. `account` is loaded."""
    window = WINDOWS.get(conversation.account.kind)
    if window is None:
        return True
    last = conversation.last_inbound_at
    return last is not None and at < last + window


@transaction.atomic
def take_over(conversation_id: int, user: User) -> None:
    """Give the guest to a person: the agent is silent until `give_back`."""
    conversation = _locked(conversation_id)
    _assign(conversation, user)
    conversation.save(update_fields=["handed_over", "handed_over_at", "handed_over_to"])


@transaction.atomic
def give_back(conversation_id: int) -> None:
    """Let the agent answer again, as if it met the guest anew."""
    conversation = _locked(conversation_id)
    conversation.handed_over = False
    conversation.handed_over_at = conversation.handed_over_to = None
    conversation.slots, conversation.expecting, conversation.misses = {}, "", 0
    conversation.save()


@transaction.atomic
def reply(conversation_id: int, user: User, text: str) -> OutboxMessage:
    """Queue a person's answer and return its row; who answers the agent's guest takes them over.

    `text` has 1 to MAX_TEXT characters, else ValueError. Raises WindowClosed.
    """
    text = text.replace("\r\n", "\n").strip()
    if not 1 <= len(text) <= MAX_TEXT:
        raise ValueError(f"a reply has 1 to {MAX_TEXT} characters")
    conversation = _locked(conversation_id)
    if not is_open(conversation, now()):
        raise WindowClosed
    if conversation.handed_over_to_id is None:
        _assign(conversation, user)
        conversation.save(update_fields=["handed_over", "handed_over_at", "handed_over_to"])
    row, *_ = outbox.put(
        conversation.account, conversation.peer, [Message("text", text)], author=user.get_username()
    )
    return row


def _assign(conversation: Conversation, user: User) -> None:
    if not conversation.handed_over:  # else the guest has been waiting since then
        conversation.handed_over, conversation.handed_over_at = True, now()
    conversation.handed_over_to_id = user.pk


def _locked(conversation_id: int) -> Conversation:
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("account")
    return rows.get(pk=conversation_id)
