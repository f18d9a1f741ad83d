"""Room types, rooms, rates and reservations; the database itself refuses a double booking."""

from datetime import timedelta
from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from pms.types import MAX_NIGHTS, Names
from tenants.models import LANGUAGES, Tenant
from tenants.scope import TenantOwned

CENT = Decimal("0.01")


def saturday_and_sunday() -> list[int]:
    return [6, 7]


# Foreign keys without an index of their own lead a unique constraint or another index.


class RoomType(TenantOwned):
    """Rooms that are sold as one kind at one price."""

    tenant = models.ForeignKey(
        Tenant,
        models.CASCADE,
        related_name="room_types",
        db_index=False,
        verbose_name=_("hotel"),
    )
    code = models.SlugField(
        _("code"),
        max_length=50,
        db_index=False,
        help_text=_("A short name that does not change, say double."),
    )
    name_es = models.CharField(_("name in Spanish"), max_length=100, blank=True)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    name_pt = models.CharField(_("name in Portuguese"), max_length=100, blank=True)
    description_es = models.CharField(_("description in Spanish"), max_length=500, blank=True)
    description_en = models.CharField(_("description in English"), max_length=500, blank=True)
    description_pt = models.CharField(_("description in Portuguese"), max_length=500, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("guests at most"), validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    base_price = models.DecimalField(  # of a night, in the hotel's currency
        _("price of a night"), max_digits=12, decimal_places=2, validators=[MinValueValidator(CENT)]
    )
    weekend_multiplier = models.DecimalField(
        _("weekend multiplier"),
        max_digits=5,
        decimal_places=3,
        default=Decimal("1.0"),
        validators=[MinValueValidator(CENT)],
    )
    weekend_nights = ArrayField(  # ISO weekdays, 1 is Monday: the night of the 6th ends on Sunday
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(7)]),
        verbose_name=_("weekend nights"),
        default=saturday_and_sunday,
        blank=True,
    )
    is_active = models.BooleanField(_("on sale"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("room type")
        verbose_name_plural = _("room types")
        ordering: ClassVar = ["tenant", "position", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "code"], name="room_type_once"),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=20), name="room_type_has_a_capacity"
            ),
            models.CheckConstraint(
                condition=Q(base_price__gt=0, weekend_multiplier__gt=0),
                name="room_type_has_a_price",
            ),
            models.CheckConstraint(
                condition=~Q(name_es="", name_en="", name_pt=""),
                name="room_type_has_a_name",
                violation_error_message=_("Give the room type a name in at least one language."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_es or self.name_en or self.name_pt

    @property
    def names(self) -> Names:
        return _said({"es": self.name_es, "en": self.name_en, "pt": self.name_pt})

    @property
    def descriptions(self) -> Names:
        texts = {"es": self.description_es, "en": self.description_en, "pt": self.description_pt}
        return _said(texts)


def _said(texts: Names) -> Names:
    return {language: text for language, text in texts.items() if text}


class Room(TenantOwned):
    """A room with a door. Its hotel is its type's: a foreign key over both columns holds that."""

    tenant = models.ForeignKey(
        Tenant,
        models.CASCADE,
        related_name="rooms",
        db_index=False,
        editable=False,
        verbose_name=_("hotel"),
    )
    room_type = models.ForeignKey(
        RoomType, models.PROTECT, related_name="rooms", verbose_name=_("room type")
    )
    number = models.CharField(_("number"), max_length=20)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering: ClassVar = ["tenant", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "number"], name="room_once")
        ]

    def __str__(self) -> str:
        return self.number


