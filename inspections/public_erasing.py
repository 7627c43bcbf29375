"""What is erased, and when (data/legal_clocks.yaml, retention): first who reported, later what was reported."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dushi import clock
from inspections.models import PublicReport, PublicReportIdentity
from inspections.public_clocks import retention


def erase_identity(report: PublicReport, on: date) -> None:
    """Name, contact, photos and notes of calls are gone; who read them when stays."""
    PublicReportIdentity.objects.filter(report=report).delete()
    report.photos.all().delete()
    report.calls.all().delete()
    report.identity_erased_on = on
    report.save(update_fields=["identity_erased_on"])


def erase_content(report: PublicReport, on: date) -> None:
    """Every word of it is gone, with what it was about; days and states stay."""
    report.words.all().delete()
    report.text, report.about, report.content_erased_on = "", None, on
    report.save(update_fields=["text", "about", "content_erased_on"])


@transaction.atomic
def erase_expired(at: datetime) -> None:
    """A step of the tick: erase what has been kept as long as the file says after its end. Safe twice."""
    day = clock.local(at).date()
    identity, content = retention()
    ended = PublicReport.objects.filter(status__in=PublicReport.ENDED).select_for_update(of=("self",))
    for report in ended.filter(status_on__lte=day - identity, identity_erased_on__isnull=True)[:200]:
        erase_identity(report, day)
    for report in ended.filter(status_on__lte=day - content, content_erased_on__isnull=True)[:200]:
        erase_content(report, day)
