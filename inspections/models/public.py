"""群众反映 (2.0.m7): what the public tells. Only its named handler reads it; what is typed stands encrypted.

Days are kept, moments are not: whoever knows when somebody was at the window must not find the report by it. Keys are
random, and nothing counts upwards from report to report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from dushi import chance
from dushi.matters.models import Matter
from dushi.records.sealing import EncryptedBytesField, EncryptedTextField
from dushi.town.models import Person, Post, Seat, Town, Unit

if TYPE_CHECKING:
    from dushi.town.models import User


class PublicReportQuerySet(models.QuerySet["PublicReport"]):
    def visible_to(self, user: User) -> PublicReportQuerySet:
        """The window those it took (or nobody there now did), until handed on; the 纪委书记 检举, to name who handles
        them; a handler their own. Nobody else: no 扶贫办 as such, no 班子, no administrator."""
        rights = user.rights
        rows = self.filter(town_id=rights.town_id)
        if rights.is_commission_secretary:
            return rows.filter(kind=PublicReport.Kind.TIP)
        if rights.is_leader:
            return rows.none()
        mine = Q(pk__in=[])
        by_me = Q(handler=rights.person_id) | Q(merged_into__handler=rights.person_id)
        if rights.is_commission:
            mine |= Q(kind=PublicReport.Kind.TIP) & by_me
        if rights.is_office or rights.is_department_head:
            mine |= ~Q(kind=PublicReport.Kind.TIP) & by_me
        if rights.is_desk:
            still_there = Post.objects.in_force().filter(
                person=OuterRef("taken_by"), seat__kind=Seat.Kind.PETITION_DESK
            )
            mine |= AT_WINDOW & (Q(taken_by=rights.person_id) | Q(~Exists(still_there)))
        return rows.filter(mine)

    def orphaned(self) -> PublicReportQuerySet:
        """Open, and the handler is no longer in a post from which it may be handled."""
        posts = Post.objects.in_force().filter(person=OuterRef("handler"))
        commission = Q(seat__kind=Seat.Kind.COMMISSION_STAFF)
        office = Q(seat__unit__kind=Unit.Kind.OFFICE, seat__kind__in=(Seat.Kind.HEAD, Seat.Kind.STAFF))
        head = Q(seat__unit__kind=Unit.Kind.DEPARTMENT, seat__kind=Seat.Kind.HEAD)
        is_tip = Q(kind=PublicReport.Kind.TIP)
        tips = is_tip & ~Exists(posts.filter(commission))
        others = ~is_tip & ~Exists(posts.filter(office | head))
        return self.open().filter(tips | others, handler__isnull=False)

    def open(self) -> PublicReportQuerySet:
        return self.exclude(status__in=PublicReport.ENDED)

    def with_news(self) -> PublicReportQuerySet:
        """Annotates `has_news`: its reporter, or that of one merged into it, said something nobody has noted."""
        either = Q(report=OuterRef("pk")) | Q(report__merged_into=OuterRef("pk"))
        said = PublicReportWord.objects.filter(either, is_reporter=True, position__gt=F("report__seen"))
        return self.annotate(has_news=Exists(said))


class PublicReport(models.Model):
    """One report. `status` is written by `inspections.public.moves.move` alone, along TRANSITIONS."""

    class Kind(models.TextChoices):
        HELP = "HELP", "求助"
        PETITION = "PETITION", "信访"
        TIP = "TIP", "检举"

    class Channel(models.TextChoices):
        VISIT = "VISIT", "来访"
        CALL = "CALL", "来电"
        LETTER = "LETTER", "来信"
        PAGE = "PAGE", "网上"

    class Status(models.TextChoices):
        RECEIVED = "RECEIVED", "待转办"
        ASSIGNED = "ASSIGNED", "待受理"
        ACCEPTED = "ACCEPTED", "办理中"
        CONCLUDED = "CONCLUDED", "待反馈"
        ANSWERED = "ANSWERED", "已答复"
        DECLINED = "DECLINED", "不予受理"
        MERGED = "MERGED", "已并入"
        SEALED = "SEALED", "已封存转交"

    ENDED = (Status.ANSWERED, Status.DECLINED, Status.MERGED, Status.SEALED)
    #: TRANSITIONS[from] = states it may go to; held by public_moves.move and walked by a test
    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.RECEIVED: frozenset({Status.ASSIGNED, Status.MERGED, Status.SEALED}),
        Status.ASSIGNED: frozenset({Status.RECEIVED, Status.ACCEPTED, Status.DECLINED, Status.MERGED, Status.SEALED}),
        Status.ACCEPTED: frozenset({Status.RECEIVED, Status.CONCLUDED, Status.ANSWERED, Status.MERGED, Status.SEALED}),
        Status.CONCLUDED: frozenset({Status.RECEIVED, Status.ANSWERED, Status.SEALED}),
        Status.ANSWERED: frozenset({Status.ACCEPTED}),  # 回访 not satisfied, or new facts
        Status.DECLINED: frozenset({Status.ACCEPTED}),
        Status.MERGED: frozenset(),
        Status.SEALED: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    channel = models.CharField("方式", max_length=8, choices=Channel.choices)
    received_on = models.DateField("收到日期")
    about = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="哪个村、哪个部门"
    )
    text = EncryptedTextField("反映内容", blank=True, help_text="encrypted; empty once erased")
    code_hash = models.CharField(max_length=64, unique=True, help_text="of the 20 digits (public_codes)")
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="接待人")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.RECEIVED)
    status_on = models.DateField("进入本状态")
    handler = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="经办人")
    handed_on = models.DateField("转办日期", null=True)
    handed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="转办人")
    accepted_on = models.DateField("受理日期", null=True)
    extended_on = models.DateField("延期日期", null=True)
    concluded_on = models.DateField("办结日期", null=True)
    seen = models.PositiveSmallIntegerField(default=0, help_text="position of the last word the handler has noted")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", verbose_name="并入")
    identity_erased_on = models.DateField(null=True)
    content_erased_on = models.DateField(null=True)

    objects = PublicReportQuerySet.as_manager()

    #: annotated by `with_news`
    has_news: bool

    class Meta:
        verbose_name = "群众反映"
        ordering = ["-received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_on__isnull=True, handed_by__isnull=True, handler__isnull=True)
                | Q(handed_on__isnull=False, handed_by__isnull=False, handler__isnull=False),
                name="publicreport_handed_together",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["RECEIVED", "MERGED", "SEALED"]) | Q(handler__isnull=False),
                name="publicreport_handled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status="MERGED", merged_into__isnull=False)
                | ~Q(status="MERGED") & Q(merged_into__isnull=True),
                name="publicreport_merged_pair",
            ),
            models.CheckConstraint(
                condition=~Q(status="SEALED") | Q(content_erased_on__isnull=False), name="publicreport_sealed_is_bare"
            ),
        ]
        indexes = [
            models.Index(fields=["handler", "status"], name="publicreport_by_handler"),
            models.Index(fields=["town", "status"], name="publicreport_by_status"),
            models.Index(fields=["handed_on"], condition=Q(kind="TIP"), name="publicreport_tip_handed"),
            # What is to be erased once its time is over: looked for every minute.
            *(
                models.Index(
                    fields=["status_on"],
                    condition=Q(**{f"{what}_erased_on__isnull": True})
                    & Q(status__in=["ANSWERED", "DECLINED", "MERGED", "SEALED"]),
                    name=f"publicreport_keeps_{what}",
                )
                for what in ("identity", "content")
            ),
        ]

    def __str__(self) -> str:
        return "群众反映"

    @property
    def is_open(self) -> bool:
        return self.status not in self.ENDED

    @property
    def state_text(self) -> str:
        """The state in words; a 检举 nobody has yet waits for the 纪委书记, not for the window."""
        is_unnamed = self.is_tip and self.status == self.Status.RECEIVED
        return "待指定经办人" if is_unnamed else str(self.get_status_display())

    @property
    def is_tip(self) -> bool:
        return self.kind == self.Kind.TIP


#: At the window: not handed on yet; a 检举 goes to the commission as soon as it is taken.
AT_WINDOW = Q(status=PublicReport.Status.RECEIVED) & ~Q(kind=PublicReport.Kind.TIP)


class PublicReportIdentity(models.Model):
    """Who reports, apart from what is reported; read by the handler alone, on purpose, every reading logged."""

    class Check(models.TextChoices):
        UNCHECKED = "UNCHECKED", "未核实"
        CONFIRMED = "CONFIRMED", "本人确认"
        DENIED = "DENIED", "否认或不符，按匿名办理"

    report = models.OneToOneField(PublicReport, models.CASCADE, primary_key=True, related_name="identity")
    name = EncryptedTextField("姓名", blank=True)
    contact = EncryptedTextField("联系方式", blank=True)
    check_result = models.CharField("实名核实", max_length=10, choices=Check.choices, default=Check.UNCHECKED)

    class Meta:
        verbose_name = "反映人"

    def __str__(self) -> str:
        return "反映人"


class PublicReportWord(models.Model):
    """One message between the reporter and the handler, or what the reporter was told."""

    class Kind(models.TextChoices):
        ADDED = "ADDED", "补充反映"
        REPLY = "REPLY", "反映人回答"
        QUESTION = "QUESTION", "询问"
        NOTICE = "NOTICE", "告知"
        OUTCOME = "OUTCOME", "答复"
        MERGE = "MERGE", "并入理由"

    REPORTERS = (Kind.ADDED, Kind.REPLY)
    #: not for the reporter's eyes
    INTERNAL = (Kind.MERGE,)

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    report = models.ForeignKey(PublicReport, models.CASCADE, related_name="words")
    position = models.PositiveSmallIntegerField(help_text="from 1 within the report")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    is_reporter = models.BooleanField()
    text = EncryptedTextField()
    said_on = models.DateField("日期")

    class Meta:
        verbose_name = "往来"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["report", "position"], name="publicreport_word_once")]

    def __str__(self) -> str:
        return "往来"


class PublicReportPhoto(models.Model):
    """A photo of the reporter: pixels alone, encrypted in the database, no file, no name, no time."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    report = models.ForeignKey(PublicReport, models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField()
    content = EncryptedBytesField()

    class Meta:
        verbose_name = "照片"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["report", "position"], name="publicreport_photo_once")]

    def __str__(self) -> str:
        return "照片"


