"""The Celery application. It holds no truth: every task can be derived again from rows by the next tick."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dushi.settings")

app = Celery("dushi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
