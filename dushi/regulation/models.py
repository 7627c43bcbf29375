"""What: the rule book (versioned by date), its clauses and duties, and the calendar of working days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q

from dushi import clock
from dushi.regulation.due import DueRule
from dushi.regulation.ladder import Step, steps
from dushi.regulation.periods import Period
from dushi.town.models import Seat, Unit


class RegulationQuerySet(models.QuerySet["Regulation"]):
    def in_force(self, on: date | None = None) -> RegulationQuerySet:
        """Versions in force on that civil day. Valid until superseded; the goal date ends nothing (0.1)."""
        day = on or clock.today()
        return self.filter(Q(superseded_on__isnull=True) | Q(superseded_on__gt=day), effective_from__lte=day)


class Regulation(models.Model):
    """制度: one version of a rule book."""

    code = models.CharField("代号", max_length=40)
    version = models.CharField("版本", max_length=20)
    title = models.CharField("名称", max_length=80)
    effective_from = models.DateField("施行日期")
    superseded_on = models.DateField("替代日期", null=True, blank=True, help_text="first day of its successor")
    goal_date = models.DateField("目标期限")
    settings = models.JSONField("设置", default=dict, help_text="departments of 2.2, X.1 mapping, week …")
    document = models.JSONField("原文", default=list, help_text="[{'text', 'clauses': [codes]}], verbatim, in order")
    source_sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField("载入时间")

    objects = RegulationQuerySet.as_manager()

    class Meta:
        verbose_name = "制度"
        ordering = ["-effective_from", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="regulation_version_once"),
            models.CheckConstraint(
                condition=Q(superseded_on__isnull=True) | Q(superseded_on__gt=F("effective_from")),
                name="regulation_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def days_to_goal(self, on: date | None = None) -> int:
        """Civil days left until the goal date (0.1); negative once it has passed."""
        return (self.goal_date - (on or clock.today())).days

    def goal_text(self, on: date | None = None) -> str:
        """距目标期限 286 天, or 目标期限 2018年12月31日 已过 3 天: passing it ends nothing."""
        left = self.days_to_goal(on)
        if left > 0:
            return f"距目标期限 {left} 天"
        goal = f"目标期限 {self.goal_date.year}年{self.goal_date.month}月{self.goal_date.day}日"
        return f"{goal} 已过 {-left} 天" if left else f"{goal} 就是今天"


class ClauseQuerySet(models.QuerySet["Clause"]):
    def in_force(self, on: date | None = None) -> ClauseQuerySet:
        """Clauses of the version in force on that civil day, in the order of the text."""
        return self.filter(regulation__in=Regulation.objects.in_force(on))


class Clause(models.Model):
    """条款: one id of the rule book with the regulation's own words."""

    class Kind(models.TextChoices):
        DUTY = "DUTY", "职责"
        AGENDA = "AGENDA", "主要任务"
        METHOD = "METHOD", "检查方式"
        SITUATION = "SITUATION", "问责情形"
        MEASURE = "MEASURE", "问责方式"
        RULE = "RULE", "原则"

    class Chapter(models.IntegerChoices):
        GENERAL = 0, "总则"
        DISPATCH = 1, "一、调度"
        INSPECTION = 2, "二、检查"
        ACCOUNTABILITY = 3, "三、问责"
        ACROSS = 9, "贯穿各章"

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="clauses")
    code = models.CharField("编号", max_length=16, help_text="1.4.r, 1.3(a), 3.2(1)b …")
    number = models.CharField("条目", max_length=16, help_text="as shown at the left edge: 1.4")
    printed = models.CharField("原文编号", max_length=24, blank=True, help_text="as printed in the text: 一、4")
    chapter = models.PositiveSmallIntegerField("章", choices=Chapter.choices)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    text = models.TextField("条文", help_text="verbatim")
    summary = models.CharField("简述", max_length=120)
    note = models.CharField("说明", max_length=200, blank=True)
    page = models.CharField(max_length=60, blank=True, help_text="URL name of the page that serves it")
    order = models.PositiveSmallIntegerField()

    objects = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = "条款"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["regulation", "code"], name="clause_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.summary}"


class DutyQuerySet(models.QuerySet["Duty"]):
    def in_force(self, on: date | None = None) -> DutyQuerySet:
        """Duties of the version in force on that civil day (for a period: its first day)."""
        return self.filter(regulation__in=Regulation.objects.in_force(on))


