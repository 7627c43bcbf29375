"""应办事项: who owes what in which period, until when; opened by the tick, fulfilled by the thing done."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, F, Q, Value, When

from dushi import clock
from dushi.obligations.look_models import Look
from dushi.regulation.models import Duty
from dushi.regulation.periods import Period
from dushi.town.models import Person, Seat, Town, Unit

if TYPE_CHECKING:
    from dushi.town.models import User

__all__ = [
    "ANSWERING",
    "PREPARED_BY_OFFICE",
    "CalendarLink",
    "Look",
    "Obligation",
    "ObligationQuerySet",
    "State",
]

#: Bodies whose meetings the office prepares (1.1, 1.2); an area's are its secretary's.
PREPARED_BY_OFFICE = frozenset({Unit.Kind.PARTY_COMMITTEE, Unit.Kind.JOINT_MEETING, Unit.Kind.LEADING_GROUP})
#: Which seat answers for a unit of that kind; bodies without such a seat are answered for by the main leaders.
ANSWERING: dict[str, Seat.Kind] = {
    Unit.Kind.VILLAGE: Seat.Kind.LIAISON,
    Unit.Kind.AREA: Seat.Kind.AREA_SECRETARY,
    Unit.Kind.OFFICE: Seat.Kind.HEAD,
    Unit.Kind.DEPARTMENT: Seat.Kind.HEAD,
    Unit.Kind.LEADING_GROUP: Seat.Kind.HEAD,
    Unit.Kind.COMMISSION: Seat.Kind.COMMISSION_SECRETARY,
    Unit.Kind.PARTY_COMMITTEE: Seat.Kind.MAIN_LEADER,
    Unit.Kind.JOINT_MEETING: Seat.Kind.MAIN_LEADER,
}


class State(models.TextChoices):
    """What a cell of 制度执行 says. Computed from stored moments, never stored."""

    FUTURE = "FUTURE", "未到期"
    DUE = "DUE", "进行中"
    GRACE = "GRACE", "逾期待补"
    MET = "MET", "按期"
    MET_LATE = "MET_LATE", "迟办"
    MISSED = "MISSED", "逾期未办"
    EXCUSED = "EXCUSED", "免计"
    MERGED = "MERGED", "并入"


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def visible_to(self, user: User) -> ObligationQuerySet:
        """Own duties and those of the units one serves; office and 班子 see all."""
        rights = user.rights
        rows = self.filter(town_id=rights.town_id)
        if rights.sees_town:
            return rows
        mine = Q(holder_unit__in=rights.units) | Q(holder_seat__in=rights.seats) | Q(scope__in=rights.units)
        return rows.filter(mine)

    def owed_by(self, user: User) -> ObligationQuerySet:
        """What this user does or answers for: own seats, the units these seats answer for, what one kept at a transfer;
        the office prepares the meetings of the bodies as well."""
        rights = user.rights
        seats = [post.seat for post in rights.posts]
        answered = [seat.unit_id for seat in seats if ANSWERING.get(seat.unit.kind) == seat.kind]
        mine = Q(holder_seat__in=rights.seats) | Q(holder_unit__in=answered)
        if rights.is_office:
            mine |= Q(holder_unit__kind__in=[Unit.Kind.OFFICE, *PREPARED_BY_OFFICE])
        kept = Q(kept_by=rights.person_id)
        return self.filter(kept | (Q(kept_by__isnull=True) & mine), town_id=rights.town_id)

    def counted(self) -> ObligationQuerySet:
        """Without 示例 units, which stand outside the counts."""
        return self.filter(scope__is_example=False)

    def open(self) -> ObligationQuerySet:
        """Neither fulfilled, made up nor excused."""
        return self.filter(fulfilled_at__isnull=True, made_up_at__isnull=True, excused_at__isnull=True)

    def owed(self) -> ObligationQuerySet:
        """What counts as a duty at all: neither excused nor merged."""
        return self.filter(excused_at__isnull=True)

    def overdue(self, at: datetime | None = None) -> ObligationQuerySet:
        """Open and past the due moment (grace and missed alike)."""
        return self.open().filter(due_at__lt=at or clock.now())

    def watched(self) -> ObligationQuerySet:
        """Open and not yet stamped missed: what the tick still looks at."""
        return self.open().filter(missed_at__isnull=True)

    def watched_by_rule(self) -> ObligationQuerySet:
        """What rules may still move or excuse: nobody has done it, stamped it missed or excused it in person."""
        undone = self.filter(fulfilled_at__isnull=True, made_up_at__isnull=True, missed_at__isnull=True)
        return undone.filter(excused_by__isnull=True)

    def in_period(self, period: Period) -> ObligationQuerySet:
        return self.filter(period=period.key)

    def with_state(self, at: datetime | None = None) -> Any:
        """These rows, annotated with `state` (State value) as of the moment."""
        moment = at or clock.now()
        today = clock.local(moment).date()
        return self.annotate(
            state=Case(
                When(merged_into__gt="", then=Value(State.MERGED)),
                When(excused_at__isnull=False, then=Value(State.EXCUSED)),
                When(fulfilled_at__lte=F("due_at"), then=Value(State.MET)),
                When(fulfilled_at__lte=F("late_until"), then=Value(State.MET_LATE)),
                When(late_until__lt=moment, then=Value(State.MISSED)),
                When(due_at__lt=moment, then=Value(State.GRACE)),
                When(starts_on__gt=today, then=Value(State.FUTURE)),
                default=Value(State.DUE),
                output_field=models.CharField(),
            )
        )


class Obligation(models.Model):
    """Duty × holder × scope × period. Opened once, by whomever and how often it is tried.

    The holder is a seat or a unit (exactly one); `answerable` is resolved and stamped when fulfilled or missed.
    """

    town = models.ForeignKey(Town, models.CASCADE, related_name="obligations")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="obligations")
    holder_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="duties_held")
    holder_seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="duties_held")
    scope = models.ForeignKey(Unit, models.PROTECT, related_name="duties_about", help_text="the unit it is about")
    area = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", help_text="area of a village's day")
    period = models.CharField("周期", max_length=8, help_text="Period.key: 2026-W47, 2026-11, 2026-Q4, 2026")
    starts_on = models.DateField("周期首日")
    ends_on = models.DateField("周期末日")
    due_at = models.DateTimeField("到期")
    late_until = models.DateTimeField("可补至")
    opened_at = models.DateTimeField("开立")
    fulfilled_at = models.DateTimeField("办结", null=True)
    made_up_at = models.DateTimeField("补办", null=True, help_text="done after late_until: shown, but stays missed")
    times = models.PositiveSmallIntegerField("已办次数", default=0, help_text="kept where Duty.minimum is above 1")
    evidence_type = models.CharField(max_length=60, blank=True)
    evidence_id = models.CharField(max_length=40, blank=True)
    missed_at = models.DateTimeField("判定未办", null=True, help_text="when the tick stamped it missed")
    answerable = models.ForeignKey(Person, models.PROTECT, null=True, related_name="obligations")
    kept_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", help_text="留: the predecessor does it still"
    )
    excused_at = models.DateTimeField("免计时间", null=True)
    excused_by = models.ForeignKey("town.User", models.PROTECT, null=True, related_name="+")
    excuse = models.CharField("免计事由", max_length=120, blank=True)
    merged_into = models.CharField("并入", max_length=8, blank=True, help_text="Period.key of the week it went into")

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = "应办事项"
        constraints = [
            models.CheckConstraint(
                condition=Q(holder_unit__isnull=True) ^ Q(holder_seat__isnull=True), name="obligation_one_holder"
            ),
            models.UniqueConstraint(
                fields=["duty", "holder_unit", "scope", "period"],
                condition=Q(holder_unit__isnull=False),
                name="obligation_once_unit",
            ),
            models.UniqueConstraint(
                fields=["duty", "holder_seat", "scope", "period"],
                condition=Q(holder_seat__isnull=False),
                name="obligation_once_seat",
            ),
            models.CheckConstraint(condition=Q(late_until__gte=F("due_at")), name="obligation_late_after_due"),
            models.CheckConstraint(
                condition=Q(excused_at__isnull=False) | Q(excuse="", excused_by__isnull=True, merged_into=""),
                name="obligation_excuse_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["town", "starts_on", "duty"], name="obligation_grid"),
            # What is chased: looked for every minute by its due moment (X.3).
            models.Index(
                fields=["due_at"],
                condition=Q(fulfilled_at__isnull=True, made_up_at__isnull=True, excused_at__isnull=True),
                name="obligation_chase",
            ),
            # What may no longer be made good: looked for every minute.
            models.Index(
                fields=["late_until"],
                condition=Q(fulfilled_at__isnull=True, excused_at__isnull=True, missed_at__isnull=True),
                name="obligation_grace",
            ),
            # What was stamped missed lately: looked for every minute (X.1).
            models.Index(fields=["missed_at"], condition=Q(missed_at__isnull=False), name="obligation_by_miss"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {Period.parse(self.period).label} {self.duty.title}"

    @property
    def span(self) -> Period:
        """The period as a value."""
        return Period.parse(self.period)

    @property
    def count_text(self) -> str:
        """1/2 of a duty that asks for two; "" where once is enough."""
        return f"{self.times}/{self.duty.minimum}" if self.duty.minimum > 1 else ""

    @property
    def is_opened_late(self) -> bool:
        """Made up by a later tick: nothing ran when its period began."""
        return clock.local(self.opened_at).date() > self.starts_on

    @property
    def is_excused_by_rule(self) -> bool:
        return self.excused_at is not None and self.excused_by_id is None

    @property
    def holder(self) -> Unit | Seat:
        return self.holder_unit or self.holder_seat  # type: ignore[return-value] # one of them, by a constraint

    def state_at(self, at: datetime | None = None) -> State:
        """The same reading as `with_state`, for one loaded row."""
        moment = at or clock.now()
        if self.merged_into:
            return State.MERGED
        if self.excused_at:
            return State.EXCUSED
        if self.fulfilled_at and self.fulfilled_at <= self.late_until:
            return State.MET if self.fulfilled_at <= self.due_at else State.MET_LATE
        if self.late_until < moment:
            return State.MISSED
        if self.due_at < moment:
            return State.GRACE
        return State.FUTURE if self.starts_on > clock.local(moment).date() else State.DUE


class CalendarLinkQuerySet(models.QuerySet["CalendarLink"]):
    def live(self) -> CalendarLinkQuerySet:
        return self.filter(revoked_at__isnull=True)


class CalendarLink(models.Model):
    """The secret address under which one person's calendar programme fetches the calendar. Only its hash is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="calendar_links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间")
    revoked_at = models.DateTimeField("停用时间", null=True)

    objects = CalendarLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "日历订阅"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="calendar_link_one_live"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} 日历订阅"
