"""周通报 as a paper of one page: an internal version, and one for everybody without persons and 区直 units."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dushi.bulletin.figures import Figures
from dushi.bulletin.models import Bulletin
from dushi.records.lines import body, full_day, heading, para, table
from dushi.records.official import Form
from dushi.town.models import Unit
from dushi.town.papers.heads import head_of

QUIET = "—"


def office_of(bulletin: Bulletin) -> Unit | None:
    """Whose paper it is: the 扶贫办 of the town."""
    offices = Unit.objects.in_force().filter(town=bulletin.town_id, kind=Unit.Kind.OFFICE)
    return offices.select_related("town").order_by("order", "pk").first()


def written(
    bulletin: Bulletin, figures: Figures, *, organ: Unit | None, at: datetime, signer: str = "", is_public: bool
) -> dict[str, Any]:
    """The body of one version. signer: who signs, as text; stands on the internal version alone."""
    head = head_of(organ, Form.LETTER)
    said = [
        *([para(bulletin.summary)] if bulletin.summary else []),
        heading("一、各管区情况"),
        table(["管区", *figures.heads], [[name, *map(_number, counts)] for name, counts in figures.rows]),
        heading("二、会议、检查和下周安排"),
        table(["项目", "情况"], _items(bulletin, figures, at, "" if is_public else signer)),
        *([para(f"内部提示：{bulletin.note}")] if bulletin.note and not is_public else []),
    ]
    kept = {name: head[name] for name in ("organ", "issuer") if head.get(name)}
    return body(title_of(bulletin), said, form=Form.LETTER, dated=full_day(at), has_seal=False, **kept)


def title_of(bulletin: Bulletin) -> str:
    return f"脱贫攻坚周通报（{bulletin.week.label}）"


def _number(count: int) -> str:
    return str(count) if count else QUIET


def _items(bulletin: Bulletin, figures: Figures, at: datetime, signer: str) -> list[list[str]]:
    rows = [["统计时段", f"{bulletin.week.days_label}；逾期数截至{full_day(at)}；示例单位不计入"]]
    rows += [[item.label, item.text] for item in figures.items]
    ahead = "；".join(f"{day}{texts}" for day, texts in figures.ahead)
    rows.append(["下周安排", f"{ahead}。" if ahead else "没有排定的会议和到期事项。"])
    return [*rows, ["签发", signer]] if signer else rows
