"""What is erased, and when (data/legal_clocks.yaml, retention): first who reported, later what was reported."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from dushi import clock
from inspections.models import PublicReport, PublicReportIdentity
from inspections.public.clocks import retention


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
    for report in _ended_by(day - identity).filter(identity_erased_on__isnull=True)[:200]:
        erase_identity(report, day)
    for report in _ended_by(day - content).filter(content_erased_on__isnull=True)[:200]:
        erase_content(report, day)


def _ended_by(day: date) -> QuerySet[PublicReport]:
    """Ended on that civil day or before; what was merged, with the one it went into."""
    ended = PublicReport.objects.filter(status__in=PublicReport.ENDED, status_on__lte=day)
    with_main = Q(merged_into__status__in=PublicReport.ENDED, merged_into__status_on__lte=day)
    return ended.filter(Q(merged_into__isnull=True) | with_main).select_for_update(of=("self",))
