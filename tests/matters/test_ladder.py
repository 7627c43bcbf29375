"""Who is told what about matters, and when: the ladder of X.3 over the ledger of X.2."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dushi import clock
from dushi.alerts.models import Alert
from dushi.alerts.tick import climb
from dushi.matters import actions, handover
from dushi.matters.invariants import chased_though_done
from dushi.matters.models import Matter
from dushi.records.models import JobRun
from dushi.town.models import Post
from tests.matters.making import Tier, assigned, closed, raised, soon, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
MINUTE = timedelta(minutes=1)
#: Wednesday 18:00; the clock of the tests stands on the Thursday before, 17 September 2026.
DUE = clock.at(date(2026, 9, 23), 18)


def climbed(moment):
    """The ladder's live alerts after a look at that moment: (rung, names)."""
    clock.travel(moment)
    climb(moment)
    rows = Alert.objects.live().filter(order__gt=0).order_by("order").values_list("rung", "person__name")
    told: dict[str, set[str]] = {}
    for rung, name in rows:
        told.setdefault(rung, set()).add(name.removeprefix("示例·"))
    return told


@pytest.mark.clause("X.3")
def test_each_rung_falls_at_its_moment_to_its_people_and_not_a_minute_before(cast):
    assigned(cast, due_at=DUE)
    doers = {"褚某", "卫某", "沈某"}
    tuesday, wednesday = clock.at(date(2026, 9, 22), 7), clock.at(date(2026, 9, 23), 7)
    assert climbed(tuesday - MINUTE) == {}
    assert climbed(tuesday) == {"before": doers}
    assert climbed(wednesday - MINUTE) == {"before": doers}
    assert climbed(wednesday) == {"due": doers}
    assert climbed(DUE) == {"due": doers}
    assert climbed(DUE + MINUTE) == {"late": doers}
    assert climbed(clock.at(date(2026, 9, 24), 7)) == {"late": doers, "chief": {"冯某"}}
    assert climbed(clock.at(date(2026, 10, 1), 7) - MINUTE) == {"late": doers, "chief": {"冯某"}}
    assert climbed(clock.at(date(2026, 10, 1), 7)) == {"late": doers, "chief": {"冯某"}, "leader": {"孙某"}}


@pytest.mark.clause("X.3")
def test_every_alert_says_clause_what_whose_when_and_leads_to_the_page(cast):
    matter = assigned(cast, due_at=DUE)
    climbed(DUE + MINUTE)
    for alert in Alert.objects.live():
        assert alert.clause == "1.4(d)" and matter.title in alert.title and alert.whose == "示例一村"
        assert alert.due_at == DUE and alert.url == f"/matters/{matter.pk}/"


@pytest.mark.clause("X.3")
def test_the_ladder_stops_when_it_is_done_and_goes_on_where_it_was_when_sent_back(cast):
    matter = assigned(cast, due_at=DUE)
    climbed(DUE + MINUTE)
    actions.submit_done(matter=matter, result="已修好", by=cast.liaison)
    assert climbed(clock.now() + MINUTE) == {}
    actions.send_back(matter=matter, reason="没有修好", by=cast.area_secretary)
    assert set(climbed(clock.now() + MINUTE)) == {"late"}
    told = Alert.objects.filter(rung="late", person=cast.liaison.person)
    assert told.count() == 1
    actions.submit_done(matter=matter, result="修好了", by=cast.liaison)
    actions.close(matter=matter, by=cast.area_secretary)
    assert climbed(clock.now() + timedelta(days=9)) == {}
    assert not Alert.objects.live().exists()


@pytest.mark.clause("X.3")
def test_a_new_due_moment_starts_the_ladder_anew(cast):
    matter = assigned(cast, due_at=DUE)
    climbed(clock.at(date(2026, 9, 23), 7))
    later = clock.at(date(2026, 9, 28), 18)
    actions.extend(matter=matter, due_at=later, reason="等配件", by=cast.area_secretary)
    assert climbed(DUE + MINUTE) == {}
    assert set(climbed(clock.at(date(2026, 9, 28), 7))) == {"due"}


