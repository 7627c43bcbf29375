"""The tick looks where something began or changed and leaves what a look at everything would leave."""

from __future__ import annotations

import threading
from datetime import date, time, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dushi import clock
from dushi.obligations import looks
from dushi.obligations.looks import everywhere, walk
from dushi.obligations.models import Look, Obligation
from dushi.obligations.opening import open_due
from dushi.obligations.realigning import realign
from dushi.records.marking import AT_ONCE, Watched, drop_sql
from dushi.regulation.models import CalendarDay, MergedWeek, Regulation
from dushi.town.models import AreaMembership, Handover, Leave, Post, Seat, Town, Unit
from meetings.models import Attendance, Meeting, MeetingSeries
from meetings.planning import plan_meetings
from tests.obligations.conftest import the
from tests.statements import statements
from tests.together import together

STEPS = ("OPEN", "ALIGN", "PLAN")
K = Seat.Kind
ROWS = (
    (Obligation, ("duty", "holder_unit", "holder_seat", "scope", "area", "period", "due_at", "late_until", "excuse")),
    (Meeting, ("body", "period", "starts_at", "status", "place", "chair")),
    (Attendance, ("meeting__body", "meeting__period", "person", "seat")),
)


def look(at=None):
    moment = at or clock.now()
    return open_due(moment) + realign(moment) + plan_meetings(moment)


def standing():
    return [sorted(model.objects.values_list(*fields), key=str) for model, fields in ROWS]


def marked(step="OPEN"):
    """Towns that the next look of the step is to see; None stands for all."""
    return set(Look.objects.filter(step=step, look_at=AT_ONCE).values_list("town__name", flat=True))


@pytest.fixture
def settled(live):
    """Everything has been looked at; areas and office have their usual day."""
    for body, kind in ((live.area, K.AREA_SECRETARY), (live.office, K.HEAD)):
        usual = {"weekday": 4, "hour": time(9), "place": "示例会议室", "starts_on": date(2026, 9, 14)}
        MeetingSeries.objects.create(town=live.town, body=body, chair=live.seat(body, kind), **usual)
    look()
    look()
    return live


def test_with_nothing_to_look_at_a_step_asks_once_and_writes_nothing(settled):
    with statements() as asked:
        assert look() == 0
    assert [sql.split()[0] for sql in asked] == ["SELECT"] * 3


def changes(cast):
    """Name → what somebody writes, by whatever way."""
    village, on = cast.village, clock.today()
    liaison = cast.seat(village, K.LIAISON)
    end = {"valid_to": on + timedelta(days=20)}
    founded = {"town": cast.town, "kind": "VILLAGE", "valid_from": on + timedelta(days=3)}
    series = MeetingSeries.objects.filter(body=cast.area)
    grace = {"seat": liaison, "on": on + timedelta(days=6), "grace_until": on + timedelta(days=13), "at": clock.now()}
    away = {"valid_from": date(2026, 10, 1), "valid_to": date(2026, 10, 30), "reason": "病假", "approved_by": "示例"}
    ahead = Meeting.objects.ahead().filter(starts_at__gt=clock.now())
    return {
        "unit ends": lambda: Unit.objects.filter(pk=village.pk).update(valid_to=on + timedelta(days=2)),
        "unit begins": lambda: Unit.objects.bulk_create([Unit(name=f"示例新村{Unit.objects.count()}", **founded)]),
        "area begins": lambda: Unit.objects.filter(pk=cast.other_area.pk).update(valid_from=on + timedelta(days=9)),
        "village moves": lambda: AreaMembership.objects.filter(village=village).update(area=cast.other_area),
        "membership ends": lambda: AreaMembership.objects.filter(village=village).update(**end),
        "posts end": lambda: Post.objects.filter(seat__kind=K.LIAISON).update(valid_to=on),
        "posts go": lambda: Post.objects.filter(seat__kind=K.MEMBER).delete(),
        "an acting": lambda: Post.objects.create(
            seat=liaison, person=cast.clerk.person, is_acting=True, valid_from=on + timedelta(days=5)
        ),
        "seat": lambda: Seat.objects.get_or_create(town=cast.town, unit=cast.village, kind=K.LINK_LEADER),
        "seat goes": lambda: Seat.objects.filter(unit=cast.other_village, kind=K.LINK_LEADER).delete(),
        "leave": lambda: Leave.objects.create(person=cast.linked.person, **away),
        "leave goes": lambda: Leave.objects.all().delete(),
        "handover": lambda: Handover.objects.create(**grace),
        "holiday": lambda: CalendarDay.objects.get_or_create(day=on + timedelta(days=6), kind="HOLIDAY", name="示例"),
        "no holiday": lambda: CalendarDay.objects.all().delete(),
        "merged": lambda: MergedWeek.objects.get_or_create(year=2026, week=40, into_year=2026, into_week=41),
        "not merged": lambda: MergedWeek.objects.all().delete(),
        "each place": lambda: Regulation.objects.update(settings={"member_visits": "EACH"}),
        "new rules": lambda: Regulation.objects.update(superseded_on=on + timedelta(days=12)),
        "other weekday": lambda: series.update(weekday=2, hour=time(14)),
        "series off": lambda: series.update(is_active=False),
        "series goes": lambda: [row.invitees.set([liaison]) for row in series],
        "live later": lambda: Town.objects.filter(pk=cast.town.pk).update(live_from=on + timedelta(days=10)),
        "live": lambda: Town.objects.filter(pk=cast.town.pk).update(live_from=date(2026, 9, 14)),
        "obligations go": lambda: Obligation.objects.filter(scope=village, fulfilled_at=None).delete(),
        "undone": lambda: Obligation.objects.filter(scope=cast.office).update(missed_at=None, excused_by=None),
        "cancelled": lambda: ahead.update(status="CANCELLED", cancelled_at=clock.now(), cancel_reason="防汛"),
        "meetings go": lambda: ahead.delete(),
        "postponed": lambda: ahead.update(starts_at=clock.now() + timedelta(days=25), postponed_from=clock.now()),
        "asked no more": lambda: Attendance.objects.filter(meeting__in=ahead).delete(),
    }


