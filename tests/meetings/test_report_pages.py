"""The pages of the weekly report, as an officer, a secretary and the office use them."""

import gzip
import re
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from dushi import chance, clock
from dushi.matters.actions import assign_new
from dushi.matters.models import Matter
from dushi.regulation.models import MergedWeek
from dushi.town.models import SupportUnit
from meetings.models import DispatchReport, ReportConflict, ReportDraft
from meetings.report_actions import return_report
from tests.cast import client_of
from tests.meetings.report_stage import (
    DUE,
    LATE_UNTIL,
    SECOND,
    TUESDAY,
    WEEK,
    posted,
    problem,
    said,
    send,
)

pytestmark = pytest.mark.clause("1.4.r")


def form_of(village, week=WEEK, name="report_form"):
    return reverse(name, args=[village.pk, week])


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


class Fields(HTMLParser):
    """Names and values of a page's form fields; typed ones outside <details>; what is checked."""

    def __init__(self, html):
        super().__init__()
        self.values, self.typed, self.folded, self.area, self.template = {}, [], 0, None, 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        self.folded += tag == "details"
        self.template += tag == "template"
        if self.template or (tag == "input" and at.get("type") == "radio" and "checked" not in at):
            return
        if tag == "input" and "name" in at:
            self.values[at["name"]] = at.get("value", "")
        if tag == "textarea":
            self.area = at["name"]
            self.values[self.area] = ""
        if not self.folded and "name" in at and (tag == "textarea" or at.get("type") == "text"):
            self.typed.append(at["name"])

    def handle_endtag(self, tag):
        self.folded -= tag == "details"
        self.template -= tag == "template"
        if tag == "textarea":
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.values[self.area] += data.lstrip("\n")


def fields(answer):
    return Fields(answer.content.decode()).values


# The form -----------------------------------------------------------------------------------------------------------


def test_an_officer_sends_by_a_plain_post_and_gets_a_receipt_with_the_servers_time(stage):
    client = client_of(stage.liaison)
    said_now = posted()
    answer = client.post(form_of(stage.village), said_now, follow=True)
    report = DispatchReport.objects.get()
    assert str(report.pk) == said_now["key"]
    assert answer.redirect_chain == [(reverse("report_receipt", args=[report.pk]), 302)]
    assert "已送达" in text(answer)
    assert report.number_text in text(answer)
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


# Drafts -------------------------------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_on_the_server_and_stands_on_another_device(stage):
    first, second = client_of(stage.liaison), client_of(stage.liaison)
    typed = posted(key_work="写了一半", support_visit="", problem__0__title="路灯", problem__0__tier="VILLAGE")
    answer = first.post(form_of(stage.village, name="report_draft"), typed, headers={"X-Requested-With": "autosave"})
    assert answer.json() == {"saved_at": "9:00"}
    shown = fields(second.get(form_of(stage.village)))
    assert (shown["key"], shown["key_work"]) == (typed["key"], "写了一半")
    assert (shown["problem-0-title"], shown["problem-0-tier"]) == ("路灯", "VILLAGE")


def test_a_draft_keeps_what_no_rule_would_accept(stage):
    client = client_of(stage.liaison)
    typed = posted(key="kein key", key_work="长" * 3000, supporter_names="名" * 500, next_plan="\0")
    assert client.post(form_of(stage.village, name="report_draft"), typed).status_code == 302
    assert fields(client.get(form_of(stage.village)))["key_work"] == "长" * 3000


def test_a_draft_too_long_is_refused_and_says_so(stage):
    client = client_of(stage.liaison)
    typed = posted(key_work="长" * 60_000)
    url = form_of(stage.village, name="report_draft")
    answer = client.post(url, typed, headers={"X-Requested-With": "autosave"})
    assert answer.status_code == 400
    assert "没有保存" in answer.json()["message"]
    assert "没有保存" in text(client.post(url, typed, follow=True))


def test_last_weeks_plan_becomes_this_weeks_work_by_one_tap_without_scripts(stage):
    send(stage.village, stage.liaison, period=WEEK.previous())
    client = client_of(stage.liaison)
    url = form_of(stage.village, name="report_draft")
    answer = client.post(url, posted(key_work="先写的", act="plan"), follow=True)
    assert fields(answer)["key_work"] == "先写的\n走访 12 户。"


def test_another_row_for_a_problem_opens_without_scripts(stage):
    client = client_of(stage.liaison)
    url = form_of(stage.village, name="report_draft")
    shown = fields(client.post(url, posted(problem__0__title="路灯", act="row"), follow=True))
    assert shown["problem-0-title"] == "路灯"
    assert shown["problem-1-title"] == ""


def test_a_draft_may_be_thrown_away(stage):
    client = client_of(stage.liaison)
    client.post(form_of(stage.village, name="report_draft"), posted())
    client.post(form_of(stage.village, name="report_draft_drop"))
    assert not ReportDraft.objects.exists()


