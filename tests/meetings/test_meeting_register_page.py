"""The sheet of 会议登记: one page, plain POST, nothing typed is lost."""

from __future__ import annotations

from datetime import date

import lxml.html
import pytest
from django.urls import reverse

from dushi import clock
from dushi.matters.models import Matter
from dushi.records.models import Paper
from dushi.town.models import Leave
from meetings.models import Attendance, Meeting
from tests.cast import client_of
from tests.meetings.conftest import meeting_of


def sheet(meeting, chair, **more):
    """What the page posts where nothing was tapped: everybody present."""
    data = {
        "held-held_at": f"{clock.local(meeting.starts_at):%Y-%m-%dT%H:%M}",
        "held-chaired_by": chair.person.pk,
        "held-mandate": "",
    }
    for line in meeting.attendances.all():
        data |= {f"p{line.person_id}-status": "PRESENT", f"p{line.person_id}-who": ""}
    return data | more


def item_of(meeting, code, **words):
    item = meeting.agenda.get(clause=code)
    return {"open_item": item.pk, "item-text": "", "item-decision": "", "item-task": "", **words}


def url(meeting, name="meeting_register"):
    return reverse(name, args=[meeting.pk])


@pytest.fixture
def meeting(meeting_town):
    return meeting_of(meeting_town.area)


@pytest.mark.clause("1.4")
def test_an_area_secretary_registers_a_meeting_with_one_page_and_one_button(meeting, meeting_town):
    client = client_of(meeting_town.area_secretary)
    assert "默认全部到会" in client.get(url(meeting)).content.decode()
    covered = list(meeting.agenda.values_list("pk", flat=True))
    answer = client.post(
        url(meeting),
        sheet(meeting, meeting_town.area_secretary, covered=covered, register="1") | item_of(meeting, "1.4(a)"),
        follow=True,
    )
    assert "会议已登记" in answer.content.decode()
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.REGISTERED
    assert set(meeting.attendances.values_list("status", flat=True)) == {Attendance.Status.PRESENT}


@pytest.mark.clause("1.4(a)", "1.4(b)")
def test_saving_an_item_keeps_everything_and_opens_the_next_empty_one(meeting, meeting_town):
    client = client_of(meeting_town.area_secretary)
    absent = meeting_town.liaison.person.pk
    data = sheet(meeting, meeting_town.area_secretary, done="1") | item_of(
        meeting, "1.4(a)", **{"item-text": "传达镇联席会议精神"}
    )
    data |= {f"p{absent}-status": "LEAVE", f"p{absent}-who": "冯某"}
    answer = client.post(url(meeting), data)
    after = meeting.agenda.get(clause="1.4(b)")
    assert answer["Location"] == f"{url(meeting)}?item={after.pk}#item-{after.pk}"
    item = meeting.agenda.get(clause="1.4(a)")
    assert (item.is_covered, item.text) == (True, "传达镇联席会议精神")
    line = meeting.attendances.get(person=absent)
    assert (line.status, line.leave_approved_by) == (Attendance.Status.LEAVE, "冯某")
    page = client.get(answer["Location"]).content.decode()
    assert f'name="open_item" value="{after.pk}"' in page


@pytest.mark.clause("1.4(d)", "X.2")
def test_a_task_typed_in_the_item_becomes_a_matter_with_the_registration(meeting, meeting_town):
    client = client_of(meeting_town.area_secretary)
    words = {
        "item-decision": "月底前核完档案",
        "item-owner_unit": meeting_town.village.pk,
        "item-due_at": "2026-09-22T18:00",
    }
    data = sheet(meeting, meeting_town.area_secretary, register="1") | item_of(meeting, "1.4(d)", **words)
    client.post(url(meeting), data)
    matter = Matter.objects.get()
    assert (matter.title, matter.owner_unit) == ("月底前核完档案", meeting_town.village)
    assert matter.due_at == clock.at(date(2026, 9, 22), 18)


