"""周调度报告, as it was sent: one paper per version."""

from __future__ import annotations

from typing import Any

from dushi.records.lines import body, full_day, heading, named, para, paras, signed
from meetings.models import DispatchReport, ReportProblem, ReportUpdate


def report_body(
    report: DispatchReport, *, title: str, updates: list[ReportUpdate], problems: list[ReportProblem]
) -> dict[str, Any]:
    """The answers of one version, with the matters it speaks of."""
    duty = str(report.get_supporter_duty_display())
    said = [f"{row.matter.number_text} {row.matter.title}：{row.get_answer_display()}" for row in updates]
    new = [
        f"{row.title}（请求{row.get_tier_display()}{f'：{row.help_asked}' if row.help_asked else ''}）"
        for row in problems
    ]
    return body(
        title,
        [
            named("帮扶单位本周到村", str(report.get_support_visit_display())),
            named("联户责任人履责", f"{duty}：{report.supporter_names}" if report.supporter_names else duty),
            heading("本周重点工作"),
            *paras(report.key_work),
            heading("续报"),
            *[para(line) for line in said or ["没有需要续报的问题。"]],
            heading("新发现问题"),
            *[para(line) for line in new or ["没有新发现的问题。"]],
            heading("下周打算"),
            *paras(report.next_plan or "未填。"),
            signed(f"报送人：{report.filed_by}，{full_day(report.received_at)}"),
        ],
    )
