"""Tasks of the exports. Thin, idempotent, derived again from rows by the next tick."""

from celery import shared_task

from dushi import clock
from dushi.sheets.making import make


@shared_task
def make_export(pk: str) -> None:
    """Fill the file of one export. At-least-once: a job is claimed, and a claim left behind is taken up again."""
    make(pk, clock.now())
