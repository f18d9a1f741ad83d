"""What staff type into the back office, checked before anything is written.

No form names a model or its fields here: the choices of a foreign key are a hotel's rows, which
only a request has the right to ask for. The admin adds both.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from pms.builtin.adapter import BuiltinPms
from pms.builtin.booking import e164
from pms.builtin.models import Reservation, Room, RoomType
from pms.errors import PmsRejected
from pms.types import MAX_NIGHTS, Offer, Stay


class RoomTypeForm(forms.ModelForm[RoomType]):
    weekend_nights = forms.TypedMultipleChoiceField(
        label=_("weekend nights"),
        help_text=_("The nights that cost the weekend multiplier, by the day they begin."),
        coerce=int,
        empty_value=[],
        choices=[(day + 1, name) for day, name in WEEKDAYS.items()],
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )


class RoomForm(forms.ModelForm[Room]):
    def clean(self) -> dict[str, Any]:
        """Take the hotel from the room type, and look for the number in the whole hotel."""
        data = super().clean() or self.cleaned_data
        room_type, number = data.get("room_type"), data.get("number")
        if room_type is None or room_type.tenant_id is None or not number:
            return data
        if self.instance.pk and self.instance.tenant_id != room_type.tenant_id:
            raise ValidationError(_("A room cannot move to another hotel."))
        self.instance.tenant_id = room_type.tenant_id
        twins = Room.objects.filter(tenant_id=room_type.tenant_id, number=number)
        if twins.exclude(pk=self.instance.pk).exists():
            self.add_error("number", _("Another room has this number."))
        return data


class RoomFormSet(PaginationInlineFormSet):  # type: ignore[misc]
    def clean(self) -> None:
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            number = getattr(form, "cleaned_data", {}).get("number")
            if number in seen and not self._should_delete_form(form):
                form.add_error("number", _("Another room has this number."))
            elif number:
                seen.add(number)


class GuestForm(forms.ModelForm[Reservation]):
    """Who the guest is; what was booked is not for changing by hand."""

    guest_phone = forms.CharField(
        label=_("phone"),
        help_text=_("With the country's code, say +34 600 112 233."),
        max_length=30,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )

    def clean_guest_phone(self) -> str:
        given = self.cleaned_data["guest_phone"]
        number = e164(given)
        if given and not number:
            raise ValidationError(_("write it as +34600112233"))
        return number


class NewReservationForm(GuestForm):
    """A reservation by staff: they say what the guest wants, the PMS says price, room and code."""

    room_type = forms.ModelChoiceField(
        label=_("room type"),
        queryset=RoomType.across_tenants.none(),
        widget=UnfoldAdminSelectWidget,
    )
    offer: Offer

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now()
        types = RoomType.objects.filter(is_active=True).select_related("tenant")
        self.fields["room_type"].queryset = types  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        wanted = ("room_type", "arrival", "departure", "adults", "children")
        if all(data.get(name) is not None for name in wanted):
            self.offer = self._offer(data)
        return data

    def _offer(self, data: dict[str, Any]) -> Offer:
        room_type: RoomType = data["room_type"]
        pms = BuiltinPms(room_type.tenant, now=self.now)
        try:
            stay = Stay(data["arrival"], data["departure"], data["adults"], data["children"])
            offers = pms.offers(stay)
        except ValueError as error:
            raise ValidationError(
                _("A stay has 1 to %(nights)s nights and at least one adult.")
                % {"nights": MAX_NIGHTS}
            ) from error
        except PmsRejected as error:
            raise ValidationError(_("Choose an arrival from today to a year ahead.")) from error
        for offer in offers:
            if offer.room_type == room_type.code:
                return offer
        raise ValidationError(_("No such room is free for these nights and guests."))
