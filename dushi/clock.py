"""The only source of now and today.

Tests and the demo set it: `with clock.frozen(moment)` stands still, `travel` and `advance` move it while it stands.
Another process is set from outside by DUSHI_CLOCK: a moment (ISO 8601) it starts from, or the path of a file that
holds the moment it stands at. Production settings refuse to start while that is set.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_standing: datetime | None = None


def _started_from(setting: str) -> timedelta:
    """How far the clock is ahead of the machine's, when it was told to start from a moment."""
    return (
        datetime.fromisoformat(setting) - datetime.now(UTC) if setting and not setting.startswith("/") else timedelta()
    )


_outside = os.environ.get("DUSHI_CLOCK", "")
_ahead = _started_from(_outside)


def now() -> datetime:
    """This moment, aware, in Shanghai time."""
    if _standing is not None:
        return _standing
    if _outside.startswith("/"):
        return local(datetime.fromisoformat(Path(_outside).read_text().strip()))
    return local(datetime.now(UTC) + _ahead)


def today() -> date:
    """The civil day in Shanghai."""
    return now().date()


def local(moment: datetime) -> datetime:
    """The same moment in Shanghai time. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(SHANGHAI)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """That hour of that civil day in Shanghai, aware."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def year_before(on: date) -> date:
    """The same day of the year before; 28 February for the 29th."""
    return on.replace(year=on.year - 1, day=28) if (on.month, on.day) == (2, 29) else on.replace(year=on.year - 1)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """The clock stands at `moment` (aware) inside the block; afterwards it is as it was before."""
    global _standing
    before, _standing = _standing, local(moment)
    try:
        yield
    finally:
        _standing = before


def travel(moment: datetime) -> None:
    """Move a standing clock to `moment`. Raises RuntimeError outside `frozen`: a running clock is nobody's to set."""
    global _standing
    if _standing is None:
        raise RuntimeError("the clock is running; travel inside clock.frozen(...)")
    _standing = local(moment)


def advance(delta: timedelta) -> None:
    """Move a standing clock on by `delta`. Raises RuntimeError outside `frozen`."""
    travel(now() + delta)
