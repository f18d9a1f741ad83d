"""The front desk's guests and conversations: read the thread, take over, reply, give back."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from unfold.decorators import display

from channels_app.queue import nudge
from channels_app.tasks import send_outbound
from conversations import handover, thread
from conversations.forms import GuestForm, ReplyForm
from conversations.models import Conversation, Guest
from pms.builtin.models import Reservation
from tenants.admin import HotelFilter, StaffAdmin, at_hotel

COLOURS = {"waiting": "danger", "person": "warning", "agent": "success"}
ANSWERING = {
    "waiting": Q(handed_over=True, handed_over_to=None),
    "person": Q(handed_over=True, handed_over_to__isnull=False),
    "agent": Q(handed_over=False),
}

# Conversation.expecting, as a receptionist would say it
ASKED_FOR = {
    "dates": _("the dates"),
    "adults": _("the number of guests"),
    "offer": _("a choice of room"),
    "name": _("the name"),
    "email": _("the e-mail"),
    "confirm": _("a yes to the booking"),
    "cancel_code": _("the code of the reservation"),
    "confirm_cancel": _("a yes to the cancellation"),
    "menu": _("a choice from the menu"),
    "person": _("whether to call a person"),
}


class WhoAnswers(admin.SimpleListFilter):
    title = _("who answers")
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waiting", _("waiting for a person")),
            ("person", _("with a person")),
            ("agent", _("the agent")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = ANSWERING.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(wanted)


@admin.register(Conversation)
class ConversationAdmin(StaffAdmin):
    """Nothing of a conversation is edited: who may change one may speak in it.

    Django's own change form stays read-only, so that it never writes over a worker's row.
    """

    fields = ("guest",)
    list_display = ("who", "guest", "peer", "account", "language", "last_message")
    list_display_links = ("who", "guest")
    list_filter = (HotelFilter, WhoAnswers, "language")
    list_select_related = ("guest", "account__tenant", "handed_over_to")
    list_per_page = 50
    ordering = (F("handed_over").desc(), F("last_inbound_at").desc(nulls_last=True))
    search_fields = ("guest__name", "guest__phone", "peer")
    show_facets = admin.ShowFacets.NEVER
    tenant_column = "hotel"

    class Media:
        js = ("admin_thread.js",)

    def get_urls(self) -> list[Any]:
        def page(name: str, view: Callable[..., HttpResponse]) -> Any:
            wrapped = self.admin_site.admin_view(view)
            return path(f"<int:pk>/{name}/", wrapped, name=f"conversations_conversation_{name}")

        return [
            page("thread", require_safe(self.fragment)),
            page("take_over", require_POST(self.take_over)),
            page("give_back", require_POST(self.give_back)),
            page("reply", require_POST(self.reply)),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def may_speak(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("conversations.change_conversation"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        context = self._shown(request, row) | {"title": str(row)} if row else {}
        answer: HttpResponse = super().change_view(request, object_id, form_url, context)
        return answer

    def fragment(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The part of the page that changes by itself; the browser asks for it again and again."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, str(pk))
        if row is None:
            raise Http404
        return render(
            request, "admin/conversations/conversation/thread.html", self._shown(request, row)
        )

    def _shown(self, request: HttpRequest, row: Conversation) -> dict[str, Any]:
        before = thread.moment(request.GET.get("before", ""))
        return {
            "conversation": row,
            "thread": thread.of(row, before),
            "is_live": before is None,
            "is_open": handover.is_open(row, now()),
            "may_speak": self.may_speak(request),
            "reply_form": ReplyForm(auto_id="reply-%s"),
            "asked_for": ASKED_FOR.get(row.expecting, row.expecting),
            "state": self._answering(row),
        }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        rows: QuerySet[Conversation] = super().get_queryset(request)
        return rows.select_related("guest", "account__tenant", "handed_over_to")

    def take_over(self, request: HttpRequest, pk: int) -> HttpResponse:
        said = gettext("You have taken this guest over: the agent is silent.")
        return self._speak(request, pk, lambda: handover.take_over(pk, _person(request)), said)

    def give_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        said = gettext("The agent answers this guest again.")
        return self._speak(request, pk, lambda: handover.give_back(pk), said)

    def reply(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ReplyForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(str(error) for error in form.errors["text"]))
            return redirect("admin:conversations_conversation_change", pk)

        def send() -> None:
            row = handover.reply(pk, _person(request), form.cleaned_data["text"])
            nudge(send_outbound, [row.pk])

        return self._speak(request, pk, send, "")

    def _speak(
        self, request: HttpRequest, pk: int, verb: Callable[[], None], said: str
    ) -> HttpResponse:
        if not self.may_speak(request):
            raise PermissionDenied
        try:
            verb()
        except Conversation.DoesNotExist as error:
            raise Http404 from error
        except handover.WindowClosed:
            messages.error(request, gettext("The guest wrote more than 24 hours ago."))
        else:
            if said:
                messages.success(request, said)
                self.log_change(request, self.get_object(request, str(pk)), said)
        return redirect("admin:conversations_conversation_change", pk)

    def _answering(self, row: Conversation) -> tuple[str, str]:
        if not row.handed_over:
            return "agent", gettext("the agent")
        if row.handed_over_to is None:
            return "waiting", gettext("waiting for a person")
        return "person", gettext("with %(person)s") % {"person": row.handed_over_to}

    @display(  # type: ignore[untyped-decorator]
        description=_("who answers"), ordering="handed_over", label=COLOURS
    )
    def who(self, row: Conversation) -> tuple[str, str]:
        return self._answering(row)

    @admin.display(description=_("last message"), ordering="last_inbound_at")
    def last_message(self, row: Conversation) -> str:
        return at_hotel(row.last_inbound_at, row.account.tenant)

    @admin.display(description=_("hotel"))
    def hotel(self, row: Conversation) -> str:
        return row.account.tenant.name


@admin.register(Guest)
class GuestAdmin(StaffAdmin):
    form = GuestForm
    fields = ("tenant", "name", ("phone", "email"), "language", "first_seen", "threads")
    fixed_fields = ("tenant",)
    readonly_fields = ("first_seen", "threads", "reservations")
    list_display = ("__str__", "phone", "email", "language", "first_seen")
    list_filter = (HotelFilter, "language")
    list_select_related = ("tenant",)
    list_per_page = 50
    ordering = ("-id",)
    search_fields = ("name", "phone", "email")
    show_facets = admin.ShowFacets.NEVER

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        may_see = request.user.has_perm("builtin_pms.view_reservation")
        return (*self.fields, "reservations") if may_see else self.fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # guests come by writing

    @admin.display(description=_("first seen"), ordering="id")
    def first_seen(self, row: Guest) -> str:
        return at_hotel(row.created_at, row.tenant)

    @admin.display(description=_("conversations"))
    def threads(self, row: Guest) -> str:
        rows = Conversation.objects.filter(guest=row).select_related("account")
        links = ((_page_of(found), found.account) for found in rows)
        return format_html_join(", ", '<a class="backoffice-link" href="{}">{}</a>', links)

    @admin.display(description=_("reservations"))
    def reservations(self, row: Guest) -> str:
        """The last ones of the same phone at the same hotel."""
        if not row.phone:
            return "-"
        rows = Reservation.objects.filter(tenant=row.tenant_id, guest_phone=row.phone)
        lines = [
            format_html(
                '<a class="backoffice-link" href="{}">{}</a> {} – {} · {}',
                _page_of(found),
                found.code,
                found.arrival,
                found.departure,
                found.get_status_display(),
            )
            for found in rows.order_by("-arrival")[:20]
        ]
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines)) or "-"


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _page_of(row: Conversation | Reservation) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
