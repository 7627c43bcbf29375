"""Log lines say what happened, never to whom."""

import json
import logging
import sys

import pytest

from dushi.logs import JsonFormatter

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")


def line(message: str, *args: object, error: BaseException | None = None) -> dict[str, str]:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("dushi", logging.ERROR, __file__, 1, message, args, info)
    return json.loads(JsonFormatter().format(record))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Not Found: /ical/3q2-7wABCDEFGHIJKLMNOPQRSTUVWXYZ/", "Not Found: /ical/…/"),
        ("Not Found: /people/?q=示例·张某&phone=1", "Not Found: /people/?…"),
        ("call 13812345678 now", "call 1********** now"),
        ("report 7d9f1c3a-52b1-4f0e-9a43-0d7e9a1c2b3d kept", "report 7d9f1c3a-52b1-4f0e-9a43-0d7e9a1c2b3d kept"),
        ("the step dushi.obligations.opening.open_due failed", "the step dushi.obligations.opening.open_due failed"),
    ],
)
def test_a_line_hides_links_queries_and_numbers(said: str, kept: str) -> None:
    assert line(said)["message"] == kept


def test_a_line_tells_where_an_error_passed_but_not_what_it_says() -> None:
    try:
        raise ValueError("Key (phone)=(13812345678) already exists")
    except ValueError:
        told = line("failed", error=sys.exc_info()[1])
    assert told["error"] == "ValueError"
    assert "test_logs.py" in told["where"]
    assert "already exists" not in json.dumps(told)
