"""交办单: the letter by which a matter is handed out."""

from __future__ import annotations

from typing import Any

from dushi.matters.models import Matter
from dushi.records.lines import body, full_day, full_moment, named, para
from dushi.records.official import Form
from dushi.town.models import Unit
from dushi.town.papers.heads import head_of

#: A longer matter is named in the text alone.
LONGEST_IN_TITLE = 34


def task_paper(matter: Matter, *, organ: Unit | None, verifier: str) -> dict[str, Any]:
    """The 交办单 as it is frozen at issue. organ: who hands out. verifier: who verifies, as text."""
    subject = matter.title.rstrip("。")
    title = f"关于{subject}的交办单" if len(subject) <= LONGEST_IN_TITLE else "交办单"
    head = head_of(organ, Form.LETTER) or dict.fromkeys(("organ", "issuer"), matter.town.name)
    is_elsewhere = matter.about != matter.owner_unit
    return body(
        title,
        [
            para(f"现将“{subject}”（台账编号{matter.number_text}）交你单位办理。"),
            *([named("情况", matter.detail)] if matter.detail else []),
            *([named("所涉单位", str(matter.about))] if is_elsewhere else []),
            named("来源", matter.source_label or str(matter.get_source_display())),
            named("责任", matter.owner_text),
            *([named("措施要求", matter.measure)] if matter.measure else []),
            named("办结时限", f"{full_moment(matter.due_at)}前" if matter.due_at else ""),
            para(f"办结后请在系统报送结果，由{verifier}核验销号，责任单位不得自行销号。"),
        ],
        form=Form.LETTER,
        dated=full_day(matter.status_at),
        # A 管区 is no organ with a seal of its own.
        has_seal=organ is None or organ.kind != Unit.Kind.AREA,
        **head | {"addressed_to": str(matter.owner_unit or "")},
    )
