"""问题台账: the one ledger of what must be done or put right, 交办 and 整改 alike (X.2)."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from dushi import clock
from dushi.town.models import Person, Post, Seat, Town, Unit

if TYPE_CHECKING:
    from dushi.town.models import User


#: Seats that work for their unit: what the unit owns is theirs to do, and never theirs to verify.
WORKING = frozenset(Seat.Kind) - {
    Seat.Kind.AREA_LEADER,
    Seat.Kind.LINK_LEADER,
    Seat.Kind.PETITION_DESK,
    Seat.Kind.ADMINISTRATOR,
}
#: Seats that open only what is their own, not the whole of their unit.
PLAIN = (Seat.Kind.STAFF, Seat.Kind.PETITION_DESK, Seat.Kind.ADMINISTRATOR)


class MatterQuerySet(models.QuerySet["Matter"]):
    def visible_to(self, user: User) -> MatterQuerySet:
        """Matters about or owned by what the user serves; 工作人员 see their own; office and 班子 see all."""
        rights = user.rights
        rows = self.filter(town_id=rights.town_id)
        if rights.sees_town:
            return rows
        served = {post.seat.unit_id for post in rights.posts if post.seat.kind not in PLAIN}
        units = served | (rights.units - rights.own_units)
        own = Q(pk__in=Matter.objects.owned_by(user).values("pk")) | Q(owner_seat__in=rights.seats)
        parts = MatterPart.objects.filter(Q(unit__in=units) | Q(unit__in=working_units(user))).values("matter")
        named = Q(pk__in=MatterVerifier.objects.filter(person=rights.person_id).values("matter"))
        return rows.filter(own | Q(about__in=units) | Q(owner_unit__in=units) | Q(pk__in=parts) | named)

    def owned_by(self, user: User) -> MatterQuerySet:
        """Whose next step may be the user's: kept (留), held by a seat of theirs, or by their unit where no seat is
        named or the named one is empty."""
        rights = user.rights
        held = Post.objects.in_force().filter(seat=OuterRef("owner_seat"))
        unit = Q(owner_unit__in=working_units(user)) & (Q(owner_seat__isnull=True) | ~Exists(held))
        mine = Q(owner_seat__in=rights.seats) | unit
        return self.filter(Q(kept_by=rights.person_id) | Q(kept_by__isnull=True) & mine, town_id=rights.town_id)

    def counted(self) -> MatterQuerySet:
        """Without 示例 units."""
        return self.filter(about__is_example=False)

    def open(self) -> MatterQuerySet:
        return self.exclude(status__in=Matter.ENDED)

    def ledger(self) -> MatterQuerySet:
        """Without what was put right at the door (即知即改): that is one tick, not a line of the ledger."""
        return self.filter(is_fixed_on_spot=False)

    def overdue(self, at: datetime | None = None) -> MatterQuerySet:
        """Handed out, not yet reported done, and past due (待核验 is the verifier's delay, not the owner's)."""
        return self.filter(status__in=Matter.OWNERS, due_at__lt=at or clock.now())

    def recheck_due(self, on: date | None = None) -> MatterQuerySet:
        """Closed, and the day of its 回头看 has come."""
        return self.filter(status=Matter.Status.CLOSED, rechecked_at__isnull=True, recheck_on__lte=on or clock.today())

    def at_tier(self, tier: str) -> MatterQuerySet:
        return self.filter(tier=tier)

    def escalated(self) -> MatterQuerySet:
        """Handed up and not yet come back: stands on the next pack of its tier."""
        return self.open().filter(escalated_at__isnull=False)

    def about_area(self, area: Unit) -> MatterQuerySet:
        """About the area itself or one of its villages of today."""
        return self.filter(Q(about=area) | Q(about__in=Unit.objects.of_area(area).values("pk")))

    def concerning(self, unit: Unit) -> MatterQuerySet:
        """About the unit, owned by it, or with a part of its own."""
        parts = MatterPart.objects.filter(unit=unit).values("matter")
        return self.filter(Q(about=unit) | Q(owner_unit=unit) | Q(pk__in=parts))

    def worded(self, text: str) -> MatterQuerySet:
        """Whose title, circumstances, source, unit or number (2026-007) hold the text."""
        if not text:
            return self
        numbered = re.fullmatch(r"(\d{4})-(\d{1,6})", text, re.ASCII)
        named = Q(year=int(numbered[1]), number=int(numbered[2])) if numbered else Q()
        within = (f"{name}__icontains" for name in ("title", "detail", "source_label", "about__name"))
        return self.filter(named | reduce(or_, (Q(**{name: text}) for name in within)))

    def in_order(self) -> MatterQuerySet:
        """The nearest due moment first, what has none after; stable from page to page."""
        return self.order_by(F("due_at").asc(nulls_last=True), "-pk")

    def with_last_word(self) -> MatterQuerySet:
        """Annotates `last_word`: the newest 进展, or None."""
        newest = MatterNote.objects.filter(matter=OuterRef("pk")).order_by("-pk").values("text")[:1]
        return self.annotate(last_word=Subquery(newest))


def working_units(user: User) -> models.QuerySet[Seat, int]:
    """Ids of the units the user works for, as a subquery."""
    return Seat.objects.filter(pk__in=user.rights.seats, kind__in=WORKING).values_list("unit", flat=True)


class Matter(models.Model):
    """事项. `status` is written by `actions.move` alone, along TRANSITIONS."""

    class Status(models.TextChoices):
        REGISTERED = "REGISTERED", "登记"
        CONFIRMED = "CONFIRMED", "核实"
        ASSIGNED = "ASSIGNED", "交办"
        IN_PROGRESS = "IN_PROGRESS", "办理"
        SUBMITTED = "SUBMITTED", "待核验"
        RETURNED = "RETURNED", "退回补正"
        CLOSED = "CLOSED", "销号"
        DISMISSED = "DISMISSED", "核实不成立"

    class Tier(models.TextChoices):
        """The body that is asked to solve it; escalating moves it one up."""

        VILLAGE = "VILLAGE", "本村"
        AREA = "AREA", "管区"
        OFFICE = "OFFICE", "办公室"
        LEADING_GROUP = "LEADING_GROUP", "领导小组"
        PARTY_COMMITTEE = "PARTY_COMMITTEE", "党委"

    class Source(models.TextChoices):
        REPORT = "REPORT", "周调度报告"
        MEETING = "MEETING", "会议交办"
        VISIT = "VISIT", "调研督导"
        INSPECTION = "INSPECTION", "检查"
        PUBLIC = "PUBLIC", "群众反映"
        DIRECT = "DIRECT", "直接登记"

    ENDED = (Status.CLOSED, Status.DISMISSED)
    #: states in which the next step is the owner's
    OWNERS = (Status.ASSIGNED, Status.IN_PROGRESS, Status.RETURNED)
    #: TRANSITIONS[from] = states it may go to; held by actions.move and walked by a test
    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.REGISTERED: frozenset({Status.CONFIRMED, Status.DISMISSED, Status.CLOSED}),
        Status.CONFIRMED: frozenset({Status.ASSIGNED, Status.CLOSED}),
        Status.ASSIGNED: frozenset({Status.ASSIGNED, Status.IN_PROGRESS, Status.SUBMITTED}),  # 改派
        Status.IN_PROGRESS: frozenset({Status.ASSIGNED, Status.SUBMITTED}),
        Status.SUBMITTED: frozenset({Status.RETURNED, Status.CLOSED}),
        Status.RETURNED: frozenset({Status.ASSIGNED, Status.IN_PROGRESS, Status.SUBMITTED}),
        Status.CLOSED: frozenset({Status.ASSIGNED}),  # 回头看 failed: 反弹
        Status.DISMISSED: frozenset(),
    }

    town = models.ForeignKey(Town, models.CASCADE, related_name="matters")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("编号")
    title = models.CharField("事项", max_length=120)
    detail = models.TextField("情况", blank=True)
    help_asked = models.CharField("请求协调", max_length=200, blank=True)
    clause = models.CharField("条款", max_length=16, default="X.2")
    source = models.CharField("来源", max_length=12, choices=Source.choices)
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=40, blank=True)
    source_label = models.CharField("来源说明", max_length=120, blank=True)
    about = models.ForeignKey(Unit, models.PROTECT, related_name="matters_about", verbose_name="所涉单位")
    tier = models.CharField("层级", max_length=16, choices=Tier.choices, default=Tier.AREA)
    escalations = models.PositiveSmallIntegerField(
        "转上级次数", default=0, help_text="tiers above the one it rose from"
    )
    escalated_at = models.DateTimeField("转上级时间", null=True)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.REGISTERED)
    status_at = models.DateTimeField("进入本状态")
    raised_at = models.DateTimeField("提出时间")
    raised_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="提出人")
    owner_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="matters_owned", verbose_name="责任单位"
    )
    owner_seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="matters_owned", verbose_name="责任岗位"
    )
    kept_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="matters_kept", help_text="留: predecessor keeps it"
    )
    measure = models.CharField("措施要求", max_length=200, blank=True)
    due_at = models.DateTimeField("办结时限", null=True, blank=True)
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    verified_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="核验人")
    closed_at = models.DateTimeField("销号时间", null=True)
    returns = models.PositiveSmallIntegerField("退回次数", default=0)
    recheck_on = models.DateField("回头看日期", null=True, blank=True)
    rechecked_at = models.DateTimeField("已回头看", null=True)
    rebounds = models.PositiveSmallIntegerField("反弹次数", default=0)
    is_fixed_on_spot = models.BooleanField("即知即改", default=False)

    objects = MatterQuerySet.as_manager()

    #: annotated by `with_last_word`
    last_word: str | None

    class Meta:
        verbose_name = "事项"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["town", "year", "number"], name="matter_number_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, verified_by__isnull=True)
                | Q(closed_at__isnull=False, status__in=["CLOSED", "DISMISSED"]),
                name="matter_closed_has_status",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["CLOSED", "DISMISSED"]) | Q(closed_at__isnull=False),
                name="matter_ended_has_time",
            ),
            # Verification and sign-off are never by the one who reported it done (X.2).
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True)
                | Q(submitted_by__isnull=True)
                | ~Q(verified_by=F("submitted_by")),
                name="matter_verifier_is_another",
            ),
            models.CheckConstraint(
                condition=Q(escalations=0, escalated_at__isnull=True)
                | Q(escalations__gt=0, escalated_at__isnull=False),
                name="matter_escalated_pair",
            ),
            models.CheckConstraint(
                condition=Q(rechecked_at__isnull=True) | Q(recheck_on__isnull=False), name="matter_rechecked_has_day"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["ASSIGNED", "IN_PROGRESS", "SUBMITTED", "RETURNED"])
                | Q(owner_unit__isnull=False, due_at__isnull=False),
                name="matter_assigned_has_owner_and_due",
            ),
        ]
        indexes = [
            models.Index(fields=["town", "status", "due_at"], name="matter_by_status"),
            models.Index(fields=["about", "status"], name="matter_by_unit"),
            models.Index(fields=["source_type", "source_id"], name="matter_by_source"),
            # Looked for every minute, in all towns: what is overdue at its owner, and what rebounded.
            models.Index(
                fields=["due_at"], condition=Q(status__in=["ASSIGNED", "IN_PROGRESS", "RETURNED"]), name="matter_owed"
            ),
            models.Index(fields=["status_at"], condition=Q(rebounds__gt=0), name="matter_rebounded"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number_text(self) -> str:
        return f"{self.year}-{self.number:03d}"

    @property
    def is_open(self) -> bool:
        return self.status not in self.ENDED

    @property
    def owner_text(self) -> str:
        """Who is to do it, by office and not by name: the seat where one is named, else the unit; "" before 交办."""
        return str(self.owner_seat or self.owner_unit or "")

    def is_overdue(self, at: datetime | None = None) -> bool:
        return self.status in self.OWNERS and self.due_at is not None and self.due_at < (at or clock.now())


class MatterPartQuerySet(models.QuerySet["MatterPart"]):
    def open(self) -> MatterPartQuerySet:
        """Unsigned, of a matter that the owner still works on or has reported done."""
        return self.filter(done_at__isnull=True).exclude(matter__status__in=Matter.ENDED)

    def overdue(self, at: datetime | None = None) -> MatterPartQuerySet:
        return self.open().filter(due_at__lt=at or clock.now())

    def owned_by(self, user: User) -> MatterPartQuerySet:
        return self.filter(unit__in=working_units(user), matter__town_id=user.rights.town_id)


class MatterPart(models.Model):
    """A second department's share: its own owner, due moment and signature; the lead is not late for it."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="parts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="matter_parts", verbose_name="配合单位")
    task = models.CharField("分工", max_length=120)
    due_at = models.DateTimeField("时限")
    done_at = models.DateTimeField("办结", null=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    result = models.CharField("结果", max_length=200, blank=True)

    objects = MatterPartQuerySet.as_manager()

    class Meta:
        verbose_name = "分工"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "unit"], name="matter_part_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="matter_part_done_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.task}"

    def is_overdue(self, at: datetime | None = None) -> bool:
        return self.done_at is None and self.matter.is_open and self.due_at < (at or clock.now())