class Duty(models.Model):
    """职责: who must do what how often, at least how many times, where."""

    class Cadence(models.TextChoices):
        WEEK = "WEEK", "每周"
        MONTH = "MONTH", "每月"
        QUARTER = "QUARTER", "每季度"
        YEAR = "YEAR", "每年"

    class HolderType(models.TextChoices):
        UNIT = "UNIT", "单位"
        SEAT = "SEAT", "岗位"

    class Place(models.TextChoices):
        KEY_VILLAGE = "KEY_VILLAGE", "重点村"
        COVERED = "COVERED", "所包片区、联系村"

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="duties")
    clause = models.ForeignKey(Clause, models.CASCADE, related_name="duties")
    key = models.CharField(max_length=16, help_text="equals the id of its clause")
    title = models.CharField("职责", max_length=60)
    cadence = models.CharField("周期", max_length=8, choices=Cadence.choices)
    holder_type = models.CharField(max_length=4, choices=HolderType.choices)
    holder_kind = models.CharField(max_length=24, help_text="Unit.Kind or Seat.Kind")
    place = models.CharField("地点", max_length=24, blank=True, choices=Place.choices)
    minimum = models.PositiveSmallIntegerField("至少次数", default=1)
    due = models.JSONField("时限规则", default=dict)
    ladder = models.JSONField("提醒阶梯", default=list)
    page = models.CharField(max_length=60, help_text="URL name of the page where it is done")

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = "职责"
        ordering = ["clause__order"]
        constraints = [models.UniqueConstraint(fields=["regulation", "key"], name="duty_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def rule(self) -> DueRule:
        """When it is due, as a rule that can be asked."""
        return DueRule.parse(self.due)

    @property
    def steps(self) -> list[Step]:
        """The rungs of its ladder, lowest first."""
        return steps(self.ladder)

    @property
    def period_kind(self) -> Period.Kind:
        return Period.Kind(self.cadence)

    @property
    def holder_words(self) -> str:
        """Who answers for it: 村, 管区, 班子成员 …"""
        kinds = Unit.Kind if self.holder_type == self.HolderType.UNIT else Seat.Kind
        return str(kinds(self.holder_kind).label)

    @property
    def due_words(self) -> str:
        return self.rule.in_words(self.period_kind)


class CalendarYear(models.Model):
    """Whether the State Council's notice for a year is known; an unpublished year counts Monday to Friday."""

    year = models.PositiveSmallIntegerField("年", unique=True)
    notice_no = models.CharField("文号", max_length=60, blank=True)
    is_published = models.BooleanField("已发布", default=False)

    class Meta:
        verbose_name = "日历年度"

    def __str__(self) -> str:
        return f"{self.year}年"


class CalendarDay(models.Model):
    """A day that differs from the plain week: a holiday, or a weekend day that is worked (调休)."""

    class Kind(models.TextChoices):
        HOLIDAY = "HOLIDAY", "放假"
        WORKDAY = "WORKDAY", "调休上班"

    day = models.DateField("日期", unique=True)
    kind = models.CharField("类型", max_length=8, choices=Kind.choices)
    name = models.CharField("名称", max_length=40)
    notice_no = models.CharField("文号", max_length=60, blank=True)

    class Meta:
        verbose_name = "日历"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class MergedWeekQuerySet(models.QuerySet["MergedWeek"]):
    def around(self, years: Iterable[int]) -> MergedWeekQuerySet:
        """Rows of these years and of the year on either side."""
        wanted = list(years)
        return self.filter(year__gte=min(wanted) - 1, year__lte=max(wanted) + 1)

    def merged(self) -> dict[Period, Period]:
        """Merged week → the week its duties are done with. One query."""
        return {row.period: row.into for row in self if row.into}


class MergedWeek(models.Model):
    """并入第 N 周: a short week whose duties are done with the next week's. The table is the truth.

    Rows not set by hand follow the calendar (merging.py); a row set by hand without a receiving week says 单独计.
    """

    year = models.PositiveSmallIntegerField("年")
    week = models.PositiveSmallIntegerField("周")
    into_year = models.PositiveSmallIntegerField("并入年", null=True, blank=True)
    into_week = models.PositiveSmallIntegerField("并入周", null=True, blank=True)
    is_by_hand = models.BooleanField("人工设定", default=False)
    note = models.CharField("说明", max_length=80, blank=True)

    objects = MergedWeekQuerySet.as_manager()

    class Meta:
        verbose_name = "并入周"
        ordering = ["year", "week"]
        constraints = [
            models.UniqueConstraint(fields=["year", "week"], name="merged_week_once"),
            models.CheckConstraint(
                condition=Q(into_year__isnull=True, into_week__isnull=True, is_by_hand=True)
                | Q(into_year__gt=F("year"), into_week__isnull=False)
                | Q(into_year=F("year"), into_week__gt=F("week")),
                name="merged_week_moves_on",
            ),
        ]

    def __str__(self) -> str:
        if self.into_week is None:
            return f"{self.period.label}单独计"
        return f"{self.period.label}并入第{self.into_week}周"

    @property
    def period(self) -> Period:
        return Period(Period.Kind.WEEK, self.year, self.week)

    @property
    def into(self) -> Period | None:
        """The week it is done with, or None where it counts by itself."""
        if self.into_year is None or self.into_week is None:
            return None
        return Period(Period.Kind.WEEK, self.into_year, self.into_week)
