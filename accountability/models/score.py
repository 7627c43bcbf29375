"""考核办法, 计分, 年度考核表 (3.4.c, 3.4.d). Points are integer hundredths; entries are only ever added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accountability.models.relation import near
from accountability.models.subject import AboutSubject, one_subject
from accountability.scores.rules import Rules
from dushi import chance, clock
from dushi.town.models import Person, Town

if TYPE_CHECKING:
    from dushi.town.models import User


class SchemeQuerySet(models.QuerySet["AssessmentScheme"]):
    def visible_to(self, user: User) -> SchemeQuerySet:
        """Drafts for the commission that drafts them and the main leaders whose meeting decides; the rest for all."""
        rights = user.rights
        rows = self.filter(town_id=rights.town_id)
        if rights.is_main_leader or rights.is_commission:
            return rows
        return rows.exclude(status=AssessmentScheme.Status.DRAFT)

    def in_force(self) -> SchemeQuerySet:
        return self.filter(status=AssessmentScheme.Status.IN_FORCE)


class AssessmentScheme(models.Model):
    """考核办法 of a year: every figure and rule of counting is a setting.

    scores/rules.py reads the settings, scores/checking.py checks them. It takes force only with the number of the
    党政联席会议 minutes that approved it.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "草案"
        IN_FORCE = "IN_FORCE", "施行"
        SUPERSEDED = "SUPERSEDED", "已被新版替代"

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.DRAFT: frozenset({Status.IN_FORCE}),
        Status.IN_FORCE: frozenset({Status.SUPERSEDED}),
        Status.SUPERSEDED: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("版次", default=1)
    name = models.CharField("名称", max_length=80)
    settings = models.JSONField("分值和规则")
    is_example = models.BooleanField("示例", default=False, help_text="serves nobody but 示例 people and units")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    drafted_at = models.DateTimeField("拟定时间")
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="拟定人")
    minutes_number = models.CharField("党政联席会议纪要编号", max_length=40, blank=True)
    in_force_at = models.DateTimeField("施行时间", null=True)
    in_force_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="登记施行")

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = "考核办法"
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["town", "year", "version"], name="scheme_version_once"),
            models.UniqueConstraint(
                fields=["town", "year"], condition=Q(status="IN_FORCE"), name="scheme_in_force_once"
            ),
            models.CheckConstraint(
                condition=Q(status="DRAFT") | ~Q(minutes_number="") & Q(in_force_at__isnull=False),
                name="scheme_needs_minutes",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """2026年度考核办法（第2版）."""
        return f"{self.name}（第{self.version}版）"

    @property
    def rules(self) -> Rules:
        """The settings in words; of a draft only once `scores.checking.faults` finds nothing."""
        return Rules.parse(self.settings)


class ScoreAccountQuerySet(models.QuerySet["ScoreAccount"]):
    def visible_to(self, user: User) -> ScoreAccountQuerySet:
        """Own points, and those of a unit one heads; main leaders and the commission all but their relatives'.

        扶贫办 as such none: only its own through its head.
        """
        rights = user.rights
        rows = self.filter(town_id=rights.town_id)
        own = Q(person=rights.person_id) | Q(unit__in=rights.headed)
        if rights.is_main_leader or rights.is_commission:
            return rows.filter(own | ~near(rights.person_id, "person"))
        return rows.filter(own)


class ScoreAccount(AboutSubject):
    """One subject's year. The row is locked while points are posted, so that caps hold under concurrency."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField("年度")

    objects = ScoreAccountQuerySet.as_manager()

    class Meta:
        verbose_name = "计分户"
        constraints = [
            one_subject("account_of_one_subject"),
            models.UniqueConstraint(fields=["town", "year", "unit"], name="account_unit_once"),
            models.UniqueConstraint(fields=["town", "year", "person"], name="account_person_once"),
        ]

    def __str__(self) -> str:
        return "计分户"


class ScoreEntry(models.Model):
    """计分: one posting, never changed or deleted (the database refuses), only answered by entries that name it."""

    CHAIN = "accountability"

    class Kind(models.TextChoices):
        POINTS = "POINTS", "扣分"
        BONUS = "BONUS", "加分"
        ZERO = "ZERO", "计入考核，未设分值"
        SPREAD = "SPREAD", "连带扣分"
        SAME_MATTER = "SAME_MATTER", "同一事项就高"
        CAP = "CAP", "封顶"
        REVERSAL = "REVERSAL", "冲销"

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.DO_NOTHING, db_constraint=False, related_name="+")
    account = models.ForeignKey(ScoreAccount, models.PROTECT, related_name="entries")
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    nominal = models.IntegerField("分值", help_text="hundredths of a point, signed")
    counted = models.IntegerField("计入", help_text="hundredths of a point, signed")
    matter_key = models.CharField(max_length=60, blank=True, help_text="the same for everything about one matter")
    source_type = models.CharField(max_length=60, help_text="accountability.noticesubject, accountability.casemeasure")
    source_id = models.CharField(max_length=40)
    basis = models.CharField("依据", max_length=300, help_text="document and sentence, as known to the subject")
    posts_text = models.CharField("时任职务", max_length=200, blank=True)
    scheme = models.ForeignKey(
        AssessmentScheme, models.DO_NOTHING, null=True, db_constraint=False, related_name="+", verbose_name="考核办法"
    )
    rule = models.CharField("适用规则", max_length=120, help_text="line of the scheme that gave the figure, in words")
    clause = models.CharField("条款", max_length=16)
    happened_on = models.DateField("发生日期")
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversed_by", verbose_name="冲销的计分"
    )
    reason = models.CharField("事由", max_length=200, blank=True)
    posted_at = models.DateTimeField("计分时间")
    posted_by = models.ForeignKey(
        Person, models.DO_NOTHING, null=True, db_constraint=False, related_name="+", help_text="null: by the tick"
    )

    class Meta:
        verbose_name = "计分"
        ordering = ["posted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="REVERSAL", reverses__isnull=False) | ~Q(kind="REVERSAL") & Q(reverses__isnull=True),
                name="entry_reversal_pair",
            ),
            models.UniqueConstraint(
                fields=["account", "source_type", "source_id", "kind"],
                condition=Q(kind__in=["POINTS", "BONUS", "ZERO", "SPREAD"]),
                name="entry_posted_once",
            ),
        ]
        indexes = [models.Index(fields=["account", "posted_at"], name="entry_by_account")]

    def __str__(self) -> str:
        return "计分"

    def chain_facts(self) -> dict[str, str | int | None]:
        return {
            "account": str(self.account_id),
            "kind": self.kind,
            "nominal": self.nominal,
            "counted": self.counted,
            "matter": self.matter_key,
            "source": f"{self.source_type}:{self.source_id}",
            "basis": self.basis,
            "posts": self.posts_text,
            "scheme": str(self.scheme_id) if self.scheme_id else None,
            "rule": self.rule,
            "clause": self.clause,
            "happened_on": self.happened_on.isoformat(),
            "reverses": str(self.reverses_id) if self.reverses_id else None,
            "reason": self.reason,
            "posted_at": clock.local(self.posted_at).isoformat(),
            "posted_by": self.posted_by_id,
        }


class YearSheet(models.Model):
    """年度考核表: a year as closed, version 1; a later reversal issues the next version. Append-only.

    body: {"rows": [{"subject": name, "kind", "posts", "base", "counted", "total", "grade", "entries": n}], …} in
    hundredths; ordered by unit and name, never by points (no ranking of people).
    """

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.DO_NOTHING, db_constraint=False, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("版次")
    closed_at = models.DateTimeField("结转时间")
    closed_by = models.ForeignKey(
        Person, models.DO_NOTHING, null=True, db_constraint=False, related_name="+", verbose_name="结转人"
    )
    reason = models.CharField("更正事由", max_length=200, blank=True)
    body = models.JSONField("内容")
    chain_head = models.CharField("链头", max_length=64)

    class Meta:
        verbose_name = "年度考核表"
        ordering = ["-year", "-version"]
        constraints = [models.UniqueConstraint(fields=["town", "year", "version"], name="year_sheet_once")]

    def __str__(self) -> str:
        return f"{self.year}年度考核表（第{self.version}版）"
