"""会议记录 (1.4) and 会议纪要 (from 1.2 up, and 1.3): what the meeting's rows say, in the order of a paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dushi.records.lines import Line, body, full_day, full_moment, heading, named, numbered, para, paras, signed
from dushi.records.official import Form
from dushi.town.papers.heads import head_of
from meetings.models import AgendaItem, AgendaTask, Meeting
from meetings.papers.people import Status, absences, attendance, chair_words, names, roster_of, with_status


def titled(meeting: Meeting, kind: str) -> str:
    """示例一管区2026年第12周调度会议记录, 党政联席会议2026年9月专题研究会议纪要: whose meeting, when, which paper."""
    body, words = meeting.body.name, meeting.title.replace(" ", "")
    if words.startswith(body):
        words = f"{body}{meeting.counts_for.year}年{words.removeprefix(body)}"
    return f"{words}{kind}".replace("会会议", "会议")


def record_body(meeting: Meeting, *, title: str) -> dict[str, Any]:
    """会议记录: time, place, chair, who came, each item with what was said and decided, tasks, recorder."""
    return body(title, [*_facts(meeting), *_items(meeting), signed(f"记录人：{meeting.recorder or ''}")])


def minutes_body(meeting: Meeting, *, title: str, at: datetime) -> dict[str, Any]:
    """会议纪要: summary, items, decisions; who came below, and who signed; at the foot who prints it and when."""
    opening = f"{_when(meeting)}，{chair_words(meeting)}主持召开{meeting.title}。现将会议情况纪要如下："
    signed_by = [("签发", [str(meeting.signed_by)])] if meeting.signed_by else []
    head = head_of(meeting.body, Form.MINUTES)
    return body(
        title,
        [para(opening), *paras(meeting.summary), *_items(meeting)],
        form=Form.MINUTES,
        attendance=attendance(meeting) + signed_by,
        organ=head["organ"],
        copies_to=head["copies_to"],
        printed_by=head["printed_by"] or head["issuer"],
        printed_on=full_day(at),
    )


def _when(meeting: Meeting) -> str:
    return full_moment(meeting.held_at or meeting.starts_at)


def _facts(meeting: Meeting) -> list[Line]:
    roster = roster_of(meeting)
    late = []
    if meeting.is_late_entry and meeting.registered_at:
        late = [para(f"（补录，{full_moment(meeting.registered_at)}登记）")]
    return [
        named("时间", _when(meeting)),
        *late,
        named("地点", meeting.place),
        named("主持", chair_words(meeting)),
        named("到会", names(with_status(roster, Status.PRESENT, Status.EXPECTED))),
        *_observers(meeting),
        named("请假、缺席", absences(roster)),
    ]


def _observers(meeting: Meeting) -> list[Line]:
    return [named("列席", meeting.observers)] if meeting.observers else []


def _items(meeting: Meeting) -> list[Line]:
    """Only what was dealt with, numbered 一、二、…"""
    covered = [
        item
        for item in meeting.agenda.prefetch_related("tasks__owner_unit", "tasks__owner_seat__unit")
        if not item.is_empty
    ]
    lines: list[Line] = []
    for item in covered:
        lines += [heading(item.title), *paras(item.text), *_decided(item)]
    return numbered(lines)


def _decided(item: AgendaItem) -> list[Line]:
    said = [para(f"议定：{line['text']}") for line in paras(item.decision)]
    return [*said, *(para(f"交办：{_task(task)}") for task in item.tasks.all())]


def _task(task: AgendaTask) -> str:
    measure = f"，{task.measure}" if task.measure else ""
    return f"{task.title}。责任：{task.owner_text}，{full_moment(task.due_at)}前办结{measure}。"
