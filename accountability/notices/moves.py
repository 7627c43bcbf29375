"""The one door through which a notice or a line of it changes its state; each time one link of the chain."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from accountability import steps
from accountability.models import CaseStep, CriticismNotice, NoticeSubject
from dushi.records.errors import demand as demand_of
from dushi.town.models import User

CLAUSE = "3.4.d"
demand = partial(demand_of, clause=CLAUSE)


def locked(notice: CriticismNotice) -> CriticismNotice:
    """The row as it stands now, locked until the transaction ends. Call inside one; the matter before the notice."""
    rows = CriticismNotice.objects.select_for_update(of=("self",)).select_related("matter", "town")
    return rows.get(pk=notice.pk)


def locked_line(line: NoticeSubject) -> NoticeSubject:
    """The same of one line, after its notice."""
    rows = NoticeSubject.objects.select_for_update(of=("self",))
    return rows.select_related("notice__matter", "notice__town", "person", "unit").get(pk=line.pk)


def note(notice: CriticismNotice, verb: str, *, by: User | None, at: datetime, text: str = "") -> CaseStep:
    """A step that changes no state."""
    return steps.write(verb=verb, by=by, at=at, notice=notice, text=text, clause=CLAUSE)


def move_notice(
    notice: CriticismNotice, to: str, *, verb: str, by: User, at: datetime, text: str = "", **changes: Any
) -> None:
    """Write the status of a locked notice along TRANSITIONS. Raises Refused."""
    before = _move(notice, CriticismNotice.TRANSITIONS, to, verb, changes)
    steps.write(verb=verb, by=by, at=at, notice=notice, before=before, after=to, text=text, clause=CLAUSE)


def move_line(
    line: NoticeSubject, to: str, *, verb: str, by: User | None, at: datetime, text: str = "", **changes: Any
) -> None:
    """Write the status of a locked line along TRANSITIONS; the step says whom it is about. Raises Refused."""
    before = _move(line, NoticeSubject.TRANSITIONS, to, verb, changes)
    said = f"{line.subject}：{text}" if text else str(line.subject)
    steps.write(verb=verb, by=by, at=at, notice=line.notice, before=before, after=to, text=said, clause=CLAUSE)


def _move(
    row: CriticismNotice | NoticeSubject, table: dict[str, frozenset[str]], to: str, verb: str, changes: dict[str, Any]
) -> str:
    before = row.status
    demand(to in table[before], f"现在是“{row.get_status_display()}”，不能{verb}。")
    for name, value in {**changes, "status": to}.items():
        setattr(row, name, value)
    row.save(update_fields=["status", *changes])
    return before
