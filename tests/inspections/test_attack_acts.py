"""Ways around the rules of an inspection: another seat, another order, a blank sheet, a change behind the approval."""

from __future__ import annotations

import pytest

from dushi import clock
from dushi.records.errors import Refused
from dushi.regulation.periods import Period
from dushi.town.models import AreaMembership, Person, Post, Seat
from inspections.actions.approving import approve
from inspections.actions.closing import close, report, withdraw
from inspections.actions.drafting import change_inspection, drop_member, name_person
from inspections.actions.draw_use import use_draw
from inspections.actions.fieldwork import fill_rest, keep_line
from inspections.actions.findings import add_finding, open_finding
from inspections.models import Inspection
from inspections.village_providers import villages
from tests.inspections.draws.stage import drawn
from tests.inspections.making import COVERT, METHODS, draft, reported, under_way
from tests.obligations.conftest import the

Kind = Inspection.Kind


def changed(made, *, by, **more):
    """The draft as it stands, but for what is said."""
    kept = {name: getattr(made, name) for name in ("title", "methods", "focus", "first_on", "last_on", "approver")}
    kept |= {
        "units": [place.unit for place in made.places.all()],
        "members": [(row.person, row.unit) for row in made.members.all() if row.person],
        "leader": made.leader.person,
    }
    return change_inspection(inspection=made, by=by, **kept | more)


def found(made, place, item, *, by, **more):
    given = {"title": "三户档案缺表", "evidence": "抽查10户，3户缺表。", "measure": "补齐。"} | more
    return add_finding(inspection=made, unit=place.unit, item=item, by=by, **given)


# Nothing was looked at ----------------------------------------------------------------------------------------------


def unchecked(live, **more):
    made = under_way(live, **more)
    for place in made.places.all():
        fill_rest(place=place, result="UNCHECKED", by=live.office_head)
    report(inspection=made, summary="因汛期未去。", by=live.office_head)
    return close(inspection=made, by=live.linked)


@pytest.mark.clause("2.1")
def test_an_inspection_that_looked_at_nothing_fulfils_no_month_and_marks_no_village(live, at):
    at.travel(clock.at(clock.date(2026, 10, 13), 10))
    unchecked(live)
    assert the("2.1", live.office, "2026-10").fulfilled_at is None
    week = Period.of(Period.Kind.WEEK, clock.today())
    assert not [row for row in villages([live.village.pk], [week]) if row.marks]


# Another hand in the draft ------------------------------------------------------------------------------------------


@pytest.mark.clause("2.2")
def test_who_rewrote_a_colleagues_draft_does_not_approve_it(live):
    team = [(live.commission_staff, live.commission), (live.dept_head, live.dept)]
    made = draft(live, Kind.FOCUSED, leader=live.commission_staff, team=team)
    made = changed(made, by=live.commission_secretary, title="改过的督导")
    made = changed(made, by=live.commission_staff, approver=live.commission_secretary.person)
    with pytest.raises(Refused, match="您修改过"):
        approve(inspection=made, by=live.commission_secretary)
    assert approve(inspection=made, by=live.mayor).approved_by == live.mayor.person


@pytest.mark.clause("2.3")
def test_a_member_who_covers_the_place_no_more_approves_no_spot_inspection_of_it(live):
    made = draft(live, Kind.SPOT, approver=live.member)
    AreaMembership.objects.filter(village=live.village).update(area=live.other_area)
    with pytest.raises(Refused, match="不在示例·孙某所包片区"):
        approve(inspection=made, by=live.member)


@pytest.mark.clause("2.0")
def test_a_main_leader_on_the_team_does_not_sign_off_what_they_inspected(live):
    team = [(live.office_head, live.office), (live.clerk, live.office), (live.mayor, live.party)]
    made = reported(live, team=team)
    with pytest.raises(Refused, match="检查组成员不能自行办结"):
        close(inspection=made, by=live.mayor)


@pytest.mark.clause("2.0.m9")
def test_what_others_have_seen_does_not_vanish_into_a_covert_visit(live):
    with pytest.raises(Refused, match="改不成暗访"):
        changed(draft(live), by=live.clerk, methods=COVERT)
    assert not changed(draft(live, methods=COVERT), by=live.clerk, methods=METHODS).is_covert


# The team -----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("2.0")
def test_one_who_is_left_alone_checks_nothing(live):
    made = under_way(live)
    clerk = made.members.get(person=live.clerk.person)
    drop_member(inspection=made, member=clerk, reason="调离", by=live.office_head)
    with pytest.raises(Refused, match="至少两人"):
        fill_rest(place=made.places.get(), result="MEETS", by=live.office_head)


