"""What the doctor asks about the system itself: settings, services, database and workers."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from celery import Celery
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from kombu import Connection
from kombu.exceptions import OperationalError

from observability import doctor, health
from observability.doctor import Finding

WAIT = 2  # seconds for the broker, and then for the workers, to answer
EVERYBODY = ("0.0.0.0/0", "::/0")
SHORTEST_KEY = 50  # characters, as Django's own deployment check asks for


def register() -> None:
    doctor.register("environment", environment)
    doctor.register("settings", dangerous_settings)
    doctor.register("health", services)
    doctor.register("migrations", migrations)
    doctor.register("broker", broker)
    doctor.register("workers", workers)
    doctor.register("metrics", metrics_directory)


def environment() -> Iterator[Finding]:
    debug = "on" if settings.DEBUG else "off"
    message = f"{settings.ENVIRONMENT}, debug {debug}, log level {settings.LOG_LEVEL}"
    yield Finding("environment", ok=True, needed=False, message=message)


def dangerous_settings() -> Iterator[Finding]:
    """One finding per setting that is unsafe outside development, or one saying there is none."""
    found = [(name, why) for name, unsafe, why in _dangers() if unsafe]
    for name, why in found:
        yield Finding(
            name, ok=False, needed=not settings.DEVELOPMENT, message=why, advice=f"set {name}"
        )
    if not found:
        yield Finding("settings", ok=True, needed=False, message="nothing dangerous")


def _dangers() -> list[tuple[str, bool, str]]:
    """Setting, whether it is unsafe, and why."""
    key = settings.SECRET_KEY
    own_keys = settings.DEVELOPMENT_CREDENTIALS_KEY not in settings.CREDENTIALS_KEYS
    return [
        ("DEBUG", settings.DEBUG, "shows code and settings to visitors"),
        ("SECRET_KEY", key.startswith("development-only"), "is in the source code"),
        ("SECRET_KEY", len(key) < SHORTEST_KEY, f"is shorter than {SHORTEST_KEY} characters"),
        ("CREDENTIALS_KEYS", not own_keys, "holds the key from the source code"),
        ("ALLOWED_HOSTS", "*" in settings.ALLOWED_HOSTS, "answers for any host name"),
        ("SIMULATOR_ENABLED", settings.SIMULATOR_ENABLED, "lets visitors play a guest"),
        (
            "METRICS_ALLOWED_NETWORKS",
            any(network in EVERYBODY for network in settings.METRICS_ALLOWED_NETWORKS),
            "shows the metrics to everybody",
        ),
        (
            "TRUSTED_PROXIES",
            any(network in EVERYBODY for network in settings.TRUSTED_PROXIES),
            "lets callers choose their address",
        ),
    ]


def services() -> Iterator[Finding]:
    for name, result in health.run_checks().items():
        yield Finding(
            name,
            ok=result.ok,
            needed=True,
            message=f"answered in {result.ms} ms" if result.ok else f"failed: {result.error}",
            advice="" if result.ok else f"look at {settings.HEALTH_CHECKS[name]}",
        )


def migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    yield Finding(
        "migrations",
        ok=not pending,
        needed=True,
        message=f"{pending} pending",
        advice="run: python manage.py migrate" if pending else "",
    )


def broker() -> Iterator[Finding]:
    error = ""
    try:
        with _link(_celery()):
            pass
    except Exception as failure:  # each transport of Celery raises errors of its own
        error = type(failure).__name__
    yield Finding(
        "broker",
        ok=not error,
        needed=True,
        message=f"not reachable: {error}" if error else "reachable",
        advice="start Redis or correct REDIS_URL" if error else "",
    )


def workers() -> Iterator[Finding]:
    app, answers = _celery(), None
    with suppress(OperationalError), _link(app) as link:  # no broker: said above
        answers = app.control.inspect(timeout=WAIT, connection=link).ping()
    count = len(answers or {})
    yield Finding(
        "workers",
        ok=count > 0,
        needed=not settings.DEVELOPMENT,
        message=f"{count} answering",
        advice="" if count else "start a Celery worker: until then nobody answers the guests",
    )


def metrics_directory() -> Iterator[Finding]:
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
    writable = os.path.isdir(folder) and os.access(folder, os.W_OK)
    yield Finding(
        "metrics directory",
        ok=writable,
        needed=bool(folder),
        message=f"{folder or 'PROMETHEUS_MULTIPROC_DIR is not set'}",
        advice=""
        if writable
        else "name a writable directory shared by web, worker and beat, or figures do not add up",
    )


def _celery() -> Celery:
    """A client with the project's settings, whichever application this process has loaded."""
    app = Celery("doctor", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    return app


@contextmanager
def _link(app: Celery) -> Iterator[Connection]:
    """A connection to the broker that works, or an error after two tries."""
    with app.connection_for_write() as link:
        link.ensure_connection(max_retries=1, interval_start=0, timeout=WAIT)
        yield link
