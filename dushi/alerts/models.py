"""Who is told what, by which channel, once. The rows are the truth; Celery only sends what stands here."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Case, F, Max, Q, Value, When
from django.db.models.functions import Coalesce

from dushi import chance, clock
from dushi.alerts.kinds import Kind, kind_of
from dushi.town.models import Person, Town, Unit

if TYPE_CHECKING:
    from dushi.town.models import User


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, user: User) -> AlertQuerySet:
        """One's own alerts only."""
        return self.filter(person=user.rights.person_id, passed_at__isnull=True)

    def live(self) -> AlertQuerySet:
        """Its thing is not done, and no later rung has taken its place."""
        return self.filter(passed_at__isnull=True, stopped_at__isnull=True)

    def unread(self) -> AlertQuerySet:
        return self.live().filter(read_at__isnull=True)

    def unread_first(self) -> AlertQuerySet:
        """What is open and unread, then what is open, then what is done; the newest first in each."""
        rank = Case(
            When(stopped_at__isnull=False, then=Value(2)),
            When(read_at__isnull=False, then=Value(1)),
            default=Value(0),
        )
        return self.order_by(rank, "-pk")

    def for_digest(self, at: datetime, cool_down_days: int) -> AlertQuerySet:
        """What the digest of that moment takes up: neither told nor read, or known for `cool_down_days` and still late.

        Civil days are counted, so that a digest that was late yesterday does not put off the one after it.
        """
        known_before = clock.at(clock.local(at).date() - timedelta(days=cool_down_days - 1))
        again = Q(known_at__lt=known_before, due_at__lt=at, order__gt=0)
        rows = self.live().annotate(known_at=Coalesce("told_at", "read_at"))
        return rows.filter(Q(known_at__isnull=True) | again)


class Alert(models.Model):
    """提醒: one rung of the ladder for one object and one person (X.3).

    Says which clause it serves, what is due, from whom, by when; one tap leads to where it is done.
    Of one object's rungs a person is shown the newest; the one before it is passed. A rung that passed while nothing
    ran is stored as passed, unsent. `order` is 0 for what an act tells (交办, 退回, 改期); `round` is the due moment
    that the ladder was climbed for, so that a new due moment starts it anew.
    """

    key = models.UUIDField(
        default=chance.uuid4, unique=True, editable=False, help_text="in addresses: a number in sequence would count"
    )
    town = models.ForeignKey(Town, models.CASCADE, related_name="alerts", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="alerts", db_index=False)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    rung = models.CharField("阶", max_length=30, help_text="before, due, late, chief, leader, postponed, returned …")
    order = models.PositiveSmallIntegerField("阶次", default=0)
    round = models.CharField(max_length=12, blank=True, help_text="2611232359: local due moment of this ladder")
    clause = models.CharField("条款", max_length=16)
    title = models.CharField("事由", max_length=200)
    whose = models.CharField("责任", max_length=80, blank=True)
    due_at = models.DateTimeField("时限", null=True)
    url = models.CharField(max_length=200, help_text="path of the page where it is done")
    is_urgent = models.BooleanField("即时", default=False, help_text="told at once, outside digest and quiet hours")
    created_at = models.DateTimeField()
    passed_at = models.DateTimeField("已过", null=True, help_text="a later rung has taken its place")
    told_at = models.DateTimeField("已提醒", null=True, help_text="when a digest or an urgent message took it up")
    read_at = models.DateTimeField("已读", null=True)
    stopped_at = models.DateTimeField("已了结", null=True, help_text="the thing is done: it is not told any more")

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = "提醒"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["object_type", "object_id", "rung", "round", "person"], name="alert_once")
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="alert_by_person"),
            # No condition names what changes while a thing is open: to pass a rung or to tell it touches no index.
            models.Index(fields=["town", "object_type"], condition=Q(stopped_at__isnull=True), name="alert_open"),
            models.Index(
                fields=["object_type", "object_id"], condition=Q(stopped_at__isnull=True), name="alert_of_open_object"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind(self) -> Kind:
        return kind_of(self.rung)

    @property
    def is_unread(self) -> bool:
        return self.read_at is None and self.stopped_at is None

    @property
    def is_known(self) -> bool:
        """Told before, or read in the product."""
        return self.told_at is not None or self.read_at is not None


#: Step of a mark that every ladder follows, and of the one row that says up to when all were climbed.
EVERY, STANDING = "", "CLIMB"
#: Step of the daily digests (digesting.py).
DIGEST = "DIGEST"


class LookQuerySet(models.QuerySet["Look"]):
    def due(self, at: datetime) -> LookQuerySet:
        """Marked by the database, or its moment has come."""
        return self.filter(look_at__lte=at)

    def standing(self) -> LookQuerySet:
        """Up to when all ladders were climbed (`looked_at`), and when one falls by the hour next (`look_at`)."""
        return self.filter(looked_at__isnull=False)


class Look(models.Model):
    """One ladder is to be climbed for one town (None: for all), or for one object of it, from a moment on.

    Marks are laid by the database itself (records/marking.py). Rows are only added and removed, never changed by two
    hands: no writer waits for another's mark.
    """

    step = models.CharField("阶梯", max_length=12)
    town = models.ForeignKey(Town, models.CASCADE, null=True, db_constraint=False, db_index=False, related_name="+")
    item = models.CharField(
        max_length=40, blank=True, default="", db_default="", help_text="id of the one object; blank: the town"
    )
    look_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, help_text="on the standing row alone: up to when all were climbed")

    objects = LookQuerySet.as_manager()

    class Meta:
        verbose_name = "待巡查"
        indexes = [
            models.Index(fields=["look_at", "step"], name="alert_look_due"),
            models.Index(fields=["step", "town"], name="alert_look_of_town"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["step"], condition=Q(looked_at__isnull=False), name="alert_look_standing_once"
            ),
        ]

    def __str__(self) -> str:
        return self.step


