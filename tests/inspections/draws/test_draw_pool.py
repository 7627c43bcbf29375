"""Who stands on the list, who is left out and why, and what each weighs."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dushi import clock
from dushi.records.errors import Refused
from dushi.town.models import Leave, Post
from inspections.actions.draw_use import use_draw
from inspections.draws.pool import Wish, pool_of
from inspections.models import Finding, Inspection
from inspections.recusal import conflicts
from tests.inspections import making
from tests.inspections.draws.stage import drawn, frozen


def pool(cast, user=None, inspection=None, on=None, kind="VILLAGES", **wish):
    asked = Wish(kind=kind, count=1, **wish)
    return pool_of(cast.town, asked, user or cast.clerk, inspection, on or clock.today())


def names(lines):
    return [line["name"] for line in lines]


def why(found):
    return {line["name"]: line["reason"] for line in found.excluded}


def test_villages_stand_in_the_towns_own_order_and_examples_are_left_out(cast, at):
    found = pool(cast)
    assert names(found.eligible) == ["示例一村", "示例二村", "示例三村", "示例四村"]
    assert why(found) == dict.fromkeys(["示例甲村", "示例乙村"], "示例单位，不计入")
    assert {line["weight"] for line in found.eligible} == {1}
    assert found.weighting == "机会均等"


def test_example_villages_are_drawn_among_themselves_alone(cast, at):
    assert names(pool(cast, scope="example").eligible) == ["示例甲村", "示例乙村"]


@pytest.mark.clause("2.3")
def test_a_member_draws_from_the_own_area_and_linked_villages(cast, at):
    assert names(pool(cast, cast.member, scope="mine").eligible) == ["示例一村", "示例二村"]
    assert names(pool(cast, cast.linked, scope="mine").eligible) == ["示例三村"]
    with pytest.raises(Refused, match="范围不对"):
        pool(cast, cast.clerk, scope="mine")


@pytest.mark.parametrize("scope", ["area:0", "area:", "nowhere", "staff"])
def test_a_scope_that_is_not_offered_is_refused(cast, at, scope):
    with pytest.raises(Refused, match="范围不对"):
        pool(cast, scope=scope)


def test_somebody_left_out_by_hand_stands_there_with_the_reason(cast, at):
    found = pool(cast, by_hand={cast.village.pk: "道路中断"})
    assert why(found)["示例一村"] == "人工排除：道路中断"
    with pytest.raises(Refused, match="不在抽取范围"):
        pool(cast, scope=f"area:{cast.area.pk}", by_hand={cast.other_village.pk: "道路中断"})


def test_a_village_inspected_this_month_is_left_out_unless_wished(ruled):
    making.approved(ruled)
    assert why(pool(ruled))["示例一村"] == "本月已检查"
    assert "示例一村" in names(pool(ruled, skips_month=False).eligible)


@pytest.mark.clause("2.0.m9")
@pytest.mark.parametrize("state", ["draft", "approved", "under_way", "reported"])
def test_the_list_says_nothing_of_an_open_covert_inspection(ruled, state):
    """Not even to its own people: the list is seen by others."""
    before = pool(ruled, ruled.member, weighs_lately=True, weighs_findings=True)
    getattr(making, state)(ruled, "SPOT", covert=True)
    assert pool(ruled, ruled.member, weighs_lately=True, weighs_findings=True) == before


def test_weights_are_whole_numbers_that_say_why(ruled, at):
    making.closed(ruled, units=[ruled.village])
    found = pool(ruled, on=clock.date(2026, 11, 20), weighs_lately=True, weighs_findings=True)
    weights = {line["name"]: (line["weight"], line["note"]) for line in found.eligible}
    assert weights["示例一村"] == (3, "2 个月未检查")
    assert weights["示例二村"] == (7, "未检查过")


def test_sealed_findings_weigh_nothing(ruled):
    one = making.under_way(ruled, "FOCUSED")
    before = pool(ruled, weighs_findings=True, skips_month=False)
    Finding.objects.create(
        town=ruled.town,
        inspection=one,
        unit=ruled.village,
        item="2.2(1)",
        title="另行处理",
        is_sealed=True,
        found_at=clock.now(),
        found_by=ruled.commission_staff.person,
    )
    assert pool(ruled, weighs_findings=True, skips_month=False) == before


@pytest.mark.clause("2.0")
def test_villages_the_team_serves_are_left_out_but_for_the_leader_of_a_spot_inspection(ruled):
    draft = making.draft(ruled, "SPOT", team=[(ruled.member, ruled.party), (ruled.linked, ruled.party)])
    found = pool(ruled, ruled.member, inspection=draft)
    assert why(found)["示例三村"] == "回避：示例·李某现任联系领导"
    assert "示例一村" in names(found.eligible)


@pytest.mark.clause("2.0")
def test_inspectors_who_would_have_to_withdraw_are_left_out_before_the_draw(ruled):
    draft = making.draft(ruled, units=[ruled.village])
    Post.objects.create(
        seat=ruled.seat(ruled.village, "LIAISON", 2),
        person=ruled.dept_staff.person,
        valid_from=clock.date(2026, 2, 1),
        valid_to=clock.date(2026, 3, 1),
    )
    Leave.objects.create(person=ruled.dept_head.person, valid_from=clock.today(), reason="病假", approved_by="钱某")
    found = pool(ruled, inspection=draft, kind="INSPECTORS", scope="staff", parties={ruled.clerk.person_id: "抽取人"})
    assert why(found) == {
        "示例·杨某": "回避：12个月内曾任包村人员",
        "示例·韩某": "请假",
        "示例·郑某": "已在检查组",
        "示例·王某": "本次抽取人",
    }


@pytest.mark.clause("2.0")
def test_cross_inspectors_come_from_other_areas(ruled):
    draft = making.draft(ruled, units=[ruled.village])
    found = pool(ruled, inspection=draft, kind="INSPECTORS", scope="cross")
    assert names(found.eligible) == ["示例·陈某", "示例·蒋某"]
    assert why(found)["示例·冯某"].startswith(("回避", "与被检单位"))


@pytest.mark.clause("2.0")
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_nobody_who_must_withdraw_is_ever_drawn(ruled, data):
    villages = [ruled.village, ruled.second_village, ruled.other_village, ruled.key_village]
    units = data.draw(st.lists(st.sampled_from(villages), min_size=1, unique=True))
    draft = making.draft(ruled, units=units)
    for scope in ("staff", "cross"):
        found = pool(ruled, inspection=draft, kind="INSPECTORS", scope=scope)
        ids = [line["id"] for line in found.eligible]
        assert not conflicts(ids, [unit.pk for unit in units], clock.today())
    Inspection.objects.filter(pk=draft.pk).update(status="WITHDRAWN")


def test_what_is_used_was_on_the_list(cast, at):
    made = drawn(cast)
    use_draw(draw=made, by=cast.clerk)
    assert set(made.result) <= {line["id"] for line in made.roll["eligible"]}
    assert frozen(cast).roll["eligible"] == made.roll["eligible"]
