"""Done, late, made up, excused, missed: what becomes of an obligation."""

from datetime import date, timedelta

import pytest

from dushi import clock
from dushi.obligations.actions import excuse, fulfil, stamp_missed
from dushi.obligations.models import Obligation, State
from dushi.obligations.permissions import may_excuse
from dushi.records.errors import Refused
from dushi.records.models import Event
from dushi.regulation.periods import Period
from dushi.town.models import Post, Seat
from tests.obligations.conftest import the, tick

WEEK = Period.parse("2026-W38")
SECOND = timedelta(seconds=1)


def report(live, at, village=None, period=WEEK, person=None):
    """A report of the village's week arrives; anything with a page may be the evidence."""
    village = village or live.village
    return fulfil(
        duty_key="1.4.r",
        scope=village,
        period=period,
        at=at,
        evidence=village,
        person=person or live.liaison.person,
    )


@pytest.mark.clause("1.4.r")
@pytest.mark.parametrize(
    ("offset", "state"),
    [(-SECOND, State.MET), (0 * SECOND, State.MET), (SECOND, State.MET_LATE)],
)
def test_the_due_moment_itself_is_still_on_time(live, offset, state):
    row = the("1.4.r", live.village, WEEK.key)
    assert report(live, row.due_at + offset).state_at() == state


@pytest.mark.clause("1.4.r")
@pytest.mark.parametrize(("hour", "minute", "is_made_up"), [(23, 59, False), (0, 1, True)])
def test_sunday_midnight_in_shanghai_ends_the_time_to_make_good(live, at, hour, minute, is_made_up):
    day = date(2026, 9, 21) if is_made_up else date(2026, 9, 20)
    moment = clock.at(day, hour, minute)
    at.travel(moment)
    tick()
    row = report(live, moment)
    assert (row.made_up_at == moment, row.fulfilled_at is None) == (is_made_up, is_made_up)
    assert row.state_at() == (State.MISSED if is_made_up else State.MET_LATE)


def test_the_same_thing_done_fifty_times_is_done_once_and_the_earliest_moment_stays(live):
    first = the("1.4.r", live.village, WEEK.key).due_at - SECOND
    for n in range(50):
        report(live, first + n * SECOND, person=live.second_liaison.person if n else None)
    row = the("1.4.r", live.village, WEEK.key)
    assert (row.fulfilled_at, row.answerable) == (first, live.liaison.person)
    assert Event.objects.about(row).filter(verb="办结").count() == 1
    assert report(live, first - SECOND).fulfilled_at == first - SECOND


def test_nothing_is_fulfilled_where_nothing_is_owed(live):
    before_live = Period.parse("2026-W37")
    assert report(live, clock.now(), period=before_live) is None
    assert report(live, clock.now(), village=live.office) is None


def test_a_report_that_comes_before_the_first_tick_finds_its_obligation(cast, rulebook, at):
    row = report(cast, clock.now())
    assert row.state_at() == State.MET_LATE
    tick()
    assert Obligation.objects.filter(duty__key="1.4.r", scope=cast.village, period=WEEK.key).get() == row


def test_a_report_from_a_village_excused_by_rule_counts(live):
    row = report(live, clock.now(), village=live.other_demo_village, person=live.clerk.person)
    assert (row.state_at(), row.excuse) == (State.MET_LATE, "")


@pytest.mark.clause("1.4.r")
class TestMissed:
    def test_it_is_stamped_after_the_limit_with_whoever_answered_on_the_due_day(self, live, at):
        leaving = Post.objects.get(seat__unit=live.village, seat__kind=Seat.Kind.LIAISON, seat__ordinal=1)
        leaving.valid_to = date(2026, 9, 18)
        leaving.save()
        at.travel(clock.at(date(2026, 9, 21)) + SECOND)
        assert stamp_missed(clock.now()) > 0
        row = the("1.4.r", live.village, WEEK.key)
        assert (row.missed_at, row.answerable) == (clock.now(), live.liaison.person)
        assert stamp_missed(clock.now()) == 0

    def test_nothing_is_stamped_at_the_limit_itself(self, live):
        assert stamp_missed(clock.at(date(2026, 9, 21))) == 0

    def test_what_arrives_with_an_earlier_moment_is_no_longer_missed(self, live, at):
        at.travel(clock.at(date(2026, 9, 21), 9))
        tick()
        row = report(live, clock.at(date(2026, 9, 16), 17))
        assert (row.state_at(), row.missed_at, row.answerable) == (State.MET, None, live.liaison.person)

    def test_made_up_work_is_shown_and_stays_missed(self, live, at):
        at.travel(clock.at(date(2026, 9, 22), 9))
        tick()
        row = report(live, clock.now())
        assert (row.state_at(), row.made_up_at) == (State.MISSED, clock.now())
        assert row.evidence_type == "town.unit"