def test_a_task_struck_before_registration_becomes_nothing(meeting, meeting_town):
    client = client_of(meeting_town.area_secretary)
    words = {"item-task": "核档案", "item-owner_unit": meeting_town.village.pk, "item-due_at": "2026-09-22T18:00"}
    client.post(
        url(meeting), sheet(meeting, meeting_town.area_secretary, done="1") | item_of(meeting, "1.4(d)", **words)
    )
    task = meeting.agenda.get(clause="1.4(d)").tasks.get()
    client.post(reverse("meeting_task_drop", args=[meeting.pk, task.pk]))
    assert not meeting.agenda.get(clause="1.4(d)").tasks.exists()


def test_striking_a_task_loses_nothing_that_was_typed_around_it(meeting, meeting_town):
    client, secretary = client_of(meeting_town.area_secretary), meeting_town.area_secretary
    words = {"item-task": "核档案", "item-owner_unit": meeting_town.village.pk, "item-due_at": "2026-09-22T18:00"}
    client.post(url(meeting), sheet(meeting, secretary, done="1") | item_of(meeting, "1.4(d)", **words))
    drop = reverse("meeting_task_drop", args=[meeting.pk, meeting.agenda.get(clause="1.4(d)").tasks.get().pk])
    absent = meeting_town.liaison.person.pk
    typed = sheet(meeting, secretary, **{"held-observers": "示例·列席", f"p{absent}-status": "LEAVE"})
    typed |= item_of(meeting, "1.4(d)", **{"item-text": "正在写的情况", "item-task": "另一件半途的交办"})
    for _ in range(2):  # the page loaded again
        page = client.post(drop, typed)
        assert page.status_code == 200
        shown = lxml.html.fromstring(page.text)
        form = shown.xpath("//form[@data-autosave]")[0]
        assert form.get("action") == url(meeting)
        assert (form.fields["held-observers"], form.fields["item-text"].strip()) == ("示例·列席", "正在写的情况")
        assert (form.fields["item-task"], form.fields[f"p{absent}-status"]) == ("另一件半途的交办", "LEAVE")
    item = meeting.agenda.get(clause="1.4(d)")
    assert (item.text, item.tasks.count()) == ("正在写的情况", 0)


def test_a_task_typed_under_an_item_that_is_not_on_the_agenda_puts_it_there(meeting, meeting_town):
    words = {"item-task": "修水管", "item-owner_unit": meeting_town.village.pk, "item-due_at": "2026-09-22T18:00"}
    data = sheet(meeting, meeting_town.area_secretary, done="1", open_item="new") | {"item-text": "", **words}
    client_of(meeting_town.area_secretary).post(url(meeting), data)
    assert meeting.agenda.get(tasks__title="修水管").title == "其他事项"


def test_an_area_cannot_hand_tasks_to_a_department(meeting, meeting_town):
    client = client_of(meeting_town.area_secretary)
    words = {"item-task": "核档案", "item-owner_unit": meeting_town.dept.pk, "item-due_at": "2026-09-22T18:00"}
    answer = client.post(
        url(meeting), sheet(meeting, meeting_town.area_secretary, register="1") | item_of(meeting, "1.4(d)", **words)
    )
    assert "field-error" in answer.content.decode()
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.PLANNED


def test_leave_without_an_approver_is_said_at_the_field_and_loses_nothing(meeting, meeting_town):
    client = client_of(meeting_town.area_secretary)
    data = sheet(meeting, meeting_town.area_secretary, register="1") | item_of(
        meeting, "1.4(a)", **{"item-text": "一段很长的话"}
    )
    data[f"p{meeting_town.liaison.person.pk}-status"] = "LEAVE"
    page = client.post(url(meeting), data).content.decode()
    assert "请填准假人" in page
    assert "一段很长的话" in page


def test_registering_without_a_record_is_refused_on_the_page(meeting, meeting_town):
    client = client_of(meeting_town.area_secretary)
    data = sheet(meeting, meeting_town.area_secretary, register="1") | item_of(meeting, "1.4(a)")
    page = client.post(url(meeting), data).content.decode()
    assert "请勾选已研究的议题" in page
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.PLANNED


