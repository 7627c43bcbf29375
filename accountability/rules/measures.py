"""问责方式 (3.4): what may be met, who decides it and how it is appealed, by the date of the deed. Data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db import models

from accountability.rules.category import ALL, PERSONS, SubjectCategory
from accountability.rules.source import Source, told
from dushi.regulation.terms import Term, months_after


class Body(models.TextChoices):
    """Who decides; what lies above the town is only recorded by it."""

    COMMISSION = "COMMISSION", "镇纪委"
    PARTY_COMMITTEE = "PARTY_COMMITTEE", "镇党委会议"
    JOINT_MEETING = "JOINT_MEETING", "党政联席会议"
    PARTY_ABOVE = "PARTY_ABOVE", "区委"
    COMPETENT = "COMPETENT", "有管理权限的上级机关"
    DISCIPLINE_ABOVE = "DISCIPLINE_ABOVE", "区纪委"
    SUPERVISION_ABOVE = "SUPERVISION_ABOVE", "区监委"
    APPOINTING = "APPOINTING", "任免机关、单位"


@dataclass(frozen=True)
class AppealPath:
    """How a decision is contested. It never stays the decision and never makes it heavier.

    first: 申诉, 异议, 复审 …; to: whom; within, answer: None where nothing sets a term; then: the step after, in words.
    """

    first: str
    to: str
    within: Term | None
    answer: Term | None
    then: str
    source: Source

    def __str__(self) -> str:
        """1个月内向作出决定的机关申诉，1个月内答复."""
        begin = f"{self.within}内" if self.within else ""
        answer = f"，{self.answer}内答复" if self.answer else ""
        then = f"；{self.then}" if self.then else ""
        return f"{begin}向{self.to}提出{self.first}{answer}{then}"


@dataclass(frozen=True)
class Measure:
    """weight compares measures (see is_heavier), it is no score. effect_months None: no period by law; see note."""

    code: str
    name: str
    weight: int
    subjects: frozenset[SubjectCategory]
    decided_by: Body
    is_town: bool
    effect_months: int | None
    education: bool
    appeal: AppealPath | None
    note: str
    source: Source

    def __str__(self) -> str:
        return self.name

    @property
    def subject_words(self) -> str:
        """单位、个人; 个人; or the categories one by one."""
        if self.subjects in (ALL, PERSONS):
            return "单位、个人" if self.subjects == ALL else "个人"
        return "、".join(str(one.label) for one in SubjectCategory if one in self.subjects)

    def effect_until(self, decided_on: date) -> date | None:
        """The last day of its 影响期, None where nothing sets a period."""
        return months_after(decided_on, self.effect_months) if self.effect_months else None

    @property
    def effect_words(self) -> str:
        """6个月; "" where nothing sets a period."""
        return f"{self.effect_months}个月" if self.effect_months else ""


@dataclass(frozen=True)
class RuleSet:
    """The measures for deeds from `since` to `until` (None: until further notice), both inclusive."""

    since: date
    until: date | None
    name: str
    says: str
    source: Source
    measures: tuple[Measure, ...]
    principles: tuple[tuple[str, Source], ...]

    def measures_for(self, category: str, *, town_only: bool) -> list[Measure]:
        """What such a subject may meet, lightest first; town_only: what the town itself may decide."""
        fitting = [one for one in self.measures if category in one.subjects and (one.is_town or not town_only)]
        return sorted(fitting, key=lambda one: one.weight)

    def measure(self, code: str) -> Measure:
        """Raises LookupError for a code that this rule set does not know."""
        for one in self.measures:
            if one.code == code:
                return one
        raise LookupError(f"no measure {code} for deeds of {self.since}")


def rule_set_on(day: date) -> RuleSet:
    """The rule set for a deed of that civil day. Raises LookupError before the first (2016-07-08)."""
    for one in reversed(rule_sets()):
        if one.since <= day:
            return one
    raise LookupError(f"no rule set for {day}")


def measure(code: str, on: date) -> Measure:
    """The measure as it stood on the day of the deed. Raises LookupError where there was none."""
    return rule_set_on(on).measure(code)


def is_heavier(new: Iterable[Measure], old: Iterable[Measure]) -> bool:
    """Whether `new` is anywhere heavier than `old`: one more measure, or a heavier one, rank by rank."""
    before = sorted((one.weight for one in old), reverse=True)
    after = sorted((one.weight for one in new), reverse=True)
    return len(after) > len(before) or any(mine > theirs for mine, theirs in zip(after, before, strict=False))


@lru_cache(maxsize=1)
def rule_sets() -> tuple[RuleSet, ...]:
    """All of them, oldest first."""
    rows = sorted(told("measures")["rule_sets"], key=lambda row: row["from"])
    ends = [*(row["from"] - timedelta(days=1) for row in rows[1:]), None]
    return tuple(_rule_set(row, until) for row, until in zip(rows, ends, strict=True))


def _rule_set(row: Mapping[str, Any], until: date | None) -> RuleSet:
    since, said = row["from"], told("measures")
    source = Source.parse({"source": row["name"], "tag": row["tag"]})
    return RuleSet(
        since=since,
        until=until,
        name=row["name"],
        says=row["says"],
        source=source,
        measures=tuple(_measure(one, since) for one in said["measures"] if _holds(one, since)),
        principles=tuple((one["text"], Source.parse(one)) for one in said["principles"] if _holds(one, since)),
    )


def _holds(row: Mapping[str, Any], on: date) -> bool:
    """Rows change only where a rule set begins, so that its first day speaks for all of it."""
    return row.get("from", date.min) <= on <= row.get("to", date.max)


def _measure(row: Mapping[str, Any], since: date) -> Measure:
    return Measure(
        code=row["code"],
        name=row["name"],
        weight=row["weight"],
        subjects=_subjects(row["subjects"]),
        decided_by=Body(row["by"]),
        is_town=row.get("town", False),
        effect_months=row.get("months"),
        education=row.get("education", False),
        appeal=_appeal(row["appeal"], since) if "appeal" in row else None,
        note=row.get("note", ""),
        source=Source.parse(row),
    )


def _subjects(said: str | list[str]) -> frozenset[SubjectCategory]:
    if isinstance(said, str):
        return {"ALL": ALL, "PERSONS": PERSONS}[said]
    return frozenset(SubjectCategory(one) for one in said)


def _appeal(key: str, since: date) -> AppealPath:
    row = [one for one in told("measures")["appeals"][key] if one["from"] <= since][-1]
    within, answer = (Term.parse(row[name]) if name in row else None for name in ("within", "answer"))
    return AppealPath(row["name"], row["to"], within, answer, row.get("then", ""), Source.parse(row))
