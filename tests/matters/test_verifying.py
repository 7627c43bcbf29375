"""Verification and sign-off are never by the owner, nor by whoever reported it done (X.2)."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dushi import clock
from dushi.matters import actions, permissions
from dushi.matters.models import Matter
from dushi.matters.people import Roster
from dushi.records.errors import Refused
from dushi.records.models import Event
from dushi.town.models import Post
from tests.matters.making import Status, Tier, Undone, assigned, closed, raised, soon, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


@pytest.mark.clause("X.2")
def test_a_secretary_whose_area_owns_the_matter_cannot_sign_it_off_the_office_does(cast):
    matter = assigned(cast, owner_unit=cast.area)
    matter = actions.submit_done(matter=matter, result="已办", by=cast.area_secretary)
    with pytest.raises(Refused, match="不能自行核验"):
        actions.close(matter=matter, by=cast.area_secretary)
    assert actions.close(matter=matter, by=cast.clerk).verified_by == cast.clerk.person


@pytest.mark.clause("X.2")
def test_what_the_office_owns_is_signed_off_by_a_main_leader(cast):
    matter = assigned(cast, owner_unit=cast.office, about=cast.office, tier=Tier.OFFICE)
    matter = actions.submit_done(matter=matter, result="已办", by=cast.clerk)
    with pytest.raises(Refused):
        actions.close(matter=matter, by=cast.office_head)
    assert actions.close(matter=matter, by=cast.mayor).status == Status.CLOSED


@pytest.mark.clause("X.2")
def test_a_colleague_of_the_seat_named_may_verify_the_holder_may_not(cast):
    seat = cast.seat(cast.office, "STAFF")
    matter = assigned(cast, owner_unit=cast.office, owner_seat=seat, about=cast.office, tier=Tier.OFFICE)
    matter = actions.submit_done(matter=matter, result="已办", by=cast.clerk)
    assert not permissions.may_verify(cast.clerk, matter)
    assert permissions.may_verify(cast.office_head, matter)


def test_an_empty_tier_is_answered_for_by_the_next_one_up(cast):
    Post.objects.filter(person=cast.area_secretary.person).delete()
    matter = raised(cast)
    assert permissions.may_confirm(cast.clerk, matter)
    assert not permissions.may_confirm(cast.mayor, matter)
    assert not permissions.may_confirm(cast.other_area_secretary, matter)


def test_the_database_refuses_a_verifier_who_reported_it_done(cast):
    matter = submitted(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Matter.objects.filter(pk=matter.pk).update(
            status=Status.CLOSED, closed_at=clock.now(), verified_by=cast.liaison.person
        )


ROLES = ["area_secretary", "liaison", "second_liaison", "village_head", "clerk", "office_head", "mayor", "dept_head"]
MOVES = {
    "confirm": lambda m, by: actions.confirm(matter=m, by=by),
    "assign_village": lambda m, by: actions.assign(matter=m, by=by, owner_unit=m.about, due_at=soon()),
    "assign_area": lambda m, by: actions.assign(matter=m, by=by, owner_unit=m.about.area_on(), due_at=soon()),
    "start": lambda m, by: actions.start(matter=m, by=by),
    "submit": lambda m, by: actions.submit_done(matter=m, result="已办", by=by),
    "return": lambda m, by: actions.send_back(matter=m, reason="未办好", by=by),
    "close": lambda m, by: actions.close(matter=m, by=by, recheck_on=clock.today() + timedelta(days=28)),
    "rebound": lambda m, by: actions.recheck(matter=m, passed=False, note="反弹", by=by),
    "escalate": lambda m, by: actions.escalate(matter=m, reason="无经费", by=by),
    "answer": lambda m, by: actions.return_down(matter=m, answer="已解决", by=by),
}


@pytest.mark.clause("X.2")
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(played=st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.sampled_from(ROLES)), min_size=5, max_size=40))
def test_whatever_is_played_nobody_signs_off_what_is_theirs_and_history_only_grows(cast, played):
    try:
        with transaction.atomic():
            matter, lines = raised(cast), 1
            for name, role in played:
                user, before = getattr(cast, role), Matter.objects.get(pk=matter.pk)
                owners = Roster.of(before).owners(before)
                with suppress(Refused):
                    MOVES[name](before, user)
                after, events = Matter.objects.get(pk=matter.pk), Event.objects.about(matter).count()
                assert events >= lines and (events > lines or after.status == before.status)
                if after.status == Status.CLOSED and before.status != Status.CLOSED:
                    assert user.person_id not in owners | {before.submitted_by_id}
                    assert after.verified_by_id == user.person_id
                lines = events
            raise Undone
    except Undone:
        pass


@pytest.mark.clause("X.2")
def test_a_rebound_goes_back_to_its_owner_with_a_new_due_moment_and_keeps_the_chain(cast):
    matter = closed(cast, recheck_on=clock.today() + timedelta(days=28))
    clock.advance(timedelta(days=28))
    assert list(Matter.objects.recheck_due()) == [matter]
    matter = actions.recheck(matter=matter, passed=False, note="灯又不亮", by=cast.area_secretary)
    assert (matter.status, matter.rebounds, matter.owner_unit) == (Status.ASSIGNED, 1, cast.village)
    assert matter.due_at > clock.now() and matter.closed_at is None and matter.verified_by is None
    assert [event.verb for event in Event.objects.about(matter)] == ["交办", "报办结", "核验销号", "回头看：反弹"]


@pytest.mark.clause("X.2")
def test_a_recheck_that_holds_is_said_once(cast):
    matter = closed(cast, recheck_on=clock.today() + timedelta(days=28))
    matter = actions.recheck(matter=matter, passed=True, by=cast.area_secretary)
    assert matter.status == Status.CLOSED and not Matter.objects.recheck_due(matter.recheck_on).exists()
    with pytest.raises(Refused, match="没有待办的回头看"):
        actions.recheck(matter=matter, passed=True, by=cast.area_secretary)


@pytest.mark.clause("X.2")
def test_what_is_mended_at_the_door_is_one_tick_and_no_line_of_the_ledger(cast):
    given = {"town": cast.town, "title": "门口积水", "about": cast.village, "source": Matter.Source.VISIT}
    matter = actions.fix_on_spot(**given, result="当场疏通", by=cast.member)
    assert (matter.status, matter.verified_by) == (Status.CLOSED, cast.member.person)
    assert not Matter.objects.ledger().exists()
    with pytest.raises(Refused, match="不能自行销号"):
        actions.fix_on_spot(**given, by=cast.liaison)


def test_a_leader_linked_to_the_village_may_tick_what_was_mended_before_his_eyes(cast):
    given = {"town": cast.town, "title": "门口积水", "about": cast.other_village, "source": Matter.Source.VISIT}
    assert actions.fix_on_spot(**given, by=cast.linked).is_fixed_on_spot
