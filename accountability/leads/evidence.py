"""Evidence of a lead: texts and files added, or excluded where they were taken illegally (政务处分法 §42)."""

from __future__ import annotations

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accountability import evidence as kept
from accountability import steps
from accountability.leads import permissions as may
from accountability.leads.moves import demand, locked
from accountability.models import Evidence, Lead
from dushi import clock
from dushi.town.models import User

NOT_YOURS = "由承办人、核查人或者主持人办理。"


@transaction.atomic
def add_evidence(
    *,
    lead: Lead,
    label: str,
    text: str = "",
    upload: UploadedFile | None = None,
    by: User,
    at: datetime | None = None,
) -> Evidence:
    """A text, a file, or both. Raises Refused."""
    moment = at or clock.now()
    row = locked(lead)
    demand(may.may_add_evidence(by, row), NOT_YOURS)
    demand(bool(label), "请写明证据的名称。", "label")
    demand(bool(text or upload), "请填写内容，或者选择文件。", "text")
    made = kept.keep(row, label=label, text=text, upload=upload, by=by, at=moment)
    steps.write(verb="补充证据", by=by, at=moment, lead=row, text=label, clause="3.0")
    return made


@transaction.atomic
def exclude_evidence(*, lead: Lead, evidence: Evidence, reason: str, by: User, at: datetime | None = None) -> Evidence:
    """排除: it stays readable and counts for nothing, with a reason. Raises Refused."""
    moment = at or clock.now()
    row = locked(lead)
    demand(may.may_exclude(by, row), NOT_YOURS)
    demand(evidence.lead_id == row.pk and evidence.excluded_at is None, "请选择本线索未被排除的证据。", "evidence")
    demand(bool(reason), "请写明排除的理由。", "reason")
    kept.exclude(evidence, reason=reason, by=by, at=moment)
    steps.write(verb="排除证据", by=by, at=moment, lead=row, text=reason, clause="3.0")
    return evidence
