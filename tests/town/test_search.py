"""查找 answers in Chinese word parts with what somebody may see anyway, and with nothing else."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from dushi import clock
from dushi.matters.models import Matter
from dushi.records.actions import issue_paper
from dushi.records.models import Paper
from dushi.town.search import MOST, asked_of, shelves
from tests.cast import client_of
from tests.inspections.covert.making import SECRET, STATES, Kind, hidden
from tests.matters.making import assigned, raised
from tests.statements import statements

pytestmark = pytest.mark.django_db
LINE = re.compile(r'<a class="item-title" href="[^"]+">([^<]+)</a>')


def page(user, q, **more):
    answer = client_of(user).get(reverse("search"), {"q": q, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def found(user, q, **more):
    return LINE.findall(page(user, q, **more).split("<main", 1)[1])


def paper_of(cast, about, title="关于危房整改的通知", code="示扶办", number=12, kind=Paper.Kind.NOTICE):
    made = issue_paper(
        obj=about, kind=kind, title=title, clause="X.2", body={"heading": "通知", "lines": ["请办理。"]}, by=cast.clerk
    )
    Paper.objects.filter(pk=made.pk).update(code=code, year=2026, number=number)


def test_what_was_typed_is_looked_for_in_parts_of_two():
    assert asked_of("甲村危房").parts == ("甲村", "危房")
    assert asked_of("扶贫办，村").parts == ("扶贫", "贫办", "村")
    assert asked_of("危旧房漏雨").parts == ("危旧", "房", "漏雨")
    for text in ("示扶办〔2026〕12号", "示扶办[2026]12", "示扶办 2026-012"):
        asked = asked_of(text)
        assert (asked.letters, asked.year, asked.number) == (("示扶", "扶办"), 2026, 12)
    assert (asked_of("12号").year, asked_of("12号").number) == (None, 12)
    assert asked_of(" ，〔〕 %_ ") is None


@pytest.mark.usefixtures("at")
def test_one_box_finds_villages_people_and_matters_by_parts_of_words(cast):
    raised(cast, "村口路灯不亮", detail="王家胡同一带危旧房屋漏雨")
    assert found(cast.liaison, "路灯") == ["村口路灯不亮"]
    assert found(cast.liaison, "一村 漏雨") == found(cast.liaison, "危旧房漏雨") == ["村口路灯不亮"]
    assert found(cast.liaison, "路灯 漏水") == []
    assert found(cast.clerk, "示例三村") == ["示例三村", "示例·李某", "示例·蒋某"]
    assert found(cast.clerk, "褚某 一村") == ["示例·褚某"]
    assert "没有找到" in page(cast.clerk, "百分号%") and "没有找到" not in page(cast.clerk, "")


@pytest.mark.usefixtures("at")
def test_nobody_finds_what_they_may_not_open(cast):
    assigned(cast, "三村水渠淤塞", about=cast.other_village, owner_unit=cast.other_village, by=cast.clerk)
    paper_of(cast, Matter.objects.get(), title="水渠交办单", number=7)
    seen = {name: found(user, "水渠") for name, user in cast.everybody().items()}
    seeing = {name for name, titles in seen.items() if titles}
    assert seen["clerk"] == ["三村水渠淤塞", "水渠交办单", "交办单：三村水渠淤塞"]
    assert {"other_area_secretary", "other_liaison", "clerk", "secretary"} <= seeing
    assert not seeing & {"liaison", "second_liaison", "area_secretary", "village_head", "dept_staff", "admin", "desk"}
    assert found(cast.foreigner, "水渠") == [] == found(cast.foreigner, "示例一村")
    assert found(cast.liaison, "蒋某") == found(cast.liaison, "三村") == []


@pytest.mark.usefixtures("at")
def test_a_paper_and_a_matter_are_found_by_their_number(cast):
    matter = raised(cast, "村口路灯不亮")
    paper_of(cast, matter)
    for text in ("示扶办〔2026〕12号", "[2026]12", "12号", "危房 12号"):
        assert found(cast.clerk, text) == ["关于危房整改的通知"], text
    assert found(cast.clerk, "示扶办〔2025〕12号") == found(cast.clerk, "民政〔2026〕12号") == []
    assert found(cast.clerk, matter.number_text) == ["村口路灯不亮"]
    paper_of(cast, matter, title="危房转办摘要", number=13, kind=Paper.Kind.DIGEST)
    assert found(cast.clerk, "危房") == ["关于危房整改的通知"]


@pytest.mark.clause("2.0.m9")
@pytest.mark.usefixtures("at")
def test_open_covert_inspections_sealed_findings_and_chapter_three_stand_in_no_answer(cast):
    for kind in Kind:
        for state in STATES:
            hidden(cast, kind, state)
    users = [*cast.everybody().values(), cast.foreigner]
    assert [found(user, SECRET) for user in users] == [[]] * len(users)
    hidden(cast, Kind.FOCUSED, "reported", covert=False)
    assert [title for title in found(cast.secretary, SECRET, **{"in": "findings"}) if "线索" not in title]
    assert [found(user, f"{SECRET}线索") for user in users] == [[]] * len(users)
    models = {shelf.rows.model._meta.label_lower for shelf in shelves(cast.commission_secretary, asked_of("村"))}
    assert models == {
        "town.unit", "town.person", "matters.matter", "meetings.meeting", "meetings.dispatchreport", "meetings.visit",
        "inspections.inspection", "inspections.finding", "records.paper",
    }  # fmt: skip


@pytest.mark.usefixtures("at")
def test_an_answer_costs_the_same_however_much_there_is(cast):
    def cost(**more):
        client = client_of(type(cast.clerk).objects.get(pk=cast.clerk.pk))
        with statements() as asked:
            client.get(reverse("search"), {"q": "路灯", **more})
        return len(asked)

    raised(cast, "村口路灯不亮")
    few, one = cost(), cost(**{"in": "matters"})
    given = Matter.objects.get()
    Matter.objects.bulk_create(
        Matter(
            town=cast.town, year=2026, number=1000 + n, title=f"路灯{n}", about=given.about, source=given.source,
            status_at=clock.now(), raised_at=clock.now(),
        )
        for n in range(MOST)
    )  # fmt: skip
    assert (cost(), cost(**{"in": "matters"})) == (few, one)
    assert len(found(cast.clerk, "路灯")) == 5 and "更多问题台账" in page(cast.clerk, "路灯")
    last = page(cast.clerk, "路灯", **{"in": "matters", "page": "10"})
    assert "请多写一个词" in last and len(LINE.findall(last)) == 30


@pytest.mark.usefixtures("at")
def test_what_cannot_be_read_is_answered_and_not_lost(cast):
    assert "最多写 60 个字" in page(cast.clerk, "路" * 61) and "路" * 61 in page(cast.clerk, "路" * 61)
    assert "空" in page(cast.clerk, "路\x00灯")
    for odd in ({"in": "cases"}, {"in": "matters", "page": "九"}, {"in": "matters", "page": "10" * 30}):
        page(cast.clerk, "路灯", **odd)
