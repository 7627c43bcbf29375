"""The product's settings on the machine of a drill: beat looks as often as the clock runs faster, and a request may be
told to die. CHAOS_OFF names protections that are taken away, so that a row can be seen to fail without them."""

import os

from dushi.settings import *  # noqa: F403
from dushi.settings import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES, EMBEDDED, MIDDLEWARE, STORAGES

OFF = frozenset(filter(None, os.environ.get("CHAOS_OFF", "").split(",")))
# E-mails are written and sent, but to nobody.
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# The dice are loaded here: what the drill does to a request it says in a header.
MIDDLEWARE = ["tests.chaos.dying.Dying", *MIDDLEWARE]

CELERY_BEAT_SCHEDULE = {
    "tick": {
        "task": "dushi.tasks.tick",
        "schedule": float(os.environ.get("CHAOS_LOOK_EVERY", "60")),
        "options": {"expires": 55},
    }
}
if "sweep" in OFF:  # nobody says "look" any more, and what a dead worker had in hand is not done again
    CELERY_BEAT_SCHEDULE = {}
    CELERY_TASK_ACKS_LATE = False
    CELERY_TASK_REJECT_ON_WORKER_LOST = False
if "timeouts" in OFF:
    CELERY_BROKER_TRANSPORT_OPTIONS = {**CELERY_BROKER_TRANSPORT_OPTIONS} | {
        "socket_timeout": None,
        "socket_connect_timeout": None,
        "health_check_interval": 0,
    }
# Nobody looks at a page here.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if EMBEDDED and "immediate" in OFF:
    DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {"transaction_mode": "DEFERRED"}
