"""问责事项: one subject, one deed, one road from 受理 to 结案 (3.0–3.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accountability.models.lead import Lead
from accountability.models.relation import keep_away, presided_by
from accountability.models.subject import AboutSubject, StoredFile, one_subject
from dushi import chance
from dushi.records.sealing import EncryptedTextField
from dushi.town.models import Person, Town

if TYPE_CHECKING:
    from dushi.town.models import User


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> CaseQuerySet:
        """纪委书记 all, 纪委人员 those they serve on, a main leader those they are to approve (never on 区管 people) or
        preside over in place of the 纪委书记; nobody one about themself or a relative, or from which they withdrew.
        Subjects read what was served on them (ServedPaper), never the case."""
        rights = user.rights
        rows = self.filter(town_id=rights.town_id).exclude(keep_away(user, of="case"))
        if rights.is_commission_secretary:
            return rows
        mine = Q(pk__in=[])
        if rights.is_commission:
            serving = CaseMember.objects.filter(person=rights.person_id, left_at__isnull=True)
            mine |= Q(pk__in=serving.values("case"))
        if rights.is_main_leader:
            asked = Q(approver=rights.person_id) & ~Q(person__level=Person.Level.COUNTY)
            mine |= asked | presided_by(user, of="case")
        return rows.filter(mine)

    def open(self) -> CaseQuerySet:
        return self.exclude(status__in=Case.ENDED)

    def locked(self) -> CaseQuerySet:
        """Locked until the transaction ends: after the lead of the same matter, before a recusal and the chain."""
        return self.select_for_update(of=("self",)).select_related("town", "person", "unit")


class Case(AboutSubject):
    """One case. `status` is written by accountability.cases.moves.taking alone, along TRANSITIONS."""

    class Status(models.TextChoices):
        ACCEPTED = "ACCEPTED", "受理"
        INQUIRY = "INQUIRY", "核查"
        HEARING = "HEARING", "事实见面、听取申辩"
        DELIBERATION = "DELIBERATION", "集体研究"
        DECIDED = "DECIDED", "决定"
        SERVED = "SERVED", "送达"
        ENFORCING = "ENFORCING", "执行"
        CLOSED = "CLOSED", "结案"
        NOT_HELD = "NOT_HELD", "不予问责"
        EXEMPTED = "EXEMPTED", "免予问责"
        TRANSFERRED = "TRANSFERRED", "移送"
        REVOKED = "REVOKED", "撤销"

    ENDED = (Status.CLOSED, Status.NOT_HELD, Status.EXEMPTED, Status.TRANSFERRED, Status.REVOKED)
    #: from here on a decision stands, and may be appealed against
    DECISION_STANDS = (Status.SERVED, Status.ENFORCING, Status.CLOSED)
    #: TRANSITIONS[from] = states it may go to, as accountability/cases/table.py says it with who may, what must be
    #: there and until when. Before a decision nobody revokes alone: several decide 不予问责, or it is handed over.
    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.ACCEPTED: frozenset({Status.INQUIRY, Status.TRANSFERRED}),
        Status.INQUIRY: frozenset({Status.HEARING, Status.DELIBERATION, Status.TRANSFERRED}),
        Status.HEARING: frozenset({Status.INQUIRY, Status.DELIBERATION, Status.TRANSFERRED}),
        Status.DELIBERATION: frozenset(
            {
                Status.INQUIRY,
                Status.HEARING,
                Status.DECIDED,
                Status.NOT_HELD,
                Status.EXEMPTED,
                Status.TRANSFERRED,
            }
        ),
        Status.DECIDED: frozenset({Status.DELIBERATION, Status.SERVED}),
        Status.SERVED: frozenset({Status.ENFORCING, Status.REVOKED}),
        Status.ENFORCING: frozenset({Status.CLOSED, Status.REVOKED}),
        Status.CLOSED: frozenset({Status.REVOKED}),
        Status.NOT_HELD: frozenset(),
        Status.EXEMPTED: frozenset(),
        Status.TRANSFERRED: frozenset(),
        Status.REVOKED: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    lead = models.OneToOneField(Lead, models.PROTECT, null=True, related_name="case", verbose_name="线索")
    category = models.CharField("对象类别", max_length=20, help_text="rules.category.SubjectCategory")
    category_reason = EncryptedTextField("类别说明", blank=True)
    deed_on = models.DateField("行为日期", help_text="rules of this day are judged by")
    title = EncryptedTextField("反映的问题")
    findings = EncryptedTextField("认定的事实", blank=True)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.ACCEPTED)
    status_at = models.DateTimeField("进入本状态")
    due_at = models.DateTimeField("办理时限", null=True, help_text="of the present state, aware")
    opened_at = models.DateTimeField("受理时间")
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="批准受理")
    approver = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="签发人")
    grounds = models.JSONField(
        "裁量情节", default=list, help_text="codes of rules/data/grounds.yaml that were held to apply"
    )
    grounds_reason = EncryptedTextField("裁量说明", blank=True)
    decided_at = models.DateTimeField("决定时间", null=True)
    closed_at = models.DateTimeField("结案时间", null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "问责事项"
        ordering = ["-opened_at", "pk"]
        constraints = [one_subject("case_of_one_subject")]
        indexes = [models.Index(fields=["town", "status", "due_at"], name="case_by_status")]

    def __str__(self) -> str:
        return "问责事项"

    @property
    def is_open(self) -> bool:
        return self.status not in self.ENDED


class CaseMember(models.Model):
    """核查人: two of the commission at least; who inquires does not decide."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="核查人")
    is_leader = models.BooleanField("组长", default=False)
    named_at = models.DateTimeField("指定时间")
    named_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="指定人")
    left_at = models.DateTimeField("退出时间", null=True)

    class Meta:
        verbose_name = "核查人"
        ordering = ["-is_leader", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(left_at__isnull=True), name="case_member_once"
            ),
        ]

    def __str__(self) -> str:
        return "核查人"


