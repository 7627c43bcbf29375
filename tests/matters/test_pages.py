"""问题台账 and the page of a matter, as people meet them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dushi import clock
from dushi.matters import actions
from dushi.matters.exports import COLUMNS
from dushi.matters.models import Matter
from tests.cast import client_of
from tests.matters.making import Status, Tier, assigned, raised, soon, submitted
from tests.sheets.taking import taken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


def page(user, name="matter_list", *args, **asked):
    answer = client_of(user).get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(html):
    """Titles in the order of the table."""
    return re.findall(r'<a href="/matters/\d+/">([^<]+)</a>', html)


def spoken(html):
    """The first sentence, without its links and blanks."""
    lead = re.search(r'<div class="lead">(.*?)</div>', html, re.S)[1]
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", lead))


@pytest.mark.clause("X.2")
def test_the_first_sentence_can_be_read_aloud_and_leaves_example_villages_out(cast):
    assigned(cast, "修路灯"), raised(cast, "井干了"), submitted(cast, "清垃圾", due_at=soon(9))
    assigned(cast, "示例", about=cast.demo_village, owner_unit=cast.demo_village)
    assert spoken(page(cast.clerk)) == "在办3件，待核实1件，待核验1件。无逾期。另有示例1件，不计入。"
    clock.advance(timedelta(days=4))
    assert spoken(page(cast.clerk)).startswith("在办3件，逾期1件，待核实1件，待核验1件。")


@pytest.mark.clause("X.2")
def test_each_filter_narrows_and_nothing_foreign_is_ever_listed(cast):
    assigned(cast, "修路灯", due_at=soon(1)), raised(cast, "井干了", tier=Tier.OFFICE)
    assigned(cast, "别区事", about=cast.other_village, owner_unit=cast.other_village, due_at=soon(2))
    closed = actions.close(matter=submitted(cast, "清垃圾"), by=cast.area_secretary)
    clock.advance(timedelta(days=2))
    assert titles(page(cast.clerk)) == ["修路灯", "别区事", "井干了"]
    assert titles(page(cast.clerk, state="CLOSED")) == ["清垃圾"]
    assert titles(page(cast.clerk, state="all", q="垃圾")) == ["清垃圾"]
    assert titles(page(cast.clerk, state="all", q=closed.number_text)) == ["清垃圾"]
    assert titles(page(cast.clerk, tier="OFFICE")) == ["井干了"]
    assert titles(page(cast.clerk, source="MEETING")) == ["修路灯", "别区事"]
    assert titles(page(cast.clerk, overdue="on")) == ["修路灯"]
    assert titles(page(cast.clerk, about=cast.area.pk)) == ["修路灯", "井干了"]
    assert titles(page(cast.clerk, about=cast.other_village.pk)) == ["别区事"]
    assert titles(page(cast.liaison)) == titles(page(cast.area_secretary)) == ["修路灯", "井干了"]
    assert titles(page(cast.dept_head)) == titles(page(cast.foreigner)) == []
    for wrong in ({"state": "无"}, {"about": "0"}, {"tier": "'"}, {"about": cast.foreign_village.pk}):
        assert titles(page(cast.clerk, **wrong)) == []


@pytest.mark.clause("X.2")
def test_staff_of_a_department_see_what_is_theirs_and_not_what_a_colleague_has(cast):
    given = {"owner_unit": cast.dept, "about": cast.village, "tier": Tier.OFFICE}
    assigned(cast, "全办的", **given)
    assigned(cast, "主任的", owner_seat=cast.seat(cast.dept, "HEAD"), **given)
    assigned(cast, "干事的", owner_seat=cast.seat(cast.dept, "STAFF"), **given)
    assert set(titles(page(cast.dept_staff))) == {"全办的", "干事的"}
    assert set(titles(page(cast.dept_head))) == {"全办的", "主任的", "干事的"}
    assert titles(page(cast.desk)) == []


@pytest.mark.clause("X.2")
def test_excel_holds_exactly_what_is_filtered_with_real_dates(cast):
    for number in range(35):
        assigned(cast, f"事项{number}")
    raised(cast, "井干了", tier=Tier.OFFICE)
    heads, *rows = taken(cast.clerk, "matter_list")
    assert heads == [column.head for column in COLUMNS] and len(rows) == 36
    assert rows[0][heads.index("办结时限")] == soon().replace(tzinfo=None)
    assert [row[1] for row in taken(cast.clerk, "matter_list", tier="OFFICE", page=2)] == ["事项", "井干了"]
    assert len(taken(cast.dept_head, "matter_list")) == 1


@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
@pytest.mark.parametrize(
    "take",
    [
        lambda client: client.get(reverse("matter_list")),
        lambda client: client.post(reverse("export_start"), {"of": reverse("matter_list")}),
    ],
)
def test_a_list_costs_the_same_however_long_it_is(cast, take):
    def questions():
        client = client_of(type(cast.clerk).objects.get(pk=cast.clerk.pk))
        with CaptureQueriesContext(connection) as asked:
            take(client)
        return len(asked)

    seat = cast.seat(cast.village, "LIAISON")
    assigned(cast, owner_seat=seat)
    few = questions()
    for number in range(25):
        assigned(cast, f"事项{number}", owner_seat=seat)
    assert questions() == few


def act(user, name, matter, **data):
    return client_of(user).post(reverse(name, args=[matter.pk]), data)


@pytest.mark.clause("X.2", "1.4(d)")
def test_a_problem_goes_from_登记_to_销号_by_the_buttons_of_the_page(cast):
    client_of(cast.liaison).post(
        reverse("matter_new"),
        {"title": "路灯不亮", "about": cast.village.pk, "tier": "AREA", "detail": "", "help_asked": ""},
    )
    matter = Matter.objects.get()
    assert matter.status == Status.REGISTERED and matter.raised_by == cast.liaison.person
    due = soon().strftime("%Y-%m-%dT%H:%M")
    act(cast.area_secretary, "matter_assign", matter, owner_unit=cast.village.pk, due_at=due, measure="换灯")
    act(cast.village_head, "matter_progress", matter, text="配件已买")
    act(cast.village_head, "matter_submit", matter, result="已换新灯")
    act(cast.area_secretary, "matter_send_back", matter, reason="还有一盏不亮")
    act(cast.liaison, "matter_submit", matter, result="两盏都亮了")
    html = page(cast.area_secretary, "matter_page", matter.pk)
    assert spoken(html).startswith("示例一村已于9月17日10:00报办结，等待示例一管区核验")
    act(cast.area_secretary, "matter_close", matter, recheck="on", recheck_on="")
    matter.refresh_from_db()
    assert (matter.status, matter.recheck_on) == (Status.CLOSED, clock.today() + timedelta(days=28))
    html = page(cast.liaison, "matter_page", matter.pk)
    for word in ("登记", "核实", "交办", "配件已买", "还有一盏不亮", "两盏都亮了", "核验销号"):
        assert word in html


@pytest.mark.clause("X.2")
def test_the_page_offers_only_what_is_lawful_for_this_person(cast):
    matter = submitted(cast)
    offered = {role: page(getattr(cast, role), "matter_page", matter.pk) for role in ("liaison", "area_secretary")}
    assert reverse("matter_close", args=[matter.pk]) in offered["area_secretary"]
    assert reverse("matter_close", args=[matter.pk]) not in offered["liaison"]
    assert reverse("matter_submit", args=[matter.pk]) not in offered["liaison"]


@pytest.mark.clause("X.2")
def test_what_is_refused_is_said_with_its_article_and_nothing_typed_is_lost(cast):
    matter = assigned(cast)
    answer = act(cast.area_secretary, "matter_assign", matter, owner_unit=cast.village.pk, due_at="2026-09-01T09:00",
                 measure="三日内换好新灯")  # fmt: skip
    html = answer.content.decode()
    assert answer.status_code == 422 and "办结时限须晚于现在。（制度X.2）" in html and "三日内换好新灯" in html


def test_somebody_else_was_quicker_and_what_was_typed_is_still_there(cast):
    matter = submitted(cast)
    actions.close(matter=matter, by=cast.area_secretary)
    answer = act(cast.area_secretary, "matter_send_back", matter, reason="还有一盏不亮")
    html = answer.content.decode()
    assert answer.status_code == 422 and "“销号”的事项不能退回补正" in html and "还有一盏不亮" in html


def test_bad_input_is_said_in_chinese_at_its_field(cast):
    matter = assigned(cast)
    for name, user, data in (
        ("matter_submit", cast.liaison, {"result": ""}),
        ("matter_assign", cast.area_secretary, {"owner_unit": "0", "due_at": "明天"}),
        ("matter_extension_ask", cast.liaison, {"due_at": "", "reason": ""}),
        ("matter_progress", cast.liaison, {"text": "字" * 1001}),
    ):
        answer = act(user, name, matter, **data)
        html = answer.content.decode()
        assert answer.status_code == 422 and 'class="field-error"' in html
        errors = re.findall(r'<ul class="field-error"[^>]*>\s*<li>([^<]+)</li>', html)
        assert errors and all(re.search(r"[\u4e00-\u9fff]", error) for error in errors), errors


@pytest.mark.clause("1.4(d)")
def test_the_task_sheet_prints_owner_due_and_who_may_not_verify(cast):
    matter = assigned(cast, measure="换灯")
    html = page(cast.liaison, "matter_paper", matter.pk)
    for word in ("交办单", matter.number_text, "责任：</strong>示例一村", "9月20日（周日）18:00前", "（不得为责任人）"):
        assert word in html
    assert client_of(cast.liaison).get(reverse("matter_paper", args=[raised(cast).pk])).status_code == 404


@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_the_page_of_a_matter_costs_the_same_with_a_long_history(cast):
    def questions(matter):
        client = client_of(type(cast.clerk).objects.get(pk=cast.clerk.pk))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("matter_page", args=[matter.pk]))
        return len(asked)

    matter = assigned(cast)
    actions.report_progress(matter=matter, text="一", by=cast.liaison)
    actions.add_part(matter=matter, unit=cast.second_village, task="一", due_at=soon(), by=cast.area_secretary)
    few = questions(matter)
    for number in range(10):
        actions.report_progress(matter=matter, text=str(number), by=cast.liaison)
    actions.add_part(matter=matter, unit=cast.demo_village, task="二", due_at=soon(), by=cast.area_secretary)
    assert questions(matter) == few
