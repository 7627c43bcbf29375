"""What weekly reports and visits say of a village's week (settings.DISTRICT_SOURCES)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count

from dushi import clock, words
from dushi.district.contracts import Cell, Field, Source
from dushi.regulation.periods import Period
from meetings.models import DispatchReport, Visit
from meetings.report_weeks import receiving_week


def read_reports(villages: Sequence[int], week: Period, at: datetime) -> dict[int, dict[str, Cell]]:
    """The newest version of each village's report, where it was not sent back. A 并入 week has that of its host."""
    known: dict[int, dict[str, Cell]] = {village: {"report.filed": "未报"} for village in villages}
    rows = DispatchReport.objects.current().filter(village__in=villages, period=receiving_week(week).key)
    for report in rows.filter(returned_at__isnull=True).select_related("author").annotate(new=Count("problems")):
        known[report.village_id] = {
            "report.filed": "已报",
            "report.day": words.short_day(clock.local(report.received_at)),
            "report.by": report.filed_by,
            "report.key_work": report.key_work,
            "report.next_plan": report.next_plan,
            "report.support_visit": report.get_support_visit_display(),
            "report.supporter_duty": report.get_supporter_duty_display(),
            "report.supporter_names": report.supporter_names,
            "report.problems": report.new,
        }
    return known


def read_visits(villages: Sequence[int], week: Period, at: datetime) -> dict[int, dict[str, Cell]]:
    """Visits of the week that somebody stands to. Three queries."""
    rows = Visit.objects.confirmed().between(week.first_day, week.last_day).filter(village__in=villages)
    counts: dict[int, int] = dict.fromkeys(villages, 0)
    who: dict[int, list[str]] = defaultdict(list)
    for visit in rows.prefetch_related("participants__person").order_by("visited_on", "pk"):
        counts[visit.village_id] += 1
        who[visit.village_id] += [name for name in visit.went_text.split("、") if name not in who[visit.village_id]]
    return {
        village: {"visit.count": count, "visit.who": "、".join(who.get(village, ()))}
        for village, count in counts.items()
    }


REPORTS = Source(
    "周调度报告",
    (
        Field("report.filed", "报没报（已报、未报）", ("是否报送", "是否上报", "报送情况")),
        Field("report.day", "报送日期", ("上报日期",)),
        Field("report.by", "报送人"),
        Field("report.key_work", "本周重点工作", ("本周工作", "重点工作", "工作开展情况", "工作进展")),
        Field("report.next_plan", "下周打算", ("下周计划", "下步打算", "下一步工作")),
        Field("report.support_visit", "帮扶单位到村", ("帮扶单位到位", "帮扶单位本周到村", "帮扶单位是否到村")),
        Field("report.supporter_duty", "联户责任人履责", ("联户责任", "责任人履责")),
        Field("report.supporter_names", "未履责人员", ("未履责",)),
        Field("report.problems", "报告里的新问题数"),
    ),
    read_reports,
)
VISITS = Source(
    "调研督导",
    (
        Field("visit.count", "调研督导次数", ("走访次数", "调研次数", "到村次数", "督导次数")),
        Field("visit.who", "来调研督导的领导", ("调研领导", "督导领导")),
    ),
    read_visits,
)
