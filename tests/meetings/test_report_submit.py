"""Sending the weekly report (1.4.r): once, in time or late, by whom, and what it does."""

from datetime import date, timedelta

import pytest

from dushi import chance, clock
from dushi.matters.actions import assign
from dushi.matters.models import Matter
from dushi.obligations.models import State
from dushi.offline.copies import copies_of
from dushi.offline.models import Copy
from dushi.records.errors import Refused
from dushi.records.models import Event
from dushi.regulation.models import MergedWeek
from dushi.regulation.periods import Period
from dushi.town.models import Post
from meetings.models import DispatchReport
from tests.meetings.report_stage import DUE, LATE_UNTIL, SECOND, TUESDAY, WEEK, owed, problem, said, send

pytestmark = pytest.mark.clause("1.4.r")


def test_an_officer_files_the_villages_week_and_its_duty_is_met(stage):
    receipt = send(stage.village, stage.liaison)
    assert receipt.is_new
    assert receipt.report.author == stage.liaison.person
    assert (receipt.report.area, receipt.report.period) == (stage.area, "2026-W38")
    row = owed(stage.village)
    assert row.state_at() == State.MET
    assert (row.evidence_type, row.evidence_id) == ("meetings.dispatchreport", str(receipt.report.pk))
    assert row.answerable == stage.liaison.person
    event = Event.objects.about(receipt.report).get()
    assert (event.verb, event.actor, event.clause) == ("报送周调度报告", stage.liaison, "1.4.r")


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (DUE, State.MET),
        (DUE + SECOND, State.MET_LATE),
        (LATE_UNTIL, State.MET_LATE),
        (LATE_UNTIL + SECOND, State.MISSED),
    ],
)
def test_a_report_counts_by_the_moment_it_arrives(stage, at, state):
    with clock.frozen(at):
        send(stage.village, stage.liaison)
        assert owed(stage.village).state_at() == state
    assert (owed(stage.village).made_up_at is not None) == (state == State.MISSED)


@pytest.mark.parametrize(
    ("device_at", "received_at", "state", "counts_device"),
    [
        (DUE, DUE + timedelta(days=2), State.MET, True),
        (DUE - timedelta(hours=3), LATE_UNTIL, State.MET, True),
        (DUE + SECOND, DUE + timedelta(days=2), State.MET_LATE, False),
        (DUE, LATE_UNTIL + SECOND, State.MISSED, False),
        (clock.at(date(1970, 1, 1)), DUE + SECOND, State.MET_LATE, False),
        (clock.at(date(2026, 9, 13), 23, 59), DUE + SECOND, State.MET_LATE, False),
        (DUE + timedelta(days=9), DUE + SECOND, State.MET_LATE, False),
        (DUE - timedelta(hours=3), DUE, State.MET, False),
    ],
    ids=[
        "written in the last second, sent two days later",
        "sent in the last moment of grace",
        "written late",
        "sent after the grace",
        "a clock of 1970",
        "written before the week began",
        "a clock that is ahead",
        "in time anyhow",
    ],
)
def test_what_was_written_in_time_and_sent_later_counts_as_in_time(stage, device_at, received_at, state, counts_device):
    with clock.frozen(received_at):
        report = send(stage.village, stage.liaison, device_at=device_at).report
        assert owed(stage.village).state_at() == state
    assert report.is_sent_later == counts_device
    assert report.counts_at == (device_at if counts_device else received_at)


def test_a_device_a_minute_ahead_still_has_its_word(stage):
    with clock.frozen(DUE + timedelta(minutes=1)):
        assert not send(stage.village, stage.liaison, device_at=DUE + timedelta(minutes=2)).report.is_sent_later


# Sent again ---------------------------------------------------------------------------------------------------------


def test_the_same_key_and_text_give_the_same_receipt_and_do_nothing_twice(stage):
    key, data = chance.uuid4(), said(problems=(problem(),))
    first = send(stage.village, stage.liaison, data, key=key)
    again = send(stage.village, stage.liaison, data, key=key)
    assert (again.report, again.is_new, again.conflict) == (first.report, False, None)
    assert DispatchReport.objects.count() == 1
    assert Matter.objects.count() == 1
    assert Event.objects.about(first.report).count() == 1


def test_another_way_of_writing_line_ends_is_the_same_text(stage):
    key = chance.uuid4()
    send(stage.village, stage.liaison, said(key_work="一\r\n二 "), key=key)
    assert not send(stage.village, stage.liaison, said(key_work="一\n二"), key=key).is_new
    assert not Copy.objects.exists()


def test_the_same_key_sent_again_after_the_deadline_is_still_on_time(stage):
    key = chance.uuid4()
    send(stage.village, stage.liaison, key=key)
    with clock.frozen(LATE_UNTIL + SECOND):
        assert not send(stage.village, stage.liaison, key=key).is_new
    assert owed(stage.village).state_at() == State.MET


