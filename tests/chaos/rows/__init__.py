"""The rows of the table of faults (docs/reliability.md), a file per kind of fault."""

from __future__ import annotations

from tests.chaos.outcome import Row


def every() -> list[Row]:
    """Every row that is played here, by its number."""
    from tests.chaos.rows import attacks, embedded, servers, texts, time, web, workers  # only where Django is set up

    rooms = (attacks, workers, web, servers, texts, time, embedded)
    return sorted((row for room in rooms for row in room.ROWS), key=lambda row: row.number)
