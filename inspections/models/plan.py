"""年度检查计划 (2.1.plan): which village in which month, on which of the contents 2.1(1)–(8).

What was promised stands in the line for good; what becomes of it after approval is told by the events of the plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from dushi import chance
from dushi.town.models import Person, Town, Unit

if TYPE_CHECKING:
    from dushi.town.models import User


class InspectionPlanQuerySet(models.QuerySet["InspectionPlan"]):
    def visible_to(self, user: User) -> InspectionPlanQuerySet:
        """Office and 班子 from the draft on; a 管区书记 once it is approved (of it the own villages)."""
        rights = user.rights
        rows = self.filter(town_id=rights.town_id)
        if rights.sees_town:
            return rows
        return rows.approved() if rights.is_area_secretary else rows.none()

    def approved(self) -> InspectionPlanQuerySet:
        return self.filter(status=InspectionPlan.Status.APPROVED)


class InspectionPlan(models.Model):
    """One year of one town. `status` is written by `plan_moves.move_plan` alone, along TRANSITIONS."""

    class Status(models.TextChoices):
        DRAFTED = "DRAFTED", "拟定"
        SENT = "SENT", "送批"
        APPROVED = "APPROVED", "已批准"

    #: TRANSITIONS[from] = states it may go to; held by plan_moves.move_plan and walked by a test
    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.DRAFTED: frozenset({Status.SENT}),
        Status.SENT: frozenset({Status.APPROVED, Status.DRAFTED}),
        Status.APPROVED: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="inspection_plans")
    year = models.PositiveSmallIntegerField("年度")
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.DRAFTED)
    status_at = models.DateTimeField("进入本状态")
    drafted_at = models.DateTimeField("拟定时间")
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="拟定人")
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="送批人")
    approver = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="送请批准", help_text="whom it was sent to"
    )
    approved_at = models.DateTimeField("批准时间", null=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="批准人")

    objects = InspectionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "年度检查计划"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["town", "year"], name="inspection_plan_once"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True) & ~Q(status="APPROVED")
                | Q(approved_at__isnull=False, approved_by__isnull=False, status="APPROVED"),
                name="inspection_plan_approved_pair",
            ),
            models.CheckConstraint(
                condition=~Q(status="SENT") | Q(sent_by__isnull=False, approver__isnull=False),
                name="inspection_plan_sent_to_somebody",
            ),
            # Nobody approves what they drafted or sent.
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drafted_by")) & ~Q(approved_by=F("sent_by")),
                name="inspection_plan_approver_is_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年度检查计划"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFTED

    @property
    def is_approved(self) -> bool:
        return self.status == self.Status.APPROVED


class PlanLineQuerySet(models.QuerySet["PlanLine"]):
    def live(self) -> PlanLineQuerySet:
        """What is planned today: neither dropped nor merged into another line."""
        return self.filter(dropped_at__isnull=True)

    def counted(self) -> PlanLineQuerySet:
        """Without 示例 villages."""
        return self.filter(village__is_example=False)


class PlanLine(models.Model):
    """One village in one month. In an approved plan a line is never deleted and its promise never changes."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    plan = models.ForeignKey(InspectionPlan, models.CASCADE, related_name="lines")
    village = models.ForeignKey(Unit, models.PROTECT, related_name="planned", verbose_name="村")
    month = models.PositiveSmallIntegerField("月份")
    focus = models.JSONField("检查内容", default=list, help_text="ids of 2.1, in the order of the rule book")
    promised_month = models.PositiveSmallIntegerField(
        "批准时的月份", null=True, help_text="as approved; null for a line that was added afterwards"
    )
    added_at = models.DateTimeField("列入时间")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="列入人")
    dropped_at = models.DateTimeField("撤下时间", null=True)
    dropped_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="撤下人")
    drop_reason = models.CharField("撤下事由", max_length=200, blank=True)

    objects = PlanLineQuerySet.as_manager()

    class Meta:
        verbose_name = "计划检查"
        ordering = ["month", "added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(month__range=(1, 12)) & (Q(promised_month__isnull=True) | Q(promised_month__range=(1, 12))),
                name="plan_line_month_of_the_year",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True, dropped_by__isnull=True, drop_reason="")
                | Q(dropped_at__isnull=False, dropped_by__isnull=False) & ~Q(drop_reason=""),
                name="plan_line_dropped_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["plan", "month", "village"], name="plan_line_by_month")]

    def __str__(self) -> str:
        return f"{self.village} {self.month}月"

    @property
    def is_live(self) -> bool:
        return self.dropped_at is None

    @property
    def is_moved(self) -> bool:
        """In another month than was approved."""
        return self.promised_month is not None and self.promised_month != self.month
