"""The back office's view of what was asked of a PMS: read it, never write it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from pms.models import LedgerEntry


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("key", "tenant", "state", "code", "error", "created_at")
    list_filter = ("status",)
    list_select_related = ("tenant",)
    search_fields = ("key", "code")

    @display(  # type: ignore[untyped-decorator]
        description=LedgerEntry._meta.get_field("status").verbose_name,
        ordering="status",
        label={"confirmed": "success", "rejected": "danger", "open": "info", "unsure": "warning"},
    )
    def state(self, row: LedgerEntry) -> tuple[str, str]:
        return row.status, row.get_status_display()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
