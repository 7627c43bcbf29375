"""Who may draft, decide and see a plan, which months are still open, and what may be inspected (2.1.plan)."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from dushi.town.models import Person, Post, Town, Unit, User, in_force
from dushi.town.rights import LEADER_KINDS
from inspections import agenda
from inspections.models import Inspection, InspectionPlan, PlanLine

CLAUSE = "2.1.plan"
MONTHS = range(1, 13)


def may_draft(user: User) -> bool:
    """扶贫办 draws up the plan and changes it."""
    return user.rights.is_office


def may_decide(user: User, plan: InspectionPlan) -> bool:
    """The leader it was sent to, or a main leader; never who drafted, sent or wrote any line of it."""
    rights = user.rights
    asked = rights.is_main_leader or (rights.is_leader and rights.person_id == plan.approver_id)
    if plan.status != plan.Status.SENT or plan.town_id != rights.town_id or not asked:
        return False
    return rights.person_id not in drafters(plan)


def drafters(plan: InspectionPlan) -> set[int]:
    """Who has a hand in it: nobody of them approves it."""
    own = {plan.drafted_by_id, *([plan.sent_by_id] if plan.sent_by_id else [])}
    return own | set(plan.lines.order_by().values_list("added_by", flat=True).distinct())


def approvers(plan: InspectionPlan, on: date, but: int | None) -> list[tuple[int, str]]:
    """(person, name and post) of the 班子 in post who may be asked; without the sender and who has a hand in it."""
    posts = Post.objects.in_force(on).filter(seat__town=plan.town_id, seat__kind__in=LEADER_KINDS)
    posts = posts.exclude(person__in={*drafters(plan), but}).select_related("person", "seat__unit")
    named: dict[int, str] = {}
    for post in posts.order_by("seat__unit__order", "seat__kind", "seat__ordinal", "pk"):
        named.setdefault(post.person_id, f"{post.person}（{post.seat}）")
    return list(named.items())


def person_in(people: list[tuple[int, str]], pk: int) -> Person | None:
    return Person.objects.get(pk=pk) if pk in dict(people) else None


def first_open_month(year: int, today: date) -> int:
    """The first month that may still be planned: none behind us, so that what was missed stays missed; 13 if none."""
    if year == today.year:
        return today.month
    return 1 if year > today.year else 13


def focus_items(on: date) -> list[tuple[str, str]]:
    """(id, summary) of 2.1(1)–(8), in the order of the rule book in force that day."""
    return [(clause.code, clause.summary) for clause in agenda.choices(Inspection.Kind.ROUTINE, on)]


def villages_of(town: Town, on: date, plan: InspectionPlan | None = None) -> QuerySet[Unit]:
    """Villages in force, and those no more that the plan promised to inspect; by area and code.

    Annotated `area`, `area_name`, `area_order`.
    """
    promised = PlanLine.objects.live().filter(plan=plan, village=OuterRef("pk")) if plan else None
    stands = in_force(on) | Q(Exists(promised)) if promised is not None else in_force(on)
    rows = Unit.objects.villages().filter(stands, town=town).with_area(on)
    return rows.order_by(F("area_order").asc(nulls_last=True), "area_name", "is_example", "code", "pk")
