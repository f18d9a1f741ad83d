"""The doctor says what is wrong and what to do; other apps add to it."""

import json

import pytest
import structlog
from django.core.management import call_command

from observability import doctor, examinations
from observability.doctor import Finding

FINE = Finding("mail", ok=True, needed=True, message="works")
ODD = Finding("cache", ok=False, needed=False, message="is cold", advice="wait")
BAD = Finding("disk", ok=False, needed=True, message="is full", advice="buy another")


@pytest.fixture(autouse=True)
def nobody_registered_and_little_patience(monkeypatch):
    monkeypatch.setattr(doctor, "_registered", {})
    monkeypatch.setattr(examinations, "WAIT", 0.1)


def run(capsys, *arguments):
    """Return exit code and what was printed."""
    code: int | str | None = 0
    try:
        call_command("doctor", *arguments, no_color=True)
    except SystemExit as end:
        code = end.code
    return code, capsys.readouterr().out


@pytest.mark.parametrize(
    ("findings", "code"), [([], 0), ([FINE], 0), ([FINE, ODD], 0), ([BAD], 1), ([FINE, BAD], 1)]
)
def test_it_fails_only_for_what_is_needed(capsys, findings, code):
    doctor.register("test", lambda: findings)

    ended, out = run(capsys, "--json")

    report = json.loads(out)
    assert (ended, report["ok"]) == (code, code == 0)
    assert [one["name"] for one in report["findings"]] == [one.name for one in findings]


def test_people_read_one_line_per_finding_with_what_to_do(capsys):
    doctor.register("test", lambda: [FINE, ODD, BAD])

    assert run(capsys)[1].splitlines() == [
        "ok      mail: works",
        "warning cache: is cold -> wait",
        "FAILED  disk: is full -> buy another",
    ]


def test_a_question_that_fails_hides_no_other(capsys):
    def fails():
        raise LookupError("password=hunter2")

    doctor.register("odd one", fails)
    doctor.register("test", lambda: [FINE])

    code, out = run(capsys)

    assert code == 1
    assert "FAILED  odd one: could not be examined: LookupError" in out
    assert "ok      mail: works" in out
    assert "hunter2" not in out


def test_log_lines_do_not_spoil_the_report(capsys):
    def talks():
        structlog.get_logger("x").error("something")
        return [FINE]

    doctor.register("test", talks)

    assert json.loads(run(capsys, "--json")[1])["ok"] is True


def test_all_examinations_are_registered():
    examinations.register()

    assert list(doctor._registered) == [
        "environment",
        "settings",
        "health",
        "migrations",
        "broker",
        "workers",
        "metrics",
    ]


@pytest.fixture
def safe(settings):
    settings.DEBUG, settings.DEVELOPMENT, settings.SIMULATOR_ENABLED = False, False, False
    settings.SECRET_KEY = "x" * 60
    settings.CREDENTIALS_KEYS, settings.ALLOWED_HOSTS = ["own"], ["hotel.example"]
    settings.TRUSTED_PROXIES, settings.METRICS_ALLOWED_NETWORKS = ["10.0.0.0/8"], ["127.0.0.1"]
    return settings


def test_safe_settings(safe):
    assert [one.ok for one in examinations.dangerous_settings()] == [True]


@pytest.mark.parametrize("development", [True, False])
@pytest.mark.parametrize(
    ("name", "weak"),
    [
        ("DEBUG", True),
        ("SECRET_KEY", "development-only-" + "x" * 60),
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", ["*"]),
        ("SIMULATOR_ENABLED", True),
        ("METRICS_ALLOWED_NETWORKS", ["0.0.0.0/0"]),
        ("TRUSTED_PROXIES", ["::/0"]),
    ],
)
def test_a_weak_setting_is_named_and_matters_outside_development(safe, name, weak, development):
    safe.DEVELOPMENT = development
    setattr(safe, name, weak)

    (finding,) = examinations.dangerous_settings()

    assert (finding.name, finding.ok, finding.needed) == (name, False, not development)


def test_the_published_credentials_key_is_found(safe):
    safe.CREDENTIALS_KEYS = ["own", safe.DEVELOPMENT_CREDENTIALS_KEY]

    assert [one.name for one in examinations.dangerous_settings()] == ["CREDENTIALS_KEYS"]


def test_services_show_what_readiness_shows(settings):
    settings.HEALTH_CHECKS = {
        "good": "tests.observability.test_health.passes",
        "bad": "tests.observability.test_health.fails",
    }

    good, bad = examinations.services()

    assert (good.name, good.ok, good.advice) == ("good", True, "")
    assert (bad.name, bad.ok, bad.message) == ("bad", False, "failed: ConnectionRefusedError")


@pytest.mark.parametrize("development", [True, False])
def test_a_broker_in_memory_is_reachable_and_has_no_workers(settings, development):
    settings.CELERY_BROKER_URL, settings.DEVELOPMENT = "memory://", development
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.01}

    (broker,) = examinations.broker()
    (workers,) = examinations.workers()

    assert (broker.ok, broker.message) == (True, "reachable")
    assert (workers.ok, workers.needed, workers.message) == (False, not development, "0 answering")


def test_a_broker_that_is_away_is_reported(settings, tmp_path):
    settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/none.sock"

    (broker,) = examinations.broker()
    (workers,) = examinations.workers()

    assert (broker.ok, broker.needed) == (False, True)
    assert broker.message.startswith("not reachable: ")
    assert workers.message == "0 answering"


def test_the_metrics_directory(monkeypatch, tmp_path):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    assert [one.ok for one in examinations.metrics_directory()] == [True]

    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "none"))
    assert [(one.ok, one.needed) for one in examinations.metrics_directory()] == [(False, True)]

    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR")
    assert [(one.ok, one.needed) for one in examinations.metrics_directory()] == [(False, False)]


def test_the_environment_is_named(settings):
    (finding,) = examinations.environment()

    assert finding.ok
    assert settings.ENVIRONMENT in finding.message


@pytest.mark.django_db
def test_no_migration_is_pending_after_migrate():
    (finding,) = examinations.migrations()

    assert (finding.ok, finding.message) == (True, "0 pending")
