"""会议通知: the paper that asks to a meeting, or tells of its new time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dushi.records.lines import body, full_day, full_moment, heading, named, numbered, para
from dushi.records.official import Form
from dushi.town.papers.heads import head_of
from meetings.models import Meeting
from meetings.papers.people import chair_words, names, roster_of

#: 主送 where the town has set none for the body.
EVERYBODY = "各参会人员"
MATERIALS = "1. 调度材料由系统按各单位报送情况汇总，请参会人员提前阅看；需要会议研究的问题请在会前报送。"
ANSWER = "2. 请在系统中回执；不能参加的须请假，经主持人同意。"


def notice_body(meeting: Meeting, *, title: str, reason: str, at: datetime) -> dict[str, Any]:
    """title: of the paper. reason: of a 改期, or "". at: moment of issue."""
    agenda = [f"{order}. {item.title}" for order, item in enumerate(meeting.agenda.all(), start=1)]
    head = head_of(meeting.body, Form.LETTER)
    return body(
        title,
        [
            para(_opening(meeting, reason)),
            *numbered(
                [
                    heading("时间、地点"),
                    para(f"{full_moment(meeting.starts_at)}，{meeting.place}。"),
                    heading("主持和参会人员"),
                    named("主持", chair_words(meeting)),
                    named("参会", names(roster_of(meeting))),
                    heading("议题"),
                    *map(para, agenda),
                    heading("有关要求"),
                    para(MATERIALS),
                    para(ANSWER),
                ]
            ),
        ],
        form=Form.LETTER,
        dated=full_day(at),
        **head | {"addressed_to": head["addressed_to"] or EVERYBODY},
    )


def _opening(meeting: Meeting, reason: str) -> str:
    if meeting.postponed_from is None:
        return f"定于{full_day(meeting.starts_at)}召开{meeting.title}，现将有关事项通知如下："
    why = reason if not reason or reason.endswith("。") else f"{reason}。"
    return f"原定{full_moment(meeting.postponed_from)}召开的{meeting.title}改期。{why}现将有关事项通知如下："
