"""回避 (2.0): nobody inspects where they serve or served in the past year, 交叉检查; who leads a 2.3."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dushi import clock
from dushi.records.errors import Refused
from dushi.town.models import AreaMembership, Post, Seat
from inspections.actions.approving import approve, return_draft
from inspections.actions.drafting import change_inspection, drop_member, name_person
from inspections.actions.fieldwork import begin, keep_line
from inspections.models import Inspection
from tests.inspections.making import METHODS, approved, draft, leader_of, under_way, usual

Kind = Inspection.Kind
K = Seat.Kind


def post(person, unit, kind, since, until=None):
    seat = Seat.objects.create(town=unit.town, unit=unit, kind=kind, ordinal=9)
    return Post.objects.create(seat=seat, person=person, valid_from=since, valid_to=until)


@pytest.mark.clause("2.0")
def test_who_served_a_village_within_the_year_is_named_with_the_reason(live):
    today = clock.today()
    post(live.clerk.person, live.village, K.LIAISON, date(2024, 1, 1), today - timedelta(days=200))
    with pytest.raises(Refused, match=r"示例·王某（12个月内曾任包村人员，应回避示例一村）") as refusal:
        draft(live)
    assert refusal.value.field == "members"
    assert draft(live, units=[live.other_village])


@pytest.mark.parametrize(("days", "is_bound"), [(364, True), (366, False)])
def test_the_year_is_twelve_months_to_the_day(live, days, is_bound):
    today = clock.today()
    post(live.clerk.person, live.village, K.LIAISON, date(2024, 1, 1), today - timedelta(days=days))
    if is_bound:
        with pytest.raises(Refused, match="回避"):
            draft(live)
    else:
        assert draft(live)


@pytest.mark.clause("2.0")
@pytest.mark.parametrize("where", ["area", "village", "dept"])
def test_nobody_inspects_the_unit_they_work_in(live, where):
    who = {"area": live.area_secretary, "village": live.member, "dept": live.dept_staff}[where]
    home = {"area": live.area, "village": live.party, "dept": live.dept}[where]
    team = [(live.office_head, live.office), (who, home)]
    with pytest.raises(Refused, match=r"回避|同属一个管区"):
        draft(live, units=[getattr(live, where)], team=team, cross_reason="人手不足")


@pytest.mark.clause("2.0")
def test_people_of_another_area_inspect_across_with_a_reason_that_is_approved_with_it(live):
    team = [(live.office_head, live.office), (live.other_area_secretary, live.other_area)]
    with pytest.raises(Refused, match="请写明理由"):
        draft(live, team=team)
    near = [(live.office_head, live.office), (live.area_secretary, live.area)]
    with pytest.raises(Refused, match="同属一个管区"):
        draft(live, team=near, cross_reason="本管区人员熟悉情况")
    made = approved(live, team=team, cross_reason="扶贫办人员均曾包村")
    member = made.members.get(person=live.other_area_secretary.person)
    assert member.is_cross
    assert (made.cross_reason, made.approved_by) == ("扶贫办人员均曾包村", live.linked.person)


@pytest.mark.clause("2.3")
def test_only_the_leader_of_a_spot_inspection_may_cover_the_place(live):
    assert draft(live, Kind.SPOT).leader.person == live.member.person
    with pytest.raises(Refused, match="包片领导"):
        draft(live, team=[(live.office_head, live.office), (live.member, live.party)])
    former = Post.objects.get(person=live.member.person, seat__kind=K.AREA_LEADER)
    former.valid_to = clock.today() - timedelta(days=1)
    former.save()
    with pytest.raises(Refused, match="12个月内曾任包片领导"):
        draft(live, Kind.SPOT, is_drawn=True)


@pytest.mark.clause("2.0")
def test_posts_that_changed_stop_the_approval_the_beginning_and_the_next_line(live):
    drafted, ready, running = draft(live), approved(live), under_way(live)
    post(live.clerk.person, live.village, K.LIAISON, clock.today())
    with pytest.raises(Refused, match="请先调整检查组"):
        approve(inspection=drafted, by=live.linked)
    with pytest.raises(Refused, match="请先调整检查组"):
        begin(inspection=ready, by=live.office_head)
    place = running.places.get()
    with pytest.raises(Refused, match="回避"):
        keep_line(place=place, item="2.1(1)", result="MEETS", by=live.clerk)
    assert keep_line(place=place, item="2.1(1)", result="MEETS", by=live.office_head)


def test_who_must_withdraw_leaves_the_team_with_a_reason(live):
    made = under_way(live)
    member = made.members.get(person=live.clerk.person)
    with pytest.raises(Refused, match="事由"):
        drop_member(inspection=made, member=member, reason=" ", by=live.office_head)
    drop_member(inspection=made, member=member, reason="调任包村", by=live.office_head)
    assert made.members.get(pk=member.pk).person is None
    with pytest.raises(Refused, match="组长"):
        drop_member(inspection=made, member=made.leader, reason="调任", by=live.office_head)


@pytest.mark.clause("2.2")
def test_a_department_names_its_person_by_its_head_and_never_one_who_is_bound(live):
    made = draft(live, Kind.FOCUSED, team=[(live.commission_secretary, live.commission)])
    named = name_person(inspection=made, unit=live.dept, person=live.dept_staff.person, by=live.dept_head)
    assert (named.person, named.unit) == (live.dept_staff.person, live.dept)
    with pytest.raises(Refused, match="派员由该部门主要负责人"):
        name_person(inspection=made, unit=live.dept, person=live.dept_head.person, by=live.dept_staff)
    with pytest.raises(Refused, match="不在镇民政办任职"):
        name_person(inspection=made, unit=live.dept, person=live.clerk.person, by=live.dept_head)
    post(live.clerk.person, live.village, K.LIAISON, date(2024, 1, 1), clock.today())
    with pytest.raises(Refused, match="回避"):
        name_person(inspection=made, unit=live.office, person=live.clerk.person, by=live.office_head)
    # An empty seat names nobody: whoever runs the inspection does.
    assert name_person(inspection=made, unit=live.office, person=live.office_head.person, by=live.commission_staff)


# Whatever is done ----------------------------------------------------------------------------------------------------

UNITS = ("village", "second_village", "other_village", "key_village", "area", "dept", "office")
PEOPLE = {
    "office_head": "office",
    "clerk": "office",
    "commission_staff": "commission",
    "commission_secretary": "commission",
    "dept_head": "dept",
    "dept_staff": "dept",
    "member": "party",
    "linked": "party",
    "area_secretary": "area",
    "other_area_secretary": "other_area",
    "liaison": "village",
    "other_liaison": "other_village",
}
teams = st.lists(st.sampled_from(sorted(PEOPLE)), min_size=1, max_size=4, unique=True)
places = st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True)
#: One of the team gets a post in one of the units, or had one so many days ago.
moves = st.tuples(st.integers(0, 4), st.integers(0, 2), st.sampled_from([0, 100, 364, 400]))
acts = st.lists(
    st.one_of(
        st.tuples(st.just("change"), places, teams),
        st.tuples(st.just("post"), moves),
        st.tuples(st.just("approve")),
        st.tuples(st.just("return")),
        st.tuples(st.just("begin")),
        st.tuples(st.just("name"), st.sampled_from(["dept_staff", "clerk", "office_head"])),
    ),
    max_size=8,
)


def bound(member, unit, on, inspection):
    """Told from the posts one by one, without what the product reads them with."""
    since = on - timedelta(days=365)
    spot = inspection.kind == Kind.SPOT and member.is_leader
    for one in Post.objects.filter(person=member.person).select_related("seat"):
        if one.valid_from > on or (one.valid_to and one.valid_to < since):
            continue
        is_now = one.valid_to is None or one.valid_to >= on
        if spot and is_now and one.seat.kind in (K.AREA_LEADER, K.LINK_LEADER):
            continue
        near = AreaMembership.objects.filter(village=unit, area=one.seat.unit_id).exists()
        if one.seat.unit_id == unit.pk or (near and one.seat.kind in (K.AREA_SECRETARY, K.AREA_LEADER)):
            return True
    return False


def quietly(act, **given):
    """True where it was done."""
    try:
        with transaction.atomic():
            act(**given)
    except Refused:
        return False
    return True


@pytest.mark.clause("2.0", "2.3")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(Kind.values), where=places, team=teams, steps=acts)
def test_whatever_is_drafted_changed_approved_or_begun_nobody_on_the_team_is_bound(live, kind, where, team, steps):
    with transaction.atomic():
        play(live, kind, where, team, steps)
        transaction.set_rollback(True)


def play(cast, kind, where, team, steps):
    drafter, leader, *_ = usual(cast, kind)
    made = drafted(cast, kind, where, team, leader)
    for name, *asked in [] if made is None else steps:
        row = Inspection.objects.get(pk=made.pk)
        if name == "post":
            who, unit, ago = asked[0]
            people = list(row.members.filter(person__isnull=False).select_related("person"))
            inspected = list(row.places.select_related("unit"))
            post_once(people[who % len(people)].person, inspected[unit % len(inspected)].unit, ago)
            continue
        done = step(cast, row, name, asked, drafter, leader)
        row.refresh_from_db()
        if done and row.status in (Inspection.Status.APPROVED, Inspection.Status.UNDER_WAY):
            on = max(clock.today(), row.first_on)
            for member in row.members.filter(person__isnull=False).select_related("person"):
                if name == "name" and member.person != getattr(cast, asked[0]).person:
                    continue  # naming one judges one; the whole team is judged at the next step
                for place in row.places.select_related("unit"):
                    assert not bound(member, place.unit, on, row)


def drafted(cast, kind, where, team, leader):
    try:
        with transaction.atomic():
            return draft(cast, kind, units=[getattr(cast, name) for name in where], **team_of(cast, team, leader))
    except Refused:
        return None


def team_of(cast, team, leader):
    logins = {leader.username, *team}
    members = [(getattr(cast, name), getattr(cast, PEOPLE[name])) for name in sorted(logins)]
    return {"team": members, "leader": leader, "cross_reason": "人手不足"}


def post_once(person, unit, ago):
    until = None if ago == 0 else clock.today() - timedelta(days=ago)
    seat, _ = Seat.objects.get_or_create(town=unit.town, unit=unit, kind=K.STAFF, ordinal=50 + person.pk % 900)
    if not seat.posts.exists():
        Post.objects.create(seat=seat, person=person, valid_from=date(2024, 1, 1), valid_to=until)


def step(cast, row, name, asked, drafter, leader):
    approver = cast.mayor
    if name == "change":
        team = team_of(cast, asked[1], leader)
        return quietly(
            change_inspection, inspection=row, title=row.title, units=[getattr(cast, unit) for unit in asked[0]],
            methods=METHODS, focus=[], first_on=row.first_on, last_on=row.last_on, leader=leader.person,
            members=[(login.person, unit) for login, unit in team["team"]], cross_reason="人手不足",
            approver=approver.person, by=drafter,
        )  # fmt: skip
    if name == "approve":
        return quietly(approve, inspection=row, by=approver)
    if name == "return":
        return quietly(return_draft, inspection=row, reason="请修改", by=approver)
    if name == "begin":
        return quietly(begin, inspection=row, by=leader_of(cast, row))
    person = getattr(cast, asked[0])
    unit = getattr(cast, PEOPLE[asked[0]])
    return quietly(name_person, inspection=row, unit=unit, person=person.person, by=drafter)
