"""The calendar table: filled once, then kept by the office."""

from datetime import date

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dushi import clock
from dushi.records.errors import Refused
from dushi.records.models import Event
from dushi.regulation.calendar import Workdays
from dushi.regulation.calendar_actions import MergeChoice, choose_merge, clear_days, note_year, set_days
from dushi.regulation.merging import Fate, week_fate
from dushi.regulation.models import CalendarDay, CalendarYear, MergedWeek
from dushi.regulation.periods import Period
from dushi.regulation.seeding import seed_calendar
from tests.regulation.days import week

#: An ordinary week of the unpublished year 2027, and its neighbour.
SHORT_WEEK, NEXT_WEEK = week(2027, 10), week(2027, 11)


@pytest.fixture
def seeded(db, at):
    return seed_calendar()


@pytest.fixture
def office(cast, at):
    return cast.clerk


def merged():
    return MergedWeek.objects.all().merged()


def days_off(office, first, last):
    return set_days(first=first, last=last, kind="HOLIDAY", name="示例假", notice_no="示例〔2027〕1号", by=office)


def test_the_first_filling_knows_every_published_year(seeded):
    assert seeded == list(range(2004, 2027))
    assert CalendarYear.objects.get(year=2018).notice_no == "国办发明电〔2017〕12号"
    assert not CalendarYear.objects.filter(year=2027).exists()
    workdays = Workdays.load([2018])
    assert not workdays.is_workday(date(2018, 2, 21))
    assert workdays.is_workday(date(2018, 2, 24))


def test_the_turn_of_the_year_cites_the_notice_of_the_year_that_begins(seeded):
    assert CalendarDay.objects.get(day=date(2018, 12, 31)).notice_no == "国办发明电〔2018〕15号"
    assert CalendarDay.objects.get(day=date(2020, 2, 1)).notice_no == "国办发明电〔2020〕1号"


def test_the_first_filling_merges_the_spring_festival_of_2018(seeded):
    assert merged()[week(2018, 7)] == week(2018, 8)
    assert week(2018, 8) not in merged()
    assert week_fate(week(2018, 40), Workdays.load([2018]), merged()).kind is Fate.Kind.NO_WORKDAYS


def test_filling_again_changes_nothing_and_overwrites_no_correction(seeded, cast):
    clear_days(first=date(2026, 10, 1), last=date(2026, 10, 1), by=cast.clerk)
    before = list(CalendarDay.objects.values_list("day", "kind")), merged(), Event.objects.count()
    assert seed_calendar() == []
    assert before == (list(CalendarDay.objects.values_list("day", "kind")), merged(), Event.objects.count())


def test_the_command_says_what_it_filled(db, at, capsys):
    call_command("seed_calendar")
    call_command("seed_calendar")
    assert capsys.readouterr().out == "已预置 2004—2026 年。\n各年度均已登记，未作改动。\n"


def test_a_holiday_that_leaves_three_working_days_merges_the_week(office):
    assert days_off(office, date(2027, 3, 8), date(2027, 3, 9)) == 2
    assert merged() == {SHORT_WEEK: NEXT_WEEK}
    clear_days(first=date(2027, 3, 9), last=date(2027, 3, 9), by=office)
    assert merged() == {}, "four working days again"


def test_a_week_that_has_begun_keeps_its_fate(office):
    with clock.frozen(clock.at(date(2027, 3, 7), 23, 59)):
        days_off(office, date(2027, 3, 8), date(2027, 3, 8))
        days_off(office, date(2027, 3, 15), date(2027, 3, 16))
    with clock.frozen(clock.at(date(2027, 3, 8))):
        days_off(office, date(2027, 3, 9), date(2027, 3, 9))
    assert SHORT_WEEK not in merged()
    assert NEXT_WEEK in merged()


def test_the_office_may_let_a_short_week_stand_alone_and_the_calendar_does_not_undo_it(office):
    days_off(office, date(2027, 3, 8), date(2027, 3, 9))
    choose_merge(week=SHORT_WEEK, choice=MergeChoice.ALONE, note="照常调度", by=office)
    days_off(office, date(2027, 3, 10), date(2027, 3, 10))
    assert merged() == {}
    choose_merge(week=SHORT_WEEK, choice=MergeChoice.CALENDAR, note="", by=office)
    assert merged() == {SHORT_WEEK: NEXT_WEEK}