def test_the_other_officer_may_go_on_with_a_draft(stage):
    client_of(stage.second_liaison).post(form_of(stage.village, name="report_draft"), posted(key_work="他写的"))
    client = client_of(stage.liaison)
    assert "示例·卫某有一份未报送的草稿" in text(client.get(form_of(stage.village)))
    theirs = ReportDraft.objects.get()
    client.post(reverse("report_draft_adopt", args=[stage.village.pk, WEEK, theirs.pk]))
    shown = fields(client.get(form_of(stage.village)))
    assert shown["key_work"] == "他写的"
    assert shown["key"] != str(theirs.key)


def test_a_draft_that_is_gone_is_not_adopted(stage):
    answer = client_of(stage.liaison).post(
        reverse("report_draft_adopt", args=[stage.village.pk, WEEK, 999]), follow=True
    )
    assert "已经报送或删去" in text(answer)


# A week that is filed -----------------------------------------------------------------------------------------------


def test_the_other_officer_sees_who_filed_and_may_add(stage):
    first = send(stage.village, stage.liaison).report
    client = client_of(stage.second_liaison)
    page = client.get(form_of(stage.village))
    assert "已由示例·褚某于 9月15日 9:00 报送" in text(page)
    answers = fields(page) | {"key_work": "补充"}
    assert answers["corrects"] == str(first.pk)
    client.post(form_of(stage.village), answers)
    assert DispatchReport.objects.current().get().version == 2


def test_the_second_text_of_a_stale_form_is_shown_beside_the_first_and_may_be_sent_on(stage):
    client = client_of(stage.second_liaison)
    stale = fields(client.get(form_of(stage.village)))
    send(stage.village, stage.liaison)
    answer = client.post(
        form_of(stage.village), stale | {"key_work": "我也写了", "support_visit": "CAME", "supporter_duty": "NORMAL"}
    )
    assert answer.status_code == 409
    assert "我也写了" in text(answer)
    assert said().key_work in text(answer)
    assert ReportConflict.objects.count() == 1
    hidden = {name: value for name, value in fields(answer).items() if name != "csrfmiddlewaretoken"}
    assert client.post(form_of(stage.village), hidden).status_code == 302
    current = DispatchReport.objects.current().get()
    assert (current.version, current.key_work) == (2, "我也写了")
    assert "另存的副本" not in text(client.get(reverse("dispatchreport_page", args=[current.pk])))


def test_a_copy_that_was_not_sent_on_stays_on_the_reports_page(stage):
    key = chance.uuid4()
    report = send(stage.village, stage.liaison, key=key).report
    send(stage.village, stage.liaison, said(key_work="另一段", problems=(problem(),)), key=key)
    page = text(client_of(stage.area_secretary).get(reverse("dispatchreport_page", args=[report.pk])))
    assert "另存的副本 1 份" in page
    assert "另一段" in page
    assert "路灯三盏不亮" in page


def test_the_same_post_again_leads_to_the_same_receipt(stage):
    client, answers = client_of(stage.liaison), posted()
    urls = {client.post(form_of(stage.village), answers).url for _ in range(3)}
    assert len(urls) == 1
    assert DispatchReport.objects.count() == 1


def test_a_post_sent_again_is_the_same_although_its_problem_is_closed_and_another_open(stage):
    send(stage.village, stage.liaison, said(problems=(problem(),)), period=WEEK.previous())
    matter = Matter.objects.get()
    client, answers = client_of(stage.liaison), posted(**{f"update_{matter.pk}": "PROGRESS"})
    first = client.post(form_of(stage.village), answers)
    Matter.objects.update(status="CLOSED", closed_at=TUESDAY, verified_by=stage.area_secretary.person)
    send(stage.village, stage.liaison, said(problems=(problem("水管漏水"),)), period=WEEK.previous().previous())
    assert Matter.objects.open().exists()
    assert client.post(form_of(stage.village), answers).url == first.url


def test_an_answer_about_a_matter_nobody_knows_holds_nobody_up(stage):
    answers = posted(**{"update_" + "9" * 40: "OPEN", "update_x": "OPEN", "update_999": "SOLVED", "update_1": "?"})
    assert client_of(stage.liaison).post(form_of(stage.village), answers).status_code == 302
    assert not DispatchReport.objects.get().updates.exists()


def test_after_the_limit_the_form_says_so_and_asks_nothing(stage):
    send(stage.village, stage.liaison)
    with clock.frozen(LATE_UNTIL + SECOND):
        page = client_of(stage.liaison).get(form_of(stage.village))
    assert "已过可补报的时限" in text(page)
    assert "key_work" not in fields(page)


def test_a_conflict_after_the_limit_is_kept_and_says_what_to_do(stage):
    send(stage.village, stage.liaison)
    with clock.frozen(LATE_UNTIL + SECOND):
        answer = client_of(stage.second_liaison).post(form_of(stage.village), posted(key_work="晚了"))
    assert answer.status_code == 409
    assert "请管区书记或扶贫办先退回补正" in text(answer)
    assert ReportConflict.objects.get().body["key_work"] == "晚了"


# Sending back -------------------------------------------------------------------------------------------------------


