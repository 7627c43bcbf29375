"""A draw from the frozen list to its use: every step, who may take it, and what it leaves behind."""

import itertools

import pytest
from django.db import IntegrityError, transaction

from dushi import clock
from dushi.records.errors import Refused
from dushi.records.models import Event
from inspections.actions.approving import approve
from inspections.actions.draw_use import use_draw
from inspections.actions.drawing import commit_number, reveal_number, withhold
from inspections.draws import drawing
from inspections.draws.moves import move
from inspections.draws.record import record_of
from inspections.models import Draw, DrawNumber
from tests.inspections import making
from tests.inspections.draws.stage import NUMBERS, committed, drawn, drawn_as, frozen

Status = Draw.Status


@pytest.mark.clause("2.3", "2.0.m8")
def test_drawer_and_witness_each_write_a_number_and_the_villages_come_out(cast, at):
    made = drawn(cast)
    assert made.status == Status.DRAWN
    assert [line["name"] for line in made.chosen] == [line["name"] for line in record_of(made)["result"]]
    record = record_of(made)
    opened = [drawing.opening(record[side]["number"], record[side]["salt"]) for side in ("drawer", "witness")]
    assert (record["drawer"]["number"], record["witness"]["number"]) == NUMBERS
    assert made.seed == drawing.seed_of(*opened, drawing.sha256(drawing.canonical(record["list"])))


def test_the_list_is_kept_as_it_was_hashed_though_names_change(cast, at):
    made = frozen(cast)
    cast.village.name = "改名村"
    cast.village.save(update_fields=["name"])
    made.refresh_from_db()
    assert drawing.sha256(made.frozen) == made.list_hash
    assert "改名村" not in made.frozen
    assert made.name == made.roll["name"] == "第一次抽取"


def test_both_may_write_in_any_order_but_each_only_once(cast, at):
    made = frozen(cast)
    commit_number(draw=made, number=0, by=cast.commission_staff)
    with pytest.raises(Refused, match="不能再改"):
        commit_number(draw=made, number=1, by=cast.commission_staff)
    assert commit_number(draw=made, number=drawing.LARGEST, by=cast.clerk).status == Status.COMMITTED


@pytest.mark.parametrize("number", [-1, drawing.LARGEST + 1])
def test_a_number_out_of_range_is_refused(cast, at, number):
    with pytest.raises(Refused, match="0 到 999999999") as refusal:
        commit_number(draw=frozen(cast), number=number, by=cast.clerk)
    assert refusal.value.field == "number"


def test_nobody_reveals_before_both_numbers_are_sealed(cast, at):
    made = frozen(cast)
    commit_number(draw=made, number=5, by=cast.clerk)
    for user in (cast.clerk, cast.commission_staff):
        with pytest.raises(Refused, match="双方都封数"):
            reveal_number(draw=made, by=user)


@pytest.mark.parametrize("role", ["secretary", "commission_secretary", "office_head", "liaison"])
def test_nobody_else_writes_reveals_or_voids(cast, at, role):
    user, made = getattr(cast, role), frozen(cast)
    with pytest.raises(Refused, match="本人办理"):
        commit_number(draw=made, number=5, by=user)
    with pytest.raises(Refused, match="抽取人和见证人"):
        withhold(draw=made, reason="不想等了", by=user)
    with pytest.raises(Refused, match="本人办理"):
        reveal_number(draw=committed(cast, made), by=user)


def test_revealed_twice_the_result_stays(cast, at):
    made = drawn(cast)
    again = reveal_number(draw=made, by=cast.commission_staff)
    assert (again.seed, again.result) == (made.seed, made.result)
    assert Event.objects.about(made).filter(verb="抽出结果").count() == 1


@pytest.mark.clause("2.3")
@pytest.mark.parametrize("role", ["village_head", "liaison", "area_secretary", "dept_head", "desk", "admin"])
def test_only_office_commission_and_members_draw(cast, at, role):
    with pytest.raises(Refused, match="扶贫办、镇纪委或班子成员"):
        frozen(cast, by=getattr(cast, role))


@pytest.mark.parametrize(
    ("by", "witness"), [("clerk", "secretary"), ("clerk", "office_head"), ("commission_staff",) * 2]
)
def test_the_witness_is_another_person_of_the_commission(cast, at, by, witness):
    with pytest.raises(Refused, match="镇纪委的其他人员"):
        frozen(cast, by=getattr(cast, by), witness=getattr(cast, witness))


@pytest.mark.parametrize("count", [0, 4, 99])
def test_a_draw_leaves_something_to_chance(cast, at, count):
    with pytest.raises(Refused, match="不是随机"):
        frozen(cast, count=count)


@pytest.mark.clause("2.3")
def test_a_number_withheld_is_recorded_and_a_new_draw_names_the_old_one(cast, at):
    made = committed(cast)
    reveal_number(draw=made, by=cast.clerk)
    void = withhold(draw=made, reason="见证人拒绝", by=cast.clerk)
    assert void.void_reason == "见证人示例·吴某未揭晓；见证人拒绝"
    with pytest.raises(Refused, match="写明理由"):
        frozen(cast)
    anew = frozen(cast, replaces=void, reason="换见证人", witness=cast.commission_secretary)
    assert anew.name == "第二次抽取"
    assert anew.roll["replaces"] == {"list_hash": made.list_hash, "name": "第一次抽取", "reason": "换见证人"}
    assert Draw.objects.count() == 2


def test_what_was_withheld_is_destroyed(cast, at):
    made = committed(cast)
    withhold(draw=made, reason="作废", by=cast.commission_staff)
    assert {number.sealed for number in DrawNumber.objects.filter(draw=made)} == {""}


