"""What the two pages of the rules show: situations by group, measures by who decides them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accountability.rules.breaches import Breach, breaches
from accountability.rules.measures import AppealPath, Body, Measure, RuleSet
from accountability.rules.situations import group_of, needs_reason, situations_on, subjects
from dushi.regulation.models import Clause


@dataclass(frozen=True)
class Pointing:
    """A breach in words, with the clause of its duty (None for what is not the duty of one clause)."""

    breach: Breach
    clause: Clause | None
    situations: list[Clause]

    @property
    def words(self) -> str:
        return self.clause.summary if self.clause else self.breach.name


@dataclass(frozen=True)
class Situation:
    """head: what the regulation calls the item (组织领导不力), at the first of its situations; else ""."""

    clause: Clause
    needs_reason: bool
    head: str


@dataclass(frozen=True)
class SituationGroup:
    title: str
    number: str
    situations: list[Situation]


def situation_groups(on: date) -> list[SituationGroup]:
    """The three groups in the order of the regulation, each with its situations. One query."""
    clauses = situations_on(on)
    return [
        SituationGroup(
            title=str(one.group.label),
            number=one.prefix.rstrip("("),
            situations=_situations([clause for clause in clauses if group_of(clause.code) == one.group]),
        )
        for one in subjects()
    ]


def _situations(clauses: list[Clause]) -> list[Situation]:
    heads = [clause.summary.partition("：")[0] if "：" in clause.summary else "" for clause in clauses]
    before = ["", *heads]
    return [
        Situation(clause, needs_reason(clause.code), head if head != before[place] else "")
        for place, (clause, head) in enumerate(zip(clauses, heads, strict=True))
    ]


def pointings(on: date) -> list[Pointing]:
    """X.1 in words: every breach of the rule book in force, in its own order. Two queries."""
    known = {clause.code: clause for clause in Clause.objects.in_force(on)}
    return [
        Pointing(breach, known.get(key), [known[code] for code in breach.situations])
        for key, breach in breaches(on).items()
    ]


@dataclass(frozen=True)
class MeasureGroup:
    """Measures above the town that one body decides and that are appealed in one way."""

    decided_by: Body
    appeal: AppealPath | None
    measures: list[Measure]


def town_measures(rule_set: RuleSet) -> list[Measure]:
    """What the town itself decides, lightest first."""
    return [one for one in _lightest_first(rule_set) if one.is_town]


def groups_above(rule_set: RuleSet) -> list[MeasureGroup]:
    """What lies above the town and is only recorded, lightest first."""
    found: dict[tuple[Body, AppealPath | None], list[Measure]] = {}
    for one in _lightest_first(rule_set):
        if not one.is_town:
            found.setdefault((one.decided_by, one.appeal), []).append(one)
    return [MeasureGroup(body, appeal, measures) for (body, appeal), measures in found.items()]


def _lightest_first(rule_set: RuleSet) -> list[Measure]:
    return sorted(rule_set.measures, key=lambda one: one.weight)
