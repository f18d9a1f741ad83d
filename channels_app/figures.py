"""Figures whose truth is in the rows: how long are the queues, and what lies buried?

Read when Prometheus asks, with two queries on partial indexes.
"""

from collections.abc import Iterator

from django.db import connection
from prometheus_client.core import GaugeMetricFamily, Metric

from channels_app.models import InboxMessage, OutboxMessage

COUNT = """
SELECT 'waiting', count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0)
FROM {table} WHERE status IN ('waiting', 'working')
UNION ALL
SELECT 'dead', count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0)
FROM {table} WHERE status = 'dead'
"""


def collect() -> Iterator[Metric]:
    """Yield queue_rows, queue_oldest_seconds, dlq_queue_size and dlq_oldest_message_age_seconds."""
    rows = GaugeMetricFamily("queue_rows", "Rows that are open or dead", labels=["queue", "status"])
    oldest = GaugeMetricFamily(
        "queue_oldest_seconds", "Age of the oldest such row", labels=["queue", "status"]
    )
    dead, age = 0, 0.0
    for model in (InboxMessage, OutboxMessage):
        queue = str(model._meta.model_name)
        with connection.cursor() as cursor:
            cursor.execute(COUNT.format(table=model._meta.db_table))
            for status, count, seconds in cursor.fetchall():
                rows.add_metric([queue, status], count)
                oldest.add_metric([queue, status], float(seconds))
                if status == "dead":
                    dead, age = dead + count, max(age, float(seconds))
    yield rows
    yield oldest
    yield GaugeMetricFamily("dlq_queue_size", "Rows that were given up", value=dead)
    yield GaugeMetricFamily(
        "dlq_oldest_message_age_seconds", "Age of the oldest row that was given up", value=age
    )
