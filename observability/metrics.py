"""Every figure this system counts, declared once.

With PROMETHEUS_MULTIPROC_DIR set before Python starts, the figures of all processes that share the
directory add up. A figure whose truth is in the database is not here: see `collectors`.
"""

import os
import re
from collections.abc import Iterable
from contextlib import suppress

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

# Upper bounds in seconds.
WEB = (0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
REMOTE = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
TURN = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
REPLY = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0)
PARSE = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1)

# ---- requests we answer ---------------------------------------------------------------------

http_requests_total = Counter(
    "http_requests_total", "Requests answered", ["method", "endpoint", "status_code"]
)
request_duration_seconds = Histogram(
    "request_duration_seconds", "Time to answer", ["method", "endpoint"], buckets=WEB
)
http_request_duration_seconds = Histogram(
    "http_request_duration_seconds",
    "Time to answer: the same observations under the name dashboards expect",
    ["method", "endpoint"],
    buckets=WEB,
)
active_connections = Gauge(
    "active_connections", "Requests in progress", multiprocess_mode="livesum"
)

# ---- requests we make -----------------------------------------------------------------------

http_client_requests_total = Counter(
    "http_client_requests_total",
    "Requests to remote services; status is none when no answer came",
    ["service", "status"],
)
http_client_duration_seconds = Histogram(
    "http_client_duration_seconds", "Time remote services take", ["service"], buckets=REMOTE
)

# ---- messages in ----------------------------------------------------------------------------

message_normalized_total = Counter(
    "message_normalized_total", "Messages brought to the common form", ["canal", "tenant_id"]
)
message_normalization_errors_total = Counter(
    "message_normalization_errors_total",
    "Payloads that could not be read",
    ["canal", "error_type"],
)
message_normalization_latency_seconds = Histogram(
    "message_normalization_latency_seconds", "Time to read a payload", ["canal"], buckets=PARSE
)
tenant_resolution_total = Counter(
    "tenant_resolution_total", "Attempts to find whose message it is", ["result"]
)
tenant_request_total = Counter("tenant_request_total", "Messages per tenant", ["tenant_id"])
tenant_request_errors = Counter(  # exposed as tenant_request_errors_total
    "tenant_request_errors", "Messages that failed, per tenant", ["tenant_id"]
)
webhook_signature_invalid_total = Counter(
    "webhook_signature_invalid_total", "Webhook calls with a wrong signature", ["source"]
)
webhook_rate_limited_total = Counter(
    "webhook_rate_limited_total", "Webhook calls or messages over a limit", ["source"]
)
hotel_messages_by_channel_total = Counter(
    "hotel_messages_by_channel_total", "Guest messages", ["channel"]
)

# ---- understanding and answering ------------------------------------------------------------

language_detection_total = Counter(
    "language_detection_total", "Languages found", ["detected_language", "source"]
)
nlp_confidence_category_total = Counter(
    "nlp_confidence_category_total", "Meanings by confidence", ["category"]
)
nlp_fallback_total = Counter("nlp_fallback_total", "Messages not understood", ["reason"])
hotel_intents_detected_total = Counter(
    "hotel_intents_detected_total", "Intents found", ["intent", "confidence_level"]
)
orchestrator_messages_total = Counter(
    "orchestrator_messages_total", "Turns finished", ["intent", "status"]
)
orchestrator_latency_seconds = Histogram(
    "orchestrator_latency_seconds", "Time of a turn", ["intent", "status"], buckets=TURN
)
orchestrator_errors_total = Counter(
    "orchestrator_errors_total", "Turns that failed", ["intent", "error_type"]
)
orchestrator_degraded_responses_total = Counter(
    "orchestrator_degraded_responses_total", "Answers given without a service they needed"
)
orchestrator_escalations_total = Counter(
    "orchestrator_escalations_total", "Conversations handed to a person", ["reason", "channel"]
)
guest_reply_seconds = Histogram(
    "guest_reply_seconds",
    "From a guest's message stored to its answer accepted by the provider",
    buckets=REPLY,
)

# ---- messages out and queues ----------------------------------------------------------------

whatsapp_messages_sent_total = Counter(
    "whatsapp_messages_sent_total", "Messages handed to WhatsApp", ["status"]
)
whatsapp_statuses_total = Counter(
    "whatsapp_statuses_total", "Delivery reports from WhatsApp", ["status"]
)
dlq_messages_total = Counter("dlq_messages_total", "Rows that were given up", ["reason"])
queue_claims_total = Counter(
    "queue_claims_total", "Attempts to take a row from a queue", ["queue", "result"]
)
nudges_total = Counter("nudges_total", "Calls to a worker to look at a row now", ["result"])

# ---- the property management system ---------------------------------------------------------

pms_operations_total = Counter(
    "pms_operations_total", "Operations on the PMS", ["operation", "status"]
)
pms_errors_total = Counter("pms_errors_total", "Failures of the PMS", ["operation", "error_type"])
pms_api_latency_seconds = Histogram(
    "pms_api_latency_seconds", "Time the PMS takes", ["endpoint", "method"], buckets=REMOTE
)
reservations_created_total = Counter(
    "reservations_created_total", "Reservations made", ["status", "channel"]
)
reservations_date_overlap_total = Counter(
    "reservations_date_overlap_total", "Reservations refused: the room was taken", ["channel"]
)
prereservations_expired_total = Counter(
    "prereservations_expired_total", "Holds released because nobody confirmed"
)
hotel_failed_reservations_total = Counter(
    "hotel_failed_reservations_total", "Reservations that failed", ["reason"]
)

# ---- health and switches --------------------------------------------------------------------

dependency_up = Gauge(
    "dependency_up",
    "1 when the last check of a dependency passed",
    ["name"],
    multiprocess_mode="mostrecent",
)
readiness_up = Gauge(
    "readiness_up", "1 when the last readiness check passed", multiprocess_mode="mostrecent"
)
readiness_last_check_timestamp = Gauge(
    "readiness_last_check_timestamp",
    "When readiness was last checked, in Unix seconds",
    multiprocess_mode="mostrecent",
)
feature_flag_enabled = Gauge(
    "feature_flag_enabled", "1 when a flag is on", ["flag"], multiprocess_mode="mostrecent"
)
scrape_errors_total = Counter(
    "scrape_errors_total", "Collectors that failed while being scraped", ["collector"]
)

# ---- reading them ---------------------------------------------------------------------------

_LIVE_FILE = re.compile(r"gauge_live[a-z]+_(\d+)\.db")


def exposition() -> bytes:
    """Return all figures in Prometheus' text format, over every process that shares them."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    forget_dead_processes()
    registry = CollectorRegistry()
    registry.register(_AllProcesses())
    return generate_latest(registry)


def forget_dead_processes() -> None:
    """Drop the requests in progress of processes that are gone; their counters stay."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not folder:
        return
    found = map(_LIVE_FILE.fullmatch, os.listdir(folder))
    for pid in {int(match[1]) for match in found if match}:
        if not _is_alive(pid):
            with suppress(FileNotFoundError):  # another scrape was faster
                multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's, but there
        return True
    return True


class _AllProcesses:
    """The sums over all processes, then the name and type of what nobody has counted yet."""

    def collect(self) -> Iterable[Metric]:
        shared: Collector = multiprocess.MultiProcessCollector(None)  # type: ignore[no-untyped-call]
        figures = list(shared.collect())
        known = {figure.name for figure in figures}
        silent = [metric for metric in REGISTRY.collect() if metric.name not in known]
        return [*figures, *(Metric(one.name, one.documentation, one.type) for one in silent)]
