"""Whatever happens in between, a climb stores exactly what reading everything anew would store (X.3)."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from itertools import chain

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dushi import clock
from dushi.alerts.ladder import climb
from dushi.alerts.models import Alert
from dushi.alerts.storing import store
from dushi.matters import actions as matters
from dushi.matters.models import Matter
from dushi.obligations.actions import excuse, fulfil
from dushi.obligations.models import Obligation
from dushi.records.errors import Refused
from dushi.records.marking import Watched, drop_sql
from dushi.records.models import Event
from dushi.records.providers import providers
from dushi.regulation.models import CalendarDay
from dushi.regulation.periods import Period
from dushi.town.actions.posts import transfer
from dushi.town.models import AreaMembership, Person, Post, Seat, Unit
from tests.cast import Cast
from tests.matters.making import assigned
from tests.obligations.conftest import tick

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


def state():
    """Every alert of a ladder, with all that is said of it."""
    rows = Alert.objects.filter(order__gt=0).order_by("object_type", "object_id", "rung", "round", "person")
    return list(
        rows.values_list(*(field.attname for field in Alert._meta.concrete_fields if field.name not in ("id", "key")))
    )


def read_anew(at):
    """What the ladder would store if it read everything, whatever was marked."""
    with transaction.atomic():
        store(chain.from_iterable(ladder.rungs(at, None) for ladder in providers("ALERT_PROVIDERS")), at, Q())
        found = state()
        transaction.set_rollback(True)
    return found


def open_ones():
    return Obligation.objects.open().filter(duty__key="1.4.r").order_by("pk")


class Town:
    """A town to which things happen; each returns nothing and may find nothing to do."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def report(self, n):
        row = self.one(n)
        if row:
            fulfil(
                duty_key="1.4.r", scope=row.scope, period=Period.parse(row.period), at=clock.now(),
                evidence=row.scope, person=self.cast.liaison.person,
            )  # fmt: skip

    def excuse(self, n):
        if row := self.one(n):
            excuse(obligation=row, by=self.cast.clerk, reason="防汛")

    def unreport(self, n):
        Obligation.objects.filter(fulfilled_at__isnull=False).update(fulfilled_at=None)

    def move(self, n):
        if row := self.one(n):
            later = row.due_at + timedelta(hours=7 * n)
            Obligation.objects.filter(pk=row.pk).update(due_at=later, late_until=row.late_until + timedelta(days=n))

    def keep(self, n):
        if row := self.one(n):
            Obligation.objects.filter(pk=row.pk).update(kept_by=self.cast.dept_staff.person)

    def drop(self, n):
        if row := self.one(n):
            row.delete()  # and the tick opens it anew, late

    def hand_over(self, n):
        seat = self.seats()[n % 4]
        people = Person.objects.filter(town=self.cast.town).order_by("pk")
        transfer(
            seat=seat, successor=people[n % people.count()], on=clock.today() + timedelta(days=n % 3),
            by=self.cast.office_head,
        )  # fmt: skip

    def empty(self, n):
        """In bulk, as an import would."""
        day = clock.today() + timedelta(days=n % 3)
        held = Post.objects.filter(seat=self.seats()[n % 4], valid_from__lte=day, valid_to__isnull=True)
        held.update(valid_to=day)

    def stand_in(self, n):
        seat, person = self.seats()[n % 4], self.cast.dept_head.person
        if not Post.objects.filter(seat=seat, person=person).exists():
            Post.objects.create(seat=seat, person=person, is_acting=True, valid_from=clock.today())

    def new_village(self, n):
        unit, made = Unit.objects.get_or_create(
            town=self.cast.town, kind=Unit.Kind.VILLAGE, name=f"示例新{n}村", defaults={"valid_from": date(2026, 9, 14)}
        )
        if made:
            AreaMembership.objects.create(village=unit, area=self.cast.area, valid_from=date(2026, 9, 14))
            seat = Seat.objects.create(town=self.cast.town, unit=unit, kind=Seat.Kind.LIAISON)
            Post.objects.create(seat=seat, person=self.cast.liaison.person, valid_from=date(2026, 9, 14))

    def holiday(self, n):
        day = clock.today() + timedelta(days=n % 5)
        CalendarDay.objects.get_or_create(day=day, defaults={"kind": CalendarDay.Kind.HOLIDAY, "name": "示例"})

    def assign(self, n):
        assigned(self.cast, f"事项{Matter.objects.count()}", due_at=clock.now() + timedelta(hours=1 + 13 * n))

    def submit(self, n):
        if matter := Matter.objects.filter(status__in=Matter.OWNERS).order_by("pk").first():
            matters.submit_done(matter=matter, result="已办", by=self.cast.liaison)

    def send_back(self, n):
        if matter := Matter.objects.filter(status=Matter.Status.SUBMITTED).order_by("pk").first():
            matters.send_back(matter=matter, reason="没有修好", by=self.cast.area_secretary)

    def nothing(self, n):
        pass

    def one(self, n):
        rows = list(open_ones()[: n + 1])
        return rows[-1] if rows else None

    def seats(self):
        cast = self.cast
        return [
            *Seat.objects.filter(unit__in=[cast.village, cast.second_village], kind=Seat.Kind.LIAISON).order_by("pk")[
                :2
            ],
            cast.seat(cast.area, "AREA_SECRETARY"),
            cast.seat(cast.dept, "STAFF"),
        ]


