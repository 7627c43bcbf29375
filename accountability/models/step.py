"""The history of leads, cases and notices: append-only, hash-chained; texts may be erased with their salt."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accountability.models.case import Case
from accountability.models.lead import Lead
from accountability.models.notice import CriticismNotice
from dushi import chance, clock
from dushi.records.chains import text_fact
from dushi.records.models import ErasableText
from dushi.town.models import Person, Town


class CaseStep(models.Model):
    """履历 of chapter 3: who did what to which lead, case or notice, when and why. Never an Event of the ground floor.

    The database refuses UPDATE and DELETE; each row is a link of the town's chain "accountability".
    """

    CHAIN = "accountability"

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.DO_NOTHING, db_constraint=False, related_name="+")
    lead = models.ForeignKey(Lead, models.DO_NOTHING, null=True, db_constraint=False, related_name="steps")
    case = models.ForeignKey(Case, models.DO_NOTHING, null=True, db_constraint=False, related_name="steps")
    notice = models.ForeignKey(CriticismNotice, models.DO_NOTHING, null=True, db_constraint=False, related_name="steps")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        Person, models.DO_NOTHING, null=True, db_constraint=False, related_name="+", verbose_name="何人"
    )
    verb = models.CharField("何事", max_length=40)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12, blank=True)
    text = models.ForeignKey(
        ErasableText, models.DO_NOTHING, null=True, db_constraint=False, related_name="+", verbose_name="事由"
    )
    clause = models.CharField("条款", max_length=16, blank=True)

    class Meta:
        verbose_name = "办理记录"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lead__isnull=False, case__isnull=True, notice__isnull=True)
                | Q(lead__isnull=True, case__isnull=False, notice__isnull=True)
                | Q(lead__isnull=True, case__isnull=True, notice__isnull=False),
                name="step_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return "办理记录"

    def chain_facts(self) -> dict[str, str | int | None]:
        return {
            "lead": str(self.lead_id) if self.lead_id else None,
            "case": str(self.case_id) if self.case_id else None,
            "notice": str(self.notice_id) if self.notice_id else None,
            "at": clock.local(self.at).isoformat(),
            "by": self.by_id,
            "verb": self.verb,
            "before": self.before,
            "after": self.after,
            "text": text_fact(self.text),
            "clause": self.clause,
        }


class DossierReading(models.Model):
    """Who looked at a lead, a case, or a file of one, and when. Append-only; every view writes one."""

    lead = models.ForeignKey(Lead, models.DO_NOTHING, null=True, db_constraint=False, related_name="readings")
    case = models.ForeignKey(Case, models.DO_NOTHING, null=True, db_constraint=False, related_name="readings")
    what = models.CharField("查看内容", max_length=40)
    read_at = models.DateTimeField("查看时间")
    read_by = models.ForeignKey(Person, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name="查看人")

    class Meta:
        verbose_name = "查看记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return "查看记录"
