"""整改流: 发现 → 交办 → 整改中 → 待验收 → 销号 → 回头看, with ages; waiting for the verifier is its own stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import Case, CharField, Count, F, Min, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from dushi import clock, words
from dushi.matters.ladder import PATIENCE_DAYS, waiting_since
from dushi.matters.models import Matter
from dushi.regulation.calendar import Workdays
from dushi.town.models import User
from inspections.models import Finding
from inspections.models.finding import FindingQuerySet

Status = Matter.Status
ASSIGNED, DOING, WAITING, CLOSED, RECHECKED = "ASSIGNED", "DOING", "WAITING", "CLOSED", "RECHECKED"
#: In the order a finding walks through them.
STAGES = [
    (ASSIGNED, "交办"),
    (DOING, "整改中"),
    (WAITING, "待验收"),
    (CLOSED, "销号"),
    (RECHECKED, "回头看"),
]
OPEN_STAGES = (ASSIGNED, DOING, WAITING)
PATIENCE = f"验收超过{PATIENCE_DAYS}个工作日"


def in_flow(user: User) -> FindingQuerySet:
    """What became a matter; what was mended at the door and what nobody may know of stand outside."""
    found = Finding.objects.visible_to(user).disclosed()
    return found.filter(matter__isnull=False, is_fixed_on_spot=False)


def with_stage(findings: FindingQuerySet) -> Any:
    """The FindingQuerySet, annotated with `stage` and `stage_at`, the moment it began."""
    closed = Q(matter__status=Status.CLOSED)
    stage = Case(
        When(matter__isnull=True, then=Value("")),
        When(closed & Q(matter__rechecked_at__isnull=False), then=Value(RECHECKED)),
        When(closed, then=Value(CLOSED)),
        When(matter__status=Status.SUBMITTED, then=Value(WAITING)),
        When(matter__status=Status.ASSIGNED, then=Value(ASSIGNED)),
        default=Value(DOING),
        output_field=CharField(),
    )
    began = Case(
        When(closed & Q(matter__rechecked_at__isnull=False), then=F("matter__rechecked_at")),
        default=Coalesce(F("matter__status_at"), F("found_at")),
    )
    return findings.annotate(stage=stage, stage_at=began)


@dataclass(frozen=True)
class Step:
    """One stage of the flow as it stands: how many, the oldest of them in days, how many are late."""

    code: str
    name: str
    count: int = 0
    oldest: int | None = None
    late: int = 0

    @property
    def is_open(self) -> bool:
        return self.code in OPEN_STAGES


@dataclass(frozen=True)
class Flow:
    found: int
    ticked: int
    steps: list[Step]

    @property
    def open(self) -> int:
        return sum(step.count for step in self.steps if step.is_open)

    @property
    def late(self) -> int:
        return sum(step.late for step in self.steps)

    @property
    def waiting(self) -> Step:
        return next(step for step in self.steps if step.code == WAITING)


def flow_of(user: User, at: datetime) -> Flow:
    """The figures of the whole flow this user sees, without 示例 units. Two queries."""
    late = Count("pk", filter=Q(matter__status__in=Matter.OWNERS, matter__due_at__lt=at))
    rows = with_stage(in_flow(user).counted()).order_by().values("stage")
    told = {row["stage"]: row for row in rows.annotate(count=Count("pk"), since=Min("stage_at"), late=late)}
    steps = [
        Step(code, name, row["count"], words.days_since(row["since"], at), row["late"])
        if (row := told.get(code))
        else Step(code, name)
        for code, name in STAGES
    ]
    ticked = Finding.objects.visible_to(user).disclosed().counted().filter(is_fixed_on_spot=True).count()
    return Flow(ticked + sum(step.count for step in steps), ticked, steps)


def line_up(findings: Any) -> QuerySet[Finding]:
    """What stands longest in its stage first; each with all that its line says."""
    related = ("unit", "inspection", "matter__owner_unit", "matter__owner_seat__unit")
    rows = findings.select_related(*related).prefetch_related("matter__named_verifiers__person")
    return rows.order_by("stage_at", "pk")


@dataclass(frozen=True)
class Line:
    """One finding on its way: days in the stage and in all, and with whom it lies."""

    finding: Finding
    stage: str
    days: int
    total: int
    whose: str
    is_waiting_long: bool


def lines_of(findings: list[Finding], at: datetime) -> list[Line]:
    year = clock.local(at).year
    workdays = Workdays.load([year - 1, year, year + 1])
    return [_line(finding, workdays, at) for finding in findings]


def _line(finding: Finding, workdays: Workdays, at: datetime) -> Line:
    matter = cast(Matter, finding.matter)
    stage = finding.stage  # type: ignore[attr-defined]
    is_waiting = stage == WAITING
    checkers = "、".join(str(row) for row in matter.named_verifiers.all())
    ended = stage in (CLOSED, RECHECKED)
    return Line(
        finding=finding,
        stage=dict(STAGES)[stage],
        days=words.days_since(finding.stage_at, at),  # type: ignore[attr-defined]
        total=words.days_since(finding.found_at, matter.closed_at if ended else at),
        whose=(checkers or str(matter.get_tier_display())) if is_waiting else matter.owner_text,
        is_waiting_long=is_waiting and waiting_since(matter, workdays) < at,
    )
