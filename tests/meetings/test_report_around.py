"""What the weekly report hands to other pages, its photos, who may see it, and what it costs."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from dushi import chance, clock
from dushi.obligations.opening import open_due
from dushi.records.photos import photos_of
from dushi.regulation.periods import Period
from meetings import report_providers
from meetings.models import DispatchReport
from meetings.report_actions import return_report
from meetings.report_drafts import save_draft
from tests.cast import client_of
from tests.meetings.report_stage import DUE, TUESDAY, WEEK, posted, problem, said, send
from tests.scale import grow, queries

pytestmark = pytest.mark.clause("1.4.r")


def page_of(report):
    return reverse("dispatchreport_page", args=[report.pk])


def picture(side=60, kind="JPEG"):
    out = io.BytesIO()
    Image.new("RGB", (side, side), "green").save(out, kind)
    return SimpleUploadedFile("现场.jpg", out.getvalue())


# Photos -------------------------------------------------------------------------------------------------------------


def test_photos_come_one_by_one_after_the_text(stage, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    report = send(stage.village, stage.liaison).report
    client = client_of(stage.liaison)
    for side in (60, 61, 60):
        answer = client.post(reverse("report_photo", args=[report.pk]), {"photo": picture(side)}, follow=True)
        assert "照片已保存" in answer.text
    assert photos_of(report).count() == 2
    assert "照片 2 张" in client.get(page_of(report)).text


@pytest.mark.parametrize(
    ("photo", "message"),
    [
        (SimpleUploadedFile("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 40), "HEIC"),
        (SimpleUploadedFile("a.jpg", b"<svg/>"), "不是能打开的照片"),
        (SimpleUploadedFile("a.jpg", b""), "照片是空的"),
        (None, "请先选一张照片"),
    ],
)
def test_a_photo_that_fails_says_why_and_the_text_stands(stage, photo, message):
    report = send(stage.village, stage.liaison).report
    data = {"photo": photo} if photo else {}
    answer = client_of(stage.liaison).post(reverse("report_photo", args=[report.pk]), data)
    assert message in answer.text
    assert DispatchReport.objects.filter(pk=report.pk).exists()
    assert not photos_of(report).exists()


def test_a_photo_stays_with_the_week_when_its_text_is_corrected(stage, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    first = send(stage.village, stage.liaison).report
    client = client_of(stage.liaison)
    client.post(reverse("report_photo", args=[first.pk]), {"photo": picture()})
    second = send(stage.village, stage.liaison, said(key_work="更正"), corrects=first.pk).report
    assert "照片 1 张" in client.get(page_of(second)).text


def test_nine_photos_are_the_most_over_all_versions(stage, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    report = send(stage.village, stage.liaison).report
    client = client_of(stage.liaison)
    for side in range(60, 69):
        client.post(reverse("report_photo", args=[report.pk]), {"photo": picture(side)})
    assert "添加照片" not in client.get(page_of(report)).text


# Who may see --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["liaison", "second_liaison", "village_head", "area_secretary", "clerk", "linked"])
def test_whoever_serves_the_village_sees_its_report(stage, role):
    report = send(stage.village, stage.liaison).report
    assert client_of(getattr(stage, role)).get(page_of(report)).status_code == 200


@pytest.mark.parametrize("role", ["other_liaison", "other_area_secretary", "dept_head", "foreigner"])
def test_for_everybody_else_it_does_not_exist(stage, role):
    report = send(stage.village, stage.liaison).report
    client = client_of(getattr(stage, role))
    missing = client.get(reverse("dispatchreport_page", args=[chance.uuid4()]))
    foreign = client.get(page_of(report))
    assert foreign.status_code == missing.status_code == 404
    assert said().key_work not in foreign.text


@pytest.mark.parametrize("role", ["admin", "commission_staff", "desk", "dept_staff"])
def test_those_who_have_no_part_in_it_are_refused(stage, role):
    report = send(stage.village, stage.liaison).report
    assert client_of(getattr(stage, role)).get(page_of(report)).status_code == 403
    assert client_of(getattr(stage, role)).get(reverse("report_list")).status_code == 403


def test_the_history_names_every_act(stage):
    report = send(stage.village, stage.area_secretary, told_by="示例·褚某").report
    return_report(report=report, reason="未写明户数", by=stage.clerk)
    page = client_of(stage.mayor).get(page_of(report)).text
    assert "代填周调度报告" in page
    assert "退回补正" in page


# 我的工作, 今日过问, 村情格, 村 --------------------------------------------------------------------------------------


def test_a_returned_report_waits_on_the_desk_of_author_and_officers(stage):
    report = send(stage.village, stage.area_secretary, told_by="示例·褚某").report
    return_report(report=report, reason="未写明户数", by=stage.clerk)
    for role in ("area_secretary", "liaison", "second_liaison"):
        (item,) = report_providers.work(getattr(stage, role), TUESDAY)
        assert item.title == "补正示例一村第 38 周调度报告"
        assert "未写明户数" in item.note
    assert not list(report_providers.work(stage.other_liaison, TUESDAY))


def test_a_draft_left_over_is_shown_until_it_is_sent_or_thrown_away(stage):
    save_draft(village=stage.village, period=WEEK, key=chance.uuid4(), data={}, by=stage.liaison)
    assert not list(report_providers.work(stage.liaison, TUESDAY))
    send(stage.village, stage.second_liaison)
    (item,) = report_providers.work(stage.liaison, TUESDAY)
    assert (item.title, item.kind) == ("示例一村第 38 周调度报告有草稿未报送", "watch")


def test_a_village_silent_for_two_weeks_is_an_exception_and_one_report_ends_it(stage):
    later = DUE + timedelta(days=7, hours=1)
    with clock.frozen(later):
        open_due(later)
        found = {concern.title for concern in report_providers.concerns(stage.clerk, later)}
        assert "示例一村连续 4 周没有周调度报告" in found
        own = {concern.title for concern in report_providers.concerns(stage.area_secretary, later)}
        assert "示例三村连续 4 周没有周调度报告" in found - own
        send(stage.village, stage.liaison, period=WEEK.next())
        assert "示例一村" not in "".join(concern.title for concern in report_providers.concerns(stage.clerk, later))


def test_one_missed_week_is_no_exception(stage):
    send(stage.village, stage.liaison, period=WEEK.previous())
    after = DUE + timedelta(hours=1)
    assert "示例一村" not in "".join(concern.title for concern in report_providers.concerns(stage.clerk, after))


def test_the_last_report_of_a_silent_village_is_named(stage):
    early = WEEK.previous().previous()
    send(stage.village, stage.liaison, period=early)
    after = DUE + timedelta(hours=1)
    (concern,) = [one for one in report_providers.concerns(stage.clerk, after) if one.title.startswith("示例一村")]
    assert concern.last_word == "最近一份：2026年第36周"
    assert concern.url == reverse("unit_page", args=[stage.village.pk])


def test_the_grid_shows_each_week_by_one_sign(stage):
    weeks = [WEEK.previous(), WEEK]
    send(stage.village, stage.liaison)
    send(stage.second_village, stage.area_secretary, told_by="示例·褚某")
    with clock.frozen(DUE + timedelta(hours=1)):
        send(stage.demo_village, stage.second_liaison)
        returned = send(stage.other_village, stage.other_liaison).report
        return_report(report=returned, reason="补正", by=stage.clerk)
        units = [stage.village, stage.second_village, stage.demo_village, stage.other_village, stage.key_village]
        (row,) = report_providers.villages([unit.pk for unit in units], weeks)
    assert [row.marks[unit.pk].get(WEEK.key) for unit in units] == ["✓", "代", "迟", "退", "待"]
    assert {row.marks[unit.pk].get(WEEK.previous().key) for unit in units} == {"逾"}
    assert row.urls[stage.other_village.pk] == {WEEK.key: page_of(returned)}


def test_a_villages_page_shows_its_weeks_and_other_units_have_none(stage):
    report = send(stage.village, stage.liaison).report
    (section,) = report_providers.unit_section(stage.liaison, stage.village, TUESDAY)
    weeks = section.context["histories"][0].weeks
    assert len(weeks) == 13
    assert weeks[0][1].report == report
    assert not list(report_providers.unit_section(stage.liaison, stage.area, TUESDAY))
    assert page_of(report) in client_of(stage.liaison).get(reverse("unit_page", args=[stage.village.pk])).text


# 备查资料 ------------------------------------------------------------------------------------------------------------


def test_each_version_is_a_paper_for_whoever_sees_the_report(stage):
    first = send(stage.village, stage.liaison, said(problems=(problem(),))).report
    send(stage.village, stage.liaison, said(key_work="更正", problems=(problem("水管漏水"),)), corrects=first.pk)
    shelf = reverse("issued_papers")
    for role in ("liaison", "village_head", "area_secretary", "clerk"):
        page = client_of(getattr(stage, role)).get(shelf, {"clause": "1.4", "print": "1"}).text
        assert "示例一村2026年第38周调度报告（第 2 版）" in page.replace("示例一村 ", "示例一村")
        assert "路灯三盏不亮（请求办公室：请协调供电所）" in page
    for role in ("other_liaison", "other_area_secretary", "dept_head"):
        assert "第38周调度报告" not in client_of(getattr(stage, role)).get(shelf).text


# What it costs ------------------------------------------------------------------------------------------------------


def costs(stage):
    clerk, officer = client_of(stage.clerk), client_of(stage.liaison)
    report = DispatchReport.objects.filter(village=stage.village, period=WEEK.key).get()
    form = {"args": [stage.second_village.pk, WEEK]}
    pages = [
        (clerk, reverse("report_list"), {}),
        (clerk, reverse("report_list"), {"week": "2026-W37", "area": stage.area.pk}),
        (clerk, reverse("report_proxy"), {}),
        (clerk, page_of(report), {}),
        (officer, reverse("report_list"), {}),
        (officer, reverse("report_form", **form), {}),
        (officer, reverse("report_unchanged", **form), {}),
        (officer, reverse("report_sheet", **form), {}),
        (officer, reverse("report_receipt", args=[report.pk]), {}),
        (clerk, reverse("concerns"), {}),
        (clerk, reverse("village_grid"), {}),
    ]
    return {f"{path} {data}": queries(client, path, **data) for client, path, data in pages}


@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_every_page_costs_the_same_at_2300_villages(stage):
    send(stage.village, stage.liaison, said(problems=(problem(),)))
    send(stage.second_village, stage.liaison, period=WEEK.previous())
    small = costs(stage)
    fresh = grow(stage.town)
    open_due(TUESDAY)
    DispatchReport.objects.bulk_create(
        DispatchReport(
            pk=chance.uuid4(),
            town=stage.town,
            village=village,
            period=week,
            author=stage.liaison.person,
            received_at=TUESDAY,
            counts_at=TUESDAY,
        )
        for village in fresh
        for week in ("2026-W37", "2026-W38")
    )
    large = costs(stage)
    dearer = {page: (small[page], large[page]) for page in small if large[page] > small[page] + 1}
    assert not dearer
    assert max(large.values()) <= 25, large


def test_sending_costs_few_statements_however_large_the_town(stage):
    client = client_of(stage.liaison)
    client.post(reverse("report_form", args=[stage.village.pk, WEEK.previous()]), posted())
    small = sent_in(client, stage.village)
    grow(stage.town)
    open_due(TUESDAY)
    large = sent_in(client, stage.second_village)
    assert large == small <= 29


def sent_in(client, village):
    """Statements of one sending, savepoints and all."""
    with CaptureQueriesContext(connection) as captured:
        assert client.post(reverse("report_form", args=[village.pk, WEEK]), posted()).status_code == 302
    return len(captured)


def test_a_list_of_many_villages_is_paged(stage):
    grow(stage.town, 120)
    answer = client_of(stage.clerk).get(reverse("report_list"))
    assert len(answer.context["rows"]) == 100
    assert "下一页" in answer.text


def test_the_first_week_of_a_year_follows_the_last_of_the_year_before(stage):
    """Last week's answers are found over the turn of the year."""
    last, first = Period.parse("2026-W53"), Period.parse("2027-W01")
    with clock.frozen(clock.at(first.first_day, 9)):
        send(stage.village, stage.liaison, said(support_visit="ABSENT"), period=last)
        page = client_of(stage.liaison).get(reverse("report_form", args=[stage.village.pk, first])).text
    assert "走访 12 户" in page
