"""The page of a case whole: everything about it on one page, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accountability.cases.moves import missing
from accountability.cases.opening import VERB as OPENED
from accountability.cases.people import presider
from accountability.cases.standing import calendar_of, heard_until
from accountability.cases.table import STEPS
from accountability.desk.exhibits import Exhibit, exhibits
from accountability.desk.history import moments, steps_of
from accountability.desk.sheets import looks, recusals, sheets_of, statements
from accountability.leads.recusal import withdrawals
from accountability.models import (
    Appeal,
    Case,
    CaseMeasure,
    CaseSituation,
    CaseStep,
    Deliberation,
)
from accountability.rules.category import SubjectCategory
from accountability.rules.grounds import Ground, GroundKind, grounds
from accountability.rules.measures import Body, Measure, measure, rule_set_on
from dushi.regulation.models import Clause

S = Case.Status
#: The road of a case; an exit stands at its end instead of what was not reached.
ROAD = (S.ACCEPTED, S.INQUIRY, S.HEARING, S.DELIBERATION, S.DECIDED, S.SERVED, S.ENFORCING, S.CLOSED)
EXITS = (S.NOT_HELD, S.EXEMPTED, S.TRANSFERRED, S.REVOKED)
#: When what may exempt or lighten is shown beside the case.
WEIGHED = (S.DELIBERATION, S.DECIDED)


@dataclass(frozen=True)
class Stop:
    """One state of the road. kind: past, here or ahead."""

    label: str
    kind: str


@dataclass(frozen=True)
class Cited:
    """A situation with the regulation's words of the day of the deed, and its evidence."""

    row: CaseSituation
    clause: Clause | None
    numbers: list[int]


@dataclass(frozen=True)
class Met:
    """A measure with what the rule set of the day of the deed says of it; rule None where it knows it no more."""

    row: CaseMeasure
    rule: Measure | None

    @property
    def name(self) -> str:
        return self.rule.name if self.rule else self.row.code


@dataclass(frozen=True)
class Stage:
    title: str
    measures: list[Met]


@dataclass(frozen=True)
class Sat:
    """A sitting with its conclusion in words."""

    row: Deliberation
    outcome: str
    body: str


@dataclass(frozen=True)
class Weighed:
    """Grounds of one kind, each with whether it was held to apply."""

    title: str
    lines: list[tuple[Ground, bool]] = field(default_factory=list)


def page_of(case: Case, address: Callable[[Any], str]) -> dict[str, Any]:
    """Context of case_page.html. case: loaded with its parts. address: id of a file → its path."""
    shown = exhibits(case.evidence.all(), address)
    sheets = sheets_of(case.papers.all())
    return {
        "road": road(case),
        "moments": timeline(case),
        "category": SubjectCategory(case.category).label,
        "rule_set": rule_set_on(case.deed_on),
        "cited": cited(case, shown),
        "exhibits": shown,
        "team": case.members.all(),
        "presider": presider(case) if case.is_open else None,
        "team_lacks": missing(case, "begin") if case.status in STEPS["add_evidence"].sources else [],
        "recusals": recusals(withdrawals(case)),
        "stages": stages(case),
        "sheets": sheets,
        "statements": statements(sheets, heard_until),
        "sittings": sittings(case),
        "appeals": list(case.appeals.all()),
        "ended_appeals": Appeal.ENDED,
        "weighed": weighed(case),
        "handover": getattr(case, "transfer", None),
        "merged": case.merged_leads.order_by("registered_at"),
        "looks": looks(case),
    }


def road(case: Case) -> list[Stop]:
    """受理 → … → 结案, the present state marked; after an exit what was never reached does not stand there."""
    if case.status in EXITS:
        reached = set(case.steps.values_list("after", flat=True)) | {S.ACCEPTED}
        past = [Stop(state.label, "past") for state in ROAD if state in reached]
        return [*past, Stop(case.get_status_display(), "here")]
    here = ROAD.index(S(case.status))
    kinds = ["past" if place < here else "here" if place == here else "ahead" for place in range(len(ROAD))]
    return [Stop(state.label, kind) for state, kind in zip(ROAD, kinds, strict=True)]


def timeline(case: Case) -> list[Any]:
    limits = {step.verb: step.limit for step in STEPS.values() if step.limit} | {OPENED: "CASE_INQUIRY"}

    def begins(step: CaseStep) -> tuple[str, datetime] | None:
        code = limits.get(step.verb)
        return (code, step.at) if code else None

    workdays = calendar_of(case)
    return moments(steps_of(case), states=S.choices, begins=begins, ends=Case.ENDED, workdays=workdays)


def cited(case: Case, shown: list[Exhibit]) -> list[Cited]:
    clauses = {one.code: one for one in Clause.objects.in_force(case.deed_on).filter(kind=Clause.Kind.SITUATION)}
    numbers = {one.row.pk: one.number for one in shown}
    return [
        Cited(row, clauses.get(row.clause), sorted(numbers[one.pk] for one in row.evidence.all() if one.pk in numbers))
        for row in case.situations.all()
    ]


def stages(case: Case) -> list[Stage]:
    """Proposed, decided, recorded, in that order, as far as there is anything."""
    rows = list(case.measures.all())
    found = [
        Stage(str(stage.label), [_met(case, row) for row in rows if row.stage == stage]) for stage in CaseMeasure.Stage
    ]
    return [one for one in found if one.measures]


def _met(case: Case, row: CaseMeasure) -> Met:
    try:
        return Met(row, measure(row.code, case.deed_on))
    except LookupError:
        return Met(row, None)


def sittings(case: Case) -> list[Sat]:
    outcomes = {**dict(S.choices), **dict(Appeal.Status.choices)}
    bodies = dict(Body.choices)
    return [Sat(row, outcomes.get(row.outcome, ""), bodies.get(row.body, "")) for row in case.deliberations.all()]


def weighed(case: Case) -> list[Weighed]:
    """不予、免予, lighter and heavier: all of them while it is weighed, afterwards those that were held to apply."""
    kinds = (GroundKind.EXEMPTION, GroundKind.LIGHTER, GroundKind.HEAVIER)
    found = [Weighed(str(kind.label), [(one, one.code in case.grounds) for one in grounds(kind)]) for kind in kinds]
    if case.status in WEIGHED:
        return found
    held = [Weighed(one.title, [line for line in one.lines if line[1]]) for one in found]
    return [one for one in held if one.lines]