def test_somebody_else_in_the_chair_needs_a_mandate(meeting, meeting_town):
    client = client_of(meeting_town.area_secretary)
    covered = list(meeting.agenda.values_list("pk", flat=True))
    data = sheet(meeting, meeting_town.member, covered=covered, register="1")
    assert "受谁委托" in client.post(url(meeting), data).content.decode()
    client.post(url(meeting), data | {"held-mandate": "受管区书记委托"})
    meeting.refresh_from_db()
    assert (meeting.chaired_by, meeting.mandate) == (meeting_town.member.person, "受管区书记委托")


def test_what_is_typed_is_kept_while_typing(meeting, meeting_town):
    client = client_of(meeting_town.area_secretary)
    data = sheet(meeting, meeting_town.area_secretary) | item_of(meeting, "1.4(c)", **{"item-text": "正在写"})
    answer = client.post(url(meeting, "meeting_keep"), data)
    assert answer.json() == {"saved_at": "10:00"}
    assert meeting.agenda.get(clause="1.4(c)").text == "正在写"


def test_a_further_item_is_added_behind_the_standing_ones(meeting, meeting_town):
    client = client_of(meeting_town.area_secretary)
    data = sheet(meeting, meeting_town.area_secretary, done="1")
    data |= {
        "open_item": "new",
        "item-title": "防汛准备",
        "item-text": "查看排水沟",
        "item-decision": "",
        "item-task": "",
    }
    client.post(url(meeting), data)
    assert meeting.agenda.last().title == "防汛准备"
    assert meeting.agenda.last().is_covered


@pytest.mark.parametrize("role", ["liaison", "office_head", "secretary", "member"])
def test_those_who_do_not_run_it_may_see_it_but_not_register_it(meeting, meeting_town, role):
    client = client_of(getattr(meeting_town, role))
    assert client.get(url(meeting, "meeting_page")).status_code == 200
    assert client.get(url(meeting)).status_code == 403


@pytest.mark.parametrize("role", ["other_area_secretary", "other_liaison", "foreigner", "dept_head"])
def test_for_strangers_the_meeting_does_not_exist(meeting, meeting_town, role):
    client = client_of(getattr(meeting_town, role))
    for name in ("meeting_page", "pack_page"):
        assert client.get(url(meeting, name)).status_code == 404
    assert client.post(url(meeting), {}).status_code == 404


def test_who_is_on_leave_that_day_is_shown_on_leave_with_the_approver(meeting, meeting_town):
    Leave.objects.create(
        person=meeting_town.liaison.person,
        reason="病假",
        approved_by="镇长",
        valid_from=date(2026, 9, 16),
        valid_to=date(2026, 9, 18),
    )
    form = client_of(meeting_town.area_secretary).get(url(meeting)).context["form"]
    line = next(one for one in form.roster.forms if one.attendance.person == meeting_town.liaison.person)
    assert (line["status"].value(), line["who"].value()) == ("LEAVE", "镇长")


def test_leave_asked_in_the_receipt_is_approved_by_the_chair_by_default(meeting, meeting_town):
    meeting.attendances.filter(person=meeting_town.liaison.person).update(receipt="LEAVE")
    form = client_of(meeting_town.area_secretary).get(url(meeting)).context["form"]
    line = next(one for one in form.roster.forms if one.attendance.person == meeting_town.liaison.person)
    assert (line["status"].value(), line["who"].value()) == ("LEAVE", str(meeting_town.area_secretary.person))


@pytest.mark.clause("X.2")
def test_a_task_may_name_the_seat_that_answers_for_it(meeting, meeting_town):
    seat = meeting_town.seat(meeting_town.village, "LIAISON", 2)
    words = {"item-task": "核档案", "item-owner_seat": seat.pk, "item-due_at": "2026-09-22T18:00"}
    covered = list(meeting.agenda.values_list("pk", flat=True))
    data = sheet(meeting, meeting_town.area_secretary, covered=covered, register="1")
    client_of(meeting_town.area_secretary).post(url(meeting), data | item_of(meeting, "1.4(d)", **words))
    matter = Matter.objects.get()
    assert (matter.owner_unit, matter.owner_seat) == (meeting_town.village, seat)


