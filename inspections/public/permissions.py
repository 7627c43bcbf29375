"""Who may do what with public reports. 扶贫办 as such, 班子 and administrators may nothing (design.md, Secrecy)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from dushi.town.models import Person, Post, Seat, Unit, User, in_force
from dushi.town.rights import LEADER_KINDS, Rights
from inspections.models import PublicReport
from inspections.recusal import conflicts

Status = PublicReport.Status
#: Units a report may be about at the window; what is about others goes into an envelope.
ABOUT = (Unit.Kind.VILLAGE, Unit.Kind.AREA, Unit.Kind.DEPARTMENT)


def desk(rights: Rights) -> bool:
    """信访窗口."""
    return rights.is_desk


def touches(rights: Rights) -> bool:
    """Who may have anything to do with public reports at all."""
    return rights.is_desk or rights.is_commission or rights.is_office or rights.is_department_head


def assigns(user: User, report: PublicReport) -> bool:
    """Who names the handler: the window, of a 检举 the 纪委书记."""
    rights = user.rights
    if report.is_tip:
        return rights.is_commission_secretary
    return rights.is_desk and report.status == Status.RECEIVED and report.taken_by_id in (None, rights.person_id)


def handles(user: User, report: PublicReport) -> bool:
    """The named handler; of one that was merged, the handler of that it went into."""
    main = report.merged_into or report
    return main.handler_id is not None and main.handler_id == user.rights.person_id


def may_hand_on(user: User, report: PublicReport) -> bool:
    return report.status == Status.RECEIVED and assigns(user, report)


def may_work(user: User, report: PublicReport) -> bool:
    return report.is_open and handles(user, report)


def may_ask(user: User, report: PublicReport) -> bool:
    """Also the reporter of one that was merged, while that it went into is open."""
    return (report.merged_into or report).is_open and handles(user, report)


def may_merge(user: User, report: PublicReport) -> bool:
    fit = report.status in (Status.RECEIVED, Status.ASSIGNED, Status.ACCEPTED)
    return fit and (assigns(user, report) or handles(user, report))


def may_seal_off(user: User, report: PublicReport) -> bool:
    return report.is_open and (assigns(user, report) or handles(user, report))


def may_send_digest(user: User, report: PublicReport) -> bool:
    """A 检举 is not sent to a village or department."""
    return may_work(user, report) and report.status == Status.ACCEPTED and not report.is_tip


def may_reopen(user: User, report: PublicReport) -> bool:
    return report.status in (Status.ANSWERED, Status.DECLINED) and handles(user, report)


def about_units(town_id: int, on: date) -> QuerySet[Unit]:
    """Villages first, then areas and departments, in their own order."""
    rows = Unit.objects.in_force(on).filter(town=town_id, kind__in=ABOUT)
    return rows.order_by("-kind", "order", "code", "pk")


def handlers(report: PublicReport, on: date) -> list[Person]:
    """Who may be named: 纪委人员 for a 检举, else 扶贫办 and heads of departments; never the 班子, nor whoever works
    for or served the unit the report is about. A fixed number of queries."""
    posts = Post.objects.in_force(on).filter(seat__town=report.town_id)
    leaders = posts.filter(seat__kind__in=LEADER_KINDS).values("person")
    people = Person.objects.filter(pk__in=_seated(posts, report).values("person")).exclude(pk__in=leaders)
    offered = list(people.order_by("pk"))
    if report.about_id is None:
        return offered
    bound = {person for person, _ in conflicts([one.pk for one in offered], [report.about_id], on)}
    return [one for one in offered if one.pk not in bound]


def _seated(posts: QuerySet[Post], report: PublicReport) -> QuerySet[Post]:
    if report.is_tip:
        return posts.filter(seat__kind=Seat.Kind.COMMISSION_STAFF)
    office = Q(seat__unit__kind=Unit.Kind.OFFICE, seat__kind__in=(Seat.Kind.HEAD, Seat.Kind.STAFF))
    return posts.filter(office | Q(seat__unit__kind=Unit.Kind.DEPARTMENT, seat__kind=Seat.Kind.HEAD))


def posts_text(people: Iterable[Person], on: date) -> dict[int, str]:
    """person → 扶贫办主任 (the seat), for the list of handlers. One query."""
    posts = Post.objects.filter(in_force(on), person__in=list(people)).select_related("seat__unit").order_by("-pk")
    return {post.person_id: str(post.seat) for post in posts}
