"""Who issues a paper of a case, and how the paper begins and ends for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accountability.models import Case, Lead
from accountability.rules.measures import Body
from dushi.records.lines import Line, full_day, named, para
from dushi.records.official import Form
from dushi.town.models import Town, Unit
from dushi.town.papers.heads import head_of

SLIP = "送达回执"


def unit_of(town: Town, organ: str) -> Unit | None:
    """The unit of the town that is the body; None where the town has none."""
    return Unit.objects.in_force().select_related("town").filter(town=town, kind=organ).order_by("pk").first()


def parts(
    about: Case | Lead, at: datetime, organ: str = Body.COMMISSION, *, form: Form = Form.LETTER, to: str = ""
) -> dict[str, Any]:
    """What a paper freezes beside its lines: mark, 署名, 成文日期, 主送. Of what the town has set for the organ neither
    主送 nor 抄送 nor 印发机关 comes onto it: it goes to whom it names, and to nobody else."""
    head = head_of(unit_of(about.town, organ), form)
    name = head.get("issuer") or f"{about.town.name}{Body(organ).label}"
    return {
        "form": form,
        "organ": head.get("organ") or name,
        "issuer": name,
        "dated": full_day(at),
        "addressed_to": to or str(about.subject),
    }


def to_be_signed(paper: str) -> dict[str, Any]:
    """送达回执 of what is served on a person or a unit: signed, or refused before two witnesses, or left behind."""
    blank = "＿＿＿＿＿＿＿＿"
    day = "＿＿＿年＿＿月＿＿日"
    lines: list[Line] = [
        para(f"今收到{paper}一份。签收只表示收到，不表示对内容没有异议。"),
        named("签收人（签字）", blank),
        named("签收时间", day),
        named("送达人（签字）", blank),
        named("送达方式和地点", blank),
        para("拒绝签收或者留置送达的，由两名见证人签字："),
        named("见证人（签字）", blank),
        named("见证人（签字）", blank),
    ]
    return {"attachments": [SLIP], "slip_title": SLIP, "slip": lines}


def to_be_sent_back(paper: str, number: str, receiver: str) -> dict[str, Any]:
    """回执 of the receiver of a 移送函 (3.4.b)."""
    lines: list[Line] = [
        para(f"你单位{number or paper}及所附材料已经收到，经清点与所列相符。"),
        named("接收机关（盖章）", receiver),
        named("经办人（签字）", "＿＿＿＿＿＿＿＿"),
        named("收到日期", "＿＿＿年＿＿月＿＿日"),
        named("处理结果反馈", "办结后另行函告。"),
    ]
    return {"attachments": ["回执"], "slip_title": "回执", "slip": lines}