def test_a_seat_of_another_unit_is_refused_at_its_field(meeting, meeting_town):
    seat = meeting_town.seat(meeting_town.village, "LIAISON", 2)
    words = {"item-task": "核档案", "item-owner_seat": seat.pk, "item-owner_unit": meeting_town.second_village.pk}
    data = sheet(meeting, meeting_town.area_secretary, register="1") | item_of(meeting, "1.4(d)", **words)
    page = client_of(meeting_town.area_secretary).post(url(meeting), data).content.decode()
    assert "责任岗位不属于责任单位" in page


def test_who_sat_in_without_being_asked_stands_in_the_record(meeting, meeting_town):
    covered = list(meeting.agenda.values_list("pk", flat=True))
    data = sheet(meeting, meeting_town.area_secretary, covered=covered, register="1")
    client_of(meeting_town.area_secretary).post(url(meeting), data | {"held-observers": "示例·第一书记"})
    assert "示例·第一书记" in str(Paper.objects.get(kind=Paper.Kind.RECORD).body)


def test_a_meeting_held_earlier_than_planned_is_registered_with_its_real_time(meeting_town):
    meeting = meeting_of(meeting_town.area, "2026-W39")
    client = client_of(meeting_town.area_secretary)
    form = client.get(url(meeting)).context["form"]
    assert form.held["held_at"].value() == clock.now().replace(tzinfo=None)
    covered = list(meeting.agenda.values_list("pk", flat=True))
    data = sheet(meeting, meeting_town.area_secretary, covered=covered, register="1")
    client.post(url(meeting), data | {"held-held_at": "2026-09-17T09:30"})
    meeting.refresh_from_db()
    assert (meeting.status, meeting.period) == (Meeting.Status.REGISTERED, "2026-W39")


def test_saving_an_item_keeps_the_head_of_the_sheet_as_typed(meeting, meeting_town):
    client = client_of(meeting_town.area_secretary)
    data = sheet(meeting, meeting_town.member, done="1") | item_of(meeting, "1.4(a)", **{"item-text": "传达"})
    data |= {"held-held_at": "2026-09-17T09:20", "held-mandate": "受管区书记委托", "held-observers": "示例·列席"}
    form = client.get(client.post(url(meeting), data)["Location"]).context["form"]
    values = {name: form.held[name].value() for name in ("held_at", "mandate", "observers")}
    assert values == {"held_at": "2026-09-17T09:20", "mandate": "受管区书记委托", "observers": "示例·列席"}
    assert form.held["chaired_by"].value() == str(meeting_town.member.person.pk)


def test_what_is_complete_is_kept_although_something_else_is_missing(meeting, meeting_town):
    client = client_of(meeting_town.area_secretary)
    data = sheet(meeting, meeting_town.area_secretary) | item_of(meeting, "1.4(c)", **{"item-text": "正在写"})
    data |= {f"p{meeting_town.liaison.person.pk}-status": "LEAVE", "item-task": "还没选给谁"}
    answer = client.post(url(meeting, "meeting_keep"), data)
    assert "还有未填完的项" in answer.json()["message"]
    assert meeting.agenda.get(clause="1.4(c)").text == "正在写"
    assert not meeting.agenda.get(clause="1.4(c)").tasks.exists()


def test_a_sheet_somebody_else_has_registered_is_not_said_to_be_saved(meeting, meeting_town):
    client = client_of(meeting_town.area_secretary)
    covered = list(meeting.agenda.values_list("pk", flat=True))
    data = sheet(meeting, meeting_town.area_secretary, covered=covered) | item_of(meeting, "1.4(a)")
    client.post(url(meeting), data | {"register": "1"})
    assert client.post(url(meeting, "meeting_keep"), data).status_code == 409


@pytest.mark.clause("1.4(a)")
def test_the_item_that_stands_open_is_ticked_like_any_other(meeting_town):
    meeting = meeting_of(meeting_town.area)
    text = client_of(meeting_town.area_secretary).get(reverse("meeting_register", args=[meeting.pk])).text
    for item in meeting.agenda.all():
        assert f'<input type="checkbox" id="covered-{item.pk}"' in text
