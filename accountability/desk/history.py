"""办理记录 as a timeline: what was done, which limit began there, and whether it was kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from accountability.models import Case, CaseStep, CriticismNotice, Lead
from accountability.rules import limits
from accountability.rules.limits import Limit
from dushi import clock, words
from dushi.records.models import ChainLink
from dushi.regulation.calendar import Workdays

ERASED = "（文字已按规定清除）"
#: Time the subject is given: once the work went on nobody was late, whenever that was.
SUBJECTS_OWN = frozenset({"CASE_HEARING", "LEAD_STATEMENT"})


@dataclass
class Moment:
    """One step. moved: the states before and after in words, "" where it stays. limit, until: the clock that began
    here, with ended_at when it stopped (None: it runs)."""

    step: CaseStep
    moved: str = ""
    limit: Limit | None = None
    until: datetime | None = None
    ended_at: datetime | None = None

    @property
    def text(self) -> str:
        kept = self.step.text
        return "" if kept is None else kept.text or ERASED

    @property
    def late_days(self) -> int:
        """Civil days over the limit, 0 where it was kept; one that runs is held against now."""
        if self.ended_at and self.limit and self.limit.code in SUBJECTS_OWN:
            return 0
        end = self.ended_at or clock.now()
        if self.until is None or end < self.until:
            return 0
        return max(1, (words.civil(end) - words.deadline(self.until)[0]).days)

    @property
    def limit_words(self) -> str:
        """90日内核查，至11月30日 24:00；逾期 3 天."""
        if self.limit is None or self.until is None:
            return ""
        day, hour = words.deadline(self.until)
        late = f"；逾期 {self.late_days} 天" if self.late_days else ""
        return f"{self.limit.term}内{self.limit.name}，至{words.short_day(day)} {hour}{late}"


def steps_of(about: Case | CriticismNotice | Lead) -> list[CaseStep]:
    """What was done about it, as the chain holds it: what happened in one moment stands in its order. Two queries."""
    rows = list(about.steps.select_related("by", "text"))
    links = ChainLink.objects.filter(object_type=CaseStep._meta.label_lower, town=about.town_id, chain=CaseStep.CHAIN)
    places = dict(links.filter(object_id__in=[str(one.pk) for one in rows]).values_list("object_id", "seq"))
    return sorted(rows, key=lambda one: places.get(str(one.pk), 0))


def moments(
    steps: Iterable[CaseStep],
    *,
    states: Iterable[tuple[str, str]],
    begins: Callable[[CaseStep], tuple[str, datetime] | None],
    ends: Iterable[str],
    workdays: Workdays | None = None,
) -> list[Moment]:
    """The steps of one lead or case, oldest first, with their clocks.

    states: (value, label). begins: step → code of the limit that begins with it, and from when it counts.
    ends: states that stop every clock.
    A clock stops where the next begins. Two queries, none where the calendar is given.
    """
    labels, ended, rows = dict(states), frozenset(ends), [Moment(one) for one in steps]
    if workdays is None and rows:
        workdays = Workdays.load([clock.local(one.step.at).year for one in rows])
    running: Moment | None = None
    for row in rows:
        step = row.step
        if step.after != step.before:
            row.moved = labels.get(step.after, "")
        begun = begins(step)
        if running and (begun or step.after in ended):
            running.ended_at, running = step.at, None
        if begun:
            row.limit = limits.limit(begun[0])
            row.until, running = row.limit.end(begun[1], workdays), row
    return rows
