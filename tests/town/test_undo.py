"""撤销: what somebody did alone is as before; late, twice, or by somebody else nothing happens."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from dushi import clock
from dushi.town.models import SavedFilter
from dushi.town.undoing import MOST, UNDO
from meetings.changes import cancel
from meetings.models import AgendaTask, Meeting, ReportDraft
from tests.cast import client_of
from tests.meetings import samples as meetings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
UNDONE = reverse("undo")


@pytest.fixture
def client(cast):
    return client_of(cast.clerk)


def dropped(client, address, **given):
    """Post to the address; returns the key of the 撤销 on the page that follows, "" where there is none."""
    found = re.search(r'name="key" value="([^"]+)"', client.post(address, given, follow=True).text)
    return found[1] if found else ""


def undone(client, key):
    return client.post(UNDONE, {"key": key}, follow=True).text


def filter_of(cast, name="空缺", user=None):
    return SavedFilter.objects.create(user=user or cast.clerk, list_name="seat_list", name=name, query="empty=1")


def drop(client, saved):
    return dropped(client, reverse("filter_drop", args=[saved.pk]))


def test_a_filter_comes_back_as_it_was_and_once(cast, client):
    saved, was = filter_of(cast), list(SavedFilter.objects.values())
    filter_of(cast, "后来的")
    key = drop(client, saved)
    assert "已恢复常用：空缺。" in undone(client, key)
    assert SavedFilter.objects.order_by("pk").values().first() == was[0]
    assert "已经撤销过了。" in undone(client, key) and SavedFilter.objects.count() == 2


def test_what_is_late_is_said_and_what_another_did_is_not_there(cast, client):
    key = drop(client, filter_of(cast))
    assert client_of(cast.office_head).post(UNDONE, {"key": key}).status_code == 404
    assert client.post(UNDONE, {"key": "x"}).status_code == 404
    assert client.post(UNDONE).url == reverse("my_work")
    clock.advance(UNDO + timedelta(seconds=1))
    assert "已经过了 10 分钟，不能再撤销。" in undone(client, key)
    assert not SavedFilter.objects.exists()


def test_nothing_is_put_over_what_was_made_since(cast, client):
    key = drop(client, filter_of(cast))
    filter_of(cast)
    assert "已经另存了同名的常用" in undone(client, key)
    keys = [drop(client, SavedFilter.objects.get())]
    for number in range(MOST):
        keys.append(drop(client, filter_of(cast, f"第{number}个")))
    assert client.post(UNDONE, {"key": keys[0]}).status_code == 404, "only the newest are remembered"
    assert "已恢复常用：第0个。" in undone(client, keys[1])
    for number in range(SavedFilter.MOST - 1):
        filter_of(cast, f"又{number}个")
    assert "没有恢复" in undone(client, keys[2])


def test_a_report_that_was_being_typed_comes_back(cast, client):
    client = client_of(cast.liaison)
    week = [cast.village.pk, "2026-W38"]
    client.post(reverse("report_draft", args=week), {"key_work": "走访 12 户。"})
    was = ReportDraft.objects.values().get()
    key = dropped(client, reverse("report_draft_drop", args=week))
    assert not ReportDraft.objects.exists()
    assert "走访 12 户。" in undone(client, key)
    assert ReportDraft.objects.values().get() == was
    key = dropped(client, reverse("report_draft_drop", args=week))
    client.post(reverse("report_draft", args=week), {"key_work": "另写的"})
    assert "您已经另写了一份草稿" in undone(client, key)
    assert ReportDraft.objects.get().data["key_work"] == "另写的"


@pytest.mark.clause("X.2")
def test_a_task_that_was_struck_comes_back_until_the_meeting_is_registered(cast):
    where = meetings.agenda_task(cast, False)
    client, was = client_of(cast.area_secretary), AgendaTask.objects.values().get()
    key = dropped(client, reverse("meeting_task_drop", args=where))
    assert not AgendaTask.objects.exists()
    assert "交办已恢复。" in undone(client, key)
    assert AgendaTask.objects.values().get() == was
    key = dropped(client, reverse("meeting_task_drop", args=where))
    cancel(meeting=Meeting.objects.get(pk=where[0]), reason="防汛", by=cast.area_secretary)
    assert "会议已经登记或取消，没有恢复。" in undone(client, key) and not AgendaTask.objects.exists()
