"""样张: a made-up paper of a kind, to see how a template looks before anything is issued by it."""

from __future__ import annotations

from typing import Any

from dushi import clock
from dushi.records.kinds import PaperKind
from dushi.records.lines import full_day, heading, para
from dushi.records.numbers import code_of, printed
from dushi.records.official import Form, OfficialPaper
from dushi.town.models import Town, Unit
from dushi.town.papers.heads import head_of

TEXT = "这是样张，用来看版式。正文用三号仿宋体字，每面二十二行，每行二十八个字，段首空两个字。"


def sample(town: Town, kind: PaperKind) -> OfficialPaper:
    """With the head of the first organ that issues the kind, number 0 and text that says it is a sample."""
    organ = Unit.objects.in_force().filter(town=town, kind__in=kind.organs).select_related("town").first()
    head: dict[str, Any] = {name: text for name, text in head_of(organ, kind.form).items() if text}
    today = full_day(clock.today())
    is_plain = kind.form == Form.PLAIN
    return OfficialPaper(
        title=f"关于样张的{kind.label}",
        form=kind.form,
        blocks=[heading("一、一级标题"), para(TEXT), heading("（一）二级标题", 2), para(TEXT * 3)],
        number_text="" if is_plain else printed(f"{code_of(organ, kind.key)}〔{clock.today().year}〕0号"),
        signer="示例·某某" if kind.form == Form.UPWARD else "",
        attachments=[] if is_plain else ["样张附件"],
        dated="" if is_plain else today,
        attendance=[("出席", "示例·某某")] if kind.form == Form.MINUTES else [],
        printed_on=today if head.get("printed_by") else "",
        **{"addressed_to": "各管区、各村"} | head if not is_plain else {},
    )