class TestExcusing:
    def excused(self, by, row, reason="防汛抢险"):
        return excuse(obligation=row, by=by, reason=reason)

    def test_the_office_excuses_a_village_and_says_why(self, live):
        row = self.excused(live.office_head, the("1.4.r", live.village, WEEK.key))
        assert (row.state_at(), row.excuse, row.excused_by) == (State.EXCUSED, "防汛抢险", live.office_head)
        event = Event.objects.about(row).get()
        assert (event.verb, event.reason, event.actor) == ("经批准免予", "防汛抢险", live.office_head)

    @pytest.mark.parametrize(
        ("who", "duty", "unit"),
        [
            ("area_secretary", "1.4", "other_area"),
            ("liaison", "1.4.r", "village"),
            ("member", "1.4.r", "village"),
            ("admin", "1.4.r", "village"),
            ("clerk", "1.3", "office"),
            ("office_head", "1.3", "office"),
        ],
    )
    def test_the_wrong_person_excuses_nothing(self, live, who, duty, unit):
        row, user = the(duty, getattr(live, unit), WEEK.key), getattr(live, who)
        assert not may_excuse(user, row)
        with pytest.raises(Refused):
            self.excused(user, row)
        assert the(duty, getattr(live, unit), WEEK.key).excused_at is None

    @pytest.mark.clause("1.3")
    def test_the_offices_duty_goes_to_a_main_leader(self, live):
        assert self.excused(live.mayor, the("1.3", live.office, WEEK.key)).excused_by == live.mayor

    @pytest.mark.clause("1.5.main")
    def test_nobody_excuses_a_duty_of_their_own_unit(self, live):
        rows = Obligation.objects.filter(duty__key="1.5.main", period="2026-10").select_related("holder_seat__unit")
        mine = rows.get(holder_seat__posts__person=live.secretary.person)
        assert not may_excuse(live.secretary, mine)
        assert may_excuse(live.office_head, mine)

    def test_a_clerk_who_serves_the_village_as_well_does_not_excuse_it(self, live):
        seat = Seat.objects.get(unit=live.other_demo_village, kind=Seat.Kind.LIAISON)
        Post.objects.create(seat=seat, person=live.clerk.person, valid_from=date(2026, 9, 14))
        tick()
        assert not may_excuse(live.clerk, the("1.4.r", live.other_demo_village, WEEK.key))

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_an_excuse_needs_a_reason(self, live, reason):
        with pytest.raises(Refused) as refused:
            self.excused(live.clerk, the("1.4.r", live.village, WEEK.key), reason)
        assert refused.value.field == "reason"

    def test_what_is_done_or_excused_is_not_excused_again(self, live):
        row = self.excused(live.clerk, the("1.4.r", live.village, WEEK.key))
        with pytest.raises(Refused):
            self.excused(live.office_head, row, "另一事由")
        done = report(live, clock.now(), village=live.second_village)
        with pytest.raises(Refused):
            self.excused(live.clerk, done)

    def test_what_was_excused_in_time_is_never_stamped_missed(self, live, at):
        self.excused(live.clerk, the("1.4.r", live.village, WEEK.key))
        at.travel(clock.at(date(2026, 9, 30)))
        tick()
        assert the("1.4.r", live.village, WEEK.key).missed_at is None

    def test_what_was_missed_may_still_be_excused_afterwards(self, live, at):
        at.travel(clock.at(date(2026, 9, 22), 9))
        tick()
        assert self.excused(live.clerk, the("1.4.r", live.village, WEEK.key)).state_at() == State.EXCUSED