class PublicReportCall(models.Model):
    """A call back: to check a name, or 回访 after the answer."""

    class Result(models.TextChoices):
        CONFIRMED = "CONFIRMED", "实名核实：本人确认"
        DENIED = "DENIED", "实名核实：否认或不符"
        SATISFIED = "SATISFIED", "回访：满意"
        UNSATISFIED = "UNSATISFIED", "回访：不满意"
        UNREACHED = "UNREACHED", "没有联系上"

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    report = models.ForeignKey(PublicReport, models.CASCADE, related_name="calls")
    called_on = models.DateField("回访日期")
    called_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="回访人")
    result = models.CharField("结果", max_length=12, choices=Result.choices)
    note = EncryptedTextField("情况", blank=True)

    class Meta:
        verbose_name = "回访"
        ordering = ["called_on", "pk"]

    def __str__(self) -> str:
        return "回访"


class PublicReportDigest(models.Model):
    """转办摘要: what a village or department gets, in the handler's own words. Leads from here to the matter only."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    report = models.ForeignKey(PublicReport, models.CASCADE, related_name="digests")
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="+", verbose_name="事项")
    checked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="核对人")
    sent_on = models.DateField("转办日期")

    class Meta:
        verbose_name = "转办摘要"
        ordering = ["sent_on", "pk"]

    def __str__(self) -> str:
        return "转办摘要"


class IdentityReading(models.Model):
    """Who read a reporter's name and contact, when and why. Append-only (records/triggers.py)."""

    report = models.ForeignKey(PublicReport, models.DO_NOTHING, db_constraint=False, related_name="readings")
    read_at = models.DateTimeField("查看时间")
    read_by = models.ForeignKey(Person, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name="查看人")
    reason = models.CharField("理由", max_length=100)

    class Meta:
        verbose_name = "查看记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return "查看记录"


