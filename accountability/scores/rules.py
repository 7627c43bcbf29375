"""A scheme's settings, read into words and checked. Figures are whole hundredths of a point, never fractions.

In the settings a deduction is a positive figure; what `points_for_notice` and `points_for_measure` return is signed as
it is posted: deductions negative, bonus positive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from accountability.scores.subjects import SubjectKind

if TYPE_CHECKING:
    from accountability.models.notice import CriticismNotice

PerKind = Mapping[str, int]
HUNDRED = 100
LEAST_WORKDAYS, MOST_WORKDAYS = 5, 10


class SameMatter(models.TextChoices):
    HIGHEST = "HIGHEST", "只计最高的一次"
    SUM = "SUM", "逐次累计"


class CountedBy(models.TextChoices):
    """Which date says in which year a notice counts."""

    DOCUMENT_DATE = "DOCUMENT_DATE", "通报成文日期"
    EVENT_DATE = "EVENT_DATE", "事情发生日期"
    RECEIVED_DATE = "RECEIVED_DATE", "收到通报日期"


@dataclass(frozen=True)
class Share:
    """What a chief of a unit that is named bears: `percent` of the unit's points, or `points` (hundredths)."""

    percent: int = 0
    points: int = 0

    def of(self, nominal: int) -> int:
        """Signed hundredths for the unit's signed ones; never more than those, halves rounded in their favour."""
        return -(abs(nominal) * self.percent // HUNDRED) if self.percent else -self.points


@dataclass(frozen=True)
class Grade:
    name: str
    #: hundredths from which it holds
    least: int


@dataclass(frozen=True)
class Limits:
    """What caps a subject's year; None: no cap. Hundredths, positive."""

    is_highest: bool
    matter_cap: int | None = None
    year_cap: int | None = None
    bonus_cap: int | None = None


@dataclass(frozen=True)
class Rules:
    """A complete scheme. Mappings by subject kind ("village", "department", "person")."""

    base: PerKind
    #: (level, NAMED or CAUSED) → by kind
    points: Mapping[tuple[str, str], PerKind]
    measures: Mapping[str, PerKind]
    matter_cap: PerKind
    year_cap: PerKind
    bonus: Mapping[str, PerKind]
    bonus_cap: PerKind
    same_matter: SameMatter
    #: kind of seat → what its holder bears
    spread: Mapping[str, Share]
    counted_by: CountedBy
    objection_workdays: int
    #: highest first; what lies below all of them has the last
    grades: tuple[Grade, ...]

    @classmethod
    def parse(cls, settings: Mapping[str, Any]) -> Rules:
        """From settings in which `faults` finds nothing."""
        return cls(
            base=settings["base"],
            points={(level, role): row for level, roles in settings["points"].items() for role, row in roles.items()},
            measures=settings.get("measures", {}),
            matter_cap=settings.get("matter_cap", {}),
            year_cap=settings.get("year_cap", {}),
            bonus=settings.get("bonus", {}),
            bonus_cap=settings.get("bonus_cap", {}),
            same_matter=SameMatter(settings["same_matter"]),
            spread={seat: Share(**share) for seat, share in settings.get("spread", {}).items()},
            counted_by=CountedBy(settings["year_of_count"]),
            objection_workdays=settings["objection_workdays"],
            grades=tuple(Grade(row["name"], row["from"]) for row in settings["grades"]),
        )

    def points_for_notice(self, level: str, role: str, kind: str | None) -> int | None:
        """Signed hundredths for being named (NAMED) or having caused it (CAUSED); None where nothing is set."""
        return _signed(self.points.get((level, role), {}), kind)

    def points_for_measure(self, code: str, kind: str | None) -> int | None:
        """Signed hundredths for a decided measure (3.4.c); None where the scheme says nothing of it."""
        return _signed(self.measures.get(code, {}), kind)

    def bonus_for(self, level: str, kind: str | None) -> int | None:
        """Hundredths for a commendation of that level; None where nothing is set."""
        return self.bonus.get(level, {}).get(kind or "")

    def limits(self, kind: str) -> Limits:
        return Limits(
            is_highest=self.same_matter == SameMatter.HIGHEST,
            matter_cap=self.matter_cap.get(kind),
            year_cap=self.year_cap.get(kind),
            bonus_cap=self.bonus_cap.get(kind),
        )

    def day_of_count(self, notice: CriticismNotice) -> date:
        """The date of the notice that says in which year it counts."""
        if self.counted_by == CountedBy.EVENT_DATE:
            return notice.matter.happened_on
        return notice.issued_on if self.counted_by == CountedBy.DOCUMENT_DATE else notice.received_on

    def year_of_count(self, notice: CriticismNotice) -> int:
        return self.day_of_count(notice).year

    def grade_of(self, total: int) -> str:
        return next((grade.name for grade in self.grades if total >= grade.least), self.grades[-1].name)


def _signed(row: PerKind, kind: str | None) -> int | None:
    figure = row.get(kind or "")
    return None if figure is None else -figure


def kind_label(kind: str) -> str:
    return SubjectKind(kind).label
