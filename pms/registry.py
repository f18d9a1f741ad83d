"""Which PMS a hotel has, and what stands around every one of them."""

from datetime import datetime
from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from pms.errors import PmsUnavailable
from pms.ledger import Ledger
from pms.measured import Measured
from pms.ports import Pms
from tenants.models import Tenant


class Kind(Protocol):
    """An entry of settings.PMS_KINDS: the class of an adapter."""

    def __call__(self, tenant: Tenant, *, now: datetime) -> Pms:
        """Return the hotel's PMS at `now`, the aware clock of the turn."""
        ...

    def check(self) -> None:
        """Return when the PMS answers, or raise PmsUnavailable; cheap, and about no hotel."""
        ...


def for_tenant(tenant: Tenant, *, now: datetime) -> Pms:
    """Return the hotel's PMS; use it in the hotel's scope.

    Raises PmsUnavailable for a kind that is not in settings.PMS_KINDS: that can be put right.
    """
    adapter = kind(tenant.pms_kind or settings.PMS_TYPE)(tenant, now=now)
    return Ledger(Measured(adapter), tenant)


@cache
def kind(name: str) -> Kind:
    path = settings.PMS_KINDS.get(name)
    if path is None:
        raise PmsUnavailable(f"no PMS of kind {name!r} in settings.PMS_KINDS")
    return cast(Kind, import_string(path))


def check() -> None:
    """Raise PmsUnavailable when a kind of PMS that some hotel uses does not answer."""
    chosen = Tenant.objects.filter(is_active=True).exclude(pms_kind="").values_list("pms_kind")
    for name in sorted({settings.PMS_TYPE, *(name for (name,) in chosen.distinct())}):
        kind(name).check()