class Rate(TenantOwned):
    """The price of one night, instead of the room type's own; no weekend multiplier is added."""

    tenant_path: ClassVar[str] = "room_type__tenant"

    room_type = models.ForeignKey(
        RoomType,
        models.CASCADE,
        related_name="rates",
        db_index=False,
        verbose_name=_("room type"),
    )
    day = models.DateField(_("night of"))
    price = models.DecimalField(
        _("price"), max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )

    class Meta:
        verbose_name = _("rate")
        verbose_name_plural = _("rates")
        ordering: ClassVar = ["room_type", "day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room_type", "day"], name="rate_once_a_night"),
            models.CheckConstraint(condition=Q(price__gte=0), name="rate_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.room_type} {self.day}"


class Reservation(TenantOwned):
    """A stay in one room; `pms.builtin.booking` alone makes it and moves it.

    pre_reserved --> confirmed --> completed
         |               |-------> no_show
         +-> cancelled <-+

    A hold is a pre-reserved row; past `hold_expires_at` it no longer keeps its room, and the
    sweep cancels it.
    """

    class Status(models.TextChoices):
        PRE_RESERVED = "pre_reserved", _("pre-reserved")
        CONFIRMED = "confirmed", _("confirmed")
        CANCELLED = "cancelled", _("cancelled")
        COMPLETED = "completed", _("completed")
        NO_SHOW = "no_show", _("no-show")

    class Channel(models.TextChoices):
        CHAT = "chat", _("chat")
        STAFF = "staff", _("staff")

    class CancelReason(models.TextChoices):
        GUEST = "guest", _("by the guest")
        STAFF = "staff", _("by the hotel")
        EXPIRED = "expired", _("the hold expired")

    OCCUPYING = (Status.PRE_RESERVED, Status.CONFIRMED, Status.COMPLETED)

    tenant = models.ForeignKey(  # the indexes below begin with it
        Tenant,
        models.PROTECT,
        related_name="reservations",
        db_index=False,
        verbose_name=_("hotel"),
    )
    room = models.ForeignKey(
        Room, models.PROTECT, related_name="reservations", verbose_name=_("room")
    )
    code = models.CharField(_("code"), max_length=20, unique=True)  # RES-7K3M9QXA
    booking_key = models.CharField(_("key"), max_length=100, null=True, blank=True)
    guest_name = models.CharField(_("guest"), max_length=100)
    guest_phone = models.CharField(  # E.164, "" when unknown
        _("phone"),
        max_length=16,
        blank=True,
        validators=[RegexValidator(r"^\+[0-9]{1,15}$", _("write it as +34600112233"))],
    )
    guest_email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="es")
    adults = models.PositiveSmallIntegerField(_("adults"), validators=[MinValueValidator(1)])
    children = models.PositiveSmallIntegerField(_("children"), default=0)
    arrival = models.DateField(_("arrival"))
    departure = models.DateField(_("departure"))
    nightly = models.JSONField(_("nights"))  # [["2026-03-01", "70000.00"], ...], one per night
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    deposit = models.DecimalField(_("deposit"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.PRE_RESERVED
    )
    channel = models.CharField(
        _("channel"), max_length=10, choices=Channel.choices, default=Channel.CHAT
    )
    hold_expires_at = models.DateTimeField(_("hold expires"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, blank=True)
    cancel_reason = models.CharField(
        _("cancelled"), max_length=10, choices=CancelReason.choices, blank=True
    )
    notes = models.TextField(_("notes"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "booking_key"], name="booked_once_per_key"),
            models.CheckConstraint(
                condition=Q(
                    departure__gt=F("arrival"),
                    departure__lte=F("arrival") + timedelta(days=MAX_NIGHTS),
                ),
                name="stay_has_1_to_30_nights",
            ),
            models.CheckConstraint(
                condition=Q(total__gte=0, deposit__gte=0, deposit__lte=F("total")),
                name="reservation_amounts_are_sane",
            ),
            models.CheckConstraint(
                condition=Q(guest_phone="") | Q(guest_phone__regex=r"^\+[0-9]{1,15}$"),
                name="guest_phone_is_e164",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["pre_reserved", "confirmed", "cancelled", "completed", "no_show"]
                ),
                name="reservation_status_is_known",
            ),
            # int8range instead of plain equality, which would need the btree_gist extension.
            ExclusionConstraint(
                name="one_guest_per_room_and_night",
                index_type="GIST",
                expressions=[
                    (
                        Func("room", "room", Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func("arrival", "departure", Value("[)"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(status__in=["pre_reserved", "confirmed", "completed"]),
                violation_error_message=_("The room is taken on one of these nights."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tenant", "arrival"],
                include=["departure", "room", "status", "hold_expires_at"],
                condition=Q(status__in=["pre_reserved", "confirmed", "completed"]),
                name="reservation_occupancy",
            ),
            models.Index(
                fields=["hold_expires_at"],
                condition=Q(status="pre_reserved"),
                name="reservation_holds",
            ),
            models.Index(
                fields=["tenant", "guest_phone", "departure"],
                condition=Q(status__in=["pre_reserved", "confirmed"]),
                name="reservation_phone",
            ),
            models.Index(fields=["tenant", "-created_at"], name="reservation_newest"),
        ]

    def __str__(self) -> str:
        return self.code
