"""整改通知书: what is frozen of it at issue (X.2). Its number is given with the paper."""

from __future__ import annotations

from dushi import words
from dushi.matters.models import Matter
from inspections.items import item_words
from inspections.models import Finding, Inspection


def notice_body(finding: Finding, matter: Matter) -> dict[str, object]:
    """Lines of the notice, in the order of the official paper."""
    inspection = finding.inspection
    due = words.moment(matter.due_at) if matter.due_at else ""
    lines = [
        f"{finding.unit}：",
        f"{_days(inspection)}，{inspection.lead_unit}牵头对你单位开展{inspection.get_kind_display()}"
        f"（{inspection.title}），检查方式：{inspection.methods_text() or '实地调查'}。发现以下问题，现通知整改：",
        f"台账编号：{matter.number_text}",
        f"存在问题：{finding.title}（{finding.get_severity_display()}）",
        f"事实依据：{finding.evidence}" if finding.evidence else "",
        f"对应条款：{words.article(finding.item)} {item_words().get(finding.item, '')}".rstrip(),
        _repeat(finding),
        f"整改要求：{finding.measure}" if finding.measure else "",
        f"整改时限：{due}前",
        "报送要求：整改完成后，在系统“报办结”中写明整改结果，可附照片；由检查组核验销号，责任单位不得自行销号。",
        "逾期后果：逾期未整改的逐级提醒；仍不整改或虚假整改的，依照制度第三部分核查处理。",
        f"签发：{inspection.approved_by or inspection.lead_unit}",
        "送达回执：签收人＿＿＿＿＿＿　签收时间＿＿＿＿年＿＿月＿＿日",
    ]
    return {"heading": "整改通知书", "lines": [line for line in lines if line]}


def _days(inspection: Inspection) -> str:
    first, last = words.short_day(inspection.first_on), words.short_day(inspection.last_on)
    return first if first == last else f"{first}至{last}"


def _repeat(finding: Finding) -> str:
    if finding.repeats is None:
        return ""
    return f"此前情况：同一项{words.short_day(finding.repeats.found_at)}已发现过“{finding.repeats.title}”，属重复发生。"