@pytest.mark.clause("2.3")
def test_there_is_no_silent_second_draw(cast, at):
    made = drawn(cast)
    with pytest.raises(Refused, match="还没有采用"):
        frozen(cast)
    with pytest.raises(Refused, match="为什么重新抽取"):
        frozen(cast, replaces=made)
    anew = frozen(cast, replaces=made, reason="示例二村道路中断")
    made.refresh_from_db()
    assert (made.status, made.void_reason) == (Status.VOID, "结果不用，重新抽取：示例二村道路中断")
    assert made.result
    with pytest.raises(Refused, match="不能再重新抽取"):
        frozen(cast, replaces=made, reason="再来一次")
    withhold(draw=anew, reason="名单有误", by=cast.clerk)


def test_two_live_draws_of_one_drawer_cannot_be_stored(cast, at):
    made = frozen(cast)
    made.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw(**{name: value for name, value in vars(made).items() if name not in ("_state", "id")}).save()


def test_used_for_random_visits_the_next_draw_begins_anew(cast, at):
    use_draw(draw=drawn(cast), by=cast.clerk)
    assert frozen(cast).name == "第一次抽取"


@pytest.mark.clause("2.3", "2.0.m8")
def test_the_villages_drawn_become_the_places_of_the_draft(ruled):
    draft = making.draft(ruled, "SPOT")
    made = drawn(ruled, by=ruled.member, inspection=draft)
    with pytest.raises(Refused, match="还没有办完"):
        approve(inspection=draft, by=ruled.secretary)
    use_draw(draw=made, by=ruled.member)
    draft.refresh_from_db()
    assert draft.is_drawn
    assert list(draft.places.values_list("unit", flat=True)) == made.result
    with pytest.raises(Refused, match="已经采用"):
        use_draw(draw=made, by=ruled.member)
    approve(inspection=draft, by=ruled.secretary)


def test_a_stand_alone_result_goes_to_one_draft_with_all_its_line(ruled):
    first = frozen(ruled, by=ruled.member)
    withhold(draw=first, reason="名单有误", by=ruled.member)
    second = drawn(ruled, by=ruled.member, replaces=first, reason="名单已改")
    draft = making.draft(ruled, "SPOT")
    use_draw(draw=second, by=ruled.member, inspection=draft)
    assert set(draft.draws.all()) == {first, second}
    with pytest.raises(Refused, match="自己的抽取"):
        use_draw(draw=drawn(ruled, by=ruled.member), by=ruled.member, inspection=draft)


def test_a_result_the_team_would_have_to_withdraw_from_is_not_used(ruled):
    draft = making.draft(ruled, "SPOT", team=[(ruled.member, ruled.party), (ruled.linked, ruled.party)])
    made = drawn_as(ruled, lambda one: ruled.other_village.pk in one.result, by=ruled.member)
    with pytest.raises(Refused, match="应回避示例三村"):
        use_draw(draw=made, by=ruled.member, inspection=draft)
    draft.refresh_from_db()
    assert not draft.is_drawn


@pytest.mark.clause("2.0")
def test_inspectors_drawn_join_the_team(ruled):
    draft = making.draft(ruled)
    made = drawn(ruled, inspection=draft, kind="INSPECTORS", scope="staff", count=1)
    use_draw(draw=made, by=ruled.clerk)
    assert draft.members.filter(person=made.result[0], is_cross=False).exists()


@pytest.mark.clause("2.0")
def test_people_of_other_areas_drawn_join_as_cross_inspectors(ruled):
    draft = making.draft(ruled)
    made = drawn(ruled, inspection=draft, kind="INSPECTORS", scope="cross", count=1)
    use_draw(draw=made, by=ruled.clerk)
    draft.refresh_from_db()
    assert draft.members.get(person=made.result[0]).is_cross
    assert "第一次抽取" in draft.cross_reason


def test_inspectors_are_drawn_for_a_draft_alone(ruled):
    with pytest.raises(Refused, match="先行回避"):
        frozen(ruled, kind="INSPECTORS", scope="staff")
    approved = making.approved(ruled)
    with pytest.raises(Refused, match="拟定"):
        frozen(ruled, kind="INSPECTORS", scope="staff", inspection=approved)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(Status, Status)))
def test_a_draw_moves_only_along_its_table(cast, at, before, after):
    made = {Status.FROZEN: frozen, Status.COMMITTED: committed, Status.DRAWN: drawn}.get(before, frozen)(cast)
    if before == Status.VOID:
        made = withhold(draw=made, reason="作废", by=cast.clerk)
    more = {"void_reason": "作废"} if after == Status.VOID else {}
    if after == Status.DRAWN:
        more = {"seed": "0" * 64, "record_hash": "0" * 64, "result": [1], "drawn_at": clock.now()}
    if after in Draw.TRANSITIONS[before]:
        assert move(made, after, verb="试", by=cast.clerk, at=clock.now(), **more).status == after
    else:
        with pytest.raises(Refused, match="不能试"):
            move(made, after, verb="试", by=cast.clerk, at=clock.now(), **more)


def test_every_step_stands_in_the_history_with_its_hash(cast, at):
    made = drawn(cast)
    events = {event.verb: event.data.get("hash") for event in Event.objects.about(made)}
    assert events["封存名单"] == made.list_hash
    assert events["抽出结果"] == made.record_hash == record_of(made)["record_hash"]
    assert {events["抽取人封数"], events["见证人封数"]} == {number.commitment for number in made.numbers.all()}
