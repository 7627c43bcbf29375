"""线索: what may come to accountability, registered and screened by people. Nothing but a person opens a case (X.1)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accountability.models.relation import keep_away, presided_by
from accountability.models.subject import AboutSubject
from dushi import chance
from dushi.records.lines import normalized
from dushi.records.sealing import EncryptedTextField
from dushi.town.models import Person, Post, Town

if TYPE_CHECKING:
    from dushi.town.models import User


class LeadQuerySet(models.QuerySet["Lead"]):
    def visible_to(self, user: User) -> LeadQuerySet:
        """纪委书记 all, 纪委人员 those they registered or are given, whoever is asked to approve those, a main leader
        those they preside over in place of the 纪委书记; nobody sees one about themself or a relative, or from which
        they withdrew. One about 区管 people or the commission's own is there for who presides and whoever registered
        it alone, until it is handed over; then for nobody (a bare TransferStub is left)."""
        rights = user.rights
        person = rights.person_id
        rows = self.filter(town_id=rights.town_id).exclude(keep_away(user, of="lead"))
        rows = rows.exclude(status=Lead.Status.TRANSFERRED, transfer__is_bare=True)
        if rights.is_commission_secretary:
            return rows
        mine = Q(pk__in=[])
        if rights.is_commission:
            # What is about their own 纪委书记 nobody of the commission sees, not even who wrote it down.
            chief = Post.objects.in_force().filter(seat__town=rights.town_id, seat__kind="COMMISSION_SECRETARY")
            rows = rows.exclude(person__in=chief.values("person"))
            mine |= Q(registered_by=person) | Q(handler=person) | Q(checkers=person)
        if rights.is_main_leader:
            mine |= Q(approver=person) & ~Q(person__level=Person.Level.COUNTY) | presided_by(user, of="lead")
        return rows.filter(mine).distinct()

    def open(self) -> LeadQuerySet:
        return self.exclude(status__in=Lead.ENDED)


class Lead(AboutSubject):
    """One lead. `status` is written by accountability.leads.moves.move alone, along TRANSITIONS."""

    class Source(models.TextChoices):
        BREACH = "BREACH", "未履职提示"
        FINDING = "FINDING", "检查发现"
        PUBLIC = "PUBLIC", "群众检举"
        SUPERIOR = "SUPERIOR", "上级通报、交办"
        HAND = "HAND", "自行发现"

    class Status(models.TextChoices):
        SUGGESTED = "SUGGESTED", "待判断"
        REGISTERED = "REGISTERED", "待拟办"
        PROPOSED = "PROPOSED", "待审批"
        EXPLAINING = "EXPLAINING", "书面说明中"
        CHECKING = "CHECKING", "核查中"
        SHELVED = "SHELVED", "暂存待查"
        DECLINED = "DECLINED", "不作线索"
        CLOSED = "CLOSED", "已了结"
        MERGED = "MERGED", "已并案"
        TRANSFERRED = "TRANSFERRED", "已移送"
        OPENED = "OPENED", "已转问责事项"

    class Outcome(models.TextChoices):
        """拟办意见: what is proposed for it, and approved."""

        EXPLAIN = "EXPLAIN", "书面说明"
        CHECK = "CHECK", "核查"
        SHELVE = "SHELVE", "暂存"
        CLOSE = "CLOSE", "了结"
        MERGE = "MERGE", "并案"
        TRANSFER = "TRANSFER", "移送"
        OPEN = "OPEN", "转问责事项"

    ENDED = (Status.DECLINED, Status.CLOSED, Status.MERGED, Status.TRANSFERRED, Status.OPENED)
    #: TRANSITIONS[from] = states it may go to; walked by a test
    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.SUGGESTED: frozenset({Status.REGISTERED, Status.DECLINED}),
        Status.REGISTERED: frozenset({Status.PROPOSED, Status.TRANSFERRED}),
        Status.PROPOSED: frozenset(
            {
                Status.REGISTERED,  # 退回重拟
                Status.EXPLAINING,
                Status.CHECKING,
                Status.SHELVED,
                Status.CLOSED,
                Status.MERGED,
                Status.TRANSFERRED,
                Status.OPENED,
            }
        ),
        Status.EXPLAINING: frozenset({Status.REGISTERED}),
        Status.CHECKING: frozenset({Status.REGISTERED}),
        Status.SHELVED: frozenset({Status.REGISTERED}),
        Status.DECLINED: frozenset(),
        Status.CLOSED: frozenset(),
        Status.MERGED: frozenset(),
        Status.TRANSFERRED: frozenset(),
        Status.OPENED: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    source = models.CharField("来源", max_length=8, choices=Source.choices)
    source_key = models.CharField(
        max_length=120, null=True, help_text="of a proposal: the same breach, finding or report proposes once"
    )
    clause = models.CharField("可能的情形", max_length=16, blank=True, help_text="3.1(1) … 3.3(4)")
    deed_on = models.DateField("行为日期", null=True)
    title = EncryptedTextField("反映的问题", blank=True, help_text="empty once handed over")
    status = models.CharField("状态", max_length=12, choices=Status.choices)
    status_at = models.DateTimeField("进入本状态")
    due_at = models.DateTimeField("办理时限", null=True, help_text="of the present state, aware")
    registered_at = models.DateTimeField("登记时间", null=True)
    registered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    handler = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="承办人")
    outcome = models.CharField("拟办意见", max_length=10, choices=Outcome.choices, blank=True)
    opinion = EncryptedTextField("拟办理由", blank=True)
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="拟办人")
    approver = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="审批人")
    approved_at = models.DateTimeField("审批时间", null=True)
    checkers = models.ManyToManyField(Person, related_name="+", verbose_name="核查人")
    merged_into = models.ForeignKey("Case", models.PROTECT, null=True, related_name="merged_leads")

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = "线索"
        ordering = ["-status_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["town", "source_key"], name="lead_proposed_once"),
            models.CheckConstraint(
                condition=~Q(person__isnull=False, unit__isnull=False), name="lead_of_one_subject_at_most"
            ),
            models.CheckConstraint(
                condition=Q(status="MERGED", merged_into__isnull=False)
                | ~Q(status="MERGED") & Q(merged_into__isnull=True),
                name="lead_merged_pair",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["SUGGESTED", "DECLINED"]) | Q(registered_at__isnull=False),
                name="lead_registered",
            ),
        ]
        indexes = [models.Index(fields=["town", "status", "due_at"], name="lead_by_status")]

    def __str__(self) -> str:
        return "线索"


class TransferStubQuerySet(models.QuerySet["TransferStub"]):
    def visible_to(self, user: User) -> TransferStubQuerySet:
        """With the lead or case it belongs to; a bare one the 纪委书记 alone, or the main leader who handed it over in
        their place."""
        from accountability.models.case import Case  # a case comes from a lead

        rights = user.rights
        whole = Q(lead__in=Lead.objects.visible_to(user)) | Q(case__in=Case.objects.visible_to(user))
        bare = Q(is_bare=True, kept_by=rights.person_id)
        if rights.is_commission_secretary:
            bare |= Q(is_bare=True, kept_by__isnull=True)
        return self.filter(Q(is_bare=False) & whole | bare, town_id=rights.town_id)


class TransferStub(models.Model):
    """移送: number, day and receiver of what was handed over (3.4.b); of 区管 people and the commission's own nothing
    else is kept, and nobody but the 纪委书记 sees it."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    lead = models.OneToOneField("Lead", models.PROTECT, null=True, related_name="transfer")
    case = models.OneToOneField("Case", models.PROTECT, null=True, related_name="transfer")
    number = models.CharField("移送函号", max_length=40)
    handed_on = models.DateField("移送日期")
    receiver = models.CharField("接收机关", max_length=60)
    is_bare = models.BooleanField("仅存登记", help_text="of 区管 people and the commission's own")
    contents = EncryptedTextField("移交材料", blank=True, help_text="what was handed over; empty in a bare stub")
    kept_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="handed over in place of the 纪委书记: alone sees it",
    )
    receipt_on = models.DateField("收到回执", null=True)
    outcome = EncryptedTextField("处理结果", blank=True, help_text="as told by the receiver (3.4.b)")
    outcome_on = models.DateField("结果反馈日期", null=True)

    objects = TransferStubQuerySet.as_manager()

    class Meta:
        verbose_name = "移送登记"
        ordering = ["-handed_on", "number"]
        constraints = [models.UniqueConstraint(fields=["town", "number"], name="transfer_number_once")]

    def __str__(self) -> str:
        return "移送登记"

    @property
    def number_text(self) -> str:
        """As the other papers say theirs."""
        return self.number

    @property
    def letter(self) -> dict[str, Any] | None:
        """The 移送函 as frozen, where it was written here; that of a lead is written outside."""
        return normalized(json.loads(self.contents)) if self.case_id and self.contents else None


class ProposalMark(models.Model):
    """How far each source of proposals has been looked at, so that a tick with nothing new asks it once (X.1)."""

    source = models.CharField(max_length=16, primary_key=True)
    upto = models.DateTimeField()

    class Meta:
        verbose_name = "线索建议进度"

    def __str__(self) -> str:
        return self.source
