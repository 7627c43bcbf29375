"""错误编号: one number for everything that one request, and the tasks it starts, write to the log.

It is never kept with data and tells nothing of who asked; the page of an error shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from celery import signals
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from dushi import chance

HEADER = "X-Request-ID"
#: What a front proxy makes (nginx: $request_id, or a UUID). Anything else could be words that somebody wrote.
MADE = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: Under this name it travels with a message to a worker.
ON_MESSAGE = "request_id"

_mark: ContextVar[str] = ContextVar("mark", default="")


def current() -> str:
    """The mark of what runs here; "" outside requests and tasks."""
    return _mark.get()


@contextmanager
def marked(mark: str = "") -> Iterator[str]:
    """Inside the block every log line bears `mark`, or a new one."""
    before = _mark.set(mark or chance.salt(8))
    try:
        yield _mark.get()
    finally:
        _mark.reset(before)


class MarkMiddleware:
    """Outermost: what the middlewares below write bears the mark too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with marked(told(request)):
            return self.get_response(request)


def told(request: HttpRequest) -> str:
    """What the front proxy calls this request; "" without one, as anybody else may write anything there."""
    given = request.headers.get(HEADER, "") if settings.BEHIND_PROXY else ""
    return given if MADE.fullmatch(given) else ""


# Celery's own seams: the message carries the mark, the worker takes it up. Only the log depends on it.


@signals.before_task_publish.connect
def send_along(headers: dict[str, Any], **_: Any) -> None:
    if mark := current():
        headers[ON_MESSAGE] = mark


@signals.task_prerun.connect
def take_up(task: Any, **_: Any) -> None:
    """A worker runs one task at a time, so that what it takes up stands until the next one."""
    _mark.set(task.request.get(ON_MESSAGE) or chance.salt(8))


@signals.worker_process_init.connect
def begin(**_: Any) -> None:
    """Nothing of the parent's."""
    _mark.set("")