class RobotQuerySet(models.QuerySet["Robot"]):
    def visible_to(self, user: User) -> RobotQuerySet:
        return self.filter(town_id=user.rights.town_id)

    def with_last_sent(self) -> RobotQuerySet:
        """Annotates `last_sent`: when something last reached the group, or None."""
        return self.annotate(last_sent=Max("deliveries__sent_at"))


class Robot(models.Model):
    """A group's robot (企业微信, 钉钉, 飞书). Its address is a secret of the environment; here stands its name only."""

    town = models.ForeignKey(Town, models.CASCADE, related_name="robots")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="robots", verbose_name="所属单位")
    name = models.CharField("名称", max_length=40)
    env_key = models.CharField(
        "环境变量",
        max_length=40,
        validators=[RegexValidator(r"^ROBOT_[A-Z0-9_]+\Z", "请以 ROBOT_ 开头，只用大写字母、数字和下划线。")],
        help_text="name of the variable that holds the address, e.g. ROBOT_OFFICE",
    )
    is_active = models.BooleanField("启用", default=True)

    objects = RobotQuerySet.as_manager()

    class Meta:
        verbose_name = "群机器人"
        constraints = [models.UniqueConstraint(fields=["town", "env_key"], name="robot_once")]

    def __str__(self) -> str:
        return self.name


#: A claim older than this was left by a worker that died: anybody may claim the row again. Longer than a send takes
#: (EMAIL_TIMEOUT and the robots' timeout are 10 s), shorter than the 90 s within which a sweep is to recover.
CLAIM_HOLDS = timedelta(seconds=60)
#: How the keys begin of what goes in the quiet hours too.
URGENT, TRIED = "urgent:", "try:"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: User) -> DeliveryQuerySet:
        return self.filter(town_id=user.rights.town_id)

    def for_list(self) -> DeliveryQuerySet:
        """The newest first, with whom they went to and without their texts."""
        return self.select_related("person", "robot").defer("body").order_by("-pk")

    def waiting(self, at: datetime | None = None) -> DeliveryQuerySet:
        """May be sent now: not sent, not given up, not held by quiet hours or a pause after a failure, and claimed by
        nobody who may still be alive."""
        moment = at or clock.now()
        free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=moment - CLAIM_HOLDS)
        return self.filter(free, sent_at__isnull=True, given_up_at__isnull=True, not_before__lte=moment)

    def not_held(self, at: datetime) -> DeliveryQuerySet:
        """Without what its town's quiet hours hold back at that moment; what is urgent or tried by hand goes."""
        at_once = Q(key__startswith=URGENT) | Q(key__startswith=TRIED)
        return self.filter(at_once | ~Q(town__in=AlertSettings.objects.quiet_at(at).values("town")))

    def claim(self, pk: int, at: datetime) -> bool:
        """Take one row to send it; False where another was quicker."""
        return self.waiting(at).filter(pk=pk).update(claimed_at=at, tries=F("tries") + 1) == 1


