"""The back office's pages of accounts and of the two queues: look, and try a dead row again."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from channels_app.forms import AccountForm, mask
from channels_app.models import ChannelAccount, InboxMessage, OutboxMessage, QueueRow, StrayEvent
from tenants.admin import HotelFilter, ReadOnly, StaffAdmin, SuperusersOnly, at_hotel

STATUS_COLOURS = {"waiting": "info", "working": "info", "done": "success", "dead": "danger"}
DELIVERY_COLOURS = {
    "delivered": "success",
    "read": "success",
    "played": "success",
    "failed": "danger",
}


@admin.register(ChannelAccount)
class ChannelAccountAdmin(StaffAdmin):
    """`credentials` is on no page, no form and no log entry; its inputs are write-only."""

    form = AccountForm
    fixed_fields = ("tenant", "kind")
    readonly_fields = ("stored",)
    list_display = ("__str__", "kind", "address", "is_active")
    list_filter = (HotelFilter, "kind", "is_active")
    list_select_related = ("tenant",)
    ordering = ("tenant__name", "kind", "address")
    search_fields = ("address", "display")
    change_form_after_template = "admin/channels_app/channelaccount/webhook.html"
    where = ("tenant", "kind", "address", "display", "is_active")
    secrets = ("access_token", "verify_token", "app_secret", "drop_old_secret")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        may_write = self.has_change_permission(request, obj) if obj else True
        return [
            (None, {"fields": self.where}),
            (
                _("Credentials"),
                {
                    "fields": ("stored", *(self.secrets if may_write else ())),
                    "description": _("Whatever is left empty stays as it is."),
                },
            ),
        ]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        if "credentials" in lookup:
            return False
        return bool(super().lookup_allowed(lookup, value, request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # its messages stay on record; switch it off instead

    @admin.display(description=_("stored"))
    def stored(self, row: ChannelAccount) -> str:
        secrets = row.credentials.get("app_secrets", [])
        lines = [
            (_("access token"), mask(row.credentials.get("access_token"))),
            (_("verify token"), mask(row.credentials.get("verify_token"))),
            (_("app secret"), ", ".join(map(mask, secrets)) or mask("")),
        ]
        return "\n".join(f"{name}: {value}" for name, value in lines)


class QueueAdmin(ReadOnly, StaffAdmin):
    """Rows are facts: staff read them and try them again, and never write or delete them."""

    actions = ("try_again",)
    change_form_outer_before_template = "admin/channels_app/try_again.html"
    list_filter: ClassVar[Any] = (HotelFilter, "status", "account", "created_at")
    list_select_related = ("account__tenant",)
    list_per_page = 50
    list_disable_select_all = True
    ordering = ("-id",)
    paginator = InfinitePaginator  # the tables grow without end: they are not counted
    search_fields = ("peer__startswith", "external_id__exact")
    search_help_text = _("The guest's number, or the provider's id")
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    tenant_column = "hotel"
    handling: ClassVar[Any] = (
        _("Handling"),
        {"fields": (("status", "attempts"), ("due", "taken"), "error", "request_id", "created")},
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A number may be typed as people write it: +54 9 11 5555-0123."""
        digits = "".join(filter(str.isdigit, search_term))
        if digits and not search_term.strip(" +-()0123456789"):
            search_term = digits
        found: tuple[QuerySet[Any], bool] = super().get_search_results(
            request, queryset, search_term
        )
        return found

    @admin.action(description=_("Try again"), permissions=["view"])
    def try_again(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """Put dead rows back in the queue; the sweep takes them from there within seconds."""
        revived = rows.filter(status=QueueRow.Status.DEAD).update(
            status=QueueRow.Status.WAITING, attempts=0, due_at=now(), claimed_at=None
        )
        if not revived:
            text = gettext("Only failed messages can be tried again.")
            self.message_user(request, text, messages.WARNING)
            return
        text = ngettext(
            "%(count)d message is tried again.", "%(count)d messages are tried again.", revived
        )
        self.message_user(request, text % {"count": revived}, messages.SUCCESS)

    @display(  # type: ignore[untyped-decorator]
        description=_("status"), ordering="status", label=STATUS_COLOURS
    )
    def state(self, row: QueueRow) -> tuple[str, str]:
        return row.status, row.get_status_display()

    @admin.display(description=_("due"), ordering="due_at")
    def due(self, row: QueueRow) -> str:
        return at_hotel(row.due_at, row.account.tenant)

    @admin.display(description=_("taken"))
    def taken(self, row: QueueRow) -> str:
        return at_hotel(row.claimed_at, row.account.tenant)

    @admin.display(description=_("created"), ordering="created_at")
    def created(self, row: QueueRow) -> str:
        return at_hotel(row.created_at, row.account.tenant)

    @admin.display(description=_("hotel"))
    def hotel(self, row: QueueRow) -> str:
        return row.account.tenant.name


@admin.register(InboxMessage)
class InboxMessageAdmin(QueueAdmin):
    list_display = ("id", "account", "peer", "kind", "state", "attempts", "due", "error", "created")
    fieldsets = (
        (_("Message"), {"fields": ("kind", "text", "choice", "extra", "sent")}),
        (_("Guest"), {"fields": (("peer", "sender_name"), ("account", "external_id"))}),
        QueueAdmin.handling,
    )

    @admin.display(description=_("sent"))
    def sent(self, row: InboxMessage) -> str:
        return at_hotel(row.sent_at, row.account.tenant)


@admin.register(OutboxMessage)
class OutboxMessageAdmin(QueueAdmin):
    list_display = (
        "id",
        "account",
        "peer",
        "what",
        "state",
        "fate",
        "attempts",
        "due",
        "error",
        "created",
    )
    list_filter = (HotelFilter, "status", "delivery", "account", "created_at")
    fieldsets = (
        (_("Message"), {"fields": ("what", "text", "content", "author")}),
        (_("Guest"), {"fields": ("peer", ("account", "external_id"))}),
        (_("Delivery"), {"fields": (("delivery", "fate_since"), "delivery_code", "accepted")}),
        QueueAdmin.handling,
    )

    @admin.display(description=_("type"))
    def what(self, row: OutboxMessage) -> str:
        return str(row.content.get("kind", ""))

    @admin.display(description=_("text"))
    def text(self, row: OutboxMessage) -> str:
        return str(row.content.get("text") or row.content.get("name", ""))

    @display(  # type: ignore[untyped-decorator]
        description=_("delivery"), ordering="delivery", label=DELIVERY_COLOURS
    )
    def fate(self, row: OutboxMessage) -> tuple[str, str]:
        return row.delivery, row.get_delivery_display()

    @admin.display(description=_("delivery since"))
    def fate_since(self, row: OutboxMessage) -> str:
        return at_hotel(row.delivery_at, row.account.tenant)

    @admin.display(description=_("accepted"))
    def accepted(self, row: OutboxMessage) -> str:
        return at_hotel(row.accepted_at, row.account.tenant)


@admin.register(StrayEvent)
class StrayEventAdmin(SuperusersOnly, ModelAdmin):  # type: ignore[misc]
    list_display = ("id", "channel", "address", "field", "created_at")
    list_filter = ("channel", "created_at")
    ordering = ("-id",)
    paginator = InfinitePaginator
    search_fields = ("address", "field")
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
