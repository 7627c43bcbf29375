"""The pages of findings: recorded on a phone, looked up, followed through the stages, drawn."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from dushi import clock
from dushi.matters import actions as matters
from dushi.records.models import Attachment
from inspections.actions.findings import release_findings
from inspections.findings.charts import items_by_month, year_of_months
from inspections.findings.flow import flow_of
from inspections.findings.items import item_words
from inspections.models import Finding
from tests.cast import client_of
from tests.inspections.findings.stage import Kind, Status, found, inspection_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "live")]
DATA = {"title": "三户档案缺表", "evidence": "抽查10户。", "measure": "补齐。", "severity": "MINOR"}


def address(made, unit, item="2.1(7)"):
    return f"{reverse('finding_new', args=[made.pk, unit.pk])}?item={item}"


def filled(client, path, **more):
    return {"key": client.get(path).context["form"]["key"].value(), **DATA, **more}


def photo():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return SimpleUploadedFile("1.jpg", out.getvalue(), "image/jpeg")


@pytest.mark.clause("2.1(7)")
def test_the_item_is_tapped_first_then_three_texts_and_the_notice_is_out(cast):
    made = inspection_of(cast)
    client = client_of(cast.clerk)
    picked = client.get(reverse("finding_new", args=[made.pk, cast.village.pk]))
    assert [code for code, _ in picked.context["items"]] == [f"2.1({n})" for n in range(1, 9)]
    path = address(made, cast.village)
    page = client.post(path, filled(client, path, photos=photo()), follow=True).content.decode()
    assert "已登记并发出整改通知书" in page
    finding = Finding.objects.get()
    kept = Attachment.objects.get(object_id=str(finding.pk))
    file = reverse("attachment_file", args=[kept.pk])
    assert client_of(cast.village_head).get(file).status_code == 200
    assert client_of(cast.other_liaison).get(file).status_code == 404


def test_what_was_written_down_stands_at_its_item_of_the_checklist(cast):
    made = inspection_of(cast, focus=["2.1(7)"])
    finding = found(made, cast.village, by=cast.clerk)
    page = client_of(cast.clerk).get(reverse("check_page", args=[made.pk, cast.village.pk])).content.decode()
    assert f'已登记：<a href="{reverse("finding_page", args=[finding.pk])}">{finding.title}</a>' in page


def test_sent_twice_it_is_one_finding(cast):
    made = inspection_of(cast)
    client = client_of(cast.clerk)
    path = address(made, cast.village)
    data = filled(client, path)
    assert [client.post(path, data).status_code for _ in range(2)] == [302, 302]
    assert Finding.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"title": ""}, "请填写"),
        ({"evidence": ""}, "事实依据"),
        ({"measure": ""}, "整改要求"),
        ({"due_at": "2026-09-01T18:00"}, "晚于现在"),
        ({"severity": "很重"}, "程度"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, more, word):
    client = client_of(cast.clerk)
    path = address(inspection_of(cast), cast.village)
    answer = client.post(path, filled(client, path, **more))
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert all(value in answer.content.decode() for value in ({**DATA, **more}["evidence"], {**DATA, **more}["title"]))
    assert not Finding.objects.exists()


def test_a_repeat_is_said_before_saving_and_one_step_graver_is_suggested(cast):
    old = found(inspection_of(cast), cast.village, by=cast.clerk)
    clock.advance(timedelta(days=40))
    answer = client_of(cast.clerk).get(address(inspection_of(cast), cast.village))
    assert answer.context["form"]["severity"].value() == "MAJOR"
    assert f"已在示例一村发现过</b>：{old.title}（一般，交办）" in answer.content.decode()


def test_the_page_of_a_repeat_and_of_the_first_lead_to_each_other(cast):
    old = found(inspection_of(cast), cast.village, by=cast.clerk)
    clock.advance(timedelta(days=40))
    again = found(inspection_of(cast), cast.village, by=cast.clerk, title="又缺表")
    client = client_of(cast.liaison)
    assert "又缺表" in client.get(reverse("finding_page", args=[old.pk])).content.decode()
    page = client.get(reverse("finding_page", args=[again.pk])).content.decode()
    assert reverse("finding_page", args=[old.pk]) in page and "第二次以上" in page


def test_the_inspected_see_their_own_findings_and_not_their_neighbours(cast):
    made = inspection_of(cast, cast.village, cast.other_village)
    mine = found(made, cast.village, by=cast.clerk)
    theirs = found(made, cast.other_village, by=cast.clerk, title="别村的问题")
    seen = Finding.objects.visible_to(cast.village_head)
    assert list(seen) == [mine]
    assert client_of(cast.village_head).get(reverse("finding_page", args=[theirs.pk])).status_code == 404
    assert "别村的问题" not in client_of(cast.village_head).get(reverse("finding_list")).content.decode()


def test_the_page_of_a_village_and_its_area_show_what_was_found(cast):
    found(inspection_of(cast), cast.village, by=cast.clerk)
    for unit in (cast.village, cast.area):
        page = client_of(cast.area_secretary).get(reverse("unit_page", args=[unit.pk])).content.decode()
        assert "检查发现" in page and "三户档案缺收入核算表" in page


# 整改流 -------------------------------------------------------------------------------------------------------------


def counts(cast):
    return {step.name: step.count for step in flow_of(cast.clerk, clock.now()).steps}


@pytest.mark.clause("X.2")
def test_a_finding_walks_through_the_stages_and_the_verifiers_delay_is_said(cast):
    matter = found(inspection_of(cast), cast.village, by=cast.clerk).matter
    assert counts(cast)["交办"] == 1
    matters.start(matter=matter, by=cast.liaison)
    assert counts(cast)["整改中"] == 1
    matters.submit_done(matter=matter, result="已补齐", by=cast.liaison)
    assert counts(cast)["待验收"] == 1
    clock.advance(timedelta(days=7))
    page = client_of(cast.clerk).get(reverse("rectification_flow")).content.decode()
    assert "等检查组验收 1 条，最久 7 天" in page and "验收超过3个工作日" in page and str(cast.clerk.person) in page
    assert "逾期" not in page.split("</h1>")[1].split("<form")[0].replace("整改无逾期", "")
    matters.close(matter=matter, by=cast.clerk, recheck_on=clock.today() + timedelta(days=28))
    assert counts(cast)["销号"] == 1
    clock.advance(timedelta(days=28))
    matters.recheck(matter=matter, passed=True, by=cast.clerk)
    assert counts(cast)["回头看"] == 1


def test_the_flow_says_what_is_late_and_narrows_by_stage_unit_and_item(cast):
    made = inspection_of(cast, cast.village, cast.other_village)
    found(made, cast.village, by=cast.clerk)
    found(made, cast.other_village, "2.1(3)", by=cast.clerk, title="识别不准")
    found(made, cast.village, by=cast.clerk, on_spot=True)
    clock.advance(timedelta(days=16))
    flow = flow_of(cast.mayor, clock.now())
    assert (flow.found, flow.ticked, flow.open, flow.late, flow.steps[0].oldest) == (3, 1, 2, 2, 16)
    client = client_of(cast.mayor)
    for asked in (
        {"unit": cast.other_area.pk},
        {"item": "2.1(3)"},
        {"unit": cast.other_village.pk, "stage": "ASSIGNED"},
    ):
        lines = client.get(reverse("rectification_flow"), asked).context["lines"]
        assert [line.finding.title for line in lines] == ["识别不准"]
    assert not client.get(reverse("rectification_flow"), {"stage": "WAITING"}).context["lines"]


# What fails where ---------------------------------------------------------------------------------------------------


def chart(client, **asked):
    answer = client.get(reverse("failing_items"), asked)
    return answer.context["chart"], answer.content.decode()


def test_the_drawing_and_its_table_say_the_same_in_the_order_of_the_clauses(cast):
    made = inspection_of(cast, cast.village, cast.demo_village)
    found(made, cast.village, "2.1(7)", by=cast.clerk)
    found(made, cast.village, "2.1(3)", by=cast.clerk)
    found(made, cast.village, "2.1(7)", by=cast.clerk)
    found(made, cast.demo_village, "2.1(7)", by=cast.clerk)  # 示例: stands outside
    drawn, page = chart(client_of(cast.mayor))
    assert [row.label for row in drawn.rows] == list(item_words())
    assert {(row.label, row.counts[-1]) for row in drawn.rows if row.total} == {("2.1(3)", 1), ("2.1(7)", 2)}
    assert sorted(mark.count for mark in drawn.marks) == [1, 2]
    assert page.count("<circle") == 2 and "共 3 条" in page and "<table" in page


def test_where_it_fails_stands_by_area_and_within_an_area_by_village(cast):
    made = inspection_of(cast, cast.other_village, cast.village, cast.second_village)
    for unit in (cast.other_village, cast.village, cast.second_village, cast.other_village, cast.other_village):
        found(made, unit, by=cast.clerk)
    drawn, _ = chart(client_of(cast.mayor), by="unit")
    assert [(row.label, row.total) for row in drawn.rows] == [("示例一管区", 2), ("示例二管区", 3)]
    drawn, _ = chart(client_of(cast.mayor), by="unit", area=cast.area.pk)
    assert [(row.label, row.total) for row in drawn.rows] == [("示例一村", 1), ("示例二村", 1)]
    drawn, _ = chart(client_of(cast.liaison), by="unit", area=cast.other_area.pk)
    assert "示例二管区" not in [row.label for row in drawn.rows]


@pytest.mark.clause("2.0.m9")
def test_an_open_covert_inspection_stands_outside_until_it_is_closed(cast):
    made = inspection_of(cast, methods=["2.0.m9"])
    found(made, cast.village, by=cast.clerk)
    months = year_of_months(clock.today())
    assert items_by_month(cast.clerk, item_words(), months).total == flow_of(cast.clerk, clock.now()).found == 0
    made.status, made.closed_at, made.closed_by = Status.CLOSED, clock.now(), cast.mayor.person
    made.save()
    release_findings(made, cast.mayor, clock.now())
    assert items_by_month(cast.mayor, item_words(), months).total == flow_of(cast.mayor, clock.now()).found == 1


def test_a_spot_inspection_may_look_at_the_items_of_both_articles(cast):
    made = inspection_of(cast, kind=Kind.SPOT, team=[cast.member])
    assert found(made, cast.village, "2.2(4)", by=cast.member).matter