class Delivery(models.Model):
    """An outbox row: one message by one channel; each try is logged; a failing channel never blocks another."""

    class Channel(models.TextChoices):
        EMAIL = "EMAIL", "电子邮件"
        SMS = "SMS", "短信"
        ROBOT = "ROBOT", "群机器人"

    key = models.CharField(max_length=80, unique=True, help_text="digest:2026-11-23:p12:EMAIL")
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="deliveries")
    robot = models.ForeignKey(Robot, models.CASCADE, null=True, related_name="deliveries")
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    subject = models.CharField("标题", max_length=200)
    body = models.TextField("正文")
    created_at = models.DateTimeField()
    not_before = models.DateTimeField("不早于")
    tries = models.PositiveSmallIntegerField("次数", default=0)
    claimed_at = models.DateTimeField("发送中", null=True)
    sent_at = models.DateTimeField("已送达", null=True)
    given_up_at = models.DateTimeField("已放弃", null=True)
    error = models.CharField("原因", max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "送达记录"
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(robot__isnull=True), name="delivery_one_receiver"
            )
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="delivery_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def state_text(self) -> str:
        if self.sent_at:
            return "已送达"
        if self.given_up_at:
            return "已放弃"
        return "待重发" if self.tries else "待发送"


class DeliveryTry(models.Model):
    """One try to send: when, and what went wrong ("" where nothing did)."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="log")
    at = models.DateTimeField("时间")
    error = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "发送尝试"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.error or "已送达"


class AlertSettingsQuerySet(models.QuerySet["AlertSettings"]):
    def quiet_at(self, at: datetime) -> AlertSettingsQuerySet:
        """Of the towns whose quiet hours hold at that moment; hours may span midnight."""
        now = clock.local(at).time()
        day = Q(quiet_from__lte=F("quiet_to")) & Q(quiet_from__lte=now, quiet_to__gt=now)
        night = Q(quiet_from__gt=F("quiet_to")) & (Q(quiet_from__lte=now) | Q(quiet_to__gt=now))
        return self.filter(day | night)


class AlertSettings(models.Model):
    """提醒设置 of a town: when the daily digest goes, which hours are quiet, how many days until a late thing is told
    again."""

    town = models.OneToOneField(Town, models.CASCADE, related_name="alert_settings")
    digest_at = models.TimeField("每日汇总时间", default=time(7, 30))
    quiet_from = models.TimeField("免打扰起", default=time(21, 0))
    quiet_to = models.TimeField("免打扰止", default=time(7, 0))
    cool_down_days = models.PositiveSmallIntegerField(
        "再次提醒间隔（天）", default=3, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    digested_on = models.DateField("已汇总至", null=True, help_text="the last civil day whose digest was made")

    objects = AlertSettingsQuerySet.as_manager()

    class Meta:
        verbose_name = "提醒设置"
        constraints = [
            models.CheckConstraint(condition=Q(cool_down_days__gte=1), name="alert_settings_cool_down"),
        ]

    def __str__(self) -> str:
        return f"{self.town}提醒设置"

    def is_quiet(self, moment: time) -> bool:
        """True in the quiet hours, which may span midnight. moment: local time of day."""
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= moment < self.quiet_to
        return moment >= self.quiet_from or moment < self.quiet_to

    def digest_is_due(self, at: datetime) -> bool:
        """The day's digest is not made, its hour has come and it is not quiet; a digest missed at night waits."""
        local = clock.local(at)
        made = self.digested_on is not None and self.digested_on >= local.date()
        return not made and local.time() >= self.digest_at and not self.is_quiet(local.time())


#: What holds for whoever has chosen nothing: everything by e-mail; by SMS, which costs money and rings, what cannot
#: wait for the next look at the product; nothing in the group.
DEFAULTS = {
    kind: frozenset(
        {Delivery.Channel.EMAIL, Delivery.Channel.SMS}
        if kind in (Kind.LATE, Kind.MEETING, Kind.PAPER)
        else {Delivery.Channel.EMAIL}
    )
    for kind in Kind
}


class AlertPreference(models.Model):
    """What a person chose: by which channels each kind of event goes. In the product everything is told, always."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="alert_preference")
    channels = models.JSONField("渠道", default=dict, help_text='kind → channels: {"LATE": ["EMAIL", "SMS"]}')

    class Meta:
        verbose_name = "提醒方式"

    def __str__(self) -> str:
        return f"{self.person}的提醒方式"

    def of(self, kind: Kind) -> frozenset[str]:
        """The channels chosen for a kind; the default where nothing was chosen for it."""
        return frozenset(self.channels[kind]) if kind in self.channels else DEFAULTS[kind]
