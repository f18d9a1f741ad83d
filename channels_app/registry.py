"""Which adapter speaks for an account: the only place that picks one, from settings."""

from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from channels_app.models import ChannelAccount
from channels_app.ports import Channel


@cache
def channel(kind: str) -> type[Channel]:
    """Return the adapter class of a key of settings.CHANNELS, or raise KeyError."""
    return cast("type[Channel]", import_string(settings.CHANNELS[kind]))


def for_account(account: ChannelAccount) -> Channel:
    return channel(account.kind)(account)
