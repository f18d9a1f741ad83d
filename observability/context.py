"""What every log line of this piece of work carries: request id, tenant and row."""

import uuid
from contextlib import AbstractContextManager

from structlog.contextvars import bind_contextvars, bound_contextvars, get_contextvars


def bind(**values: object) -> AbstractContextManager[None]:
    """Add values to every log line inside the `with` block; what was there before comes back.

    The names in use are `request_id`, `tenant` (a slug) and `row` (a primary key).
    """
    return bound_contextvars(**values)


def note(**values: object) -> None:
    """Add values to every further log line of the request being served."""
    bind_contextvars(**values)


def request_id() -> str:
    """Return the id of the request being served, "" outside of one."""
    return str(get_contextvars().get("request_id", ""))


def new_request_id() -> str:
    return uuid.uuid4().hex
