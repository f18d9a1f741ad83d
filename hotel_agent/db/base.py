"""Django's PostgreSQL backend, asking the socket instead of the server whether it still lives.

With CONN_HEALTH_CHECKS Django sends a `SELECT 1` before the first query of each request: a round
trip that a webhook has no time for. A server that has gone says goodbye, or its kernel does, and
then there is something to read on a connection that should be silent.
"""

import select

from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper


class DatabaseWrapper(PostgresWrapper):
    def is_usable(self) -> bool:
        """Return False for a connection that is closed, or on which something unasked has come."""
        if self.connection is None or self.connection.closed:
            return False
        idle = select.poll()
        idle.register(self.connection.fileno(), select.POLLIN)
        return not idle.poll(0)