ACTS = sorted(name for name in vars(Town) if not name.startswith("_") and name not in ("one", "seats"))
#: Minutes until the next tick: one after the other, some hours, a night, a week; and a beat that stood for three weeks.
LATER = st.sampled_from([1, 1, 7, 60, 61, 300, 540, 1439, 1440, 3 * 1440, 7 * 1440 + 11, 21 * 1440])
HISTORIES = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 6), LATER), min_size=3, max_size=9)


@pytest.mark.clause("X.3")
@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=HISTORIES)
@example(history=[("nothing", 0, 1), ("holiday", 0, 1), ("nothing", 0, 2880)])
def test_a_climb_stores_what_reading_everything_would(live, history):
    with transaction.atomic(), clock.frozen(clock.now()):
        town = Town(live)
        for name, n, minutes in history:
            with suppress(Refused):
                getattr(town, name)(n)
            clock.advance(minutes * MINUTE)
            tick()
            wanted = read_anew(clock.now())
            climb(clock.now())
            assert state() == wanted
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize(("happens", "act"), [("report", "UPDATE"), ("drop", "DELETE")])
def test_without_its_trigger_a_change_is_not_followed(live, at, happens, act):
    """The control of the test above: what it compares differs where nothing is marked."""
    at.travel(clock.at(date(2026, 9, 23), 12))
    tick()
    climb(clock.now())
    with connection.cursor() as cursor:
        for sql in drop_sql(connection.vendor, Watched("obligations_obligation", acts=(act,)), "OWED"):
            cursor.execute(sql)
    getattr(Town(live), happens)(0)
    at.advance(MINUTE)
    wanted = read_anew(clock.now())
    climb(clock.now())
    assert state() != wanted


@pytest.mark.django_db
def test_with_nothing_due_a_climb_asks_four_questions_and_writes_nothing(live, at):
    at.travel(clock.at(date(2026, 9, 21), 8))
    tick()
    climb(clock.now())
    assert Obligation.objects.open().count() > 10 and Event.objects.exists()
    at.advance(MINUTE)
    with CaptureQueriesContext(connection) as asked:
        assert climb(clock.now()) == 0
    assert len(asked) == 4 and all(query["sql"].startswith("SELECT") for query in asked)


@pytest.mark.clause("X.3")
@pytest.mark.django_db
def test_after_the_clock_was_set_far_ahead_and_back_the_ladder_goes_on(live, at):
    at.travel(clock.at(date(2026, 9, 21), 8))
    tick()
    climb(clock.now() + 400 * DAY)
    at.advance(3 * DAY)
    wanted = read_anew(clock.now())
    climb(clock.now())
    assert state() == wanted and Alert.objects.live().filter(rung="late").exists()
