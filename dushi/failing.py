"""The page of an error that nobody foresaw, and of a full disk. They ask the database nothing."""

from __future__ import annotations

import errno
import sqlite3
import sys
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.template import loader
from psycopg.errors import DiskFull

from dushi import marks


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the disk is full; with the number under which the log tells more."""
    status = 503 if any(map(is_full, causes(sys.exception()))) else 500
    return HttpResponse(loader.render_to_string(f"{status}.html", {"mark": marks.current()}), status=status)


def causes(failure: BaseException | None) -> Iterator[BaseException]:
    """The failure and what led to it."""
    while failure is not None:
        yield failure
        failure = failure.__cause__ or failure.__context__


def is_full(failure: BaseException) -> bool:
    """Whether that is how a full disk shows: to the system, to SQLite, to PostgreSQL."""
    if isinstance(failure, sqlite3.Error):
        return getattr(failure, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    if isinstance(failure, OSError):
        return failure.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(failure, DiskFull)
