"""Values between the conversation and any PMS. Each is checked when it is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

MAX_NIGHTS = 30
MAX_DAYS_AHEAD = 365

BookingStatus = Literal["pre_reserved", "confirmed", "cancelled", "completed", "no_show"]
Names = Mapping[str, str]  # ISO 639-1 language -> name; "" or a missing language falls back


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal  # never negative
    currency: str  # ISO 4217

    def __post_init__(self) -> None:
        if self.amount < 0 or not self.amount.is_finite():
            raise ValueError(f"not an amount: {self.amount}")
        if len(self.currency) != 3 or not self.currency.isupper():
            raise ValueError(f"not an ISO 4217 currency: {self.currency!r}")

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


@dataclass(frozen=True, slots=True)
class Stay:
    """When and how many. Nights are the half-open range [arrival, departure)."""

    arrival: date
    departure: date
    adults: int  # 1 or more
    children: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.nights <= MAX_NIGHTS:
            raise ValueError(f"a stay has 1 to {MAX_NIGHTS} nights, not {self.nights}")
        if self.adults < 1 or self.children < 0:
            raise ValueError("a stay has at least one adult and no negative guests")

    @property
    def nights(self) -> int:
        return (self.departure - self.arrival).days

    @property
    def guests(self) -> int:
        return self.adults + self.children

    def moved(self, days: int) -> "Stay":
        shift = timedelta(days=days)
        return Stay(self.arrival + shift, self.departure + shift, self.adults, self.children)


@dataclass(frozen=True, slots=True)
class Night:
    day: date
    price: Money


@dataclass(frozen=True, slots=True)
class RoomKind:
    """A room type as guests know it."""

    code: str  # stable within a hotel, say "double"
    names: Names
    capacity: int  # guests
    nightly: Money  # the base price of a night
    descriptions: Names


@dataclass(frozen=True, slots=True)
class Offer:
    """A room type that is free for the whole stay, at a price the PMS has just given."""

    room_type: str  # RoomKind.code
    names: Names
    capacity: int
    stay: Stay
    nights: tuple[Night, ...]  # one per night, in order
    free: int  # rooms of this type left for the stay, 1 or more

    @property
    def total(self) -> Money:
        first, *rest = (night.price for night in self.nights)
        return sum(rest, first)


@dataclass(frozen=True, slots=True)
class GuestDetails:
    name: str  # 1 to 100 characters
    phone: str  # E.164, "" when unknown
    email: str = ""
    language: str = "es"  # ISO 639-1

    def __post_init__(self) -> None:
        if not 1 <= len(self.name.strip()) <= 100:
            raise ValueError("a name has 1 to 100 characters")


@dataclass(frozen=True, slots=True)
class Booking:
    code: str  # what the guest quotes, say RES-7K3M9QXA
    room_type: str
    names: Names
    stay: Stay
    guest_name: str
    guest_phone: str
    total: Money
    deposit: Money  # to be paid for the booking to be confirmed
    status: BookingStatus
    hold_expires_at: datetime | None  # aware; None once confirmed or ended
