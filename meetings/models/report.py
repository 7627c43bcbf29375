"""周调度报告 (1.4.r): a village's week. The sender makes the key; sent fifty times it is stored once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from dushi.matters.models import Matter
from dushi.regulation.periods import Period
from dushi.town.models import Person, Town, Unit

if TYPE_CHECKING:
    from dushi.town.models import User


class ReportBody(models.Model):
    """What the report asks: each field serves 1.4.r or 1.4(b)."""

    class SupportVisit(models.TextChoices):
        CAME = "CAME", "到了"
        ABSENT = "ABSENT", "没到"
        NONE_PLANNED = "NONE_PLANNED", "本周无安排"
        UNKNOWN = "UNKNOWN", "未了解"

    class SupporterDuty(models.TextChoices):
        NORMAL = "NORMAL", "正常"
        LACKING = "LACKING", "有未履责"
        UNKNOWN = "UNKNOWN", "未了解"

    key_work = models.TextField("本周重点工作", max_length=500)
    support_visit = models.CharField("帮扶单位本周到村", max_length=12, choices=SupportVisit.choices)
    supporter_duty = models.CharField("联户责任人履责", max_length=12, choices=SupporterDuty.choices)
    supporter_names = models.CharField("未履责人员", max_length=120, blank=True)
    next_plan = models.TextField("下周打算", max_length=300, blank=True)

    class Meta:
        abstract = True


class DispatchReportQuerySet(models.QuerySet["DispatchReport"]):
    def visible_to(self, user: User) -> DispatchReportQuerySet:
        """Own villages' and one's own; office and 班子 see all."""
        rights = user.rights
        rows = self.filter(town_id=rights.town_id)
        return rows if rights.sees_town else rows.filter(Q(village__in=rights.units) | Q(author=rights.person_id))

    def current(self) -> DispatchReportQuerySet:
        """The newest version of each village's week."""
        return self.filter(corrected_by__isnull=True)

    def of_week(self, village: Unit, period: Period) -> DispatchReportQuerySet:
        """Every version of one village's week, oldest first."""
        return self.filter(village=village, period=period.key).order_by("version")

    def returned(self) -> DispatchReportQuerySet:
        """退回补正 and not yet corrected."""
        return self.current().filter(returned_at__isnull=False)


class DispatchReport(ReportBody):
    """One version of a village's week. A correction is a new row that names the version it corrects."""

    id = models.UUIDField(primary_key=True, help_text="made by the sender before sending; kept for ever")
    town = models.ForeignKey(Town, models.CASCADE, related_name="dispatch_reports")
    village = models.ForeignKey(Unit, models.PROTECT, related_name="dispatch_reports")
    area = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", help_text="area of that day")
    period = models.CharField("周", max_length=8)
    version = models.PositiveSmallIntegerField("版次", default=1)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="corrected_by", help_text="the version it corrects"
    )
    author = models.ForeignKey(Person, models.PROTECT, related_name="dispatch_reports", verbose_name="报送人")
    told_by = models.CharField("口述人", max_length=40, blank=True, help_text="代填: who told it")
    typed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", help_text="代填: who typed it")
    device_at = models.DateTimeField("填写时间", null=True, help_text="time on the device, where it sent one")
    received_at = models.DateTimeField("送达时间")
    counts_at = models.DateTimeField("计时", help_text="the moment lateness is judged by (离线补传 rule)")
    body_sha256 = models.CharField(max_length=64)
    returned_at = models.DateTimeField("退回时间", null=True)
    returned_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    return_reason = models.CharField("退回事由", max_length=200, blank=True)

    objects = DispatchReportQuerySet.as_manager()

    class Meta:
        verbose_name = "周调度报告"
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["village", "period", "version"], name="report_version_once"),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_by__isnull=True, return_reason="")
                | (Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(return_reason="")),
                name="report_returned_pair",
            ),
            models.CheckConstraint(
                condition=Q(told_by="", typed_by__isnull=True) | (~Q(told_by="") & Q(typed_by__isnull=False)),
                name="report_proxy_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["town", "period"], name="report_by_period"),
            models.Index(fields=["village", "-received_at"], name="report_by_village"),
        ]

    def __str__(self) -> str:
        return f"{self.village} {Period.parse(self.period).label}调度报告"

    @property
    def week(self) -> Period:
        return Period.parse(self.period)

    @property
    def is_proxy(self) -> bool:
        """代填."""
        return self.typed_by_id is not None

    @property
    def is_sent_later(self) -> bool:
        """离线补传: written in time on the device, received after the due moment."""
        return self.counts_at < self.received_at

    @property
    def number_text(self) -> str:
        """回执号: the short form of the id, as one reads it out on the telephone."""
        short = self.pk.hex[:8].upper()
        return f"{short[:4]}-{short[4:]}"

    @property
    def filed_by(self) -> str:
        """褚某, or 郑某代填（褚某口述）."""
        return f"{self.author}代填（{self.told_by}口述）" if self.is_proxy else str(self.author)


class ReportDraft(models.Model):
    """An unsent text as typed, kept on the server within a second; another device goes on with it."""

    key = models.UUIDField(unique=True, help_text="becomes the report's id")
    village = models.ForeignKey(Unit, models.CASCADE, related_name="report_drafts")
    period = models.CharField(max_length=8)
    person = models.ForeignKey(Person, models.CASCADE, related_name="report_drafts")
    data = models.JSONField("所填内容", default=dict, help_text="name of the form's field → text, never cut or checked")
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = "周报告草稿"
        constraints = [models.UniqueConstraint(fields=["village", "period", "person"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.village} {self.period} 草稿"


class ReportUpdate(models.Model):
    """续报: what became of an open problem."""

    class Answer(models.TextChoices):
        OPEN = "OPEN", "未解决"
        PROGRESS = "PROGRESS", "有进展"
        SOLVED = "SOLVED", "已解决"

    report = models.ForeignKey(DispatchReport, models.CASCADE, related_name="updates")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="report_updates")
    answer = models.CharField("续报", max_length=8, choices=Answer.choices)

    class Meta:
        verbose_name = "续报"
        constraints = [models.UniqueConstraint(fields=["report", "matter"], name="report_update_once")]

    def __str__(self) -> str:
        return f"{self.matter} {self.get_answer_display()}"


class ReportProblem(models.Model):
    """新发现问题: becomes a matter at once."""

    report = models.ForeignKey(DispatchReport, models.CASCADE, related_name="problems")
    title = models.CharField("问题", max_length=120)
    tier = models.CharField("请求层级", max_length=16, choices=Matter.Tier.choices)
    help_asked = models.CharField("请求协调", max_length=200, blank=True)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "新发现问题"

    def __str__(self) -> str:
        return self.title
