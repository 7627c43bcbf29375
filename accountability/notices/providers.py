"""What notices hand to the ground floor: lines of 我的工作, and reminders (X.3). Neither says a name or a matter.

Told are: each subject, of their own line while points wait and when their objection was answered; whoever may check;
whoever answers an objection. Robots, counts and other people's pages get nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from accountability.models import CriticismNotice, NoticeSubject, Objection
from accountability.notices.moves import CLAUSE
from accountability.notices.page import to_answer
from accountability.notices.people import near, told
from accountability.notices.permissions import answerers, hands, lines_of, may_check
from accountability.posts import in_post
from dushi import clock
from dushi.alerts.contracts import Ladder, Rung, Towns, in_towns
from dushi.obligations.contracts import WorkItem
from dushi.regulation.calendar import Workdays
from dushi.regulation.due import midnight_after
from dushi.town.models import Seat, User

LINE, NOTICE, OBJECTION = "accountability.noticesubject", "accountability.criticismnotice", "accountability.objection"
#: The hour stands before that of the daily digest.
HOUR = 7
#: Working days in which a registered notice is checked, and before the end of a window on which it is said once more.
CHECKED_IN, BEFORE_END = 3, 2
#: How long an answer is told.
ANSWERED = timedelta(days=14)
A_PAPER = "有一份文书待查阅"
#: Town, type and id of the object, people, path, and the moment it is due.
About = tuple[int, str, Any, Sequence[int], str, datetime | None]


def work(user: User, at: datetime) -> Iterator[WorkItem]:
    """我的工作: own lines whose window is open; what waits to be checked; objections to answer."""
    rights = user.rights
    mine = NoticeSubject.objects.about(user).pending().filter(window_ends_at__gt=at, told_at__isnull=False)
    for line in mine.select_related("notice").order_by("window_ends_at", "pk"):
        url = reverse("notice_page", args=[line.notice_id])
        yield WorkItem(A_PAPER, url, "有异议的，请在期限内提出", line.window_ends_at, CLAUSE, kind="watch")
    if rights.is_commission:
        yield from _to_check(user)
    if rights.is_main_leader or rights.is_commission_secretary:
        yield from _to_answer(user)


def _to_check(user: User) -> Iterator[WorkItem]:
    rows = CriticismNotice.objects.visible_to(user).filter(status=CriticismNotice.Status.REGISTERED)
    for notice in rows.filter(subjects__isnull=False).distinct().order_by("registered_at"):
        if may_check(user, notice):
            url = reverse("commission:notice_page", args=[notice.pk])
            yield WorkItem("有一份通报待核对", url, due_at=_check_by(notice), clause=CLAUSE)


def _to_answer(user: User) -> Iterator[WorkItem]:
    for objection in to_answer(user):
        url = _answer_url(objection, user.rights.is_commission)
        yield WorkItem("有一份异议待答复", url, due_at=objection.due_at, clause=CLAUSE)


def _answer_url(objection: Objection, is_commission: bool) -> str:
    if is_commission:
        return reverse("commission:notice_page", args=[objection.line.notice_id])
    return reverse("objection_page", args=[objection.pk])


def _check_by(notice: CriticismNotice) -> datetime:
    day = clock.local(notice.registered_at).date()
    return midnight_after(Workdays.load([day.year]).nth_workday_after(day, CHECKED_IN))


def rungs(at: datetime, towns: Towns = None) -> Iterator[Rung]:
    """Four queries where nothing waits."""
    yield from _of_lines(at, towns)
    yield from _of_checks(towns)
    yield from _of_objections(at, towns)


def _of_lines(at: datetime, towns: Towns) -> Iterator[Rung]:
    """To the subject: at once, and before the window ends; when an objection was answered."""
    rows = NoticeSubject.objects.pending().filter(window_ends_at__gt=at, told_at__isnull=False)
    lines = list(rows.filter(in_towns(towns, "notice__town")).select_related("notice"))
    people = told(lines, clock.local(at).date()) if lines else {}
    workdays = Workdays.load([clock.local(at).year]) if lines else Workdays()
    for line in lines:
        if line.told_at is None or line.window_ends_at is None:
            continue
        last = clock.local(line.window_ends_at).date()
        for _ in range(BEFORE_END + 1):
            last = workdays.workday_before(last)
        url = reverse("notice_page", args=[line.notice_id])
        about = (line.notice.town_id, LINE, line.pk, people[line.pk], url, line.window_ends_at)
        end = line.window_ends_at
        yield _rung(about, "told", 1, line.told_at, A_PAPER, end)
        yield _rung(about, "before", 2, clock.at(last, HOUR), "有一份文书的异议期将满", end)


def _of_checks(towns: Towns) -> Iterator[Rung]:
    rows = CriticismNotice.objects.filter(status=CriticismNotice.Status.REGISTERED, subjects__isnull=False)
    for notice in rows.filter(in_towns(towns)).distinct():
        url, due = reverse("commission:notice_page", args=[notice.pk]), _check_by(notice)
        about = (notice.town_id, NOTICE, notice.pk, _checkers(notice), url, due)
        yield _rung(about, "waits", 1, notice.registered_at, "有一项问责工作待办")
        yield _rung(about, "late", 2, due + timedelta(hours=HOUR), "有一项问责工作到期")


def _checkers(notice: CriticismNotice) -> list[int]:
    """Who may check it: the commission but for those who wrote it and those whom it concerns."""
    kinds = (Seat.Kind.COMMISSION_SECRETARY, Seat.Kind.COMMISSION_STAFF)
    lines, today, wrote = list(lines_of(notice)), clock.today(), hands(notice)
    people = sorted(one.pk for one in in_post(notice.town_id, *kinds))
    return [one for one in people if one not in wrote and not near(one, lines, today)]


def _of_objections(at: datetime, towns: Towns) -> Iterator[Rung]:
    there = Objection.objects.filter(in_towns(towns, "line__notice__town"))
    for objection in there.open().select_related("line__notice__matter", "line__person", "line__unit"):
        secretaries = _secretaries(objection)
        for person in answerers(objection.line):
            url = _answer_url(objection, person in secretaries)
            about = (objection.line.notice.town_id, OBJECTION, objection.pk, [person], url, objection.due_at)
            yield _rung(about, "waits", 1, objection.filed_at, "有一项问责工作待办")
            yield _rung(about, "late", 2, objection.due_at + timedelta(hours=HOUR), "有一项问责工作到期")
    answered = there.filter(answered_at__gt=at - ANSWERED).select_related("line__notice")
    for objection in answered:
        url = reverse("notice_page", args=[objection.line.notice_id])
        told_to: About = (objection.line.notice.town_id, OBJECTION, objection.pk, [objection.filed_by_id], url, None)
        if objection.answered_at:
            yield _rung(told_to, "answered", 3, objection.answered_at, A_PAPER, objection.answered_at + ANSWERED)


def _secretaries(objection: Objection) -> set[int]:
    return {one.pk for one in in_post(objection.line.notice.town_id, Seat.Kind.COMMISSION_SECRETARY)}


def _rung(
    about: tuple[int, str, Any, Sequence[int], str, datetime | None],
    name: str,
    order: int,
    falls_at: datetime,
    title: str,
    until: datetime | None = None,
) -> Rung:
    town, object_type, pk, persons, url, due_at = about
    return Rung(
        town_id=town,
        object_type=object_type,
        object_id=str(pk),
        name=name,
        order=order,
        falls_at=falls_at,
        persons=persons,
        clause=CLAUSE,
        title=title,
        whose="",
        due_at=due_at,
        url=url,
        until=until,
    )


LADDER = Ladder("NOTICES", (LINE, NOTICE, OBJECTION), rungs)
