"""How long each step of a lead or a case may take. Data; only the calendar of working days is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from accountability.rules.source import Source, told
from dushi import clock
from dushi.regulation.calendar import Workdays
from dushi.regulation.due import midnight_after
from dushi.regulation.terms import UNITS, Term


@dataclass(frozen=True)
class Limit:
    """code: the step; name, after: on screen, what must be done, counted from what; the first day does not count."""

    code: str
    name: str
    after: str
    term: Term
    source: Source

    def last_day(self, first: date, workdays: Workdays | None = None) -> date:
        """The last civil day; one of rest moves forward. Two queries, none where the calendar is given."""
        return self.term.ends(first, workdays or Workdays.load([first.year]))

    def end(self, start: datetime, workdays: Workdays | None = None) -> datetime:
        """24:00 of the last day (aware), for a clock that starts at that moment."""
        return midnight_after(self.last_day(clock.local(start).date(), workdays))

    def __str__(self) -> str:
        return f"{self.after}后{self.term}内{self.name}"


@lru_cache(maxsize=1)
def limits() -> dict[str, Limit]:
    """Step → its limit, in the order of the work."""
    return {
        code: Limit(
            code,
            row["name"],
            row["after"],
            Term.parse({unit: row[unit] for unit in UNITS if unit in row}),
            Source.parse(row),
        )
        for code, row in told("limits")["limits"].items()
    }


def limit(code: str) -> Limit:
    """The limit of a step. Raises KeyError for a step without one."""
    return limits()[code]
