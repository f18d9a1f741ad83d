"""The settings run with nothing set, and production refuses what is not meant for it."""

import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.module_loading import import_string

GOOD = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "k" * 60,
    "CREDENTIALS_KEYS": Fernet.generate_key().decode(),
    "DATABASE_URL": "postgresql://hotel:secret@db.example.com/hotel",
    "REDIS_URL": "redis://cache.example.com/0",
    "ALLOWED_HOSTS": "hotel.example.com",
    "SIMULATOR_ENABLED": "false",
    "DEBUG": "false",
}


def load(**environment: str) -> str:
    """Return what reading the settings in this environment ends with; "" when all is well."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", "import hotel_agent.settings"],
        env=kept | {name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip().rpartition("\n")[2]


def test_production_starts_with_real_values():
    assert load(**GOOD) == ""


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"CREDENTIALS_KEYS": ""}, "CREDENTIALS_KEYS"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"REDIS_URL": ""}, "REDIS_URL"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"SIMULATOR_ENABLED": "true"}, "SIMULATOR_ENABLED"),
        ({"DEBUG": "true"}, "DEBUG"),
    ],
)
def test_production_refuses_what_is_missing_or_dummy(wrong, named):
    assert named in load(**GOOD | wrong)


def test_an_environment_that_does_not_exist_is_refused():
    assert "ENVIRONMENT must be" in load(ENVIRONMENT="prod")


@pytest.mark.parametrize(
    "path",
    [
        *settings.CHANNELS.values(),
        *settings.PMS_KINDS.values(),
        *settings.NLU_ENGINES.values(),
        *settings.HEALTH_CHECKS.values(),
    ],
)
def test_everything_named_in_the_settings_exists(path):
    assert callable(import_string(path))


def test_the_front_page_says_what_runs_here(client, db):
    page = client.get("/").content.decode()

    assert "/simulator/" in page
    assert "/admin/" in page