def test_the_same_key_with_another_text_is_kept_beside_and_shown(stage):
    key = chance.uuid4()
    first = send(stage.village, stage.liaison, key=key)
    other = send(stage.village, stage.liaison, said(key_work="另一段话"), key=key)
    assert other.report == first.report
    assert dict(other.conflict.body)["本周重点工作"] == "另一段话"
    first.report.refresh_from_db()
    assert first.report.key_work == said().key_work
    assert not send(stage.village, stage.liaison, said(key_work="另一段话"), key=key).is_new
    assert copies_of(first.report).count() == 1


def test_a_key_that_served_another_village_is_refused_and_tells_that_nothing_arrived(stage):
    key = chance.uuid4()
    send(stage.second_village, stage.liaison, key=key)
    with pytest.raises(Refused, match="没有送达"):
        send(stage.village, stage.liaison, key=key)
    assert not DispatchReport.objects.filter(village=stage.village).exists()


# Two officers -------------------------------------------------------------------------------------------------------


def test_the_second_officer_who_did_not_know_of_the_first_loses_nothing(stage):
    first = send(stage.village, stage.liaison).report
    receipt = send(stage.village, stage.second_liaison, said(key_work="我也填了"))
    assert receipt.report == first
    assert receipt.conflict.person == stage.second_liaison.person
    assert DispatchReport.objects.count() == 1


def test_the_second_officer_adds_by_a_new_version(stage):
    first = send(stage.village, stage.liaison, said(problems=(problem(),))).report
    more = said(key_work="补充：已验收 6 户", problems=(problem("水管漏水", "AREA", ""),))
    second = send(stage.village, stage.second_liaison, more, corrects=first.pk).report
    assert (second.version, second.corrects, second.author) == (2, first, stage.second_liaison.person)
    assert [row.title for row in second.problems.order_by("pk")] == ["路灯三盏不亮", "水管漏水"]
    assert Matter.objects.count() == 2
    assert list(DispatchReport.objects.current()) == [second]
    first.refresh_from_db()
    assert first.key_work == said().key_work


def test_a_correction_keeps_the_duty_met_by_the_first_receipt(stage):
    first = send(stage.village, stage.liaison).report
    with clock.frozen(DUE + timedelta(days=1)):
        send(stage.village, stage.liaison, said(key_work="更正"), corrects=first.pk)
    row = owed(stage.village)
    assert row.state_at() == State.MET
    assert row.evidence_id == str(first.pk)


def test_two_corrections_of_one_version_lose_neither(stage):
    first = send(stage.village, stage.liaison).report
    second = send(stage.village, stage.liaison, said(key_work="更正一"), corrects=first.pk).report
    beside = send(stage.village, stage.second_liaison, said(key_work="更正二"), corrects=first.pk)
    assert beside.report == second
    assert dict(beside.conflict.body)["本周重点工作"] == "更正二"


@pytest.mark.parametrize(("at", "is_open"), [(LATE_UNTIL, True), (LATE_UNTIL + SECOND, False)])
def test_a_correction_may_come_until_the_late_limit(stage, at, is_open):
    first = send(stage.village, stage.liaison).report
    with clock.frozen(at):
        if is_open:
            assert send(stage.village, stage.liaison, said(key_work="更正"), corrects=first.pk).report.version == 2
        else:
            with pytest.raises(Refused, match="退回补正"):
                send(stage.village, stage.liaison, said(key_work="更正"), corrects=first.pk)


# Who ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["other_liaison", "village_head", "mayor", "member", "dept_head", "foreigner"])
def test_nobody_else_files_for_the_village(stage, role):
    with pytest.raises(Refused, match="包村人员"):
        send(stage.village, getattr(stage, role), said(told_by="示例·沈某"))
    assert not DispatchReport.objects.exists()


@pytest.mark.parametrize("role", ["area_secretary", "office_head", "clerk"])
def test_a_report_typed_for_somebody_says_who_told_it_and_counts_as_in_time(stage, role):
    typist = getattr(stage, role)
    with pytest.raises(Refused, match="口述人") as caught:
        send(stage.village, typist)
    assert caught.value.field == "told_by"
    report = send(stage.village, typist, told_by=" 示例·沈某 ").report
    assert (report.told_by, report.typed_by) == ("示例·沈某", typist.person)
    assert report.is_proxy
    row = owed(stage.village)
    assert row.state_at() == State.MET
    assert row.answerable == stage.liaison.person


def test_the_second_officer_may_type_for_the_first(stage):
    report = send(stage.village, stage.second_liaison, told_by="示例·褚某").report
    assert report.filed_by == "示例·卫某代填（示例·褚某口述）"


def test_a_secretary_of_another_area_types_for_nobody_here(stage):
    with pytest.raises(Refused):
        send(stage.village, stage.other_area_secretary, told_by="示例·沈某")


def test_the_successor_files_and_the_predecessor_does_not(stage):
    post = Post.objects.get(seat__unit=stage.village, person=stage.liaison.person)
    post.valid_to = date(2026, 9, 14)
    post.save()
    Post.objects.create(seat=post.seat, person=stage.dept_staff.person, valid_from=date(2026, 9, 15))
    with pytest.raises(Refused):
        send(stage.village, reloaded(stage.liaison))
    assert send(stage.village, reloaded(stage.dept_staff)).is_new


