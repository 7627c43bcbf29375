"""会议通知: the paper that asks to a meeting, or tells of its new time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dushi.records.lines import body, full_day, full_moment, heading, named, para, signed
from meetings.models import Meeting
from meetings.papers.people import chair_words, names, roster_of

MATERIALS = "调度材料由系统按各单位报送情况汇总，请参会人员提前阅看；需要会议研究的问题请在会前报送。"


def notice_body(meeting: Meeting, *, title: str, reason: str, at: datetime) -> dict[str, Any]:
    """title: of the paper. reason: of a 改期, or "". at: moment of issue."""
    agenda = [f"{order}. {item.title}" for order, item in enumerate(meeting.agenda.all(), start=1)]
    changed = [para(f"原定{full_moment(meeting.postponed_from)}的会议改期。{reason}")] if meeting.postponed_from else []
    return body(
        title,
        [
            *changed,
            named("时间", full_moment(meeting.starts_at)),
            named("地点", meeting.place),
            named("主持", chair_words(meeting)),
            named("参会", names(roster_of(meeting))),
            heading("议题"),
            *map(para, agenda),
            heading("有关要求"),
            para(MATERIALS),
            para("请在系统中回执；不能参加的须请假，经主持人同意。"),
            signed(meeting.body.name),
            signed(full_day(at)),
        ],
    )
