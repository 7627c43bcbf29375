"""What passes between the commission, the deciding body and the subject: papers served, statements, appeals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accountability.models.case import Case
from accountability.models.lead import Lead
from dushi import chance
from dushi.records.sealing import EncryptedTextField
from dushi.town.models import Person, Town

if TYPE_CHECKING:
    from dushi.town.models import User


def of_subject(user: User, prefix: str = "") -> Q:
    """Things about this user, or about a unit they head (its paper is served on its head)."""
    rights = user.rights
    return Q(**{f"{prefix}person": rights.person_id}) | Q(**{f"{prefix}unit__in": rights.headed})


class ServedPaperQuerySet(models.QuerySet["ServedPaper"]):
    def unsigned(self) -> ServedPaperQuerySet:
        """Served, neither signed for nor refused nor left behind (留置送达)."""
        waiting = self.filter(served_at__isnull=False, signed_at__isnull=True, refused_at__isnull=True)
        return waiting.exclude(way=ServedPaper.Way.LEFT)

    def for_subject(self, user: User) -> ServedPaperQuerySet:
        """What was served on this user, or on a unit they head: the paper, never the case or lead behind it."""
        mine = of_subject(user, "case__") | of_subject(user, "lead__")
        return self.filter(mine, served_at__isnull=False, town=user.rights.town_id)


class ServedPaper(models.Model):
    """A paper for the subject, frozen as issued; numbers are given at issue (design.md, Secrecy)."""

    class Kind(models.TextChoices):
        EXPLAIN = "EXPLAIN", "书面说明通知书"
        FACTS = "FACTS", "事实告知书"
        DECISION = "DECISION", "问责决定书"
        NO_ACTION = "NO_ACTION", "不予问责告知书"
        EXEMPTION = "EXEMPTION", "免予问责决定书"
        REVIEW = "REVIEW", "复核决定书"
        ENDED = "ENDED", "结案告知书"

    class Way(models.TextChoices):
        SYSTEM = "SYSTEM", "本系统送达"
        HAND = "HAND", "当面送达"
        MAIL = "MAIL", "邮寄送达"
        LEFT = "LEFT", "留置送达"

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="papers")
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, related_name="papers")
    kind = models.CharField("文种", max_length=10, choices=Kind.choices)
    code = models.CharField("机关代字", max_length=20, blank=True, help_text="as frozen at issue; blank until set")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("编号")
    body = EncryptedTextField("内容", help_text="JSON of records/lines.py, as frozen at issue")
    issued_at = models.DateTimeField("印发时间")
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="印发人")
    served_at = models.DateTimeField("送达时间", null=True)
    way = models.CharField("送达方式", max_length=8, choices=Way.choices, blank=True)
    served_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="送达人")
    signed_at = models.DateTimeField("签收时间", null=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="签收人")
    refused_at = models.DateTimeField("拒签时间", null=True)
    refusal = EncryptedTextField("拒签情况", blank=True, help_text="said by two witnesses")
    witnesses = models.ManyToManyField(Person, related_name="+", verbose_name="见证人")

    objects = ServedPaperQuerySet.as_manager()

    class Meta:
        verbose_name = "送达文书"
        ordering = ["issued_at", "kind", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["town", "kind", "year", "number"], condition=Q(code=""), name="served_paper_number_once"
            ),
            models.UniqueConstraint(
                fields=["town", "code", "year", "number"], condition=~Q(code=""), name="served_paper_coded_number_once"
            ),
            models.CheckConstraint(
                condition=Q(lead__isnull=False, case__isnull=True) | Q(lead__isnull=True, case__isnull=False),
                name="served_paper_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def about(self) -> Case | Lead:
        """What it was issued in."""
        found = self.case or self.lead
        assert found is not None  # noqa: S101 - held by served_paper_of_one_thing
        return found

    @property
    def is_unsigned(self) -> bool:
        """As `unsigned` says it of many rows."""
        is_open = self.served_at is not None and self.signed_at is None and self.refused_at is None
        return is_open and self.way != self.Way.LEFT

    @property
    def number_text(self) -> str:
        return f"{self.code}〔{self.year}〕{self.number}号"


class Statement(models.Model):
    """What the subject says: 书面说明 on a lead, 陈述申辩 on the facts shown. Heard, recorded, answered; never counted
    against them. Signed by the subject, or its refusal said by two witnesses."""

    class Kind(models.TextChoices):
        EXPLANATION = "EXPLANATION", "书面说明"
        DEFENCE = "DEFENCE", "陈述申辩"

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    paper = models.ForeignKey(ServedPaper, models.PROTECT, related_name="statements", verbose_name="所答文书")
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    has_objection = models.BooleanField("对事实有异议", null=True)
    text = EncryptedTextField("内容", blank=True)
    signature = EncryptedTextField("签名", blank=True, help_text="the name as typed by the subject")
    signed_at = models.DateTimeField("签字时间", null=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="签字人")
    refusal = EncryptedTextField("拒签情况", blank=True)
    witnesses = models.ManyToManyField(Person, related_name="+", verbose_name="见证人")
    recorded_at = models.DateTimeField("记录时间")
    answer = EncryptedTextField("采纳情况", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="答复人")

    class Meta:
        verbose_name = "陈述"
        ordering = ["recorded_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["paper"], name="statement_once_per_paper")]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Appeal(models.Model):
    """申诉 → 复核, beside the case from 送达 on. It stays nothing, and never makes the decision heavier."""

    class Status(models.TextChoices):
        FILED = "FILED", "待受理"
        ACCEPTED = "ACCEPTED", "复核中"
        UPHELD = "UPHELD", "维持"
        CHANGED = "CHANGED", "变更"
        REVOKED = "REVOKED", "撤销"
        REFUSED = "REFUSED", "不予受理"
        WITHDRAWN = "WITHDRAWN", "申诉人撤回"

    ENDED = (Status.UPHELD, Status.CHANGED, Status.REVOKED, Status.REFUSED, Status.WITHDRAWN)
    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.FILED: frozenset({Status.ACCEPTED, Status.REFUSED, Status.WITHDRAWN}),
        Status.ACCEPTED: frozenset({Status.UPHELD, Status.CHANGED, Status.REVOKED, Status.WITHDRAWN}),
        Status.UPHELD: frozenset(),
        Status.CHANGED: frozenset(),
        Status.REVOKED: frozenset(),
        Status.REFUSED: frozenset(),
        Status.WITHDRAWN: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="appeals")
    paper = models.ForeignKey(ServedPaper, models.PROTECT, related_name="appeals", verbose_name="所诉文书")
    text = EncryptedTextField("申诉理由")
    filed_at = models.DateTimeField("提出时间")
    filed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="申诉人")
    is_late = models.BooleanField("超过期限", default=False)
    is_own_motion = models.BooleanField("纠错", default=False, help_text="not moved by the subject")
    basis = models.CharField("依据", max_length=80, blank=True, help_text="number of the superior's paper, if any")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.FILED)
    status_at = models.DateTimeField("进入本状态")
    due_at = models.DateTimeField("答复时限", null=True)
    answer = EncryptedTextField("复核意见", blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "申诉"
        ordering = ["filed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(status__in=["FILED", "ACCEPTED"]), name="appeal_open_once"
            )
        ]

    def __str__(self) -> str:
        return "申诉"


class Deliberation(models.Model):
    """集体研究: a sitting of the deciding body over a case, or over an appeal. Decided by several, none of whom
    inquired or had to withdraw."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="deliberations")
    appeal = models.OneToOneField(Appeal, models.PROTECT, null=True, related_name="deliberation")
    body = models.CharField("研究机构", max_length=20, help_text="rules.measures.Body")
    held_on = models.DateField("研究日期")
    entitled = models.PositiveSmallIntegerField("应到人数")
    conclusion = EncryptedTextField("研究意见")
    outcome = models.CharField("结论", max_length=12, help_text="Case.Status or Appeal.Status it leads to")
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "集体研究"
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return "集体研究"


class DeliberationMember(models.Model):
    """How each member of the body stood: present and for or against, absent, or withdrawn with the reason."""

    class Vote(models.TextChoices):
        FOR = "FOR", "同意"
        AGAINST = "AGAINST", "不同意"
        ABSTAIN = "ABSTAIN", "弃权"
        ABSENT = "ABSENT", "缺席"
        WITHDRAWN = "WITHDRAWN", "回避"

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="成员")
    vote = models.CharField("意见", max_length=10, choices=Vote.choices)
    note = EncryptedTextField("说明", blank=True)

    class Meta:
        verbose_name = "研究成员"
        constraints = [models.UniqueConstraint(fields=["deliberation", "person"], name="deliberation_member_once")]

    def __str__(self) -> str:
        return "研究成员"