class Evidence(models.Model):
    """A piece of evidence of a lead or case: a text frozen as it was, with where it came from, or a file."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    lead = models.ForeignKey(Lead, models.CASCADE, null=True, related_name="evidence")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="evidence")
    label = EncryptedTextField("名称")
    text = EncryptedTextField("内容", blank=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="evidence", verbose_name="文件")
    source_type = models.CharField(max_length=60, blank=True, help_text="app.model of what was frozen")
    source_id = models.CharField(max_length=40, blank=True)
    collected_at = models.DateTimeField("取得时间")
    collected_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="取证人")
    excluded_at = models.DateTimeField("排除时间", null=True, help_text="taken illegally: out (政务处分法 §42)")
    excluded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="排除人")
    excluded_reason = EncryptedTextField("排除理由", blank=True)

    class Meta:
        verbose_name = "证据"
        verbose_name_plural = "证据"
        ordering = ["collected_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lead__isnull=False) | Q(case__isnull=False), name="evidence_of_something"
            ),
            models.CheckConstraint(
                condition=Q(excluded_at__isnull=True, excluded_by__isnull=True)
                | Q(excluded_at__isnull=False, excluded_by__isnull=False),
                name="evidence_excluded_together",
            ),
        ]

    def __str__(self) -> str:
        return "证据"


class CaseSituation(models.Model):
    """A situation of 3.1–3.3 that the case cites, with the evidence for it; a catch-all needs its written reason."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="situations")
    clause = models.CharField("情形", max_length=16)
    reason = EncryptedTextField("认定理由", blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="situations", verbose_name="证据")

    class Meta:
        verbose_name = "问责情形"
        ordering = ["clause"]
        constraints = [models.UniqueConstraint(fields=["case", "clause"], name="case_situation_once")]

    def __str__(self) -> str:
        return self.clause


class CaseMeasureQuerySet(models.QuerySet["CaseMeasure"]):
    def standing(self, stage: str) -> CaseMeasureQuerySet:
        """In force of that stage: neither replaced nor revoked."""
        return self.filter(stage=stage, revoked_at__isnull=True)


class CaseMeasure(models.Model):
    """问责方式: as put to the subject, as decided, or as recorded when bodies above decided it (3.4.a, 3.4.b)."""

    class Stage(models.TextChoices):
        PROPOSED = "PROPOSED", "拟处理意见"
        DECIDED = "DECIDED", "决定"
        RECORDED = "RECORDED", "上级机关决定"

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="measures")
    stage = models.CharField(max_length=8, choices=Stage.choices)
    code = models.CharField("方式", max_length=32, help_text="rules.measures.Measure.code of the rule set of deed_on")
    note = EncryptedTextField("具体要求", blank=True)
    decided_on = models.DateField("决定日期", null=True)
    effect_until = models.DateField("影响期至", null=True)
    carried_out_on = models.DateField("执行日期", null=True)
    carried_out_note = EncryptedTextField("执行情况", blank=True)
    carried_out_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="执行登记人")
    revoked_at = models.DateTimeField("撤销时间", null=True, help_text="by an appeal")

    objects = CaseMeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "问责方式"
        ordering = ["stage", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "stage", "code"], condition=Q(revoked_at__isnull=True), name="case_measure_once"
            )
        ]

    def __str__(self) -> str:
        return "问责方式"
