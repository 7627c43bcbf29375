"""The rows of the table of faults (docs/reliability.md), a file per kind of fault."""

from __future__ import annotations

from importlib import import_module

from tests.chaos.outcome import Row

ROOMS = ("attacks", "disk", "embedded", "migrations", "servers", "texts", "time", "web", "workers")


def every() -> list[Row]:
    """Every row that is played here, by its number. Only where Django is set up."""
    rooms = [import_module(f"{__name__}.{room}") for room in ROOMS]
    return sorted((row for room in rooms for row in room.ROWS), key=lambda row: row.number)
