"""Drafts, a week that is filed, sending back, 代填 and who has reported: on the pages."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from dushi import chance, clock
from dushi.matters.models import Matter
from dushi.offline.models import Copy
from meetings.models import DispatchReport, ReportDraft
from meetings.report_actions import return_report
from tests.cast import client_of
from tests.meetings.report_stage import (
    DUE,
    LATE_UNTIL,
    SECOND,
    TUESDAY,
    WEEK,
    fields,
    form_of,
    posted,
    problem,
    said,
    send,
    text,
)

pytestmark = pytest.mark.clause("1.4.r")


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
    copy = Copy.objects.get()
    assert copy.settled_at is None
    hidden = {name: value for name, value in fields(answer).items() if name != "csrfmiddlewaretoken"}
    assert client.post(form_of(stage.village), hidden).status_code == 302
    current = DispatchReport.objects.current().get()
    assert (current.version, current.key_work) == (2, "我也写了")
    page = text(client.get(reverse("dispatchreport_page", args=[current.pk])))
    assert "另存的副本 1 份" not in page and "两份对照（已处理）" in re.sub(r"\s", "", page)
    copy.refresh_from_db()
    assert copy.settled_by == stage.second_liaison.person


def test_a_copy_that_was_not_sent_on_stays_on_the_reports_page(stage):
    key = chance.uuid4()
    report = send(stage.village, stage.liaison, key=key).report
    send(stage.village, stage.liaison, said(key_work="另一段", problems=(problem(),)), key=key)
    reader = client_of(stage.area_secretary)
    page = reader.get(reverse("dispatchreport_page", args=[report.pk]))
    assert "另存的副本 1 份" in text(page)
    both = reverse("copy_page", args=[Copy.objects.get().pk])
    assert both in page.text
    for words in (said().key_work, "另一段", "路灯三盏不亮"):
        assert words in text(reader.get(both))
    assert client_of(stage.other_liaison).get(both).status_code == 404


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
    assert dict(Copy.objects.get().body)["本周重点工作"] == "晚了"


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
