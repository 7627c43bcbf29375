"""A web process that dies at a chosen statement of a request: header X-Die-At: k (from 1), before it is sent, or
X-Die-After: k, once it is done. A commit counts as a statement."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse


class Dying:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.off: frozenset[str] = settings.OFF
        if "soon" in self.off:
            publish_within_the_request()
        if "copies" in self.off:
            answer_with_what_stands()
        if "lock" in self.off:
            QuerySet.select_for_update = lambda rows, **options: rows  # type: ignore[method-assign]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        count = Count(int(request.headers.get("X-Die-At", 0)), int(request.headers.get("X-Die-After", 0)), self.off)
        wire: Any = connections["default"]
        commit = wire._commit
        wire._commit = lambda: count.around(commit)
        try:
            with connection.execute_wrapper(count.execute):
                response = self.get_response(request)
        finally:
            del wire._commit
        response["X-Statements"] = str(count.done)
        return response


class Count:
    """Statements of one request, and where it dies."""

    def __init__(self, before: int, after: int, off: frozenset[str]) -> None:
        self.before, self.after, self.done = before, after, 0
        self.tears = "atomic" in off

    def around(self, act: Callable[..., Any], *arguments: Any) -> Any:
        self.done += 1
        if self.done == self.before:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = act(*arguments)
        if self.done == self.after:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    def execute(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = self.around(execute, sql, params, many, context)
        if self.tears and connection.in_atomic_block and sql.startswith("INSERT"):
            connection.connection.commit()  # without transactions each row stands by itself
        return answer


def publish_within_the_request() -> None:
    """As it would be without dushi.soon: the broker's failure is the request's."""
    from dushi.alerts import actions, digesting

    def now(task: Any, *ids: int | str) -> None:
        task.delay(*ids)

    actions.soon = digesting.soon = now  # type: ignore[attr-defined]


def answer_with_what_stands() -> None:
    """As idempotency keys mostly work: whoever comes with a known key is told of the first text, whatever they say."""
    from meetings import report_actions

    report_actions._keep_beside = lambda report, sending: report_actions.Receipt(report)  # type: ignore[attr-defined]