def test_a_named_person_takes_the_empty_place_and_not_a_colleagues(live):
    people = [Person.objects.create(town=live.town, name=f"示例·新{n}") for n in "甲乙"]
    for ordinal, person in enumerate(people, start=2):
        seat = Seat.objects.create(town=live.town, unit=live.dept, kind=Seat.Kind.STAFF, ordinal=ordinal)
        Post.objects.create(person=person, seat=seat, valid_from=live.town.live_from)
    team = [(live.office_head, live.office), (live.dept_head, live.dept), (live.dept_staff, live.dept)]
    made = under_way(live, team=team)
    gone = made.members.get(person=live.dept_staff.person)
    drop_member(inspection=made, member=gone, reason="生病", by=live.office_head)
    name_person(inspection=made, unit=live.dept, person=people[0], by=live.dept_head)
    assert Inspection.objects.get(pk=made.pk).team_ids() == {
        live.office_head.person_id, live.dept_head.person_id, people[0].pk,
    }  # fmt: skip


@pytest.mark.clause("2.0.m8")
def test_drawn_inspectors_are_not_exchanged_by_hand(live):
    made = draft(live, team=[(live.office_head, live.office)])
    drew = drawn(live, kind="INSPECTORS", count=1, scope="staff", inspection=made)
    use_draw(draw=drew, by=live.clerk)
    made = Inspection.objects.get(pk=made.pk)
    (chosen,) = drew.result
    member = made.members.get(person=chosen)
    rest = [(row.person, row.unit) for row in made.members.all() if row.person_id != chosen]
    with pytest.raises(Refused, match="随机抽取产生的检查人员不能更换"):
        changed(made, by=live.clerk, members=rest)
    seat = Seat.objects.create(town=live.town, unit=member.unit, kind=Seat.Kind.STAFF, ordinal=9)
    friend = Person.objects.create(town=live.town, name="示例·熟人")
    Post.objects.create(person=friend, seat=seat, valid_from=live.town.live_from)
    with pytest.raises(Refused, match="随机抽取产生的检查人员不能更换"):
        name_person(inspection=made, unit=member.unit, person=friend, by=live.clerk)
    drop_member(inspection=made, member=member, reason="请假", by=live.clerk)
    assert name_person(inspection=made, unit=member.unit, person=friend, by=live.clerk).person == friend


def test_a_drawn_inspector_who_came_onto_the_team_meanwhile_is_there_once(live):
    made = draft(live, team=[(live.office_head, live.office)])
    drew = drawn(live, kind="INSPECTORS", count=1, scope="staff", inspection=made)
    person = Person.objects.get(pk=drew.result[0])
    unit = Post.objects.filter(person=person).first().seat.unit
    changed(made, by=live.clerk, members=[(live.office_head.person, live.office), (person, unit)])
    use_draw(draw=drew, by=live.clerk)
    assert made.members.filter(person=person).count() == 1


# What was found -----------------------------------------------------------------------------------------------------


@pytest.mark.clause("2.0")
def test_who_took_a_post_in_the_village_meanwhile_records_nothing_there(live):
    made = under_way(live)
    seat = Seat.objects.create(town=live.town, unit=live.village, kind=Seat.Kind.LIAISON, ordinal=9)
    Post.objects.create(person=live.clerk.person, seat=seat, valid_from=clock.today())
    with pytest.raises(Refused, match="应回避"):
        found(made, made.places.get(), "2.1(7)", by=live.clerk, on_spot=True)


@pytest.mark.clause("2.0")
def test_a_line_with_a_finding_behind_it_does_not_turn_fit(live):
    made = under_way(live)
    place = made.places.get()
    found(made, place, "2.1(7)", by=live.office_head)
    with pytest.raises(Refused, match="已登记发现"):
        keep_line(place=place, item="2.1(7)", result="MEETS", by=live.clerk)


@pytest.mark.clause("2.2")
def test_withdrawing_tells_nobody_that_something_sealed_was_found(live):
    """A leader who is refused hears the same of a sealed finding and of a line that is 未查."""
    said = set()
    for item in ("sealed", "plain"):
        made = under_way(live, Kind.FOCUSED)
        place = made.places.get()
        if item == "sealed":
            found(made, place, "2.2(1)", by=live.commission_secretary)
        else:
            keep_line(place=place, item="2.2(4)", result="UNCHECKED", by=live.commission_secretary)
        with pytest.raises(Refused) as refusal:
            withdraw(inspection=made, reason="不查了", by=live.mayor)
        said.add(str(refusal.value))
    assert len(said) == 1


@pytest.mark.clause("2.2")
def test_another_towns_commission_opens_no_sealed_finding(live):
    made = under_way(live, Kind.FOCUSED)
    sealed = found(made, made.places.get(), "2.2(1)", by=live.commission_secretary)
    seat = Seat.objects.create(
        town=live.foreign_town, unit=live.foreign_office, kind=Seat.Kind.COMMISSION_SECRETARY, ordinal=1
    )
    Post.objects.create(person=live.foreigner.person, seat=seat, valid_from=live.town.live_from)
    with pytest.raises(Refused, match="只有镇纪委"):
        open_finding(finding=sealed, reason="无", by=type(live.foreigner).objects.get(pk=live.foreigner.pk))
