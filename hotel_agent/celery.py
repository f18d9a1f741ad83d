"""The Celery application. Celery only says "look now"; the rows in the database are the queue."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_prerun, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotel_agent.settings")

app = Celery("hotel_agent")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Celery's Django fixup would close the database connection around every task; each thread of a
# worker keeps its own instead, checked once per task as the web does once per request.
app.conf["CELERY_DB_REUSE_MAX"] = 10**12


@task_prerun.connect
def _check_database_connection(**_: Any) -> None:
    from django.db import close_old_connections

    close_old_connections()


@worker_init.connect
def _warm_up(**_: Any) -> None:
    """Load the language models before the first guest waits for them."""
    from conversations.nlu.registry import engine

    engine().warm_up()