def test_the_office_may_merge_an_ordinary_week(office):
    choose_merge(week=SHORT_WEEK, choice=MergeChoice.MERGE, note="迎检", by=office)
    assert merged() == {SHORT_WEEK: NEXT_WEEK}
    event = Event.objects.get(verb="并入下一周")
    assert (event.actor, event.town, event.reason, event.data) == (
        office,
        office.person.town,
        "迎检",
        {"week": "2027-W10"},
    )


def test_a_merge_set_by_hand_follows_when_its_receiver_loses_its_working_days(office):
    choose_merge(week=SHORT_WEEK, choice=MergeChoice.MERGE, note="", by=office)
    days_off(office, date(2027, 3, 15), date(2027, 3, 19))
    assert merged() == {SHORT_WEEK: week(2027, 12)}


def test_no_week_is_merged_onward(office):
    choose_merge(week=SHORT_WEEK, choice=MergeChoice.MERGE, note="", by=office)
    with pytest.raises(Refused, match="不再并入"):
        choose_merge(week=NEXT_WEEK, choice=MergeChoice.MERGE, note="", by=office)
    with pytest.raises(Refused, match="本身已并入"):
        choose_merge(week=SHORT_WEEK.previous(), choice=MergeChoice.MERGE, note="", by=office)


def test_a_week_without_working_days_is_not_merged(office):
    days_off(office, date(2027, 3, 8), date(2027, 3, 14))
    with pytest.raises(Refused, match="没有工作日"):
        choose_merge(week=SHORT_WEEK, choice=MergeChoice.MERGE, note="", by=office)


@pytest.mark.parametrize(("hour", "is_open"), [((2027, 3, 7, 23, 59), True), ((2027, 3, 8, 0, 0), False)])
def test_a_week_may_be_decided_until_it_begins(office, hour, is_open):
    with clock.frozen(clock.at(date(*hour[:3]), *hour[3:])):
        if is_open:
            choose_merge(week=SHORT_WEEK, choice=MergeChoice.MERGE, note="", by=office)
        else:
            with pytest.raises(Refused, match="已经开始"):
                choose_merge(week=SHORT_WEEK, choice=MergeChoice.MERGE, note="", by=office)


def test_a_published_year_needs_the_number_of_its_notice(office):
    with pytest.raises(Refused, match="文号"):
        note_year(year=2027, notice_no="", is_published=True, by=office)
    note_year(year=2027, notice_no="国办发明电〔示例〕1号", is_published=True, by=office)
    assert Workdays.load([2027]).is_published(2027)


@pytest.mark.parametrize(
    ("first", "last", "kind", "said"),
    [
        (date(2027, 3, 9), date(2027, 3, 8), "HOLIDAY", "早于"),
        (date(2027, 3, 1), date(2027, 4, 1), "HOLIDAY", "31 天"),
        (date(2027, 3, 6), date(2027, 3, 8), "WORKDAY", "周六、周日"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused_and_nothing_is_stored(office, first, last, kind, said):
    with pytest.raises(Refused, match=said):
        set_days(first=first, last=last, kind=kind, name="示例", notice_no="", by=office)
    assert not CalendarDay.objects.exists()


stretches = st.lists(st.tuples(st.dates(date(2027, 3, 1), date(2027, 4, 30)), st.integers(0, 6)), max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stretches, st.lists(st.integers(9, 17), max_size=3))
def test_whatever_the_office_enters_each_week_is_done_once(office, entries, chosen):
    CalendarDay.objects.all().delete()
    MergedWeek.objects.all().delete()
    for number in chosen:
        try:
            choose_merge(week=week(2027, number), choice=MergeChoice.MERGE, note="", by=office)
        except Refused:
            continue
    for first, more in entries:
        days_off(office, first, date.fromordinal(first.toordinal() + more))
    table, workdays = merged(), Workdays.load([2027])
    assert not set(table) & set(table.values()), "no week is merged onward"
    for own in Period(Period.Kind.YEAR, 2027).weeks():
        fate = week_fate(own, workdays, table)
        assert fate.into is None or week_fate(fate.into, workdays, table).has_duty
