"""A hotel's own pages in the back office: its details, its facts, its people and its features.

Rows of a hotel are limited by the scope of the request. Hotels and users are nobody's rows, so
what may be chosen of them is limited here.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminSelectWidget

from tenants import scope
from tenants.flags import REGISTRY
from tenants.models import LANGUAGES, Fact, FeatureFlag, Membership, Tenant


def hotels() -> QuerySet[Tenant]:
    """Return the hotels that the person who asks works for."""
    mine = scope.current()
    return Tenant.objects.all() if mine == "all" else Tenant.objects.filter(pk__in=mine or ())


def sees_several() -> bool:
    mine = scope.current()
    return mine == "all" or len(mine or ()) > 1


def colleagues() -> QuerySet[User]:
    """Return the users who work for one of these hotels; for a superuser all of them."""
    if scope.current() == "all":
        return User.objects.all()
    return User.objects.filter(pk__in=Membership.objects.values("user"))


def at_hotel(moment: datetime | None, tenant: Tenant) -> str:
    """Return a moment as the hotel's own clock showed it, for a list."""
    if moment is None:
        return "-"
    return date_format(localtime(moment, tenant.zone), "SHORT_DATETIME_FORMAT")


class HotelFilter(admin.SimpleListFilter):
    """One of the hotels one works for; not offered to those who work for one."""

    title = _("hotel")
    parameter_name = "hotel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        if not sees_several():
            return []
        return [(str(pk), name) for pk, name in hotels().values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.value()
        if wanted is None:
            return queryset
        if wanted not in {key for key, _name in self.lookup_choices}:
            return queryset.none()
        path: str = queryset.model.tenant_path
        return queryset.filter(**{path: wanted})


class StaffAdmin(ModelAdmin):  # type: ignore[misc]
    """Pages where a hotel or a person can be chosen only among one's own."""

    tenant_column: str = "tenant"  # shown to those who see several hotels
    fixed_fields: Sequence[str] = ()  # are chosen once, when the row is made

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        hotel = (self.tenant_column,) if sees_several() else ()
        return (*self.list_display, *hotel)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        return (*self.readonly_fields, *(self.fixed_fields if obj else ()))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Tenant:
            kwargs["queryset"] = hotels()
        elif db_field.related_model is User:
            kwargs["queryset"] = colleagues()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        field = form.base_fields.get("tenant")
        if field and not sees_several():  # nothing to choose, and nothing to send instead
            field.initial, field.disabled = hotels().first(), True
            field.required, field.widget = True, forms.HiddenInput()
        return form


class ReadOnly:
    """Mixed into pages of rows that are facts: staff look, nobody writes or deletes them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SuperusersOnly:
    """Mixed into pages that show what belongs to no hotel."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)


def pms_kinds() -> list[tuple[str, str]]:
    usual = gettext("the usual one (%(kind)s)") % {"kind": settings.PMS_TYPE}
    return [("", usual), *((kind, kind) for kind in settings.PMS_KINDS)]


class TenantForm(forms.ModelForm[Tenant]):
    pms_kind = forms.ChoiceField(
        label=_("PMS"), choices=pms_kinds, required=False, widget=UnfoldAdminSelectWidget
    )


@admin.register(Tenant)
class TenantAdmin(ModelAdmin):  # type: ignore[misc]
    form = TenantForm
    list_display = ("name", "slug", "time_zone", "currency", "is_active")
    search_fields = ("name", "slug")
    superusers_fields = ("slug", "is_active", "pms_kind")
    fieldsets = (
        (None, {"fields": ("name", "slug", "is_active", "language")}),
        (
            _("Place"),
            {"fields": ("address", ("latitude", "longitude"), "time_zone")},
        ),
        (
            _("Hours"),
            {"fields": (("check_in", "check_out"), ("desk_opens", "desk_closes"))},
        ),
        (_("Money"), {"fields": (("currency", "deposit_percent", "hold_minutes"),)}),
        (_("PMS"), {"fields": ("pms_kind",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tenant]:
        return hotels().order_by("name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if request.user.is_superuser else self.superusers_fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # its guests and reservations stay on record; switch it off instead


@admin.register(Membership)
class MembershipAdmin(StaffAdmin):
    fields = ("tenant", "user")
    fixed_fields = ("tenant", "user")
    list_display = ("user", "full_name")
    list_filter = (HotelFilter,)
    list_select_related = ("tenant", "user")
    ordering = ("tenant__name", "user__username")
    search_fields = ("user__username", "user__first_name", "user__last_name")

    @admin.display(description=_("full name"))
    def full_name(self, row: Membership) -> str:
        return row.user.get_full_name()


@admin.register(Fact)
class FactAdmin(StaffAdmin):
    fields = ("tenant", "topic", "language", "text")
    fixed_fields = ("tenant", "topic", "language")
    list_display = ("topic", "language", "words", "missing")
    list_filter = (HotelFilter, "topic", "language")
    list_select_related = ("tenant",)
    list_before_template = "admin/tenants/fact/untold.html"
    search_fields = ("text",)

    class Media:
        js = ("admin_counter.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Fact]:
        rows: QuerySet[Fact] = super().get_queryset(request)
        same = Fact.objects.filter(tenant=OuterRef("tenant"), topic=OuterRef("topic"))
        told = same.order_by().values("topic").annotate(all=ArrayAgg("language")).values("all")
        return rows.annotate(told=Subquery(told))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        answer = super().changelist_view(
            request, {**(extra_context or {}), "untold": self._untold()}
        )
        return cast("HttpResponse", answer)

    def _untold(self) -> list[str]:
        """The topics on which one's only hotel says nothing in any language."""
        if sees_several():
            return []
        told = set(Fact.objects.values_list("topic", flat=True))
        return [str(label) for topic, label in Fact.Topic.choices if topic not in told]

    @admin.display(description=_("text"))
    def words(self, row: Fact) -> str:
        return row.text if len(row.text) <= 80 else f"{row.text[:79]}…"

    @display(description=_("missing in"), label="warning")  # type: ignore[untyped-decorator]
    def missing(self, row: Any) -> str | None:
        names = [str(name) for language, name in LANGUAGES if language not in row.told]
        return ", ".join(names) or None


def flag_choices() -> list[tuple[str, str]]:
    return [(flag.name, gettext(flag.meaning)) for flag in REGISTRY.values()]


class FlagForm(forms.ModelForm[FeatureFlag]):
    name = forms.ChoiceField(
        label=capfirst(_("feature")), choices=flag_choices, widget=UnfoldAdminSelectWidget
    )


@admin.register(FeatureFlag)
class FeatureFlagAdmin(StaffAdmin):
    """Without a hotel a row counts for all: only superusers, who see all, have that choice."""

    form = FlagForm
    fields = ("name", "tenant", "is_on")
    fixed_fields = ("name", "tenant")
    tenant_column = "hotel"
    list_display = ("name", "meaning", "is_on")
    list_filter = ("is_on",)
    list_select_related = ("tenant",)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        if "tenant" in form.base_fields and not request.user.is_superuser:
            form.base_fields["tenant"].required = True
        return form

    @admin.display(description=_("meaning"))
    def meaning(self, row: FeatureFlag) -> str:
        flag = REGISTRY.get(row.name)
        return gettext(flag.meaning) if flag else "-"

    @admin.display(description=_("hotel"), ordering="tenant")
    def hotel(self, row: FeatureFlag) -> str:
        return row.tenant.name if row.tenant else gettext("every hotel")


admin.site.unregister((User, Group))


@admin.register(User)
class UserAdmin(SuperusersOnly, DjangoUserAdmin, ModelAdmin):  # type: ignore[misc, type-arg]
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm


@admin.register(Group)
class GroupAdmin(SuperusersOnly, DjangoGroupAdmin, ModelAdmin):  # type: ignore[misc]
    pass
