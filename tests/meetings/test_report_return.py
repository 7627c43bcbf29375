"""Weekly reports sent back, and drafts not yet sent."""

from datetime import timedelta

import pytest

from dushi import chance, clock
from dushi.alerts.models import Alert
from dushi.obligations.models import State
from dushi.records.errors import Refused
from meetings.models import DispatchReport, ReportDraft
from meetings.report_actions import return_report
from meetings.report_drafts import save_draft
from tests.meetings.report_stage import LATE_UNTIL, WEEK, owed, said, send

pytestmark = pytest.mark.clause("1.4.r")


# Sent back ----------------------------------------------------------------------------------------------------------


def test_a_returned_report_tells_its_author_why_and_the_duty_stays_met(stage):
    report = send(stage.village, stage.liaison).report
    return_report(report=report, reason="未写明户数", by=stage.area_secretary)
    told = Alert.objects.filter(object_id=str(report.pk))
    assert {alert.person for alert in told} == {stage.liaison.person, stage.second_liaison.person}
    assert "未写明户数" in told[0].title
    assert owed(stage.village).state_at() == State.MET


def test_a_returned_report_may_be_corrected_after_the_limit_and_the_reminder_ends(stage):
    report = send(stage.village, stage.liaison).report
    return_report(report=report, reason="未写明户数", by=stage.clerk)
    with clock.frozen(LATE_UNTIL + timedelta(days=3)):
        second = send(stage.village, stage.second_liaison, said(key_work="已写明"), corrects=report.pk).report
    assert second.version == 2
    assert not Alert.objects.filter(object_id=str(report.pk), stopped_at__isnull=True).exists()
    assert not DispatchReport.objects.returned().exists()


@pytest.mark.parametrize(
    "role", ["liaison", "second_liaison", "village_head", "other_area_secretary", "mayor", "foreigner"]
)
def test_nobody_else_sends_a_report_back(stage, role):
    report = send(stage.village, stage.liaison).report
    with pytest.raises(Refused):
        return_report(report=report, reason="不对", by=getattr(stage, role))


def test_whoever_typed_a_report_does_not_send_it_back(stage):
    report = send(stage.village, stage.area_secretary, told_by="示例·沈某").report
    with pytest.raises(Refused, match="他人"):
        return_report(report=report, reason="不对", by=stage.area_secretary)
    assert return_report(report=report, reason="不对", by=stage.clerk).returned_by == stage.clerk.person


@pytest.mark.parametrize(("reason", "word"), [("", "事由"), ("  ", "事由")])
def test_a_report_is_not_sent_back_without_a_reason(stage, reason, word):
    report = send(stage.village, stage.liaison).report
    with pytest.raises(Refused, match=word):
        return_report(report=report, reason=reason, by=stage.clerk)


def test_a_report_is_sent_back_once_and_an_old_version_never(stage):
    report = send(stage.village, stage.liaison).report
    return_report(report=report, reason="一", by=stage.clerk)
    with pytest.raises(Refused, match="已经退回"):
        return_report(report=report, reason="二", by=stage.area_secretary)
    send(stage.village, stage.liaison, said(key_work="更正"), corrects=report.pk)
    with pytest.raises(Refused, match="已经更正"):
        return_report(report=report, reason="三", by=stage.clerk)


# Drafts -------------------------------------------------------------------------------------------------------------


def test_a_draft_ends_with_the_report_it_became(stage):
    draft = save_draft(
        village=stage.village, period=WEEK, key=chance.uuid4(), data={"key_work": "一半"}, by=stage.liaison
    )
    send(stage.village, stage.liaison, key=draft.key)
    assert not ReportDraft.objects.exists()


def test_a_draft_saved_after_sending_does_not_take_up_the_sent_key(stage):
    key = chance.uuid4()
    send(stage.village, stage.liaison, key=key)
    assert save_draft(village=stage.village, period=WEEK, key=key, data={}, by=stage.liaison).key != key


def test_a_draft_does_not_take_the_key_of_somebody_elses(stage):
    key = chance.uuid4()
    mine = save_draft(village=stage.village, period=WEEK, key=key, data={"key_work": "我的"}, by=stage.liaison)
    theirs = save_draft(village=stage.village, period=WEEK, key=key, data={"key_work": "他的"}, by=stage.second_liaison)
    assert mine.key == key != theirs.key


def test_a_draft_beyond_all_measure_is_refused(stage):
    with pytest.raises(Refused, match="太长"):
        save_draft(
            village=stage.village, period=WEEK, key=chance.uuid4(), data={"key_work": "长" * 60_000}, by=stage.liaison
        )
