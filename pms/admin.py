"""The back office's view of what was asked of a PMS: read it, never write it."""

from django.contrib import admin
from unfold.admin import ModelAdmin
from unfold.decorators import display

from pms.models import LedgerEntry
from tenants.admin import ReadOnly


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
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
