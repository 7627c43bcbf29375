"""The checklist in the field: the items of the article, kept line by line, 2.1(6) filled from the ledger."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dushi import clock
from dushi.matters.models import Matter
from dushi.obligations.models import Obligation
from dushi.records.errors import Refused
from dushi.records.models import Attachment, Event
from dushi.regulation.models import Clause
from inspections.actions.fieldwork import fill_rest, keep_line
from inspections.models import CheckLine, Inspection
from tests.cast import client_of
from tests.inspections.making import approved, closed, under_way
from tests.records.test_photos import picture

Kind = Inspection.Kind
Result = CheckLine.Result
ROUTINE = [f"2.1({n})" for n in range(1, 9)]
FOCUSED = [f"2.2({n})" for n in range(1, 8)]


@pytest.fixture
def running(live):
    return under_way(live)


def address(name, inspection):
    return reverse(name, args=[inspection.pk, inspection.places.get().unit_id])


def keep(user, inspection, item, result, note="", autosave=True):
    headers = {"X-Requested-With": "autosave"} if autosave else {}
    data = {"item": item, "result": result, "note": note}
    return client_of(user).post(address("check_keep", inspection), data, headers=headers)


@pytest.mark.clause("2.1(1)", "2.1(2)", "2.1(3)", "2.1(4)", "2.1(5)", "2.1(6)", "2.1(7)", "2.1(8)")
@pytest.mark.parametrize("item", ROUTINE)
def test_a_routine_inspection_checks_every_item_in_the_regulations_words(running, live, item):
    page = client_of(live.clerk).get(address("check_page", running)).content.decode()
    assert Clause.objects.get(code=item).summary in page
    assert keep(live.clerk, running, item, "PROBLEM", "台账与实际不符").json() == {"saved_at": "10:00"}
    line = CheckLine.objects.get(item=item)
    assert (line.result, line.note, line.checked_by) == (Result.PROBLEM, "台账与实际不符", live.clerk.person)


@pytest.mark.clause("2.2", "2.2(4)", "2.2(7)")
def test_a_focused_inspection_checks_its_own_seven(live):
    made = under_way(live, Kind.FOCUSED)
    assert made.focus == FOCUSED
    for item in ("2.2(4)", "2.2(7)"):
        keep(live.commission_secretary, made, item, "MEETS")
    assert CheckLine.objects.filter(result=Result.MEETS).count() == 2
    assert keep(live.commission_secretary, made, "2.1(1)", "MEETS").status_code == 409


@pytest.mark.clause("2.3")
def test_a_spot_inspection_checks_what_was_chosen_of_both_articles(live):
    made = under_way(live, Kind.SPOT, focus=["2.2(4)", "2.1(3)"])
    assert made.focus == ["2.1(3)", "2.2(4)"]


def test_two_inspectors_on_one_unit_do_not_overwrite_each_other(running, live):
    keep(live.clerk, running, "2.1(1)", "PROBLEM", "无台账")
    keep(live.office_head, running, "2.1(2)", "MEETS")
    keep(live.clerk, running, "2.1(3)", "NOT_APPLICABLE")
    kept = {line.item: (line.result, line.checked_by) for line in CheckLine.objects.all()}
    assert kept == {
        "2.1(1)": (Result.PROBLEM, live.clerk.person),
        "2.1(2)": (Result.MEETS, live.office_head.person),
        "2.1(3)": (Result.NOT_APPLICABLE, live.clerk.person),
    }


def test_each_line_is_a_form_of_its_own_that_saves_itself(running, live):
    page = client_of(live.clerk).get(address("check_page", running)).content.decode()
    assert page.count(f'data-autosave="{address("check_keep", running)}"') == len(ROUTINE)


def test_the_same_again_changes_nothing_and_a_changed_result_is_in_the_history(running, live):
    for _ in range(2):
        keep(live.clerk, running, "2.1(1)", "PROBLEM")
    keep(live.office_head, running, "2.1(1)", "MEETS")
    steps = Event.objects.filter(object_type="inspections.checkline").order_by("pk")
    assert [(step.data["from"], step.data["to"]) for step in steps] == [("", "PROBLEM"), ("PROBLEM", "MEETS")]


def test_without_javascript_a_line_is_kept_by_its_button_and_the_page_comes_back_at_it(running, live):
    answer = keep(live.clerk, running, "2.1(6)", "MEETS", autosave=False)
    assert answer.url.endswith("#item-2-1-6")
    wrong = keep(live.clerk, running, "2.1(1)", "", "写了说明", autosave=False)
    assert wrong.status_code == 422
    assert "写了说明" in wrong.content.decode()


def test_a_note_before_an_answer_is_said_to_wait_for_it(running, live):
    answer = keep(live.clerk, running, "2.1(1)", "", "先写说明")
    assert (answer.status_code, json.loads(answer.content)["message"]) == (409, "请先选结果，说明才能保存")
    assert keep(live.clerk, running, "2.1(1)", "").status_code == 200
    assert not CheckLine.objects.exists()


@pytest.mark.clause("2.0")
def test_nothing_found_is_one_tap_and_a_normal_result(running, live):
    page = client_of(live.clerk).get(address("check_page", running)).content.decode()
    assert "未发现问题（全部符合）" in page
    client_of(live.clerk).post(address("check_rest", running), {"result": "MEETS"})
    assert CheckLine.objects.filter(result=Result.MEETS).count() == len(ROUTINE)
    assert running.places.get().done_at
    assert "未发现问题" in client_of(live.clerk).get(reverse("inspection_page", args=[running.pk])).content.decode()


@pytest.mark.parametrize(("result", "left"), [("MEETS", 7), ("UNCHECKED", 7)])
def test_the_rest_is_one_tap_and_leaves_what_was_put_down(running, live, result, left):
    keep(live.clerk, running, "2.1(2)", "PROBLEM")
    client_of(live.clerk).post(address("check_rest", running), {"result": result})
    assert CheckLine.objects.filter(result=result).count() == left
    assert CheckLine.objects.get(item="2.1(2)").result == Result.PROBLEM


def test_the_rest_is_never_a_problem(running, live):
    with pytest.raises(Refused, match="其余只能"):
        fill_rest(place=running.places.get(), result="PROBLEM", by=live.clerk)


def test_what_goes_another_way_is_not_overwritten_and_others_see_it_unchecked(running, live):
    place = running.places.get()
    keep(live.clerk, running, "2.1(1)", "PROBLEM", "涉嫌虚报")
    CheckLine.objects.update(result=Result.ELSEWHERE)
    assert keep_line(place=place, item="2.1(1)", result="MEETS", by=live.clerk).result == Result.ELSEWHERE
    team = client_of(live.office_head).get(address("check_page", running)).content.decode()
    other = client_of(live.member).get(address("check_page", running)).content.decode()
    assert "另行处理" in team
    assert "另行处理" not in other
    assert "涉嫌虚报" not in other
    assert "共 8 项，7 项还没有填" in team
    assert "共 8 项，8 项还没有填" in other


@pytest.mark.parametrize(
    ("role", "status"),
    [("clerk", 200), ("linked", 403), ("village_head", 403), ("other_liaison", 404), ("foreigner", 404)],
)
def test_only_the_team_fills_it(running, live, role, status):
    assert keep(getattr(live, role), running, "2.1(1)", "MEETS").status_code == status


def test_nothing_is_put_down_before_it_begins_or_after_it_is_closed(live):
    for made in (approved(live), closed(live)):
        with pytest.raises(Refused, match="在检查中填写"):
            keep_line(place=made.places.get(), item="2.1(1)", result="MEETS", by=live.clerk)


def test_a_problem_leads_to_where_it_is_written_down(running, live):
    keep(live.clerk, running, "2.1(3)", "PROBLEM")
    page = client_of(live.clerk).get(address("check_page", running)).content.decode()
    assert reverse("finding_new", args=[running.pk, live.village.pk]) in page


def test_photos_of_a_line_are_kept_and_seen_by_who_reads_it(running, live):
    path = address("check_photos", running)
    client_of(live.clerk).post(path, {"item": "2.1(1)", "photos": [photo()]})
    assert not Attachment.objects.exists()
    keep(live.clerk, running, "2.1(1)", "MEETS")
    client_of(live.clerk).post(path, {"item": "2.1(1)", "photos": [photo()]})
    file = reverse("attachment_file", args=[Attachment.objects.get().pk])
    assert client_of(live.mayor).get(file).status_code == 200
    assert client_of(live.village_head).get(file).status_code == 404


def photo():
    return SimpleUploadedFile("现场.jpg", picture(), "image/jpeg")


# 2.1(6) --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def busy(live, at):
    """October: `village` reported once on time, missed a week, and a matter of it is overdue."""
    at.travel(clock.at(clock.date(2026, 10, 13), 10))
    weeks = Obligation.objects.filter(duty__key="1.4.r", scope=live.village).order_by("due_at")
    first, second = weeks[:2]
    Obligation.objects.filter(pk=first.pk).update(fulfilled_at=first.due_at - timedelta(hours=1))
    Obligation.objects.filter(pk=second.pk).update(missed_at=second.late_until)
    Matter.objects.create(
        town=live.town,
        year=2026,
        number=1,
        title="路灯不亮",
        source=Matter.Source.DIRECT,
        about=live.village,
        owner_unit=live.village,
        status=Matter.Status.ASSIGNED,
        status_at=clock.now(),
        raised_at=clock.now(),
        due_at=clock.now() - timedelta(days=2),
    )
    return live


@pytest.mark.clause("2.1(6)")
def test_the_ledger_fills_what_it_knows_with_links(busy):
    made = under_way(busy)
    rows = client_of(busy.clerk).get(address("check_page", made)).context["rows"]
    facts = {fact.text: fact for row in rows if row.item == "2.1(6)" for fact in row.facts}
    reports = next(text for text in facts if "按期 1" in text)
    assert "逾期未办" in reports
    overdue = facts["逾期未办 1 件"]
    assert overdue.is_problem
    assert client_of(busy.clerk).get(overdue.url).status_code == 200
    assert client_of(busy.clerk).get(facts[reports].url).status_code == 200
    assert not any(row.facts for row in rows if row.item != "2.1(6)")


@pytest.mark.clause("2.1(6)")
def test_what_the_ledger_said_is_frozen_as_the_inspector_confirmed_it(busy):
    made = under_way(busy)
    line = keep_line(place=made.places.get(), item="2.1(6)", result="PROBLEM", note="第 39 周有纸质报告", by=busy.clerk)
    assert "逾期未办 1 件" in line.facts
    Matter.objects.update(status=Matter.Status.CLOSED, closed_at=clock.now())
    line.refresh_from_db()
    assert "逾期未办 1 件" in line.facts
    page = client_of(busy.mayor).get(address("check_page", made)).content.decode()
    assert "核对时的台账情况" in page
    assert "逾期未办 1 件" in page
    assert "第 39 周有纸质报告" in page
