"""What a row is played on: the machine with its town, one week after another."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dushi import clock, tick
from dushi.obligations.models import Obligation
from dushi.regulation.periods import Period
from tests.chaos.machine import Machine, until
from tests.chaos.outcome import Told
from tests.chaos.town import FIRST, Officer, Phone, Town

DUTY = "1.4.r"


@dataclass
class Scene:
    """off: the protection that is taken away, "" in an earnest run. turn: the how-manieth round this is, from 0."""

    machine: Machine
    town: Town
    seed: int
    off: str = ""
    turn: int = 0
    weeks: Iterator[Period] = field(default_factory=lambda: weeks())
    told: Told = field(default_factory=Told)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def next_week(self, day: int = 1, hour: int = 9) -> Period:
        """The next ordinary week: its obligations are open, the clock stands at that day (0 is Monday) and hour."""
        week = next(self.weeks)
        self.at(week, day, hour)
        if not owed(week).exists():
            tick.run()
        until(lambda: owed(week).filter(scope__in=self.villages()).count() == len(self.town.officers), "opened")
        return week

    def villages(self) -> list[int]:
        return [officer.village for officer in self.town.officers]

    def at(self, week: Period, day: int, hour: int, minute: int = 0) -> datetime:
        """Set the clock of the product."""
        moment = clock.at(week.first_day + timedelta(days=day), hour, minute)
        self.machine.moment.set(moment)
        return moment

    def phone(self, officer: Officer) -> Phone:
        return Phone(self.machine, officer)


def owed(week: Period) -> object:
    """The villages' reports of that week."""
    return Obligation.objects.filter(duty__key=DUTY, period=week.key)


def weeks() -> Iterator[Period]:
    """Ordinary weeks of 2026, without that of the national holiday."""
    week = FIRST
    while True:
        if week.first_day.month != 10 or week.first_day.day > 10:
            yield week
        week = week.next()