def test_a_report_is_sent_back_on_its_page_and_corrected_by_its_author(stage):
    report = send(stage.village, stage.liaison).report
    page = reverse("dispatchreport_page", args=[report.pk])
    secretary, officer = client_of(stage.area_secretary), client_of(stage.liaison)
    assert "退回补正" in text(secretary.get(page))
    answer = secretary.post(reverse("report_return", args=[report.pk]), {"reason": ""})
    assert "退回事由" in text(answer)
    secretary.post(reverse("report_return", args=[report.pk]), {"reason": "未写明户数"})
    form = officer.get(form_of(stage.village))
    assert "退回补正： 未写明户数" in text(form)
    officer.post(form_of(stage.village), fields(form) | {"key_work": "6 户"})
    assert "第 2 版" in text(officer.get(page))


def test_a_second_return_is_refused_on_the_page(stage):
    report = send(stage.village, stage.liaison).report
    return_report(report=report, reason="一", by=stage.clerk)
    answer = client_of(stage.area_secretary).post(
        reverse("report_return", args=[report.pk]), {"reason": "二"}, follow=True
    )
    assert "已经退回" in text(answer)


def test_old_versions_stay_and_lead_to_the_newest(stage):
    first = send(stage.village, stage.liaison).report
    second = send(stage.village, stage.liaison, said(key_work="更正"), corrects=first.pk).report
    page = client_of(stage.mayor).get(reverse("dispatchreport_page", args=[first.pk]))
    assert said().key_work in text(page)
    assert reverse("dispatchreport_page", args=[second.pk]) in page.content.decode()


# 代填 and paper -----------------------------------------------------------------------------------------------------


def test_a_secretary_types_what_an_officer_told(stage):
    client = client_of(stage.area_secretary)
    assert str(stage.village) in text(client.get(reverse("report_proxy")))
    without = client.post(form_of(stage.village), posted())
    assert 'href="#id_told_by"' in without.content.decode()
    client.post(form_of(stage.village), posted(told_by="示例·褚某"))
    report = DispatchReport.objects.get()
    assert (report.told_by, report.typed_by) == ("示例·褚某", stage.area_secretary.person)


def test_an_officer_types_for_the_other_by_the_same_form(stage):
    client = client_of(stage.second_liaison)
    url = form_of(stage.village) + "?proxy"
    assert "told_by" in fields(client.get(url))
    client.post(url, posted(told_by="示例·褚某"))
    assert DispatchReport.objects.get().is_proxy


def test_those_without_a_report_stand_first_among_the_villages_to_type_for(stage):
    send(stage.village, stage.liaison)
    page = text(client_of(stage.area_secretary).get(reverse("report_proxy")))
    assert page.index(str(stage.second_village)) < page.index(str(stage.village))
    assert str(stage.other_village) not in page


def test_the_sheet_of_paper_bears_what_is_known(stage):
    send(stage.village, stage.liaison, said(problems=(problem(),)), period=WEEK.previous())
    page = text(client_of(stage.liaison).get(form_of(stage.village, name="report_sheet")))
    assert "路灯三盏不亮" in page
    assert "走访 12 户" in page
    assert "□ 到了" in page
    assert "请于 9月16日 18:00 前交到" in page


# Who has reported ---------------------------------------------------------------------------------------------------


def test_the_list_tells_who_has_reported_when_and_who_has_not(stage):
    send(stage.village, stage.liaison)
    with clock.frozen(DUE + timedelta(hours=1)):
        send(stage.second_village, stage.area_secretary, told_by="示例·褚某")
        page = text(client_of(stage.clerk).get(reverse("report_list")))
    assert "应报4个村，已报2个（迟报1，代填1），到期未报2个。" in page.replace(" ", "")
    assert "请尽快报送第 38 周调度报告" in page
    assert "示例甲村（示例）" in page


def test_the_reminder_names_villages_and_nobody(stage):
    page = client_of(stage.clerk).get(reverse("report_list")).content.decode()
    words = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1]
    assert "示例一村" in words
    assert "某" not in words


def test_another_week_and_one_area_may_be_looked_at(stage):
    send(stage.village, stage.liaison, period=WEEK.previous())
    client = client_of(stage.clerk)
    page = text(client.get(reverse("report_list"), {"week": "2026-W37", "area": stage.area.pk}))
    assert "补报" in page
    assert "示例三村" not in page


@pytest.mark.parametrize("week", ["x", "2026", "2026-W99", ""])
def test_a_week_that_cannot_be_read_is_this_one(stage, week):
    assert "2026年第38周" in text(client_of(stage.clerk).get(reverse("report_list"), {"week": week, "area": "x"}))


def test_an_officer_finds_own_villages_with_their_history_and_the_way_to_the_form(stage):
    send(stage.second_village, stage.liaison)
    page = client_of(stage.liaison).get(reverse("report_list"))
    assert form_of(stage.village) in page.content.decode()
    assert "所包村近 13 周" in text(page)
    assert "示例三村" not in text(page)


def test_a_week_before_the_town_went_live_owes_nothing(stage):
    page = text(client_of(stage.clerk).get(reverse("report_list"), {"week": "2026-W30"}))
    assert "没有应报的村" in page
    assert date(2026, 8, 31) == stage.town.live_from
