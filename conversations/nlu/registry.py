"""Which engine understands guests: the only place that picks one, from settings."""

from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from conversations.nlu.ports import Nlu


@cache
def engine() -> Nlu:
    """Return the process's engine; it keeps no state between messages."""
    return cast("Nlu", import_string(settings.NLU_ENGINES[settings.NLU_ENGINE])())
