"""Asked once for a page: what stands in its contents and beside them, or what several of its questions turn on.

Only while a page is read, which changes nothing of it. An act asks anew each time.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

A = TypeVar("A")
T = TypeVar("T")

_answers: ContextVar[dict[tuple[Any, Any], Any] | None] = ContextVar("answers", default=None)


def once_a_page(ask: Callable[[A], T]) -> Callable[[A], T]:
    """The same function; within one GET it asks but once about the same."""

    @wraps(ask)
    def asked(about: A) -> T:
        answers = _answers.get()
        if answers is None:
            return ask(about)
        if (ask, about) not in answers:
            answers[ask, about] = ask(about)
        return answers[ask, about]

    return asked


class OnceMiddleware:
    """Every page begins with nothing known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = _answers.set({} if request.method == "GET" else None)
        try:
            return self.get_response(request)
        finally:
            _answers.reset(before)
