"""What the rows say to Prometheus and to the doctor."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from channels_app import examination, figures
from tests import factories

pytestmark = pytest.mark.django_db


def values() -> dict[tuple[str, ...], float]:
    return {
        (metric.name, *sample.labels.values()): sample.value
        for metric in figures.collect()
        for sample in metric.samples
    }


def test_an_idle_system_has_empty_queues():
    assert set(values().values()) == {0}


def test_what_waits_and_what_is_buried_is_counted():
    factories.Inbox(created_at=now() - timedelta(seconds=90))
    factories.Inbox(status="done")
    factories.Outbox(status="dead", created_at=now() - timedelta(hours=1))

    told = values()

    assert told["queue_rows", "inboxmessage", "waiting"] == 1
    assert told["queue_oldest_seconds", "inboxmessage", "waiting"] == pytest.approx(90, abs=5)
    assert told["dlq_queue_size",] == 1
    assert told["dlq_oldest_message_age_seconds",] == pytest.approx(3600, abs=5)


def test_the_figures_are_on_the_metrics_page(client):
    factories.Outbox(status="dead")

    page = client.get("/metrics").content.decode()

    assert "dlq_queue_size 1.0" in page


def test_the_doctor_names_an_account_that_lacks_a_secret():
    account = factories.Account(credentials={"access_token": "x"})

    told = {finding.name: finding for finding in examination.examine()}

    wrong = told[f"whatsapp account {account.pk}"]
    assert (wrong.ok, wrong.message) == (False, "has no verify_token, app_secrets")
    assert told["whatsapp accounts"].ok


def test_the_doctor_sees_guests_who_wait_in_vain():
    factories.Inbox(created_at=now() - timedelta(minutes=3))

    told = {finding.name: finding for finding in examination.examine()}

    assert (told["inbox"].ok, told["inbox"].needed) == (False, False)
