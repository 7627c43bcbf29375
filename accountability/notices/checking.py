"""核对: a second member of the commission holds the lines against the paper; then each subject is told (3.4.d)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accountability.models import CriticismNotice
from accountability.notices.counting import scheme_of
from accountability.notices.moves import demand, locked, locked_line, move_line, move_notice
from accountability.notices.people import told
from accountability.notices.permissions import LineStatus, Status, lines_of, may_check
from accountability.notices.windows import window_end
from dushi import clock
from dushi.records import chains
from dushi.town.access import person_of
from dushi.town.models import User


def missing(notice: CriticismNotice) -> list[str]:
    """What must be there before a notice can be checked. Three queries."""
    lines = list(lines_of(notice))
    if not lines:
        return ["还没有登记对象"]
    people = told(lines, clock.today())
    return [f"{line.subject}主要负责人空缺，无人可以告知" for line in lines if not people[line.pk]]


@transaction.atomic
def check(*, notice: CriticismNotice, by: User, at: datetime | None = None) -> CriticismNotice:
    """Confirm that the paper says what was registered. From here each subject is told, and may object until the
    window ends. Raises Refused for whoever wrote it, or whom it concerns."""
    moment = at or clock.now()
    row = locked(notice)
    demand(may_check(by, row), "请由没有登记过、也不涉及的另一名纪委人员核对。")
    lacking = missing(row)
    demand(not lacking, f"{'；'.join(lacking)}。")
    move_notice(row, Status.CHECKED, verb="核对通报", by=by, at=moment, checked_at=moment, checked_by=person_of(by))
    chains.append(row, chain=row.CHAIN, at=moment)
    ends_at = window_end(moment, scheme_of(row))
    lines = [locked_line(line) for line in row.subjects.all()]
    for line in lines:
        move_line(
            line,
            LineStatus.PENDING,
            verb="告知对象",
            by=by,
            at=moment,
            told_at=moment,
            window_ends_at=ends_at,
        )
    chains.append_all(lines, chain=row.CHAIN, at=moment)
    return row
