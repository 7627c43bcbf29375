"""The form of the weekly report, as an officer fills it on a telephone."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from dushi import chance, clock
from dushi.matters.actions import assign_new
from dushi.matters.models import Matter
from dushi.regulation.models import MergedWeek
from dushi.town.models import SupportUnit
from meetings.models import DispatchReport
from tests.cast import client_of
from tests.meetings.report_stage import DUE, TUESDAY, WEEK, Fields, fields, form_of, posted, problem, said, send, text

pytestmark = pytest.mark.clause("1.4.r")


# The form -----------------------------------------------------------------------------------------------------------


def test_an_officer_sends_by_a_plain_post_and_gets_a_receipt_with_the_servers_time(stage):
    client = client_of(stage.liaison)
    said_now = posted()
    answer = client.post(form_of(stage.village), said_now, follow=True)
    report = DispatchReport.objects.get()
    assert str(report.pk) == said_now["key"]
    assert answer.redirect_chain == [(reverse("report_receipt", args=[report.pk]), 302)]
    assert "已送达" in text(answer)
    assert "2026-000001" in text(answer)
    assert "9月15日 9:00" in text(answer)


def test_the_form_asks_at_most_four_typed_answers(stage):
    page = Fields(client_of(stage.liaison).get(form_of(stage.village)).content.decode())
    assert page.typed == ["supporter_names", "key_work", "next_plan"]


def test_last_weeks_picks_stand_ready_and_last_weeks_plan_is_shown(stage):
    data = said(support_visit="ABSENT", supporter_duty="LACKING", supporter_names="示例·张某", next_plan="走访 12 户")
    send(stage.village, stage.liaison, data, period=WEEK.previous())
    answer = client_of(stage.liaison).get(form_of(stage.village))
    shown = fields(answer)
    assert (shown["support_visit"], shown["supporter_duty"], shown["supporter_names"]) == (
        "ABSENT",
        "LACKING",
        "示例·张某",
    )
    assert shown["key_work"] == ""
    assert "上周打算： 走访 12 户" in text(answer)


def test_open_problems_stand_there_as_unsolved_and_solved_ones_do_not(stage):
    send(stage.village, stage.liaison, said(problems=(problem(), problem("水管漏水"))), period=WEEK.previous())
    lamp, pipe = Matter.objects.order_by("pk")
    Matter.objects.filter(pk=pipe.pk).update(
        status="CLOSED", closed_at=TUESDAY, verified_by=stage.area_secretary.person
    )
    answer = client_of(stage.liaison).get(form_of(stage.village))
    assert fields(answer)[f"update_{lamp.pk}"] == "OPEN"
    assert f"update_{pipe.pk}" not in fields(answer)


def test_what_a_meeting_handed_out_is_shown_and_asked_nowhere(stage):
    task = handed_out(stage, TUESDAY + timedelta(days=1))
    answer = client_of(stage.liaison).get(form_of(stage.village))
    assert task.title in text(answer)
    assert f"update_{task.pk}" not in fields(answer)


def handed_out(stage, due_at):
    return assign_new(
        town=stage.town,
        title="核实危房改造名单",
        about=stage.village,
        owner_unit=stage.village,
        due_at=due_at,
        source=Matter.Source.MEETING,
        source_obj=None,
        source_label="管区调度会",
        clause="1.4(d)",
        by=stage.area_secretary,
        tier="AREA",
    )


def test_a_new_problem_is_added_without_scripts(stage):
    answers = posted(problem__0__title="路灯不亮", problem__0__tier="OFFICE", problem__0__help_asked="协调供电所")
    client_of(stage.liaison).post(form_of(stage.village), answers)
    matter = Matter.objects.get()
    assert (matter.title, matter.tier, matter.help_asked) == ("路灯不亮", "OFFICE", "协调供电所")


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"key_work": " "}, "id_key_work", "这个字段"),
        ({"support_visit": ""}, "id_support_visit", "这个字段"),
        ({"supporter_duty": "LACKING"}, "id_supporter_names", "请写明未履责的联户责任人姓名"),
        ({"supporter_names": "示例·张某"}, "id_supporter_duty", "请选“有未履责”"),
        ({"problem__0__help_asked": "协调供电所"}, "id_problem-0-title", "请写明是什么问题"),
        ({"key_work": "长" * 501}, "id_key_work", "500"),
        ({"support_visit": "没有这一项"}, "id_support_visit", "没有这一项"),
    ],
)
def test_what_is_wrong_is_said_with_a_link_to_its_field_and_nothing_typed_is_lost(stage, wrong, field, message):
    answers = posted(**{"next_plan": "下周的打算都在", **wrong})
    answer = client_of(stage.liaison).post(form_of(stage.village), answers)
    page = answer.content.decode()
    assert f'href="#{field}"' in page
    assert re.search(r"field-error.*", page, re.DOTALL)
    if "这个字段" not in message:
        assert message in page
    shown = fields(answer)
    assert shown["next_plan"] == "下周的打算都在"
    assert shown["key_work"].strip() == answers["key_work"].strip()
    assert shown["key"] == answers["key"]
    assert not DispatchReport.objects.exists()


def test_a_text_of_five_hundred_characters_and_many_lines_is_accepted(stage):
    lines = "\r\n".join(["一二三四"] * 100)
    client_of(stage.liaison).post(form_of(stage.village), posted(key_work=lines))
    assert len(DispatchReport.objects.get().key_work) == 499


def test_a_refused_report_comes_back_as_typed_under_a_new_key(stage):
    key = str(chance.uuid4())
    client = client_of(stage.liaison)
    client.post(form_of(stage.second_village), posted(key=key))
    answer = client.post(form_of(stage.village), posted(key=key, key_work="没有丢"))
    assert "没有送达" in text(answer)
    assert fields(answer)["key_work"] == "没有丢"
    again = client.post(form_of(stage.village), posted(**{**fields(answer), "support_visit": "CAME"}))
    assert again.status_code == 302


def test_an_unreadable_device_time_holds_nobody_up(stage):
    for number, device_at in enumerate(["gestern", "2026-13-45T99:99", "2026-09-15T09:00:00"]):
        village = [stage.village, stage.second_village, stage.village][number]
        week = [WEEK, WEEK, WEEK.previous()][number]
        client_of(stage.liaison).post(form_of(village, week), posted(device_at=device_at))
    assert list(DispatchReport.objects.values_list("device_at", flat=True)) == [None] * 3


def test_the_time_on_the_device_comes_with_the_form(stage):
    with clock.frozen(DUE + timedelta(hours=2)):
        client_of(stage.liaison).post(form_of(stage.village), posted(device_at="2026-09-16T09:59:00.000Z"))
    report = DispatchReport.objects.get()
    assert report.is_sent_later
    assert "离线补传" in text(client_of(stage.liaison).get(reverse("dispatchreport_page", args=[report.pk])))


def test_a_merged_week_leads_to_the_form_of_the_week_it_went_into(stage):
    MergedWeek.objects.create(year=2026, week=38, into_year=2026, into_week=39, is_by_hand=True)
    client = client_of(stage.liaison)
    assert client.get(form_of(stage.village)).url == form_of(stage.village, WEEK.next())
    assert "含第 38 周" in text(client.get(form_of(stage.village, WEEK.next())))


@pytest.mark.parametrize("week", ["2026-W00", "2026-W60", "2026-38"])
def test_what_is_no_week_does_not_exist(stage, week):
    assert client_of(stage.liaison).get(f"/reports/{stage.village.pk}/{week}/").status_code == 404


def test_the_help_names_who_supports_the_village(stage):
    SupportUnit.objects.create(town=stage.town, name="示例区财政局", kind="COUNTY").villages.add(stage.village)
    assert "示例区财政局" in text(client_of(stage.liaison).get(form_of(stage.village)))


def test_the_form_weighs_at_most_sixty_kilobytes(stage):
    for number in range(5):
        send(stage.village, stage.liaison, said(problems=(problem(f"问题{number}"),)), period=WEEK.previous())
    page = client_of(stage.liaison).get(form_of(stage.village)).content
    linked = re.findall(r'(?:src|href)="/static/([^"]+\.(?:js|css))"', page.decode())
    assert len(linked) > 5
    whole = [page, *(Path(finders.find(name)).read_bytes() for name in linked)]
    assert sum(len(gzip.compress(part)) for part in whole) <= 60 * 1024


@pytest.mark.parametrize("name", ["report_form", "report_unchanged", "report_sheet"])
def test_pages_with_reports_are_kept_nowhere(stage, name):
    assert "no-store" in client_of(stage.liaison).get(form_of(stage.village, name=name))["Cache-Control"]


# 本周无变化 ---------------------------------------------------------------------------------------------------------


def test_a_week_without_change_is_sent_by_one_confirmation(stage):
    send(stage.village, stage.liaison, said(problems=(problem(),)), period=WEEK.previous())
    client = client_of(stage.liaison)
    assert "本周无变化" in text(client.get(form_of(stage.village)))
    confirm = client.get(form_of(stage.village, name="report_unchanged"))
    answer = client.post(form_of(stage.village), fields(confirm))
    assert answer.status_code == 302
    report = DispatchReport.objects.get(period=WEEK.key)
    assert report.key_work == "本周无变化，继续：走访 12 户。"
    assert report.updates.get().answer == "OPEN"


def test_two_weeks_without_change_do_not_pile_up_their_words(stage):
    first = said(key_work="本周无变化，继续：走访 12 户。", next_plan="")
    send(stage.village, stage.liaison, first, period=WEEK.previous())
    client = client_of(stage.liaison)
    client.post(form_of(stage.village), fields(client.get(form_of(stage.village, name="report_unchanged"))))
    assert DispatchReport.objects.get(period=WEEK.key).key_work == first.key_work


@pytest.mark.parametrize("hinder", ["no last report", "a task is due", "already filed", "a draft stands"])
def test_no_change_is_not_offered_where_something_is_to_be_said(stage, hinder):
    client = client_of(stage.liaison)
    if hinder != "no last report":
        send(stage.village, stage.liaison, period=WEEK.previous())
    if hinder == "a task is due":
        handed_out(stage, clock.at(WEEK.last_day, 18))
    if hinder == "already filed":
        send(stage.village, stage.liaison)
    if hinder == "a draft stands":
        client.post(form_of(stage.village, name="report_draft"), posted(key_work="一半"))
    assert "本周无变化" not in text(client.get(form_of(stage.village)))
    assert client.get(form_of(stage.village, name="report_unchanged")).url == form_of(stage.village)


def test_a_task_due_next_week_does_not_hinder(stage):
    send(stage.village, stage.liaison, period=WEEK.previous())
    handed_out(stage, clock.at(WEEK.next().first_day, 9))
    assert "本周无变化" in text(client_of(stage.liaison).get(form_of(stage.village)))
