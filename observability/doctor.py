"""What is configured, reachable and healthy? Each app adds the questions it can answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report."""

    name: str
    ok: bool
    needed: bool  # the system cannot do its work while this is not ok
    message: str  # what was found
    advice: str = ""  # what to do about it, "" when ok


Examine = Callable[[], Iterable[Finding]]

_registered: dict[str, Examine] = {}


def register(name: str, function: Examine) -> None:
    """Let the doctor ask `function`. Call it from an AppConfig's `ready`."""
    _registered[name] = function


def examine() -> list[Finding]:
    """Ask everybody, in the order they registered."""
    return [finding for name, ask in _registered.items() for finding in _ask(name, ask)]


def _ask(name: str, function: Examine) -> list[Finding]:
    try:
        return list(function())
    except Exception as error:  # one question that fails must not hide the other answers
        logger.debug("examination failed", examination=name, exc_info=error)
        return [
            Finding(
                name,
                ok=False,
                needed=True,
                message=f"could not be examined: {type(error).__name__}",
                advice="LOG_LEVEL=DEBUG shows the traceback",
            )
        ]
