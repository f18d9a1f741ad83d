"""What staff may type about a guest, and to a guest."""

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

from conversations.handover import MAX_TEXT
from conversations.models import Guest


class GuestForm(forms.ModelForm[Guest]):
    def clean_phone(self) -> str | None:
        """Return E.164, as `conversations.gateway` writes it, or None for no phone."""
        typed = self.cleaned_data.get("phone")
        if not typed:
            return None
        try:
            number = phonenumbers.parse(typed)
        except phonenumbers.NumberParseException as error:
            raise forms.ValidationError(_("Write it as +5491155550123.")) from error
        phone = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        # The hotel is not in the form, so Django does not check the two together.
        same = Guest.objects.filter(tenant=self.instance.tenant_id, phone=phone)
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another guest has this phone."))
        return phone


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Reply"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "data-reply": ""}),
        error_messages={"required": _("Write something first.")},
    )
