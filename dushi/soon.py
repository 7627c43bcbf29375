"""Ask a worker to be quick about something. Only a hint: the next tick does it anyway."""

import logging

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def soon(task: Task, *ids: int | str) -> None:
    """Publish `task` with `ids` after the transaction commits. A broker that is down never fails the request."""

    def publish() -> None:
        try:
            task.delay(*ids)
        except (OperationalError, OSError) as failure:
            logger.warning("%s waits for the next tick: %s", task.name, type(failure).__name__)

    transaction.on_commit(publish, robust=True)
