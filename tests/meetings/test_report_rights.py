"""Who may do what with a village's weekly report: each question, everybody of the cast, as written here by hand."""

import pytest

from dushi import clock
from dushi.town.models import Unit
from meetings import report_permissions as may
from meetings.models import DispatchReport
from meetings.report_actions import return_report
from meetings.report_weeks import deadline_of
from tests.meetings.report_stage import LATE_UNTIL, SECOND, WEEK, owed, send

pytestmark = [pytest.mark.clause("1.4.r"), pytest.mark.only_on("sqlite")]

LEADERS = {"secretary", "mayor", "member", "linked", "commission_secretary"}
OFFICE = {"office_head", "clerk"}
AREA = {"area_secretary", "other_area_secretary"}
OFFICERS = {"liaison", "second_liaison"}
LIAISONS = OFFICERS | {"other_liaison"}
OVER = OFFICE | {"area_secretary"}


def who(stage, question, *about):
    """Roles of the town, and the next town's office, of whom it is true; of `rights` alone where nothing is named."""
    people = stage.everybody() | {"foreigner": stage.foreigner}
    return {role for role, user in people.items() if question(user if about else user.rights, *about)}


@pytest.fixture
def report(stage):
    """Of 示例一村, by its first officer."""
    return send(stage.village, stage.liaison).report


def test_which_pages_of_reports_are_open_to_whom(stage):
    assert who(stage, may.reads_reports) == LEADERS | OFFICE | AREA | LIAISONS | {
        "village_head",
        "dept_head",
        "foreigner",
    }
    assert who(stage, may.sends_reports) == OFFICE | AREA | LIAISONS | {"foreigner"}


def test_who_files_for_a_village(stage):
    assert who(stage, may.is_officer, stage.village.pk) == OFFICERS
    assert who(stage, may.oversees, stage.village.pk) - {"foreigner"} == OVER
    assert who(stage, may.may_file, stage.village, WEEK) == OVER | OFFICERS
    assert who(stage, may.may_file, stage.area, WEEK) == set()
    assert who(stage, may.answers_for, stage.village, WEEK) == OFFICERS


def test_whoever_kept_the_week_at_a_transfer_files_for_that_week_of_that_village_alone(stage):
    row = owed(stage.village)
    row.kept_by = stage.dept_head.person
    row.save()
    assert who(stage, may.answers_for, stage.village, WEEK) == OFFICERS | {"dept_head"}
    assert who(stage, may.may_file, stage.village, WEEK) == OVER | OFFICERS | {"dept_head"}
    for village, week in ((stage.village, WEEK.next()), (stage.second_village, WEEK)):
        assert "dept_head" not in who(stage, may.answers_for, village, week)
    assert set(may.villages_to_file(stage.dept_head, WEEK)) == {stage.village}
    assert not may.villages_to_file(stage.dept_head, WEEK.next()).exists()


def test_for_which_villages_a_report_may_be_written(stage):
    own = {"area_secretary": {stage.village, stage.second_village, stage.demo_village}}
    own |= {"liaison": {stage.village, stage.second_village}, "dept_head": set()}
    own |= {"clerk": set(Unit.objects.filter(town=stage.town, kind=Unit.Kind.VILLAGE))}
    for role, villages in own.items():
        assert set(may.villages_to_file(getattr(stage, role), WEEK)) == villages, role


def test_who_corrects_a_report_until_the_late_limit_or_when_it_was_sent_back(stage, report):
    def correct(at):
        return who(stage, lambda user, about: may.may_correct(user, about, deadline, at), report)

    deadline = deadline_of(stage.village, WEEK)
    assert correct(None) == correct(LATE_UNTIL) == OFFICERS
    assert correct(LATE_UNTIL + SECOND) == set()
    with clock.frozen(LATE_UNTIL + SECOND):
        assert correct(None) == set()
    return_report(report=report, reason="未写明户数", by=stage.clerk)
    report.refresh_from_db()
    assert correct(LATE_UNTIL + SECOND) == OFFICERS


def test_whoever_wrote_or_typed_it_corrects_it_and_sends_back_nothing(stage, report):
    assert who(stage, may.may_return, report) == OVER
    typed = send(stage.second_village, stage.area_secretary, told_by="示例·沈某").report
    assert who(stage, may.may_return, typed) == OFFICE


def test_who_adds_and_who_sees_the_photos_of_a_report(stage, report):
    assert who(stage, may.may_add_photo, report) == OFFICERS
    seen = {role for role, user in stage.everybody().items() if DispatchReport.objects.visible_to(user).exists()}
    assert seen >= OFFICERS | OVER | LEADERS
    assert who(stage, may.may_open_photo, str(report.pk)) == seen
    assert who(stage, may.report_for_photos, str(report.pk)) == OFFICERS
    DispatchReport.objects.filter(pk=report.pk).update(author=stage.clerk.person)
    report.refresh_from_db()
    assert who(stage, may.may_add_photo, report) == OFFICERS | {"clerk"}
