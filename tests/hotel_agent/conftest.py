"""A directory for servers of a test's own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def var() -> Iterator[Path]:
    """Not `tmp_path`: pytest closes its directories to `nobody`, who runs PostgreSQL for root."""
    with tempfile.TemporaryDirectory(
        prefix="hotel-agent-test-", ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder).resolve() / "var"
