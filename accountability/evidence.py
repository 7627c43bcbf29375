"""Evidence of a lead or a case: kept sealed, with who took it and when; or excluded (政务处分法 §42). The acts of leads
and cases stand around these and say who may."""

from __future__ import annotations

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from accountability.desk.files import keep_file
from accountability.models import Case, Evidence, Lead
from dushi.town.access import person_of
from dushi.town.models import User


def keep(
    about: Lead | Case, *, label: str, text: str = "", upload: UploadedFile | None = None, by: User, at: datetime
) -> Evidence:
    """A text, a file, or both."""
    return Evidence.objects.create(
        lead=about if isinstance(about, Lead) else None,
        case=about if isinstance(about, Case) else None,
        label=label,
        text=text,
        file=keep_file(upload=upload, town=about.town, by=by) if upload else None,
        collected_at=at,
        collected_by=person_of(by),
    )


def exclude(evidence: Evidence, *, reason: str, by: User, at: datetime) -> Evidence:
    """It stays in the file and proves nothing any more."""
    evidence.excluded_at, evidence.excluded_by, evidence.excluded_reason = at, person_of(by), reason
    evidence.save(update_fields=["excluded_at", "excluded_by", "excluded_reason"])
    return evidence