class MatterVerifier(models.Model):
    """Somebody named to verify this matter in place of its tier: who found it looks whether it was put right."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="named_verifiers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="核验人")
    may_recheck = models.BooleanField("可以回头看", default=True, help_text="else the 回头看 is somebody else's")

    class Meta:
        verbose_name = "核验人"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["matter", "person"], name="matter_verifier_once")]

    def __str__(self) -> str:
        return str(self.person)


class MatterExtension(models.Model):
    """延期: asked for before the due moment, with a reason, and decided by the tier that handed the matter out.

    part: of a second department's share alone; the matter's own due moment stays.
    """

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="extensions")
    part = models.ForeignKey(MatterPart, models.CASCADE, null=True, related_name="extensions", verbose_name="分工")
    due_before = models.DateTimeField("原时限")
    due_at = models.DateTimeField("延至")
    reason = models.CharField("事由", max_length=200)
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="申请人")
    decided_at = models.DateTimeField("批复时间", null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="批复人")
    is_granted = models.BooleanField("同意", null=True)
    answer = models.CharField("批复意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "延期"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(decided_at__isnull=True, part__isnull=True),
                name="matter_extension_open_once",
            ),
            models.UniqueConstraint(
                fields=["part"], condition=Q(decided_at__isnull=True), name="matter_part_extension_open_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, is_granted__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False, is_granted__isnull=False),
                name="matter_extension_decided_pair",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("due_before")), name="matter_extension_is_later"),
            models.CheckConstraint(condition=Q(asked_at__lte=F("due_before")), name="matter_extension_before_due"),
        ]

    def __str__(self) -> str:
        return f"{self.matter} 延期"


class MatterNote(models.Model):
    """进展: one line of the timeline, written by those who work on it; photos hang on it as proof."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    text = models.TextField("进展")
    is_proof = models.BooleanField("办结佐证", default=False)

    class Meta:
        verbose_name = "进展"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]
