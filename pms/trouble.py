"""What the database may do to a PMS that lives in it, in the port's own two errors."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DataError, InterfaceError, OperationalError

from pms.errors import PmsRejected, PmsUnavailable


@contextmanager
def database_trouble() -> Iterator[None]:
    """Raise PmsUnavailable for a database that does not answer, PmsRejected for a value it refuses.

    A value that does not fit its column will not fit next time either.
    """
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise PmsUnavailable(f"database: {error}") from error
    except DataError as error:
        raise PmsRejected(f"database: {error}") from error
