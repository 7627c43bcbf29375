"""The standing tasks of 1.1–1.4: each stands on its body's agenda, and 制度执行 says when it was last dealt with."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dushi import clock
from meetings import meeting_providers as meetings
from meetings.agenda import save_item
from meetings.registration import register
from tests.cast import client_of
from tests.meetings.conftest import meeting_of

PERIODS = {"party": "2026-Q3", "joint": "2026-09", "group": "2026-09", "office": "2026-W38", "area": "2026-W38"}
TASKS = [
    pytest.param("joint", "1.1(a)", "传达学习", marks=pytest.mark.clause("1.1(a)")),
    pytest.param("joint", "1.1(b)", "汇报", marks=pytest.mark.clause("1.1(b)")),
    pytest.param("joint", "1.1(c)", "政策措施", marks=pytest.mark.clause("1.1(c)")),
    pytest.param("joint", "1.1(d)", "安排部署", marks=pytest.mark.clause("1.1(d)")),
    pytest.param("group", "1.2(a)", "进度", marks=pytest.mark.clause("1.2(a)")),
    pytest.param("group", "1.2(b)", "区直部门", marks=pytest.mark.clause("1.2(b)")),
    pytest.param("group", "1.2(c)", "社会力量", marks=pytest.mark.clause("1.2(c)")),
    pytest.param("group", "1.2(d)", "形势", marks=pytest.mark.clause("1.2(d)")),
    pytest.param("group", "1.2(e)", "思路", marks=pytest.mark.clause("1.2(e)")),
    pytest.param("office", "1.3(a)", "各管区", marks=pytest.mark.clause("1.3(a)")),
    pytest.param("office", "1.3(b)", "重点工作", marks=pytest.mark.clause("1.3(b)")),
    pytest.param("office", "1.3(c)", "新问题", marks=pytest.mark.clause("1.3(c)")),
    pytest.param("office", "1.3(d)", "第一手材料", marks=pytest.mark.clause("1.3(d)")),
    pytest.param("area", "1.4(a)", "会议精神", marks=pytest.mark.clause("1.4(a)")),
    pytest.param("area", "1.4(b)", "责任落实", marks=pytest.mark.clause("1.4(b)")),
    pytest.param("area", "1.4(c)", "查摆问题", marks=pytest.mark.clause("1.4(c)")),
    pytest.param("area", "1.4(d)", "交办", marks=pytest.mark.clause("1.4(d)")),
]


@pytest.mark.parametrize(("body", "task", "words"), TASKS)
def test_a_task_stands_on_the_agenda_and_shows_when_it_was_last_dealt_with(meeting_town, at, body, task, words):
    meeting = meeting_of(getattr(meeting_town, body), PERIODS[body])
    by = meeting_town.area_secretary if body == "area" else meeting_town.clerk
    item = meeting.agenda.get(clause=task)
    assert words in item.title
    at.travel(meeting.starts_at + timedelta(hours=3))
    save_item(item=item, is_covered=True, text="", decision="", by=by)
    register(meeting=meeting, held_at=meeting.starts_at, chaired_by=by.person, by=by)

    states = meetings.clauses(meeting_town.office_head, clock.now())
    held_on = clock.local(meeting.starts_at).date()
    siblings = meeting.agenda.exclude(pk=item.pk).values_list("clause", flat=True)
    assert states[task].last_on == held_on
    assert not any(code in states and states[code].last_on for code in siblings)
    page = client_of(meeting_town.office_head).get(reverse("regulation_state")).text
    assert f"{held_on.month}月{held_on.day}日" in page