@pytest.mark.clause("X.3", "X.2")
def test_a_verifier_who_waits_more_than_three_working_days_is_told_the_owner_is_not(cast):
    submitted(cast, due_at=DUE)  # reported on Thursday 17 September
    tuesday = clock.at(date(2026, 9, 22), 7)
    assert climbed(tuesday - MINUTE) == {}
    assert climbed(tuesday) == {"verify": {"冯某"}}
    assert climbed(DUE + timedelta(days=9)) == {"verify": {"冯某"}}


def test_a_problem_nobody_has_looked_at_is_told_to_the_tier_it_was_put_to(cast):
    raised(cast, tier=Tier.OFFICE)
    assert climbed(clock.at(date(2026, 9, 22), 7)) == {"confirm": {"郑某", "王某"}}


@pytest.mark.clause("X.2")
def test_a_recheck_is_told_to_the_verifier_on_its_day(cast):
    day = date(2026, 10, 15)
    closed(cast, recheck_on=day)
    assert climbed(clock.at(day, 7) - MINUTE) == {}
    assert climbed(clock.at(day, 7)) == {"recheck": {"冯某"}}
    JobRun.objects.create(name="tick", started_at=clock.at(day, 7), ok_at=clock.at(day, 7))
    assert not chased_though_done().exists()


def test_a_part_is_chased_at_the_department_that_has_it_and_not_at_the_lead(cast):
    matter = assigned(cast, owner_unit=cast.village, due_at=soon(30))
    actions.add_part(matter=matter, unit=cast.second_village, task="腾场地", due_at=DUE, by=cast.area_secretary)
    assert climbed(DUE + MINUTE) == {"late": {"褚某"}}
    assert Alert.objects.live().get(order__gt=0).whose == "示例二村"


def test_a_successor_has_a_week_of_grace_before_he_is_chased(cast):
    seat = cast.seat(cast.dept, "STAFF")
    assigned(cast, owner_unit=cast.dept, owner_seat=seat, tier=Tier.OFFICE, due_at=DUE)
    Post.objects.filter(seat=seat).update(valid_to=date(2026, 9, 21))
    Post.objects.create(seat=seat, person=cast.desk.person, valid_from=date(2026, 9, 22))
    assert climbed(DUE + MINUTE) == {"due": {"朱某"}}
    assert climbed(clock.at(date(2026, 9, 29)) - MINUTE) == {"due": {"朱某"}}
    told = climbed(clock.at(date(2026, 9, 29)))
    assert told["late"] == {"朱某"} and told["chief"] == {"韩某"}


def test_at_a_transfer_matters_follow_the_seat_unless_they_stay_with_the_predecessor(cast):
    seat = cast.seat(cast.dept, "STAFF")
    kept, taken = (
        assigned(cast, title, owner_unit=cast.dept, owner_seat=seat, tier=Tier.OFFICE, due_at=DUE)
        for title in ("老账清理", "新账登记")
    )
    items = {item.title.split(" ", 1)[1]: item for item in handover.open_items(seat, clock.today())}
    assert set(items) == {"老账清理", "新账登记"} and not items["老账清理"].is_late
    handover.keep(items["老账清理"].item_id, cast.dept_staff.person, cast.dept_head)
    Post.objects.filter(seat=seat).update(seat=cast.seat(cast.dept, "HEAD"), is_acting=True)
    Post.objects.create(seat=seat, person=cast.desk.person, valid_from=clock.today())
    for user, mine in ((cast.dept_staff, kept), (cast.desk, taken)):
        user.__dict__.pop("rights", None)
        assert list(Matter.objects.owned_by(user)) == [mine]


def test_the_ladder_asks_the_same_few_questions_however_many_matters_there_are(cast):
    def questions():
        clock.advance(MINUTE)
        climb(clock.now())
        clock.advance(MINUTE)
        with CaptureQueriesContext(connection) as asked:
            climb(clock.now())
        return len(asked)

    assigned(cast, due_at=DUE)
    raised(cast)
    clock.travel(DUE)
    few = questions()
    for number in range(30):
        assigned(cast, f"事项{number}", due_at=DUE + timedelta(days=1))
        raised(cast, f"问题{number}")
    assert questions() == few
