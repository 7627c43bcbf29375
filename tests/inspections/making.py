"""Inspections in every state, made by the real actions. `draft`, `approved`, `under_way`, `reported`, `closed`.

Each takes the cast and what differs from the plain case: a routine inspection of `village`, drafted by the clerk, led
by the head of the office with the clerk on the team, approved by `linked`; first day today.

    closed(cast, units=[cast.village, cast.other_village])
    under_way(cast, kind="FOCUSED")            # drafted by 纪委人员, led by 纪委书记, approved by 书记
    under_way(cast, kind="SPOT", covert=True)  # led by `member` in the own area, approved by 书记
"""

from __future__ import annotations

from dushi import clock
from dushi.regulation.loading import load_regulation
from dushi.regulation.models import Regulation
from dushi.regulation.rulebook import read
from inspections.actions.approving import approve
from inspections.actions.closing import close, report
from inspections.actions.drafting import draft_inspection
from inspections.actions.fieldwork import begin, fill_rest, keep_line
from inspections.models import CheckLine, Inspection

Kind = Inspection.Kind
Result = CheckLine.Result
METHODS = ["2.0.m2", "2.0.m3"]
COVERT = ["2.0.m3", "2.0.m9"]


def with_rulebook():
    """The checklist is data: without a rule book nothing can be inspected."""
    if not Regulation.objects.exists():
        load_regulation(book=read(), at=clock.at(clock.date(2017, 1, 1)))


def usual(cast, kind):
    """Who drafts, who leads, the team as (login, unit), who approves, the unit in the lead."""
    if kind == Kind.FOCUSED:
        team = [(cast.commission_secretary, cast.commission), (cast.dept_head, cast.dept)]
        return cast.commission_staff, cast.commission_secretary, team, cast.secretary, cast.commission
    if kind == Kind.SPOT:
        team = [(cast.member, cast.party), (cast.dept_head, cast.dept)]
        return cast.member, cast.member, team, cast.secretary, cast.party
    team = [(cast.office_head, cast.office), (cast.clerk, cast.office)]
    return cast.clerk, cast.office_head, team, cast.linked, cast.office


def draft(cast, kind=Kind.ROUTINE, *, units=None, covert=False, by=None, leader=None, team=None, approver=None, **more):
    """拟定. team: logins with their units, the leader among them. more: whatever draft_inspection takes."""
    with_rulebook()
    drafter, usual_leader, usual_team, usual_approver, lead_unit = usual(cast, kind)
    today = clock.today()
    given = {
        "town": cast.town,
        "title": f"{today.month}月{Kind(kind).label}",
        "lead_unit": lead_unit,
        "methods": COVERT if covert else METHODS,
        "focus": [],
        "first_on": today,
        "last_on": today,
    } | more
    return draft_inspection(
        kind=kind,
        units=units or [cast.village],
        members=[(login.person, unit) for login, unit in team or usual_team],
        leader=(leader or usual_leader).person,
        approver=(approver or usual_approver).person,
        by=by or drafter,
        **given,
    )


def approved(cast, kind=Kind.ROUTINE, **more):
    made = draft(cast, kind, **more)
    approver = next(user for user in cast.everybody().values() if user.person_id == made.approver_id)
    return approve(inspection=made, by=approver)


def leader_of(cast, inspection):
    """The login of who leads it."""
    return next(user for user in cast.everybody().values() if user.person_id == inspection.leader.person_id)


def approver_of(cast, inspection):
    """The login of who approved it."""
    return next(user for user in cast.everybody().values() if user.person_id == inspection.approved_by_id)


def under_way(cast, kind=Kind.ROUTINE, **more):
    made = approved(cast, kind, **more)
    return begin(inspection=made, by=leader_of(cast, made))


def reported(cast, kind=Kind.ROUTINE, *, problems=(), **more):
    """Every unit looked at; problems: ids of the checklist that are 有问题 at the first unit."""
    made = under_way(cast, kind, **more)
    leader = leader_of(cast, made)
    places = list(made.places.all())
    for item in problems:
        keep_line(place=places[0], item=item, result=Result.PROBLEM, note="有欠缺", by=leader)
    for place in places:
        fill_rest(place=place, result=Result.MEETS, by=leader)
    return report(inspection=made, summary="各项工作总体正常。", by=leader)


def closed(cast, kind=Kind.ROUTINE, **more):
    made = reported(cast, kind, **more)
    return close(inspection=made, by=approver_of(cast, made))
