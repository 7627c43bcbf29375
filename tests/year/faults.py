"""What goes wrong: a process that dies at a statement, a second beat in the middle of the first, a broker that is
lost. Each is drawn from the seed, so that it comes again at the same place."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from celery import Task
from django.db import DEFAULT_DB_ALIAS, connection, connections
from kombu.exceptions import OperationalError

Act = Callable[[], object]


class Killed(BaseException):
    """The process is gone: nothing of the product may catch it, and nothing it still tries reaches the database."""


def cut() -> None:
    """What a server does when a connection is cut: what is not committed is gone."""
    connection.connection.rollback()


class _Doom:
    """The process dies before its statement number `left`, counted from 0; a commit counts as a statement."""

    def __init__(self, left: int) -> None:
        self.left, self.is_dead = left, False

    def _pass(self) -> None:
        if not self.is_dead and self.left > 0:
            self.left -= 1
            return
        if not self.is_dead:
            self.is_dead = True
            cut()
        raise Killed

    def execute(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self._pass()
        return execute(*arguments)

    def commit(self, commit: Callable[[], None]) -> None:
        self._pass()
        commit()


def killed(act: Act, at: int) -> bool:
    """Run `act` in a process that dies before statement `at`. True where it did, False where it came to its end."""
    doom, wire = _Doom(at), connections[DEFAULT_DB_ALIAS]
    commit = wire._commit
    wire._commit = lambda: doom.commit(commit)  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(doom.execute):
            act()
    except Killed:
        return True
    finally:
        del wire._commit
        if doom.is_dead:
            connection.close()
    return False


def interleaved(act: Act, meanwhile: Act, at: int) -> None:
    """Run `act`; between two of its transactions, at the first chance from statement `at` on, all of `meanwhile` runs
    over another connection."""
    left, failures = [at], []

    def other() -> None:
        try:
            meanwhile()
        except Exception as failure:  # noqa: BLE001 - raised in the thread that waits
            failures.append(failure)
        finally:
            connection.close()

    def between(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        left[0] -= 1
        if left[0] < 0 and not connection.in_atomic_block and not sql.startswith("BEGIN"):
            left[0] = 1 << 30
            thread = threading.Thread(target=other)
            thread.start()
            thread.join()
        return execute(sql, *arguments)

    with connection.execute_wrapper(between):
        act()
    if failures:
        raise failures[0]


class Broker:
    """In the place of Redis: what is published waits until a worker comes by. is_lost: nothing can be published."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Task, tuple[Any, ...]]] = []
        self.is_lost = False

    def publish(self, task: Task, args: tuple[Any, ...] = (), *rest: object, **options: object) -> None:
        if self.is_lost:
            raise OperationalError("the broker is lost")
        self.waiting.append((task, tuple(args)))

    def wipe(self) -> None:
        self.waiting.clear()

    def work(self, chance: random.Random) -> None:
        """A worker does what waits, some of it twice: at least once is all that is promised."""
        waiting, self.waiting = self.waiting, []
        for task, args in dict.fromkeys(waiting):
            for _ in range(1 + (chance.random() < 0.05)):
                task(*args)


@contextmanager
def brokered() -> Iterator[Broker]:
    """Inside, tasks are published to the broker that is given."""
    broker, before = Broker(), Task.apply_async
    Task.apply_async = lambda task, args=(), *rest, **options: broker.publish(task, args or ())
    try:
        yield broker
    finally:
        Task.apply_async = before
