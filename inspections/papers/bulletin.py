"""检查通报: what an inspection says to the town once it is closed. Sealed findings leave nothing on it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from dushi.records.lines import Line, body, full_day, full_span, heading, named, para, paras, table
from dushi.records.official import Form
from dushi.town.papers.heads import head_of
from inspections.models import CheckLine, Finding, Inspection

Result = CheckLine.Result


def bulletin(inspection: Inspection, title: str) -> dict[str, Any]:
    """Frozen as of the closing: scope, team, results per unit in the order they were drafted, problems and dates."""
    members = [member for member in inspection.members.select_related("person", "unit") if member.person]
    team = "、".join(f"{member.person}（{member.unit}）" for member in members)
    places = list(inspection.places.select_related("unit"))
    day, head = full_day(inspection.closed_at or inspection.status_at), head_of(inspection.lead_unit)
    return body(
        title,
        [
            named("检查单位", "、".join(str(place.unit) for place in places)),
            named("检查时间", full_span(inspection.first_on, inspection.last_on)),
            named("牵头单位", str(inspection.lead_unit)),
            named("检查组", team),
            named("检查方式", inspection.methods_text()),
            *([named("交叉检查", inspection.cross_reason)] if inspection.cross_reason else []),
            heading("一、总体情况"),
            *paras(inspection.summary),
            _results(inspection),
            heading("二、发现的问题"),
            *_findings(inspection),
        ],
        form=Form.DOCUMENT,
        dated=day,
        printed_on=day if head["printed_by"] else "",
        **head,
    )


def _results(inspection: Inspection) -> Line:
    """One row per unit; what is 另行处理 stands with 未查, so that nothing tells of it."""
    counted = inspection.places.select_related("unit").annotate(
        meets=Count("lines", Q(lines__result=Result.MEETS)),
        problems=Count("lines", Q(lines__result=Result.PROBLEM)),
        not_applicable=Count("lines", Q(lines__result=Result.NOT_APPLICABLE)),
    )
    whole = len(inspection.focus)
    rows = [
        [
            str(place.unit),
            str(place.meets),
            str(place.problems),
            str(place.not_applicable),
            str(whole - place.meets - place.problems - place.not_applicable),
        ]
        for place in counted
    ]
    return table(["单位", "符合", "有问题", "不适用", "未查"], rows)


def _findings(inspection: Inspection) -> list[Line]:
    rows = Finding.objects.unsealed().filter(inspection=inspection).select_related("unit")
    said = [para(f"{number}．{_sentence(finding)}") for number, finding in enumerate(rows, start=1)]
    return said or [para("本次检查未发现问题。")]


def _sentence(finding: Finding) -> str:
    parts = [f"{finding.unit}：{finding.title}。"]
    if finding.is_fixed_on_spot:
        parts.append("已当场改正。")
    elif finding.measure:
        parts.append(f"整改要求：{finding.measure}。")
    if finding.due_at:
        parts.append(f"整改时限：{full_day(finding.due_at)}。")
    return "".join(parts)
