"""What one version of a report said, word for word as it came."""

from __future__ import annotations

from typing import Any

from meetings.models import DispatchReport
from meetings.report_data import NewProblem, ReportData


def body_again(report_id: str) -> dict[str, Any] | None:
    """settings.RECEIPT_TEXTS: the body whose digest the report's receipt bears; None for no report.

    Problems that a correction carried over from the version before were not in it.
    """
    report = DispatchReport.objects.select_related("corrects").filter(pk=report_id).first()
    if report is None:
        return None
    carried = set(report.corrects.problems.values_list("matter", flat=True)) if report.corrects else set()
    new = [row for row in report.problems.order_by("pk") if row.matter_id not in carried]
    data = ReportData(
        key_work=report.key_work,
        support_visit=report.support_visit,
        supporter_duty=report.supporter_duty,
        supporter_names=report.supporter_names,
        next_plan=report.next_plan,
        told_by=report.told_by,
        updates=dict(report.updates.values_list("matter", "answer")),
        problems=tuple(NewProblem(row.title, row.tier, row.help_asked) for row in new),
    )
    return data.body(report.village_id, report.week)
