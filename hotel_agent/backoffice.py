"""How the back office looks: its name, and a sidebar in which everybody sees what they may use."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def _may_view(label: str) -> Callable[[HttpRequest], bool]:
    app, model = label.split(".")

    def check(request: HttpRequest) -> bool:
        may = request.user.has_perm
        return may(f"{app}.view_{model}") or may(f"{app}.change_{model}")

    return check


def _is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_superuser)


def _item(
    title: Any, icon: str, label: str, permission: Callable[[HttpRequest], bool] | None = None
) -> dict[str, Any]:
    """A link to the list of a model; `label` is "app.model", `icon` a Material Symbol."""
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{label.replace('.', '_')}_changelist"),
        "permission": permission or _may_view(label),
    }


def _styles(request: HttpRequest) -> str:
    return static("admin_backoffice.css")


# Tailwind's teal, the colour of the front page.
TEAL = {
    "50": "#f0fdfa",
    "100": "#ccfbf1",
    "200": "#99f6e4",
    "300": "#5eead4",
    "400": "#2dd4bf",
    "500": "#14b8a6",
    "600": "#0d7a6f",
    "700": "#0f766e",
    "800": "#115e59",
    "900": "#134e4a",
    "950": "#042f2e",
}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Hotel agent",
    "SITE_HEADER": "Hotel agent",
    "SITE_SYMBOL": "concierge",
    "SHOW_LANGUAGES": True,
    "SHOW_VIEW_ON_SITE": False,
    "DASHBOARD_CALLBACK": "hotel_agent.dashboard.show",
    "STYLES": [_styles],
    "COLORS": {"primary": TEAL},
    "SIDEBAR": {
        "navigation": [
            {
                "title": _("Guests"),
                "items": [
                    _item(_("Conversations"), "forum", "conversations.conversation"),
                    _item(_("Guests"), "person", "conversations.guest"),
                ],
            },
            {
                "title": _("House"),
                "items": [
                    _item(_("Reservations"), "event_available", "builtin_pms.reservation"),
                    _item(_("Room types"), "king_bed", "builtin_pms.roomtype"),
                    _item(_("Rooms"), "meeting_room", "builtin_pms.room"),
                    _item(_("Rates"), "payments", "builtin_pms.rate"),
                ],
            },
            {
                "title": _("Hotel"),
                "items": [
                    _item(_("Details"), "apartment", "tenants.tenant"),
                    _item(_("Facts"), "menu_book", "tenants.fact"),
                    _item(_("Staff"), "badge", "tenants.membership"),
                    _item(_("Features"), "toggle_on", "tenants.featureflag"),
                ],
            },
            {
                "title": _("System"),
                "items": [
                    _item(_("Accounts"), "smartphone", "channels_app.channelaccount"),
                    _item(_("Incoming"), "call_received", "channels_app.inboxmessage"),
                    _item(_("Outgoing"), "call_made", "channels_app.outboxmessage"),
                    _item(_("Bookings asked of the PMS"), "receipt_long", "pms.ledgerentry"),
                    _item(_("Stray events"), "help", "channels_app.strayevent", _is_superuser),
                    _item(_("Users"), "manage_accounts", "auth.user", _is_superuser),
                    _item(_("Groups"), "groups", "auth.group", _is_superuser),
                ],
            },
        ],
    },
}
