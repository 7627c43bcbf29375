"""What every town has in common when it is asked who owes what: the rule book, the calendar, the merged weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.db import models

from dushi.regulation.calendar import Workdays
from dushi.regulation.due import Due, DueRule, due_at, midnight_after
from dushi.regulation.merging import Fate, Merged, week_fate
from dushi.regulation.models import Duty, MergedWeek
from dushi.regulation.periods import Period
from dushi.regulation.serving import resolves

#: Fewer working days at work than this in a month, quarter or year, and its duty is not counted.
LEAST_DAYS = 10


class RuleExcuse(models.TextChoices):
    """Why a rule, and nobody in person, excuses."""

    NO_WORKDAYS = "本周没有工作日"
    MERGED = "短周，并入后一周"
    VACANT = "岗位空缺"
    ENDED = "单位已撤并"
    AWAY = "整周不在岗"
    SHORT = f"在岗不足{LEAST_DAYS}个工作日"
    NO_PLACE = "未明确所包片区、联系村"


@dataclass(frozen=True)
class Rule:
    """A duty as the rule book has it, with the days on which its version is in force."""

    pk: int
    key: str
    cadence: str
    holder_type: str
    holder_kind: str
    place: str
    due: DueRule
    first: date
    superseded: date | None
    visits_each: bool

    def is_in_force(self, on: date) -> bool:
        return self.first <= on and (self.superseded is None or on < self.superseded)


@dataclass
class Ground:
    """What every town has in common: duties, calendar, merged weeks. versions: key of a duty → its ids."""

    rules: list[Rule]
    workdays: Workdays
    merged: Merged = field(default_factory=dict)
    versions: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def load(cls, years: Iterable[int]) -> Ground:
        """The ground of periods that lie in these years. Five queries."""
        weeks = MergedWeek.objects.exclude(into_week=None)
        merged = {week.period: week.into for week in weeks if week.into}
        versions: dict[str, list[int]] = defaultdict(list)
        for pk, key in Duty.objects.order_by("pk").values_list("pk", "key"):
            versions[key].append(pk)
        return cls(list(rules()), Workdays.load(years), merged, dict(versions))

    def due(self, rule: Rule, period: Period, weekday: int | None) -> Due:
        """When the duty is due; the same for every holder with that weekday."""
        return self._due(rule, period, weekday)

    def fate(self, period: Period) -> Fate:
        """What becomes of the duties of a week; any other period keeps its own."""
        return self._fate(period)

    def excuse(self, period: Period) -> tuple[str, str]:
        """(value of RuleExcuse or "", Period.key it is merged into or ""): what the calendar says for everybody."""
        fate = self.fate(period)
        if fate.kind is Fate.Kind.NO_WORKDAYS:
            return RuleExcuse.NO_WORKDAYS.value, ""
        return (RuleExcuse.MERGED.value, fate.into.key) if fate.into else ("", "")

    def in_force(self, period: Period) -> list[Rule]:
        """The rules of that cadence on the period's first day, in the order of the book."""
        return [rule for rule in self.rules if rule.cadence == period.kind and rule.is_in_force(period.first_day)]

    def __post_init__(self) -> None:
        self._due = cache(self._reckon)
        self._fate = cache(lambda period: week_fate(period, self.workdays, self.merged))

    def _reckon(self, rule: Rule, period: Period, weekday: int | None) -> Due:
        if self.fate(period).kind is Fate.Kind.NO_WORKDAYS:
            end = midnight_after(period.last_day)
            return Due(end, end)
        return due_at(rule.due, period, self.workdays, area_weekday=weekday)


def rules() -> Iterator[Rule]:
    """Every duty of every version whose work is done on a page that is there: what no room serves yet binds nobody."""
    for duty in Duty.objects.select_related("regulation").order_by("regulation__effective_from", "clause__order"):
        if resolves(duty.page):
            yield Rule(
                duty.pk,
                duty.key,
                duty.cadence,
                duty.holder_type,
                duty.holder_kind,
                duty.place,
                DueRule.parse(duty.due),
                duty.regulation.effective_from,
                duty.regulation.superseded_on,
                duty.regulation.settings.get("member_visits") == "EACH",
            )
