"""One line per subject: who is named, or through whose fault the town was named (3.4.d)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accountability.models import CriticismNotice, NoticeSubject
from accountability.notices import matters
from accountability.notices.moves import demand, locked, locked_line, note
from accountability.notices.permissions import may_write
from accountability.posts import posts_or_heads
from dushi import clock
from dushi.town.models import Person, Unit, User

Role = NoticeSubject.Role
#: Units that are scored: villages and departments, 扶贫办 as one of them.
SCORED = (Unit.Kind.VILLAGE, Unit.Kind.DEPARTMENT, Unit.Kind.OFFICE)
CLOSED = "已经核对的通报不能再改对象；本人或亲属、所在单位被点名的也不能改。"


@transaction.atomic
def add_line(
    *,
    notice: CriticismNotice,
    role: str,
    sentence: str,
    by: User,
    person: Person | None = None,
    unit: Unit | None = None,
    fault: str = "",
    at: datetime | None = None,
) -> NoticeSubject:
    """Add one subject with the sentence of the document that names it. Raises Refused with the field that is wrong.

    fault: 责任说明, demanded of CAUSED, which only a notice that names the town can have.
    """
    moment = at or clock.now()
    matter = matters.lock(notice.matter)
    row = locked(notice)
    demand(may_write(by, row), CLOSED)
    demand((person is None) != (unit is None), "请选一个单位或者一个人，只选一个。", "unit")
    subject = person or unit
    demand(subject is not None and subject.town_id == row.town_id, "请选择本镇的单位或人员。", "unit")
    demand(unit is None or unit.kind in SCORED, "只有村和部门计分；管区请点名到人。", "unit")
    demand(person is None or person.level != Person.Level.COUNTY, "区管干部由区里考核，不在本镇计分。", "person")
    line = NoticeSubject(notice=row, person=person, unit=unit)
    demand(not row.subjects.filter(person=person, unit=unit).exists(), f"“{subject}”已经登记过。", "unit")
    assert subject is not None  # noqa: S101 - demanded above
    line.posts_text = posts_or_heads(subject, matter.happened_on)
    _write(line, role, sentence, fault)
    note(row, "登记对象", by=by, at=moment, text=f"{subject}：{line.get_role_display()}")
    return line


@transaction.atomic
def change_line(
    *, line: NoticeSubject, role: str, sentence: str, by: User, fault: str = "", at: datetime | None = None
) -> NoticeSubject:
    """Mend role, sentence and fault before the notice is checked; another subject is another line. Raises Refused."""
    matters.lock(line.notice.matter)
    demand(may_write(by, locked(line.notice)), CLOSED)
    row = locked_line(line)
    _write(row, role, sentence, fault)
    note(row.notice, "改对象", by=by, at=at or clock.now(), text=f"{row.subject}：{row.get_role_display()}")
    return row


@transaction.atomic
def remove_line(*, line: NoticeSubject, by: User, at: datetime | None = None) -> CriticismNotice:
    """Take out a line that was put down by mistake, before the notice is checked. Raises Refused."""
    notice = locked(line.notice)
    demand(may_write(by, notice), CLOSED)
    note(notice, "删对象", by=by, at=at or clock.now(), text=f"{line.subject}：{line.get_role_display()}")
    line.delete()
    return notice


def _write(line: NoticeSubject, role: str, sentence: str, fault: str) -> None:
    caused = role == Role.CAUSED
    demand(not caused or line.notice.names_town, "这份通报没有点名我镇，不能记“造成我镇被点名”。", "role")
    demand(bool(sentence), "请照抄通报中点名的那一句。", "sentence")
    demand(bool(fault) or not caused, "请写明为什么说是因其责任造成我镇被点名。", "fault")
    line.role, line.sentence, line.fault = role, sentence, fault if caused else ""
    matters.demand_one_role(line)
    line.save()
