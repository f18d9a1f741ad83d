"""The hotels' numbers as Meta knows them, secrets included."""

import re
import time
from dataclasses import dataclass, field
from functools import lru_cache

from channels_app.models import ChannelAccount

CACHED_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Account:
    """One number on the WhatsApp Business platform."""

    phone_number_id: str
    hotel: str  # its name, for people
    display: str  # +54 9 11 ..., for people; may be empty
    access_token: str = field(repr=False)
    app_secret: str = field(repr=False)  # signs webhooks; "" when the account has none

    @property
    def digits(self) -> str:
        """Return the number as webhooks show it: 15550783881."""
        return re.sub(r"\D", "", self.display) or self.phone_number_id


def find(phone_number_id: str) -> Account | None:
    """Return the account, at most CACHED_SECONDS old: this is asked for with every send."""
    return _find(phone_number_id, int(time.monotonic() / CACHED_SECONDS))


def active() -> list[Account]:
    """Return the numbers that answer, oldest first."""
    rows = ChannelAccount.across_tenants.filter(
        kind="whatsapp", is_active=True, tenant__is_active=True
    )
    return [_account(row) for row in rows.select_related("tenant").order_by("id")]


def forget() -> None:
    _find.cache_clear()


@lru_cache(maxsize=1024)
def _find(phone_number_id: str, _period: int) -> Account | None:
    rows = ChannelAccount.across_tenants.filter(kind="whatsapp", address=phone_number_id)
    row = rows.select_related("tenant").first()
    return _account(row) if row else None


def _account(row: ChannelAccount) -> Account:
    secrets = row.credentials.get("app_secrets") or [""]
    return Account(
        phone_number_id=row.address,
        hotel=row.tenant.name,
        display=row.display,
        access_token=row.credentials.get("access_token", ""),
        app_secret=secrets[0],
    )
