"""What one version of a report said, word for word as it came."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dushi.matters.models import Matter
from dushi.offline.copies import Pairs
from meetings.models import DispatchReport, ReportUpdate
from meetings.report_data import NewProblem, ReportData

Answer = ReportUpdate.Answer


def body_again(report_id: str) -> dict[str, Any] | None:
    """settings.RECEIPT_TEXTS: the body whose digest the report's receipt bears; None for no report.

    Problems that a correction carried over from the version before were not in it.
    """
    report = DispatchReport.objects.select_related("corrects").filter(pk=report_id).first()
    if report is None:
        return None
    carried = report.corrects.problems.values_list("matter", flat=True) if report.corrects else ()
    return data_of(report, without=carried).body(report.village_id, report.week)


def data_of(report: DispatchReport, *, without: Iterable[int] = ()) -> ReportData:
    """What a stored version says. without: ids of matters whose problems are left out."""
    left_out = set(without)
    new = [row for row in report.problems.order_by("pk") if row.matter_id not in left_out]
    return ReportData(
        key_work=report.key_work,
        support_visit=report.support_visit,
        supporter_duty=report.supporter_duty,
        supporter_names=report.supporter_names,
        next_plan=report.next_plan,
        told_by=report.told_by,
        updates=dict(report.updates.values_list("matter", "answer")),
        problems=tuple(NewProblem(row.title, row.tier, row.help_asked) for row in new),
    )


def said_in(data: ReportData) -> Pairs:
    """What a report says, to be read beside another text."""
    report = DispatchReport(**data.words())
    titles = dict(Matter.objects.filter(pk__in=data.updates).values_list("pk", "title"))
    updates = [f"{titles[pk]}：{Answer(answer).label}" for pk, answer in data.updates.items() if pk in titles]
    problems = [f"{row.title}（请求{Matter.Tier(row.tier).label}）{row.help_asked}" for row in data.problems]
    return [
        ("帮扶单位本周到村", str(report.get_support_visit_display())),
        ("联户责任人履责", str(report.get_supporter_duty_display())),
        ("未履责人员", report.supporter_names),
        ("本周重点工作", report.key_work),
        ("下周打算", report.next_plan),
        ("续报", "\n".join(updates)),
        ("新发现问题", "\n".join(problems)),
        ("口述人", data.told_by),
    ]
