"""The project: settings, URLs, Celery and the embedded services. It wires and decides nothing."""

from hotel_agent.celery import app as celery_app

__all__ = ["celery_app"]
