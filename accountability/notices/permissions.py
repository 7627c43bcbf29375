"""Who may do what with notices (3.4.d). Registrar, checker and answerer are three people; nobody deals with their own.

State and person together: each predicate is the whole condition of an act.
"""

from __future__ import annotations

from django.db.models import QuerySet

from accountability.models import CaseStep, CriticismNotice, NoticeSubject, Objection
from accountability.notices.people import near
from accountability.posts import in_post
from dushi import clock
from dushi.town.models import Seat, User

Status = CriticismNotice.Status
LineStatus = NoticeSubject.Status
#: Steps by which somebody had a hand in what a notice says.
WRITING = ("登记通报", "改登记", "登记对象", "改对象", "删对象")
#: Lines that still count or may come to count.
LIVE = (LineStatus.REGISTERED, LineStatus.PENDING, LineStatus.POSTED)


def lines_of(notice: CriticismNotice) -> QuerySet[NoticeSubject]:
    return notice.subjects.select_related("person", "unit", "notice__matter")


def hands(notice: CriticismNotice) -> set[int]:
    """Ids of the people who wrote what the notice says. One query."""
    wrote = CaseStep.objects.filter(notice=notice, verb__in=WRITING, by__isnull=False)
    return {notice.registered_by_id, *wrote.values_list("by", flat=True)}


def is_free(user: User, notice: CriticismNotice) -> bool:
    """A member of the commission whom no line concerns."""
    return user.rights.is_commission and not near(user.rights.person_id, lines_of(notice), clock.today())


def may_register(user: User) -> bool:
    return user.rights.is_commission


def may_write(user: User, notice: CriticismNotice) -> bool:
    """Change what is registered: any member of the commission, who then does not check it."""
    return notice.status == Status.REGISTERED and is_free(user, notice)


def may_check(user: User, notice: CriticismNotice) -> bool:
    """核对: another member of the commission than those who wrote it."""
    waits = notice.status == Status.REGISTERED and user.rights.person_id not in hands(notice)
    return waits and is_free(user, notice)


def may_withdraw(user: User, notice: CriticismNotice) -> bool:
    """Enter a superior's correction or withdrawal."""
    return notice.status != Status.WITHDRAWN and is_free(user, notice)


def may_object(user: User, line: NoticeSubject) -> bool:
    """The subject, or who heads the unit, while the points wait; whether the window is open the act says."""
    return line.is_of(user) and line.status == LineStatus.PENDING


def may_take_down(user: User, line: NoticeSubject) -> bool:
    """Type an objection brought on paper, for a side that has no login."""
    return user.rights.is_commission and line.status == LineStatus.PENDING


def may_take_back(user: User, objection: Objection) -> bool:
    """Who filed it, or who heads the unit now."""
    line = objection.line
    mine = objection.filed_by_id == user.rights.person_id or (line.unit_id and line.unit_id in user.rights.headed)
    return objection.status == Objection.Status.FILED and bool(mine)


def answerers(line: NoticeSubject) -> list[int]:
    """Ids of the people who answer an objection to this line.

    The 纪委书记 who neither wrote nor checked the notice and whom it does not concern; else a main leader whom it does
    not concern. A handful of queries.
    """
    notice, today = line.notice, clock.today()
    bound = {*hands(notice), notice.checked_by_id}
    for kind in (Seat.Kind.COMMISSION_SECRETARY, Seat.Kind.MAIN_LEADER):
        people = sorted(one.pk for one in in_post(notice.town_id, kind))
        if free := [one for one in people if one not in bound and not near(one, [line], today)]:
            return free
    return []


def may_answer(user: User, objection: Objection) -> bool:
    return objection.status == Objection.Status.FILED and user.rights.person_id in answerers(objection.line)