#: Names of changes, or hours that pass before the next look.
happenings = st.lists(st.one_of(st.sampled_from(range(30)), st.integers(31, 31 + 24 * 35)), min_size=1, max_size=6)


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # six happenings need no shrinking
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(happenings)
def test_whatever_changes_the_marked_look_leaves_what_a_look_at_everything_leaves(settled, happens):
    now = clock.now()
    with transaction.atomic(), clock.frozen(now):
        for number in happens:
            ways = list(changes(settled).values())
            if number < len(ways):
                ways[number]()
            else:
                clock.advance(timedelta(hours=number - len(ways)))
            look()
            left = standing()
            everywhere(*STEPS)
            look()
            assert standing() == left
            look()
        transaction.set_rollback(True)


@pytest.mark.parametrize("number", range(30))
def test_a_change_alone_is_followed_at_the_next_tick(settled, number):
    """The same for each by itself, a look later and at the next boundary."""
    name, change = list(changes(settled).items())[number]
    change()
    look()
    left = standing()
    for _ in range(2):
        everywhere(*STEPS)
        look()
        assert standing() == left, name
        clock.travel(clock.at(date(2026, 10, 1), 1))
        look()
        left = standing()


@pytest.mark.parametrize(
    ("name", "table", "act"),
    [("unit ends", "town_unit", "UPDATE"), ("leave", "town_leave", "INSERT"), ("posts go", "town_post", "DELETE")],
)
def test_without_its_trigger_a_change_is_not_followed(settled, name, table, act):
    """The control of the tests above: what they compare differs where nothing is marked."""
    with connection.cursor() as cursor:
        for sql in (sql for step in STEPS for sql in drop_sql(connection.vendor, Watched(table, acts=(act,)), step)):
            cursor.execute(sql)
    changes(settled)[name]()
    look()
    left = standing()
    everywhere(*STEPS)
    look()
    assert standing() != left


def test_a_mark_is_of_the_one_town_and_what_concerns_all_marks_all(settled):
    Leave.objects.create(
        person=settled.foreigner.person, valid_from=clock.today(), reason="病假", approved_by="示例·钱某"
    )
    assert marked() == {settled.foreign_town.name}
    CalendarDay.objects.create(day=date(2026, 9, 24), kind="HOLIDAY", name="示例假")
    assert marked() == {settled.foreign_town.name, None}


def test_a_clock_that_was_set_back_looks_at_everything_again(settled, at):
    moment = clock.now()
    before = the("1.4.r", settled.village, "2026-W39").due_at
    CalendarDay.objects.create(day=date(2026, 9, 23), kind="HOLIDAY", name="示例假")
    look(moment + timedelta(days=400))
    assert the("1.4.r", settled.village, "2026-W39").due_at == before
    look(moment)
    assert the("1.4.r", settled.village, "2026-W39").due_at == before - timedelta(days=1)


def test_a_town_that_cannot_be_looked_at_keeps_no_other_from_it(settled):
    everywhere("OPEN")
    seen = []

    def act(round_):
        if settled.town in round_.towns:
            raise ValueError("示例")
        seen.extend(round_.towns)
        return 1

    with pytest.raises(ExceptionGroup) as raised:
        walk("OPEN", clock.now(), act, size=10, until=clock.now() + timedelta(days=1))
    assert (len(raised.value.exceptions), seen) == (1, [settled.foreign_town])
    assert marked() == {settled.town.name}
    assert walk("OPEN", clock.now(), lambda round_: len(round_.towns), size=10, until=clock.now()) == 1


def test_a_fault_in_between_leaves_the_marks(settled, monkeypatch):
    everywhere("OPEN")
    monkeypatch.setattr(looks, "_look", lambda rows, act: (_ for _ in ()).throw(looks.OperationalError))
    with pytest.raises(looks.OperationalError):
        open_due(clock.now())
    assert marked() == {settled.town.name, settled.foreign_town.name}


@pytest.mark.only_on("postgresql")
def test_what_is_written_during_a_look_is_looked_at_again(transactional_db, settled):
    everywhere("OPEN")
    looking, written = threading.Event(), threading.Event()

    rounds = []

    def act(round_):
        looking.set()
        assert written.wait(20)
        rounds.append([town.name for town in round_.towns])
        return 0

    def tick():
        return walk("OPEN", clock.now(), act, size=10, until=clock.now() + timedelta(days=1))

    def write():
        assert looking.wait(20)
        Post.objects.filter(seat__unit=settled.village).update(valid_to=date(2026, 9, 30))
        written.set()

    together([tick, write])
    assert [sorted(names) for names in rounds] == [
        sorted([settled.town.name, settled.foreign_town.name]),
        [settled.town.name],
    ]


@pytest.mark.only_on("postgresql")
def test_three_ticks_at_once_look_at_each_town_once(transactional_db, settled):
    everywhere("OPEN")
    moment, seen = clock.now(), []

    def tick():
        return walk("OPEN", moment, lambda round_: seen.extend(round_.towns) or 0, size=1, until=moment)

    together([tick] * 3)
    assert sorted(town.pk for town in seen) == sorted([settled.town.pk, settled.foreign_town.pk])
