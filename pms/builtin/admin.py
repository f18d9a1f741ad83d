"""The front desk: rooms, rates and reservations of the hotels a person works for.

Whose rows these are is decided by the scope of the request, which every queryset and every choice
of a foreign key here goes through.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import display

from pms.builtin import booking
from pms.builtin.forms import (
    GuestForm,
    NewReservationForm,
    RoomForm,
    RoomFormSet,
    RoomTypeForm,
)
from pms.builtin.models import Rate, Reservation, Room, RoomType
from pms.errors import PmsRejected
from pms.types import GuestDetails, Money
from tenants import scope
from tenants.models import Tenant

COLOURS = {
    "pre_reserved": "warning",
    "confirmed": "success",
    "cancelled": "danger",
    "completed": "info",
    "no_show": "danger",
}


def hotels() -> QuerySet[Tenant]:
    """Return the hotels of the person who asks."""
    mine = scope.current()
    return Tenant.objects.all() if mine == "all" else Tenant.objects.filter(pk__in=mine or ())


def with_hotel(request: HttpRequest, path: str, fields: tuple[Any, ...]) -> tuple[Any, ...]:
    """Add the hotel for those who see several; its names are nobody else's business."""
    return (path, *fields) if request.user.is_superuser else fields


class RoomInline(TabularInline):  # type: ignore[misc]
    model = Room
    form = RoomForm
    formset = RoomFormSet
    fields = ("number", "is_active")
    extra = 0
    per_page = 50
    tab = True


class RateInline(TabularInline):  # type: ignore[misc]
    model = Rate
    fields = ("day", "price")
    extra = 0
    per_page = 31
    tab = True


