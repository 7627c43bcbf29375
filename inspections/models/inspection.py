"""检查 (2.0): 平时检查 (2.1), 重点督导 (2.2) and 不定抽查 (2.3), with the team and the inspected units.

Its key is a random reference: a number in sequence would tell the inspected that a covert visit (2.0.m9) is under way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from dushi import chance
from dushi.regulation.periods import Period
from dushi.town.models import Person, Town, Unit

if TYPE_CHECKING:
    from dushi.town.models import User


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, user: User) -> InspectionQuerySet:
        """Those one drafted, approves or serves on; 班子 all, office all but what is prepared against it, the
        commission those it leads; the inspected their own once approved; the head of a department that is called in
        has a person to name (2.2). An open covert one exists for its own people alone (2.0.m9)."""
        rights = user.rights
        rows = self.filter(town_id=rights.town_id)
        own = Q(drafted_by=rights.person_id) | Q(approver=rights.person_id) | Q(_serves(rights.person_id))
        if rights.sees_town:
            # The office is itself a subject: what is prepared against it is not its to see.
            inspected = Q(_inspects(rights.own_units)) if rights.is_office and not rights.is_leader else Q(pk__in=[])
            return rows.filter(own | ~Q(OPEN_COVERT) & (Q(status__in=Inspection.KNOWN) | ~inspected))
        known = Q(status__in=Inspection.KNOWN) & Q(_inspects(rights.units))
        led = Q(lead_unit__in=rights.own_units) if rights.is_commission else Q(pk__in=[])
        called = Q(_calls_in(rights.headed))
        return rows.filter(own | ~Q(OPEN_COVERT) & (known | led | called))

    def served_by(self, person_id: int | None) -> InspectionQuerySet:
        """On whose team the person is."""
        return self.filter(_serves(person_id))

    def disclosed(self) -> InspectionQuerySet:
        """Without the open covert ones: what counts, lists, feeds and papers for everybody may speak of."""
        return self.exclude(OPEN_COVERT)

    def open(self) -> InspectionQuerySet:
        return self.exclude(status__in=Inspection.ENDED)

    def counted(self) -> InspectionQuerySet:
        """That inspected anything but 示例 units, which stand outside the counts."""
        places = InspectionUnit.objects.filter(inspection=OuterRef("pk"), unit__is_example=False)
        return self.filter(Exists(places))

    def of_unit(self, unit: Unit) -> InspectionQuerySet:
        """That inspect the unit itself."""
        return self.filter(Exists(InspectionUnit.objects.filter(inspection=OuterRef("pk"), unit=unit)))

    def with_places(self) -> InspectionQuerySet:
        """Their inspected units, by a join: an inspection may be of every village of a large town, more than one query
        takes as parameters."""
        return self.prefetch_related(Prefetch("places", InspectionUnit.objects.select_related("unit")))

    def with_team(self) -> InspectionQuerySet:
        return self.prefetch_related(Prefetch("members", InspectionMember.objects.select_related("person", "unit")))


def _serves(person_id: int | None) -> Exists:
    return Exists(InspectionMember.objects.filter(inspection=OuterRef("pk"), person=person_id))


def _calls_in(units: frozenset[int]) -> Exists:
    return Exists(InspectionMember.objects.filter(inspection=OuterRef("pk"), unit__in=units))


def _inspects(units: frozenset[int]) -> Exists:
    return Exists(InspectionUnit.objects.filter(inspection=OuterRef("pk"), unit__in=units))


class Inspection(models.Model):
    """One inspection. `status` is written by `inspections.moves.move` alone, along TRANSITIONS."""

    class Kind(models.TextChoices):
        ROUTINE = "ROUTINE", "平时检查"
        FOCUSED = "FOCUSED", "重点督导"
        SPOT = "SPOT", "不定抽查"

    class Status(models.TextChoices):
        DRAFTED = "DRAFTED", "拟定"
        APPROVED = "APPROVED", "已批准"
        UNDER_WAY = "UNDER_WAY", "检查中"
        REPORTED = "REPORTED", "已报告"
        CLOSED = "CLOSED", "已办结"
        WITHDRAWN = "WITHDRAWN", "已撤销"

    class Method(models.TextChoices):
        """Ways of inspecting; the values are the ids of the rule book."""

        FORUM = "2.0.m1", "召开座谈会"
        RECORDS = "2.0.m2", "查阅资料"
        ON_SITE = "2.0.m3", "实地调查"
        SURVEY = "2.0.m4", "问卷调查"
        INTERVIEW = "2.0.m5", "个别访谈"
        REPORTS = "2.0.m6", "听取汇报"
        PUBLIC = "2.0.m7", "受理群众举报"
        RANDOM = "2.0.m8", "随机访问"
        COVERT = "2.0.m9", "暗访"

    ENDED = (Status.CLOSED, Status.WITHDRAWN)
    #: states in which the inspected know of an inspection that is not covert
    KNOWN = (Status.APPROVED, Status.UNDER_WAY, Status.REPORTED, Status.CLOSED)
    #: TRANSITIONS[from] = states it may go to; held by moves.move and walked by a test
    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.DRAFTED: frozenset({Status.APPROVED, Status.WITHDRAWN}),
        Status.APPROVED: frozenset({Status.DRAFTED, Status.UNDER_WAY, Status.WITHDRAWN}),
        Status.UNDER_WAY: frozenset({Status.REPORTED, Status.WITHDRAWN}),
        Status.REPORTED: frozenset({Status.UNDER_WAY, Status.CLOSED}),
        Status.CLOSED: frozenset(),
        Status.WITHDRAWN: frozenset(),
    }
    #: article of each kind; its checklist is the article's agenda in the rule book
    CLAUSES: dict[str, str] = {Kind.ROUTINE: "2.1", Kind.FOCUSED: "2.2", Kind.SPOT: "2.3"}

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="inspections")
    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    title = models.CharField("名称", max_length=80)
    is_covert = models.BooleanField("暗访", default=False)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFTED)
    status_at = models.DateTimeField("进入本状态")
    lead_unit = models.ForeignKey(Unit, models.PROTECT, related_name="inspections_led", verbose_name="牵头单位")
    is_drawn = models.BooleanField(
        "随机抽取", default=False, help_text="its units came out of a draw: they may lie anywhere and are not exchanged"
    )
    methods = models.JSONField("检查方式", default=list, help_text="ids 2.0.m1 … 2.0.m9")
    focus = models.JSONField("检查内容", default=list, help_text="ids of the checklist, in the order of the rule book")
    first_on = models.DateField("开始日期")
    last_on = models.DateField("结束日期")
    period = models.CharField("计入周期", max_length=8, blank=True, help_text="Period.key; empty for 2.3")
    drafted_at = models.DateTimeField("拟定时间")
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="拟定人")
    approver = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", help_text="whom the draft was sent to"
    )
    approved_at = models.DateTimeField("批准时间", null=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="批准人")
    cross_reason = models.CharField("交叉检查理由", max_length=200, blank=True)
    summary = models.TextField("检查情况", blank=True, max_length=2000)
    reported_at = models.DateTimeField("报告时间", null=True)
    reported_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="报告人")
    closed_at = models.DateTimeField("办结时间", null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="办结人")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "检查"
        ordering = ["-first_on", "-drafted_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=models.F("first_on")), name="inspection_days_in_order"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="inspection_approved_pair",
            ),
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True, reported_by__isnull=True)
                | Q(reported_at__isnull=False, reported_by__isnull=False),
                name="inspection_reported_pair",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False, status="CLOSED"),
                name="inspection_closed_pair",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["APPROVED", "UNDER_WAY", "REPORTED", "CLOSED"]) | Q(approved_at__isnull=False),
                name="inspection_known_is_approved",
            ),
        ]
        indexes = [
            models.Index(fields=["town", "-first_on"], name="inspection_by_day"),
            models.Index(fields=["town", "status"], name="inspection_by_status"),
            models.Index(fields=["closed_at"], condition=Q(is_covert=True), name="inspection_covert_closed"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def clause(self) -> str:
        """2.1, 2.2 or 2.3."""
        return self.CLAUSES[self.kind]

    @property
    def counts_for(self) -> Period | None:
        """The month (2.1) or quarter (2.2) whose duty it fulfils; None for a spot inspection."""
        return Period.parse(self.period) if self.period else None

    @property
    def is_open(self) -> bool:
        return self.status not in self.ENDED

    @property
    def is_hidden(self) -> bool:
        """Covert and not over yet: it does not exist for anybody but its own people."""
        return self.is_covert and self.status != self.Status.CLOSED

    @property
    def leader(self) -> InspectionMember | None:
        """组长; read from `members`, which pages prefetch."""
        return next((member for member in self.members.all() if member.is_leader), None)

    def team_ids(self) -> set[int]:
        """People on the team, by id."""
        return {member.person_id for member in self.members.all() if member.person_id is not None}

    def methods_text(self) -> str:
        """实地调查、个别访谈."""
        return "、".join(str(self.Method(code).label) for code in self.methods)


#: A covert inspection is over when it is closed; one that was withdrawn is never told.
OPEN_COVERT = Q(is_covert=True) & ~Q(status=Inspection.Status.CLOSED)


class InspectionUnit(models.Model):
    """One inspected unit (被检单位)."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="places")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="inspected", verbose_name="被检单位")
    visited_at = models.DateTimeField("到场时间", null=True, help_text="when its checklist was first kept")
    done_at = models.DateTimeField("查完时间", null=True)

    class Meta:
        verbose_name = "被检单位"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["inspection", "unit"], name="inspected_once")]
        indexes = [models.Index(fields=["unit", "inspection"], name="inspected_by_unit")]

    def __str__(self) -> str:
        return str(self.unit)


class InspectionMember(models.Model):
    """检查组成员; a department that is called in (2.2) stands here without a person until it names one."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="members")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="所在单位")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name="成员"
    )
    is_leader = models.BooleanField("组长", default=False)
    is_cross = models.BooleanField("交叉检查", default=False, help_text="from another area, nobody else remained")

    class Meta:
        verbose_name = "检查组成员"
        ordering = ["-is_leader", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "person"], name="inspection_member_once"),
            models.UniqueConstraint(fields=["inspection"], condition=Q(is_leader=True), name="inspection_one_leader"),
            models.CheckConstraint(condition=Q(is_leader=False) | Q(person__isnull=False), name="leader_is_a_person"),
        ]
        indexes = [models.Index(fields=["person", "inspection"], name="inspection_by_member")]

    def __str__(self) -> str:
        return str(self.person or self.unit)
