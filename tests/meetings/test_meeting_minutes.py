"""会议纪要: drafted, sent for signature, signed and numbered, issued; frozen from the signature on."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from dushi import clock
from dushi.alerts.models import Alert
from dushi.records.errors import Refused
from dushi.records.models import Paper
from meetings import minutes
from meetings.agenda import save_item
from meetings.models import Meeting
from tests.cast import client_of
from tests.meetings.conftest import meeting_of
from tests.meetings.test_meeting_registering import hold


@pytest.fixture
def held(meeting_town, at):
    """The office's meeting, registered on Friday, chaired by its head."""
    at.travel(clock.at(date(2026, 9, 18), 17))
    return hold(meeting_of(meeting_town.office), meeting_town.clerk, chair=meeting_town.office_head.person)


@pytest.fixture
def ready(held, meeting_town):
    minutes.save_summary(meeting=held, summary="会议听取了各管区汇报。", by=meeting_town.clerk)
    return minutes.send_for_signature(meeting=held, by=meeting_town.clerk)


@pytest.mark.clause("1.3")
def test_minutes_are_signed_by_the_chair_numbered_and_issued_as_a_frozen_paper(ready, meeting_town):
    signed = minutes.sign_minutes(meeting=ready, by=meeting_town.office_head)
    assert (signed.status, signed.minutes_number) == (Meeting.Status.MINUTED, 1)
    paper = minutes.issue_minutes(meeting=signed, by=meeting_town.clerk)
    assert paper.number_text == "〔2026〕1号"
    assert "会议听取了各管区汇报。" in str(paper.body)
    signed.refresh_from_db()
    assert signed.state_text == "已印发"
    assert Alert.objects.filter(rung="issued", person=meeting_town.area_secretary.person).exists()


def test_a_main_leader_may_sign_too(ready, meeting_town):
    assert minutes.sign_minutes(meeting=ready, by=meeting_town.mayor).signed_by == meeting_town.mayor.person


@pytest.mark.parametrize("role", ["clerk", "area_secretary", "member"])
def test_nobody_else_signs(ready, meeting_town, role):
    with pytest.raises(Refused, match="主持人或镇主要领导"):
        minutes.sign_minutes(meeting=ready, by=getattr(meeting_town, role))


def test_nothing_is_signed_before_it_was_sent(held, meeting_town):
    with pytest.raises(Refused, match="没有送签"):
        minutes.sign_minutes(meeting=held, by=meeting_town.office_head)


def test_signed_minutes_do_not_change_any_more(ready, meeting_town):
    minutes.sign_minutes(meeting=ready, by=meeting_town.office_head)
    with pytest.raises(Refused):
        minutes.save_summary(meeting=ready, summary="改", by=meeting_town.clerk)
    with pytest.raises(Refused):
        save_item(item=ready.agenda.first(), is_covered=True, text="改", decision="", by=meeting_town.clerk)


def test_one_who_came_may_ask_for_a_change_and_the_recorder_hears_it(held, meeting_town):
    remark = minutes.remark(meeting=held, text="第二项漏记一个村", by=meeting_town.area_secretary)
    assert Alert.objects.filter(person=meeting_town.clerk.person, title__contains="修改意见").exists()
    assert minutes.settle_remark(remark=remark, by=meeting_town.clerk).settled_at


def test_the_chairs_remark_takes_the_draft_back(ready, meeting_town):
    minutes.remark(meeting=ready, text="请补充时限", by=meeting_town.office_head)
    ready.refresh_from_db()
    assert ready.minutes_ready_at is None


def test_an_area_meeting_needs_no_minutes_but_its_record_may_be_corrected(meeting_town):
    meeting = hold(meeting_of(meeting_town.area), meeting_town.area_secretary)
    with pytest.raises(Refused, match="不需要纪要"):
        minutes.send_for_signature(meeting=meeting, by=meeting_town.area_secretary)
    paper = minutes.correct_record(meeting=meeting, reason="错字", by=meeting_town.area_secretary)
    assert paper.title.endswith("（更正）")
    assert Paper.objects.filter(kind=Paper.Kind.RECORD).count() == 2


def test_the_whole_way_on_the_pages(held, meeting_town):
    clerk, head = client_of(meeting_town.clerk), client_of(meeting_town.office_head)
    draft = reverse("meeting_minutes", args=[held.pk])
    item = held.agenda.first()
    words = {"summary": "综述一段", "open_item": item.pk, "item-text": "听取汇报", "item-decision": "", "item-task": ""}
    assert clerk.post(draft, words | {"done": "1"}).status_code == 302
    assert "综述一段" in clerk.get(draft).content.decode()
    clerk.post(reverse("minutes_send", args=[held.pk]))
    sign = reverse("meeting_sign", args=[held.pk])
    assert "综述一段" in head.get(sign).content.decode()
    assert clerk.get(sign).status_code == 403
    head.post(sign)
    clerk.post(reverse("meeting_issue", args=[held.pk]))
    held.refresh_from_db()
    assert held.status == Meeting.Status.ISSUED


def test_minutes_signed_in_december_keep_their_years_number(ready, meeting_town, at):
    at.travel(clock.at(date(2026, 12, 31), 17))
    minutes.sign_minutes(meeting=ready, by=meeting_town.office_head)
    at.travel(clock.at(date(2027, 1, 4), 9))
    assert minutes.issue_minutes(meeting=ready, by=meeting_town.clerk).number_text == "〔2026〕1号"
