"""Several acts at the same moment, as several people do them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection


def together(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each act returns, or the exception it raised; all begun at the same moment, each over its own connection.

    Raises AssertionError where one has not come back after two minutes.
    """
    gate, answers = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            gate.wait(20)
            answers.append(act())
        except Exception as failure:  # noqa: BLE001 - an answer, told by the test
            answers.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(answers) == len(acts), "not everybody came back"
    return answers


def failures(acts: Sequence[Callable[[], Any]]) -> list[Exception]:
    """The same; what they raised."""
    return [answer for answer in together(acts) if isinstance(answer, Exception)]
