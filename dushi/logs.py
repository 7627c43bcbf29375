"""Log lines as JSON that hold no personal data: no exception texts (databases put row values there), no query
strings, no secret link, no telephone number."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime

from dushi import clock, marks

_HIDDEN = (
    (re.compile(r"\?[^\s\"']*"), "?…"),
    (re.compile(r"(?<![\w-])(?![0-9a-f]{8}-)[\w-]{24,}(?![\w-])"), "…"),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "1**********"),
)


def plain(text: str) -> str:
    """`text` without query strings, long random words and mobile numbers."""
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return text


class JsonFormatter(logging.Formatter):
    """time, level, logger, message, request (dushi/marks.py); of an exception its type and its way, not its text."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": clock.local(datetime.fromtimestamp(record.created, UTC)).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": plain(record.getMessage()),
        }
        if mark := marks.current():
            line["request"] = mark
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["where"] = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
        return json.dumps(line, ensure_ascii=False)
