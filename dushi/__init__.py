"""都司镇调度督导问责: what a township's regulation asks for, running by itself."""

from dushi.celery import app as celery_app

__all__ = ["celery_app"]
