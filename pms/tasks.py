"""The sweep over holds that nobody confirmed in time."""

import structlog
from celery import shared_task
from django.utils.timezone import now

from pms.builtin import booking

logger = structlog.get_logger(__name__)


@shared_task(name="pms.release_overdue_holds")
def release_overdue_holds() -> None:
    codes = booking.release_overdue_holds(now())
    if codes:
        logger.info("holds released", count=len(codes), codes=codes)
