"""例会, 会议, 套会, 议程, 到会, 调度材料 (1.1–1.4)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from dushi import clock
from dushi.matters.models import Matter
from dushi.regulation.periods import Period
from dushi.town.models import Person, Seat, Town, Unit

if TYPE_CHECKING:
    from dushi.town.models import User


class MeetingSeries(models.Model):
    """例会: a body's usual weekday, hour, place, chair and invitees; the tick puts its meetings on the calendar."""

    town = models.ForeignKey(Town, models.CASCADE, related_name="series")
    body = models.OneToOneField(Unit, models.CASCADE, related_name="series", verbose_name="会议主体")
    weekday = models.PositiveSmallIntegerField("星期", help_text="ISO: 1 = Monday … 7 = Sunday")
    week_of_month = models.PositiveSmallIntegerField(
        "第几个",
        null=True,
        blank=True,
        help_text="monthly and quarterly bodies: 1–4, in the last month; empty: the last",
    )
    hour = models.TimeField("时间", help_text="local, Asia/Shanghai")
    place = models.CharField("地点", max_length=60)
    chair = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name="主持")
    invitees = models.ManyToManyField(Seat, related_name="invited_to", blank=True, verbose_name="参会岗位")
    is_active = models.BooleanField("启用", default=True)
    starts_on = models.DateField(
        "自何日起", default=clock.today, help_text="no meeting is put on the calendar before it"
    )

    class Meta:
        verbose_name = "例会"
        constraints = [
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="series_weekday"),
            models.CheckConstraint(
                condition=Q(week_of_month__isnull=True) | Q(week_of_month__gte=1, week_of_month__lte=4),
                name="series_week_of_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}例会"


class Sitting(models.Model):
    """套会: several meetings of several bodies at one time and place; one sign-in, own minutes each."""

    town = models.ForeignKey(Town, models.CASCADE, related_name="sittings")
    starts_at = models.DateTimeField("时间")
    place = models.CharField("地点", max_length=60)

    class Meta:
        verbose_name = "套会"

    def __str__(self) -> str:
        return f"{clock.local(self.starts_at):%Y-%m-%d %H:%M} 套会"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> MeetingQuerySet:
        """Meetings of the own body, or of one merged into it, and those one is invited to; office and 班子 see all."""
        rights = user.rights
        rows = self.filter(town_id=rights.town_id)
        if rights.sees_town:
            return rows
        invited = Attendance.objects.filter(person=rights.person_id).values("meeting")
        return rows.filter(Q(body__in=rights.units) | Q(chair__in=rights.seats) | Q(pk__in=invited))

    def live(self) -> MeetingQuerySet:
        return self.exclude(status=Meeting.Status.CANCELLED)

    def ahead(self) -> MeetingQuerySet:
        """Not yet registered: its time may be past (待召开)."""
        return self.filter(status__in=Meeting.AHEAD)

    def waiting(self, at: datetime | None = None) -> MeetingQuerySet:
        """待召开: the time is past and nobody has registered it."""
        return self.ahead().filter(starts_at__lt=at or clock.now())

    def held(self) -> MeetingQuerySet:
        return self.filter(registered_at__isnull=False)

    def without_minutes(self) -> MeetingQuerySet:
        """已召开·待纪要: held, owes 纪要, not signed."""
        return self.filter(status=Meeting.Status.REGISTERED).exclude(clause=Meeting.RECORD_ONLY)


class Meeting(models.Model):
    """会议: a meeting of one body for one period. `status` is written by `actions` alone, along TRANSITIONS."""

    class Status(models.TextChoices):
        PLANNED = "PLANNED", "待通知"
        NOTIFIED = "NOTIFIED", "已通知"
        REGISTERED = "REGISTERED", "已召开"
        MINUTED = "MINUTED", "已签发"
        ISSUED = "ISSUED", "已印发"
        CANCELLED = "CANCELLED", "已取消"

    AHEAD = (Status.PLANNED, Status.NOTIFIED)
    #: the clause whose meeting needs only a 会议记录
    RECORD_ONLY = "1.4"
    #: TRANSITIONS[from] = states it may go to; held by life.move and walked by a test
    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.PLANNED: frozenset({Status.NOTIFIED, Status.REGISTERED, Status.CANCELLED}),
        Status.NOTIFIED: frozenset({Status.REGISTERED, Status.CANCELLED}),
        Status.REGISTERED: frozenset({Status.MINUTED}),
        Status.MINUTED: frozenset({Status.ISSUED}),
        Status.ISSUED: frozenset(),
        Status.CANCELLED: frozenset(),
    }

    town = models.ForeignKey(Town, models.CASCADE, related_name="meetings")
    body = models.ForeignKey(Unit, models.PROTECT, related_name="meetings", verbose_name="会议主体")
    series = models.ForeignKey(MeetingSeries, models.SET_NULL, null=True, related_name="meetings")
    sitting = models.ForeignKey(Sitting, models.SET_NULL, null=True, blank=True, related_name="meetings")
    clause = models.CharField("条款", max_length=16, help_text="1.1.q, 1.1.m, 1.2, 1.3 or 1.4")
    period = models.CharField(
        "所属周期", max_length=8, help_text="Period.key it counts for; named where early or joint"
    )
    title = models.CharField("会议名称", max_length=80)
    starts_at = models.DateTimeField("时间")
    place = models.CharField("地点", max_length=60)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.PLANNED)
    is_topical_item = models.BooleanField(
        "专题议题", default=False, help_text="1.1 by one item of an ordinary 党委会; only that item is kept"
    )
    chair = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="chaired", verbose_name="主持岗位")
    chaired_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="主持人")
    mandate = models.CharField(
        "受委托", max_length=60, blank=True, help_text="受书记委托 …, where somebody else chairs"
    )
    notified_at = models.DateTimeField("通知时间", null=True)
    registered_at = models.DateTimeField("登记时间", null=True, help_text="recorded time")
    held_at = models.DateTimeField("召开时间", null=True, help_text="event time; differs from recorded time when 补录")
    is_late_entry = models.BooleanField("补录", default=False)
    recorder = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="记录人")
    sheet = models.JSONField("登记草稿", default=dict, help_text="head of 会议登记 as typed: name of the field → text")
    observers = models.CharField("列席", max_length=200, blank=True)
    summary = models.TextField("会议综述", blank=True)
    minutes_code = models.CharField("纪要代字", max_length=20, blank=True, help_text="机关代字 given at signing")
    minutes_number = models.PositiveIntegerField("纪要编号", null=True, help_text="given at signing, per town and year")
    minutes_ready_at = models.DateTimeField("送签时间", null=True)
    minutes_due_on = models.DateField(
        "纪要期限", null=True, help_text="fifth working day after the sitting, from 1.2 up"
    )
    signed_at = models.DateTimeField("签发时间", null=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="签发人")
    issued_at = models.DateTimeField("印发时间", null=True)
    cancelled_at = models.DateTimeField("取消时间", null=True)
    cancel_reason = models.CharField("取消事由", max_length=120, blank=True)
    postponed_from = models.DateTimeField("原定时间", null=True)
    postpone_reason = models.CharField("改期事由", max_length=120, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "会议"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            # Put on the calendar from its series once per period, by however many beats.
            models.UniqueConstraint(
                fields=["series", "period"], condition=~Q(status="CANCELLED"), name="meeting_once_per_period"
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="meeting_signed_pair",
            ),
            models.CheckConstraint(
                condition=Q(registered_at__isnull=True, held_at__isnull=True)
                | Q(registered_at__isnull=False, held_at__isnull=False),
                name="meeting_held_pair",
            ),
            models.CheckConstraint(
                condition=~Q(status="CANCELLED") | (Q(cancelled_at__isnull=False) & ~Q(cancel_reason="")),
                name="meeting_cancelled_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["town", "starts_at"], name="meeting_by_date"),
            models.Index(fields=["body", "period"], name="meeting_by_body"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def counts_for(self) -> Period:
        """The period it counts for."""
        return Period.parse(self.period)

    @property
    def needs_minutes(self) -> bool:
        """纪要 from 1.2 up and for 1.3; 1.4 needs only a 会议记录."""
        return self.clause != self.RECORD_ONLY

    @property
    def is_held(self) -> bool:
        return self.registered_at is not None

    @property
    def is_waiting(self) -> bool:
        """待召开: its time is past and it is not registered. A body is never 逾期."""
        return self.is_waiting_at(clock.now())

    def is_waiting_at(self, at: datetime) -> bool:
        return self.status in self.AHEAD and self.starts_at < at

    @property
    def state_text(self) -> str:
        """状态 in words: 已召开·待纪要 between the sitting and its minutes."""
        if self.status == self.Status.REGISTERED and self.needs_minutes:
            return "已召开·待纪要"
        if self.status == self.Status.REGISTERED:
            return "已登记"
        return str(self.get_status_display())


class AgendaItem(models.Model):
    """议程: one item, its text and decision. A standing one cites its clause (1.3(a) …); a matter may be put on it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField("序")
    clause = models.CharField("条款", max_length=16, blank=True)
    title = models.CharField("议题", max_length=120)
    is_covered = models.BooleanField("已研究", default=False)
    text = models.TextField("研究情况", blank=True)
    decision = models.TextField("议定事项", blank=True)
    matter = models.ForeignKey(
        Matter, models.SET_NULL, null=True, blank=True, related_name="+", help_text="提请研究的问题"
    )

    class Meta:
        verbose_name = "议程"
        ordering = ["order", "pk"]

    @property
    def is_empty(self) -> bool:
        return not (self.is_covered or self.text or self.decision)

    def __str__(self) -> str:
        return self.title


class AgendaTask(models.Model):
    """交办: what a decision asks of whom until when; becomes a matter once the meeting is registered (X.2)."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="tasks")
    title = models.CharField("交办事项", max_length=120)
    owner_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任单位")
    owner_seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+", verbose_name="责任岗位")
    due_at = models.DateTimeField("办结时限")
    measure = models.CharField("措施要求", max_length=200, blank=True)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+", help_text="null until registered")

    class Meta:
        verbose_name = "交办"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def owner_text(self) -> str:
        """镇民政办, or the seat where one is named."""
        return str(self.owner_seat or self.owner_unit)


class MinutesRemark(models.Model):
    """修改意见: what one who attended would have changed in the draft of the minutes."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="remarks")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="提出人")
    text = models.CharField("修改意见", max_length=300)
    made_at = models.DateTimeField("提出时间")
    settled_at = models.DateTimeField("已处理", null=True)

    class Meta:
        verbose_name = "修改意见"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Attendance(models.Model):
    """到会: expected at notice, present by default at registration, absent by exception; leave names its approver."""

    class Status(models.TextChoices):
        EXPECTED = "EXPECTED", "待到会"
        PRESENT = "PRESENT", "到会"
        LEAVE = "LEAVE", "请假"
        SUBSTITUTE = "SUBSTITUTE", "委托代会"
        ABSENT = "ABSENT", "缺席"

    class Receipt(models.TextChoices):
        NONE = "NONE", "未回复"
        CONFIRMED = "CONFIRMED", "已确认"
        LEAVE = "LEAVE", "请假"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+", help_text="for which seat one is asked")
    status = models.CharField("到会", max_length=12, choices=Status.choices, default=Status.EXPECTED)
    receipt = models.CharField("回执", max_length=12, choices=Receipt.choices, default=Receipt.NONE)
    receipt_at = models.DateTimeField("回执时间", null=True)
    leave_reason = models.CharField("请假事由", max_length=60, blank=True)
    leave_approved_by = models.CharField("准假人", max_length=40, blank=True)
    substitute = models.CharField("代会人", max_length=40, blank=True)

    class Meta:
        verbose_name = "到会"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="attendance_once"),
            models.CheckConstraint(
                condition=~Q(status="LEAVE") | ~Q(leave_approved_by=""), name="attendance_leave_approved"
            ),
            models.CheckConstraint(
                condition=~Q(status="SUBSTITUTE") | ~Q(substitute=""), name="attendance_substitute_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_status_display()}"


class MeetingPack(models.Model):
    """调度材料: what the lower tier knows, compiled for the upper; live until frozen at 会议登记."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="pack")
    analysis = models.TextField("综合研判", blank=True)
    proposals = models.TextField("提请研究建议", blank=True)
    since = models.DateTimeField("汇集自", null=True, help_text="freezing of the body's previous pack")
    frozen_at = models.DateTimeField("冻结时间", null=True)
    frozen = models.JSONField("冻结内容", null=True)

    class Meta:
        verbose_name = "调度材料"
        constraints = [
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, frozen__isnull=True)
                | Q(frozen_at__isnull=False, frozen__isnull=False),
                name="pack_frozen_pair",
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting} 调度材料"
