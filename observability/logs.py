"""One chain for every log line, ours and the libraries', in web, worker and beat alike."""

import json
import logging
import sys

import structlog
from celery.signals import setup_logging
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from structlog.processors import ExceptionRenderer, JSONRenderer, TimeStamper, format_exc_info
from structlog.stdlib import ProcessorFormatter, add_logger_name
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor

from observability.redact import redact

# Loggers that repeat what our own lines say, or that print URLs with their query.
QUIET = {
    "django.server": logging.CRITICAL,
    "urllib3": logging.WARNING,
    "celery.app.trace": logging.WARNING,
    "celery.worker.strategy": logging.WARNING,
}

# One list for ever: loggers keep the list they were made with.
_processors: list[Processor] = []


def configure() -> None:
    """Set up logging for this process from LOG_LEVEL and LOG_FORMAT. Calling it again is harmless.

    Raises ImproperlyConfigured for a level or format that does not exist.
    """
    level = logging.getLevelNamesMapping().get(settings.LOG_LEVEL.upper())
    if level is None or settings.LOG_FORMAT not in ("json", "console"):
        raise ImproperlyConfigured("LOG_LEVEL must be a level, LOG_FORMAT json or console")
    head, tail = _chain(settings.LOG_FORMAT)
    _processors[:] = [*head, *tail]
    structlog.configure(
        processors=_processors,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=Stderr,
        cache_logger_on_first_use=True,
    )
    _take_over_stdlib(level, head, tail)
    # Celery leaves logging alone when somebody listens to this signal.
    setup_logging.connect(_keep, dispatch_uid="observability.logs")


def _chain(form: str) -> tuple[list[Processor], list[Processor]]:
    """What runs before and after a stdlib record has become an event dict."""
    as_json = form == "json"
    head: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        add_logger_name,
        TimeStamper(fmt="iso", utc=True),
        # Local variables hold guests' words and tokens: no frame shows them.
        ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
        if as_json
        else format_exc_info,
    ]
    return head, [redact, JSONRenderer() if as_json else console]


def _take_over_stdlib(level: int, head: list[Processor], tail: list[Processor]) -> None:
    handler = StderrHandler()
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=head, processors=[ProcessorFormatter.remove_processors_meta, *tail]
        )
    )
    root = logging.getLogger()
    root.setLevel(level)
    for old in [old for old in root.handlers if isinstance(old, StderrHandler)]:
        root.removeHandler(old)
    root.addHandler(handler)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(max(least, level))
    logging.getLogger("django.request").addFilter(_is_crash)


def _is_crash(record: logging.LogRecord) -> bool:
    """The request's own line tells the status; only a traceback is worth a second one."""
    return bool(record.exc_info) and record.levelno >= logging.ERROR


def _keep(**_signal: object) -> None:
    configure()


def console(_logger: object, _method: str, event: EventDict) -> str:
    """Render a line for people. No value can start a line of its own or move the cursor."""
    exception = event.pop("exception", "")
    line = "{} {:<8} {}".format(
        event.pop("timestamp", ""), event.pop("level", ""), _plain(str(event.pop("event", "")))
    )
    pairs = [f"{_plain(key)}={json.dumps(value)}" for key, value in event.items()]
    trace = [f"    {_plain(part)}" for part in str(exception).splitlines()]
    return "\n".join([" ".join([line, *pairs]), *trace])


def _plain(text: str) -> str:
    return json.dumps(text)[1:-1].replace('\\"', '"')


def write(line: str) -> None:
    """Write one line to whatever sys.stderr is now; a closed pipe must not stop the work."""
    try:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):  # the reader is gone; there is nowhere left to say so
        return


class Stderr:
    """What structlog hands its finished lines to; stdout is for what commands answer."""

    def __init__(self, name: str = "") -> None:
        self.name = name

    def msg(self, line: str) -> None:
        write(line)

    debug = info = warning = warn = error = exception = critical = fatal = log = msg


class StderrHandler(logging.Handler):
    """What the standard library hands its records to."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            write(self.format(record))
        except Exception as error:  # logging must not raise, nor print what it could not mask
            structlog.get_logger(record.name).error(
                "log line failed",
                reason=type(error).__name__,
                place=f"{record.pathname}:{record.lineno}",
            )
