"""周通报 as a paper of one page: an internal version, and one for everybody without persons and 区直 units."""

from __future__ import annotations

from typing import Any

from dushi.bulletin.figures import Figures
from dushi.bulletin.models import Bulletin
from dushi.records.lines import body, heading, table
from dushi.records.official import Form
from dushi.town.models import Unit
from dushi.town.papers.heads import head_of

QUIET = "—"


def office_of(bulletin: Bulletin) -> Unit | None:
    """Whose paper it is: the 扶贫办 of the town."""
    offices = Unit.objects.in_force().filter(town=bulletin.town_id, kind=Unit.Kind.OFFICE)
    return offices.select_related("town").order_by("order", "pk").first()


def written(
    bulletin: Bulletin, figures: Figures, *, organ: Unit | None, signed: str = "", is_public: bool
) -> dict[str, Any]:
    """The body of one version, all on one page. signed: who and when, on the open version when; "" for a draft."""
    said = [
        heading(f"一、各管区情况（{bulletin.week.days_label}）"),
        table(["管区", *figures.heads], [[name, *map(_number, counts)] for name, counts in figures.rows]),
        heading("二、会议、检查和下周安排"),
        table(["项目", "情况"], _items(bulletin, figures, signed, is_public)),
    ]
    # No 署名 and 成文日期 below: they would go over to a second page, and stand in the head and the last line.
    mark = head_of(organ, Form.LETTER).get("organ", "")
    return body(title_of(bulletin), said, form=Form.LETTER, has_seal=False, organ=mark)


def title_of(bulletin: Bulletin) -> str:
    return f"脱贫攻坚{bulletin}"


def _number(count: int) -> str:
    return str(count) if count else QUIET


def _items(bulletin: Bulletin, figures: Figures, signed: str, is_public: bool) -> list[list[str]]:
    """What is said in words, a line each; what people wrote only where they wrote it."""
    ahead = "；".join(f"{day}{texts}" for day, texts in figures.ahead)
    rows = [
        ["本周综述", bulletin.summary],
        *([item.label, item.text] for item in figures.items),
        ["下周安排", f"{ahead}。" if ahead else "没有排定的会议和到期事项。"],
        ["内部提示", "" if is_public else bulletin.note],
        ["签发", signed],
    ]
    return [row for row in rows if row[1]]