def test_the_predecessor_who_kept_the_weeks_report_files_it(stage):
    row = owed(stage.village)
    row.kept_by = stage.liaison.person
    row.save()
    Post.objects.filter(seat__unit=stage.village, person=stage.liaison.person).update(valid_to=date(2026, 9, 14))
    assert send(stage.village, reloaded(stage.liaison)).report.author == stage.liaison.person


def reloaded(user):
    """As the next request would load it: rights are read once per user."""
    return type(user).objects.get(pk=user.pk)


# Which week ---------------------------------------------------------------------------------------------------------


def test_a_week_that_has_not_begun_cannot_be_reported(stage):
    with pytest.raises(Refused, match="还没有开始"):
        send(stage.village, stage.liaison, period=WEEK.next())


def test_a_week_before_the_town_went_live_is_not_reported(stage):
    with pytest.raises(Refused, match="启用日期之前"):
        send(stage.village, stage.liaison, period=Period.parse("2026-W35"))


def test_an_earlier_week_may_be_made_up(stage):
    send(stage.village, stage.liaison, period=WEEK.previous())
    row = owed(stage.village, WEEK.previous())
    assert row.made_up_at == TUESDAY
    assert row.state_at() == State.MISSED


def test_the_report_of_a_merged_week_counts_for_the_week_it_went_into(stage):
    MergedWeek.objects.create(year=2026, week=38, into_year=2026, into_week=39, is_by_hand=True)
    report = send(stage.village, stage.liaison).report
    assert report.period == "2026-W39"
    assert owed(stage.village, WEEK.next()).state_at() == State.MET


def test_a_report_sent_before_any_tick_opens_its_duty_and_meets_it(stage):
    from dushi.obligations.models import Obligation

    Obligation.objects.all().delete()
    send(stage.village, stage.liaison)
    assert owed(stage.village).state_at() == State.MET


# Problems and what became of them -----------------------------------------------------------------------------------


@pytest.mark.clause("X.2")
def test_a_new_problem_enters_the_ledger_with_its_tier_and_the_help_asked(stage):
    report = send(stage.village, stage.liaison, said(problems=(problem(),))).report
    matter = Matter.objects.get()
    assert (matter.title, matter.tier, matter.help_asked) == ("路灯三盏不亮", "OFFICE", "请协调供电所")
    assert (matter.status, matter.source, matter.about) == ("REGISTERED", "REPORT", stage.village)
    assert (matter.source_id, matter.raised_by) == (str(report.pk), stage.liaison.person)
    assert report.problems.get().matter == matter


@pytest.mark.clause("X.2")
def test_a_problem_said_to_be_solved_by_its_owner_goes_to_verification(stage):
    matter = handed_to_village(stage)
    send(stage.village, stage.liaison, said(updates={matter.pk: "SOLVED"}))
    matter.refresh_from_db()
    assert matter.status == Matter.Status.SUBMITTED
    assert matter.submitted_by == stage.liaison.person


@pytest.mark.clause("X.2")
def test_progress_is_noted_and_no_answer_changes_nothing(stage):
    matter = handed_to_village(stage)
    send(stage.village, stage.liaison, said(updates={matter.pk: "OPEN"}))
    assert not matter.notes.exists()
    with clock.frozen(TUESDAY + timedelta(days=7)):
        send(stage.village, stage.liaison, said(updates={matter.pk: "PROGRESS"}), period=WEEK.next())
    assert matter.notes.get().text == "村报告：有进展"


@pytest.mark.clause("X.2")
def test_a_correction_says_the_same_answer_only_once(stage):
    matter = handed_to_village(stage)
    first = send(stage.village, stage.liaison, said(updates={matter.pk: "PROGRESS"})).report
    send(stage.village, stage.liaison, said(key_work="更正", updates={matter.pk: "PROGRESS"}), corrects=first.pk)
    assert matter.notes.count() == 1


@pytest.mark.clause("X.2")
def test_an_answer_about_another_villages_matter_is_not_taken(stage):
    matter = handed_to_village(stage)
    send(stage.second_village, stage.liaison, said(updates={matter.pk: "SOLVED"}))
    matter.refresh_from_db()
    assert matter.status == Matter.Status.ASSIGNED


def handed_to_village(stage):
    """A problem of last week that the 管区书记 handed back to the village."""
    last = send(stage.village, stage.liaison, said(problems=(problem(tier="AREA"),)), period=WEEK.previous()).report
    matter = last.problems.get().matter
    return assign(matter=matter, owner_unit=stage.village, due_at=TUESDAY + timedelta(days=20), by=stage.area_secretary)


def test_a_report_that_cannot_be_finished_leaves_nothing_behind(stage, monkeypatch):
    monkeypatch.setattr("meetings.report_actions.fulfil_held", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send(stage.village, stage.liaison, said(problems=(problem(),)))
    assert not DispatchReport.objects.exists()
    assert not Matter.objects.exists()