@admin.register(RoomType)
class RoomTypeAdmin(ModelAdmin):  # type: ignore[misc]
    form = RoomTypeForm
    inlines = (RoomInline, RateInline)
    list_display = ("code", "__str__", "capacity", "base_price", "rooms_in_use", "is_active")
    list_filter = ("is_active",)
    search_fields = ("code", "name_es", "name_en", "name_pt")
    fieldsets = (
        (None, {"fields": ("tenant", "code", "capacity", "is_active", "position")}),
        (_("Price"), {"fields": ("base_price", "weekend_multiplier", "weekend_nights")}),
        (
            _("What guests read"),
            {
                "fields": (
                    ("name_es", "description_es"),
                    ("name_en", "description_en"),
                    ("name_pt", "description_pt"),
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoomType]:
        rows: QuerySet[RoomType] = super().get_queryset(request)
        return rows.prefetch_related("rooms")

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        return with_hotel(request, "tenant", self.list_display)

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        return with_hotel(request, "tenant", self.list_filter)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("tenant",) if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        if field := form.base_fields.get("tenant"):
            field.queryset = hotels()
            if len(field.queryset) == 1:  # nothing to choose, and nothing to send instead
                field.initial, field.disabled = field.queryset[0].pk, True
                field.widget = forms.HiddenInput()
        return form

    @admin.display(description=_("rooms"))
    def rooms_in_use(self, row: RoomType) -> int:
        return sum(room.is_active for room in row.rooms.all())


@admin.register(Room)
class RoomAdmin(ModelAdmin):  # type: ignore[misc]
    form = RoomForm
    fields = ("room_type", "number", "is_active")
    list_display = ("number", "room_type", "is_active")
    list_filter = ("room_type", "is_active")
    list_select_related = ("room_type", "tenant")
    search_fields = ("number", "room_type__code")
    autocomplete_fields = ("room_type",)

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        return with_hotel(request, "tenant", self.list_display)

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        return with_hotel(request, "tenant", self.list_filter)


@admin.register(Rate)
class RateAdmin(ModelAdmin):  # type: ignore[misc]
    fields = ("room_type", "day", "price")
    list_display = ("room_type", "day", "price")
    list_filter = ("room_type", ("day", RangeDateFilter))
    list_filter_submit = True
    list_select_related = ("room_type__tenant",)
    search_fields = ("room_type__code",)
    autocomplete_fields = ("room_type",)

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        return with_hotel(request, "room_type__tenant", self.list_display)


@admin.register(Reservation)
class ReservationAdmin(ModelAdmin):  # type: ignore[misc]
    """Staff ask for a reservation and move it; the verbs of `booking` do it."""

    list_display = (
        "code",
        "guest_name",
        "where",
        "arrival",
        "departure",
        "state",
        "amount",
        "hold",
    )
    list_filter = ("status", ("arrival", RangeDateFilter))
    list_filter_submit = True
    list_per_page = 50
    list_select_related = ("room__room_type", "tenant")
    search_fields = ("code", "guest_name", "guest_phone", "guest_email")
    actions = ("confirm", "cancel", "complete", "no_show")
    guest_fields = ("guest_name", "guest_phone", "guest_email", "language", "notes")
    stay_fields = ("arrival", "departure", "adults", "children")
    fixed_fields = (
        ("code", "status", "channel"),
        ("where", *stay_fields),
        ("amount", "deposit", "nightly"),
        ("hold", "created_at", "confirmed_at", "cancelled_at", "cancel_reason"),
    )

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        return with_hotel(request, "tenant", self.list_display)

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        return with_hotel(request, "tenant", self.list_filter)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        booked = self.fixed_fields if obj else ("room_type", *self.stay_fields)
        return [
            (_("Stay"), {"fields": booked}),
            (_("Guest"), {"fields": self.guest_fields}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return tuple(name for line in self.fixed_fields for name in line) if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_form(
            request, obj, **kwargs | {"form": GuestForm if obj else NewReservationForm}
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a reservation is cancelled; what it was stays on record

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer: HttpResponse = super().add_view(request, *args, **kwargs)
        except PmsRejected:  # between our look and the booking somebody was faster
            self.message_user(request, gettext("The room has just gone."), messages.ERROR)
            return redirect(request.get_full_path())
        return answer

    def save_model(self, request: HttpRequest, obj: Reservation, form: Any, change: bool) -> None:
        if change:
            obj.save(update_fields=self.guest_fields)
            return
        guest = GuestDetails(obj.guest_name, obj.guest_phone, obj.guest_email, obj.language)
        wanted = booking.Request(form.offer, guest, channel=booking.Channel.STAFF, notes=obj.notes)
        made = booking.book(form.cleaned_data["room_type"].tenant, wanted, form.now)
        obj.pk = made.pk
        obj.refresh_from_db()

    @display(  # type: ignore[untyped-decorator]
        description=_("status"), ordering="status", label=COLOURS
    )
    def state(self, row: Reservation) -> tuple[str, str]:
        return row.status, row.get_status_display()

    @admin.display(description=_("room"), ordering="room__number")
    def where(self, row: Reservation) -> str:
        return f"{row.room} · {row.room.room_type}"

    @admin.display(description=_("total"), ordering="total")
    def amount(self, row: Reservation) -> str:
        return str(Money(row.total, row.currency))

    @admin.display(description=_("hold expires"), ordering="hold_expires_at")
    def hold(self, row: Reservation) -> Any:
        return row.hold_expires_at if row.status == booking.Status.PRE_RESERVED else None

    @admin.action(description=_("Confirm"), permissions=["change"])
    def confirm(self, request: HttpRequest, rows: QuerySet[Reservation]) -> None:
        self._each(request, rows, partial(booking.confirm, now=now()))

    @admin.action(description=_("Cancel"), permissions=["change"])
    def cancel(self, request: HttpRequest, rows: QuerySet[Reservation]) -> None:
        self._each(request, rows, partial(booking.cancel, now=now(), reason=booking.Reason.STAFF))

    @admin.action(description=_("The guest has stayed"), permissions=["change"])
    def complete(self, request: HttpRequest, rows: QuerySet[Reservation]) -> None:
        self._each(request, rows, booking.complete)

    @admin.action(description=_("The guest never came"), permissions=["change"])
    def no_show(self, request: HttpRequest, rows: QuerySet[Reservation]) -> None:
        self._each(request, rows, booking.no_show)

    def _each(
        self,
        request: HttpRequest,
        rows: QuerySet[Reservation],
        verb: Callable[[int], Reservation],
    ) -> None:
        """Move each row by itself and say of each what became of it."""
        for row in rows:
            try:
                row, level = verb(row.pk), messages.SUCCESS
                text = _("%(code)s is now %(status)s.")
            except PmsRejected:
                row.refresh_from_db()
                text, level = _("%(code)s: not possible, it is %(status)s."), messages.ERROR
            said = {"code": row.code, "status": row.get_status_display()}
            self.message_user(request, text % said, level)
