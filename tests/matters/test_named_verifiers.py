"""Somebody named verifies in place of the tier: who found it looks whether it was put right (X.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from dushi import clock
from dushi.alerts.tick import climb
from dushi.matters import actions, permissions
from dushi.matters.models import Matter
from dushi.matters.people import Roster
from dushi.matters.providers import calendar, work
from dushi.records.errors import Refused
from dushi.records.models import Paper
from dushi.town.models import Post
from tests.cast import client_of
from tests.matters.making import Status, Tier, assigned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.clause("X.2")]
RECHECK = timedelta(days=28)


def handed_out(cast, *named, rechecks=True, **more):
    """By the office to `village`, verified by those named."""
    people = [(user.person, rechecks) for user in named]
    return assigned(cast, tier=Tier.OFFICE, verifiers=people, by=cast.clerk, **more)


def done(cast, *named, **more):
    return actions.submit_done(matter=handed_out(cast, *named, **more), result="已修好", by=cast.liaison)


def test_those_named_verify_and_the_tier_does_not(cast):
    matter = done(cast, cast.dept_staff, cast.commission_staff)
    assert Roster.of(matter).verifiers(matter) == {cast.dept_staff.person_id, cast.commission_staff.person_id}
    with pytest.raises(Refused, match="不能自行核验"):
        actions.close(matter=matter, by=cast.clerk)
    assert actions.close(matter=matter, by=cast.dept_staff).verified_by == cast.dept_staff.person


def test_an_owner_or_whoever_reported_it_done_is_never_the_one_named(cast):
    matter = done(cast, cast.liaison, cast.dept_staff)
    assert Roster.of(matter).verifiers(matter) == {cast.dept_staff.person_id}


def test_where_nobody_named_is_left_the_tier_verifies(cast):
    matter = done(cast, cast.dept_staff)
    Post.objects.filter(person=cast.dept_staff.person).update(valid_to=clock.today() - timedelta(days=1))
    assert permissions.verifies(cast.clerk, matter)
    assert not permissions.verifies(cast.dept_staff, matter)


def test_whoever_is_named_sees_the_matter_and_finds_it_on_the_desk(cast):
    matter = handed_out(cast, cast.dept_staff)
    assert matter in Matter.objects.visible_to(cast.dept_staff)
    assert matter not in Matter.objects.visible_to(cast.dept_head)
    assert not list(work(cast.dept_staff, clock.now()))
    actions.submit_done(matter=matter, result="已修好", by=cast.liaison)
    assert [item.note for item in work(cast.dept_staff, clock.now())] == ["待核验"]
    assert not [item for item in work(cast.clerk, clock.now()) if item.title == matter.title]


def test_who_is_named_for_verifying_alone_does_not_do_the_recheck(cast):
    matter = done(cast, cast.mayor, rechecks=False)
    matter = actions.close(matter=matter, by=cast.mayor, recheck_on=clock.today() + RECHECK)
    with pytest.raises(Refused, match="带队检查以外的人"):
        actions.recheck(matter=matter, passed=True, by=cast.mayor)
    assert not permissions.may_recheck(cast.mayor, matter)
    on = clock.today() + RECHECK
    assert [entry.title for entry in calendar(cast.clerk, on, on)] == ["回头看：村口路灯不亮"]
    assert not list(calendar(cast.mayor, on, on))
    assert actions.recheck(matter=matter, passed=True, by=cast.clerk).rechecked_at


@pytest.mark.clause("X.3")
def test_what_waits_for_those_named_is_told_to_them_and_said_to_be_theirs(cast):
    matter = done(cast, cast.dept_staff)
    clock.advance(timedelta(days=7))
    climb(clock.now())
    told = cast.dept_staff.person.alerts.filter(rung="verify").get()
    assert told.whose == str(cast.dept_staff.person) and matter.title in told.title
    assert not cast.clerk.person.alerts.filter(rung="verify").exists()


def test_the_page_says_by_whom_it_is_verified(cast):
    matter = done(cast, cast.dept_staff)
    page = client_of(cast.liaison).get(reverse("matter_page", args=[matter.pk])).content.decode()
    assert f"等待{cast.dept_staff.person}核验" in page
    assert Paper.objects.get().kind == Paper.Kind.TASK


def test_somebody_sent_to_look_may_tick_what_was_mended_before_their_eyes(cast):
    given = {"town": cast.town, "title": "门口积水", "about": cast.village, "source": Matter.Source.INSPECTION}
    with pytest.raises(Refused):
        actions.fix_on_spot(**given, by=cast.dept_staff)
    assert actions.fix_on_spot(**given, was_sent=True, by=cast.dept_staff).status == Status.CLOSED
    with pytest.raises(Refused, match="不能自行销号"):
        actions.fix_on_spot(**given, was_sent=True, by=cast.village_head)
