"""整改通知书: what is frozen of it at issue (X.2). Its number is given with the paper."""

from __future__ import annotations

from dushi import words
from dushi.matters.models import Matter
from dushi.records.lines import Line, body, full_day, full_moment, full_span, named, para
from dushi.records.official import Form
from dushi.town.models import Unit
from dushi.town.papers.heads import head_of
from inspections.findings.items import item_words
from inspections.models import Finding, Inspection

REPORT = "整改完成后，在系统“报办结”中写明整改结果，可附照片；由检查组核验销号，责任单位不得自行销号。"
OR_ELSE = "逾期未整改的逐级提醒；仍不整改或虚假整改的，依照制度第三部分核查处理。"
SLIP = "送达回执"


def notice_body(finding: Finding, matter: Matter) -> dict[str, object]:
    """The notice as a 信函, in the order of the official paper, with the 送达回执 to be signed and sent back."""
    inspection = finding.inspection
    lines = [
        para(_opening(inspection)),
        named("台账编号", matter.number_text),
        named("存在问题", f"{finding.title}（{finding.get_severity_display()}）"),
        *([named("事实依据", finding.evidence)] if finding.evidence else []),
        named("对应条款", f"{words.article(finding.item)} {item_words().get(finding.item, '')}".rstrip()),
        *_repeat(finding),
        *([named("整改要求", finding.measure)] if finding.measure else []),
        named("整改时限", f"{full_moment(matter.due_at)}前" if matter.due_at else ""),
        named("报送要求", REPORT),
        named("逾期后果", OR_ELSE),
        named("签发", str(inspection.approved_by or inspection.lead_unit)),
    ]
    return body(
        "整改通知书",
        lines,
        form=Form.LETTER,
        dated=full_day(matter.status_at),
        attachments=[SLIP],
        slip_title=SLIP,
        slip=receipt(matter.owner_unit or finding.unit, "整改通知书"),
        **head_of(inspection.lead_unit, Form.LETTER) | {"addressed_to": str(finding.unit)},
    )


def receipt(unit: Unit, paper: str) -> list[Line]:
    """What the unit signs and sends back."""
    return [
        para(f"今收到{paper}一份，已明确整改责任人和时限。"),
        named("受送达单位", str(unit)),
        named("签收人（签字）", "＿＿＿＿＿＿＿＿"),
        named("签收时间", "＿＿＿年＿＿月＿＿日"),
        named("送达人（签字）", "＿＿＿＿＿＿＿＿"),
        named("备注", "＿＿＿＿＿＿＿＿"),
    ]


def _opening(inspection: Inspection) -> str:
    days = full_span(inspection.first_on, inspection.last_on)
    what = f"{inspection.lead_unit}牵头对你单位开展{inspection.get_kind_display()}（{inspection.title}）"
    how = f"，检查方式：{inspection.methods_text()}" if inspection.methods else ""
    return f"{days}，{what}{how}。发现以下问题，现通知整改："


def _repeat(finding: Finding) -> list[Line]:
    if finding.repeats is None:
        return []
    return [
        named("此前情况", f"同一项{full_day(finding.repeats.found_at)}已发现过“{finding.repeats.title}”，属重复发生。")
    ]
