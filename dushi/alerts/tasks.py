"""Tasks of the alerts. Thin, idempotent, derived again from rows by the next tick."""

from celery import shared_task

from dushi import clock
from dushi.alerts.sending import send


@shared_task
def send_waiting() -> None:
    """Send what waits. At-least-once: a row is claimed, sent, marked; a claim left behind is taken up again."""
    send(clock.now())
