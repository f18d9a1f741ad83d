"""Whose rows may this code see? A query for a hotel's rows raises until somebody says.

Our own 40 lines instead of django-scopes, see docs/decisions.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar

from django.db import models
from django.db.models import QuerySet

if TYPE_CHECKING:
    from tenants.models import Tenant

Scope = frozenset[int] | Literal["all"]  # ids of tenants, or every tenant
Row = TypeVar("Row", bound=models.Model, covariant=True)

_scope: ContextVar[Scope | None] = ContextVar("tenants in scope", default=None)


class NoScope(Exception):
    """A hotel's rows were asked for without saying which hotel."""


def scope(*tenants: "Tenant") -> AbstractContextManager[None]:
    """Show these hotels' rows and no others inside the `with` block."""
    return scope_ids(tenant.pk for tenant in tenants)


def scope_ids(tenant_ids: Iterable[int]) -> AbstractContextManager[None]:
    """The same by primary keys; none at all shows no rows."""
    return _set(frozenset(tenant_ids))


def all_tenants() -> AbstractContextManager[None]:
    """Show every hotel's rows: for superusers and for maintenance commands only."""
    return _set("all")


def current() -> Scope | None:
    return _scope.get()


@contextmanager
def _set(value: Scope) -> Iterator[None]:
    token = _scope.set(value)
    try:
        yield
    finally:
        _scope.reset(token)


class TenantManager(models.Manager[Row]):
    """The rows of the hotels in scope. A model says with `tenant_path` how to get to its tenant."""

    def get_queryset(self) -> QuerySet[Row]:
        tenants = _scope.get()
        if tenants is None:
            raise NoScope(f"which hotel's {self.model._meta.verbose_name_plural}?")
        rows = super().get_queryset()
        if tenants == "all":
            return rows
        path: str = self.model.tenant_path  # type: ignore[attr-defined]
        return rows.filter(**{f"{path}__in": tenants})


class TenantOwned(models.Model):
    """A row that belongs to one hotel, reachable only in that hotel's scope."""

    tenant_path: ClassVar[str] = "tenant"

    objects = TenantManager()
    across_tenants = models.Manager()

    class Meta:
        abstract = True
