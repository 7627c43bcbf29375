"""Tasks that belong to no single room. Thin, idempotent, derived again from rows by the next tick."""

from celery import shared_task

from dushi import tick as ticking


@shared_task
def tick() -> None:
    """Look now. At-least-once: every step is idempotent."""
    ticking.run()
