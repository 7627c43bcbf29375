"""How papers name people: 职务 and name, in the order of the roster."""

from __future__ import annotations

import re
from collections.abc import Iterable

from meetings.models import Attendance, Meeting

Status = Attendance.Status


def roster_of(meeting: Meeting) -> list[Attendance]:
    return list(meeting.attendances.select_related("person", "seat__unit"))


def names(lines: Iterable[Attendance]) -> str:
    return "、".join(line.person.name for line in lines)


def with_status(lines: Iterable[Attendance], *statuses: str) -> list[Attendance]:
    return [line for line in lines if line.status in statuses]


def chair_words(meeting: Meeting) -> str:
    """主持: the person who chaired, or the seat that will; 受委托 with the mandate."""
    who = str(meeting.chaired_by or meeting.chair or "未定")
    if meeting.chaired_by is None and meeting.chair is not None:
        holder = meeting.chair.holder_on()
        who = f"{meeting.chair} {holder}" if holder else f"{meeting.chair}（空缺）"
    return f"{who}（{meeting.mandate}）" if meeting.mandate else who


def attendance(meeting: Meeting) -> list[tuple[str, list[str]]]:
    """出席, 请假, 缺席, 列席 as a 纪要 ends with them; who came in somebody's place stands with whom they stood for."""
    roster = roster_of(meeting)
    rows = [
        ("出席", [line.person.name for line in with_status(roster, Status.PRESENT)]),
        ("代会", [f"{line.substitute}（代{line.person.name}）" for line in with_status(roster, Status.SUBSTITUTE)]),
        ("请假", [line.person.name for line in with_status(roster, Status.LEAVE)]),
        ("缺席", [line.person.name for line in with_status(roster, Status.ABSENT)]),
        ("列席", [name for name in re.split("[、，,；;]", meeting.observers) if name.strip()]),
    ]
    return [(label, people) for label, people in rows if people]


def absences(lines: Iterable[Attendance]) -> str:
    """请假 with the approver, 缺席 and 委托代会 as they were registered; 无 where everybody came."""
    said = []
    for line in lines:
        if line.status == Status.LEAVE:
            said.append(f"{line.person.name}（请假，{line.leave_approved_by}准假）")
        elif line.status == Status.SUBSTITUTE:
            said.append(f"{line.person.name}（由{line.substitute}代会）")
        elif line.status == Status.ABSENT:
            said.append(f"{line.person.name}（缺席）")
    return "、".join(said) or "无"
