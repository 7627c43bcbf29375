"""The minutes that approve a scheme: found among the papers of the joint meeting, or said to be issued elsewhere."""

from __future__ import annotations

import re

from dushi.records.errors import Refused, demand
from dushi.records.models import Paper
from dushi.town.models import Town

CLAUSE = "3.4.d"
#: The duty that a 党政联席会议 fulfils; its minutes carry it.
JOINT_MEETING = "1.1.m"
NUMBER = re.compile(r"[〔\[（(](\d{4})[〕\]）)]\s*第?\s*(\d+)\s*号")


def papers_of(town: Town, number: str) -> list[Paper]:
    """会议纪要 of this system with the year and number in the text (…〔2026〕3号), and its 代字 where both have one."""
    if not (said := NUMBER.search(number)):
        return []
    code, year, count = number[: said.start()].strip(), int(said[1]), int(said[2])
    rows = Paper.objects.filter(town=town, kind=Paper.Kind.MINUTES, year=year, number=count)
    return [paper for paper in rows if not (code and paper.code) or code == paper.code]


def is_found(town: Town, number: str) -> bool:
    """True where the town's own joint meeting issued minutes of that number here."""
    return any(paper.clause == JOINT_MEETING for paper in papers_of(town, number))


def checked(town: Town, number: str, *, is_elsewhere: bool) -> str:
    """The number, tidied. Raises Refused where it is no number, another body's minutes, or unknown here."""
    text = number.strip().removeprefix("党政联席会议").removeprefix("纪要").strip()
    demand(bool(NUMBER.search(text)), "请写纪要的完整编号，如：〔2026〕3号。", "minutes_number", clause=CLAUSE)
    if is_elsewhere or is_found(town, text):
        return text
    if other := papers_of(town, text):
        raise Refused(
            f"{other[0].number_text}是《{other[0].title}》，不是党政联席会议的纪要。",
            field="minutes_number",
            clause=CLAUSE,
        )
    raise Refused(
        "本系统里没有这个编号的党政联席会议纪要。纪要不是在本系统印发的，请勾选“纪要不在本系统内”。",
        field="minutes_number",
        clause=CLAUSE,
    )