class EnvelopeStub(models.Model):
    """封存转交: number, day and receiver of a sealed envelope. What it says and who it is about is not kept."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    number = models.CharField("信封编号", max_length=24)
    handed_on = models.DateField("转交日期")
    receiver = models.CharField("接收单位", max_length=40)

    class Meta:
        verbose_name = "封存转交"
        ordering = ["-handed_on", "number"]
        constraints = [models.UniqueConstraint(fields=["town", "number"], name="envelope_number_once")]

    def __str__(self) -> str:
        return self.number


#: Said to the public until the town writes its own.
ELSEWHERE = "请向县（区）纪委监委反映：举报电话 12388，也可以寄信或当面反映。"


class WindowSettings(models.Model):
    """What the public is told about the window, and where to go with what the town must not handle itself."""

    town = models.OneToOneField(Town, models.CASCADE, primary_key=True, related_name="+")
    phone = models.CharField("窗口电话", max_length=40, blank=True)
    place = models.CharField("窗口地点和时间", max_length=80, blank=True)
    elsewhere = models.TextField(
        "反映镇领导班子、扶贫办、镇纪委的，请群众找谁", max_length=300, blank=True, default=ELSEWHERE
    )
    receivers = models.CharField(
        "封存信封可以交给谁", max_length=200, default="县（区）纪委监委", help_text="几个单位用顿号隔开"
    )

    class Meta:
        verbose_name = "信访窗口设置"

    def __str__(self) -> str:
        return "信访窗口设置"


class CodeSalt(models.Model):
    """The one secret salt of all query codes, encrypted; without it nobody can try codes against their hashes."""

    salt = EncryptedTextField()

    class Meta:
        verbose_name = "查询码盐值"

    def __str__(self) -> str:
        return "盐值"
