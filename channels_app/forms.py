"""The form of an account: secrets go in and never come out."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from channels_app.models import ChannelAccount

TOKENS = ("access_token", "verify_token")  # one value each; of app secrets there may be two
SHOWN = 4  # last characters of a secret, to tell it from another
LONG_ENOUGH = 12  # characters: of a shorter secret nothing is shown


def kinds() -> list[tuple[str, str]]:
    return [(kind, kind) for kind in settings.CHANNELS]


def mask(secret: object) -> str:
    """Return what may be seen of a stored secret."""
    text = str(secret or "")
    if not text:
        return gettext("not set")
    tail = text[-SHOWN:] if len(text) >= LONG_ENOUGH else ""
    return gettext("••••%(tail)s set") % {"tail": tail}


def _secret(label: Any, help_text: Any = "") -> forms.CharField:
    widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"})
    return forms.CharField(
        label=capfirst(label), help_text=help_text, required=False, max_length=1000, widget=widget
    )


class AccountForm(forms.ModelForm[ChannelAccount]):
    kind = forms.ChoiceField(
        label=capfirst(_("channel")), choices=kinds, widget=UnfoldAdminSelectWidget
    )
    access_token = _secret(_("access token"))
    verify_token = _secret(_("verify token"))
    app_secret = _secret(
        _("app secret"), _("A new one is used at once; the one before it stays valid besides.")
    )
    drop_old_secret = forms.BooleanField(
        label=capfirst(_("the older app secret is no longer valid")),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        kind = values.get("kind") or self.instance.kind
        # The scope hides other hotels' accounts from the check that Django makes.
        same = ChannelAccount.across_tenants.filter(kind=kind, address=values.get("address"))
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("address", gettext("Another account has this address already."))
        return values

    def save(self, commit: bool = True) -> ChannelAccount:
        self.instance.credentials = changed(self.instance.credentials, self.cleaned_data)
        return super().save(commit)


def changed(stored: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the credentials with what was typed; what was left empty stays as it is."""
    credentials = dict(stored)
    credentials.update({name: typed[name] for name in TOKENS if typed.get(name)})
    secrets = list(credentials.get("app_secrets", []))
    if typed.get("app_secret"):
        secrets = list(dict.fromkeys([typed["app_secret"], *secrets]))[:2]
    if typed.get("drop_old_secret"):
        secrets = secrets[:1]
    return {**credentials, "app_secrets": secrets} if secrets else credentials
