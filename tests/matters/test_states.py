"""The state table: every state × every state × every role."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from dushi import clock
from dushi.matters import actions, permissions
from dushi.matters.management.commands.matter_diagram import diagram
from dushi.matters.models import Matter
from dushi.matters.moves import move
from dushi.matters.people import Roster
from dushi.records.errors import Refused
from dushi.records.models import Event
from tests.cast import Cast
from tests.matters.making import Status, soon, standing_at, tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
STATES = list(Status)


@pytest.mark.clause("X.2")
@pytest.mark.parametrize("before", STATES)
def test_a_matter_moves_along_the_table_and_nowhere_else(cast: Cast, before: str) -> None:
    matter = standing_at(cast, before)
    history = Event.objects.count()
    for to in STATES:
        ended = to in Matter.ENDED
        needed = {"owner_unit": cast.village, "due_at": soon(), "closed_at": clock.now() if ended else None}
        needed |= {} if ended else {"verified_by": None, "rechecked_at": None}
        met = tried(move, matter=matter, to=to, verb="试", by=cast.office_head, at=clock.now(), **needed)
        if to in Matter.TRANSITIONS[before]:
            assert met is None, (before, to, met)
        else:
            assert met is not None and met.clause == "X.2", (before, to, met)
    matter.refresh_from_db()
    assert matter.status == before
    assert Event.objects.count() == history


ACTS = {
    "confirm": (actions.confirm, {}),
    "dismiss": (actions.dismiss, {"reason": "查无此事"}),
    "assign": (actions.assign, {"owner_unit": "village", "due_at": soon}),
    "start": (actions.start, {}),
    "submit_done": (actions.submit_done, {"result": "已修好"}),
    "send_back": (actions.send_back, {"reason": "没有修好"}),
    "close": (actions.close, {}),
    "recheck": (actions.recheck, {"passed": True}),
    "rebound": (actions.recheck, {"passed": False, "note": "又不亮了"}),
    "escalate": (actions.escalate, {"reason": "村里没有经费"}),
    "ask_extension": (actions.ask_extension, {"due_at": lambda: soon(9), "reason": "等配件"}),
    "extend": (actions.extend, {"due_at": lambda: soon(9), "reason": "等配件"}),
    "add_part": (actions.add_part, {"unit": "second_village", "task": "腾出场地", "due_at": soon}),
}
OPEN = {Status.REGISTERED, Status.CONFIRMED, Status.ASSIGNED, Status.IN_PROGRESS, Status.RETURNED}
GOING = {Status.ASSIGNED, Status.IN_PROGRESS, Status.RETURNED}
#: act → (states in which it is lawful, who may)
LAWFUL = {
    "confirm": ({Status.REGISTERED}, "tier"),
    "dismiss": ({Status.REGISTERED}, "tier"),
    "assign": (OPEN, "tier"),
    "start": ({Status.ASSIGNED, Status.RETURNED}, "owner"),
    "submit_done": (GOING, "owner"),
    "send_back": ({Status.SUBMITTED}, "tier"),
    "close": ({Status.SUBMITTED, Status.REGISTERED, Status.CONFIRMED}, "tier"),
    "recheck": ({Status.CLOSED}, "tier"),
    "rebound": ({Status.CLOSED}, "tier"),
    "escalate": (OPEN, "tier"),
    "ask_extension": (GOING, "owner"),
    "extend": (GOING, "tier"),
    "add_part": (GOING, "tier"),
}
#: Of the matter of `village` at the tier of its 管区, owned by the village.
WHO = {"tier": {"area_secretary"}, "owner": {"liaison", "second_liaison", "village_head"}}
ROLES = ["area_secretary", "other_area_secretary", "liaison", "village_head", "clerk", "mayor", "member", "dept_head",
         "desk", "admin", "foreigner"]  # fmt: skip


def given(cast: Cast, asked: dict[str, object]) -> dict[str, object]:
    made = {name: value() if callable(value) else value for name, value in asked.items()}
    return {name: getattr(cast, value) if name in ("unit", "owner_unit") else value for name, value in made.items()}


@pytest.mark.clause("X.2")
@pytest.mark.parametrize("status", STATES)
def test_each_act_is_done_by_those_who_may_in_the_states_where_it_is_lawful(cast: Cast, status: str) -> None:
    matter = standing_at(cast, status)
    for name, (act, asked) in ACTS.items():
        states, who = LAWFUL[name]
        for role in ROLES:
            may = role in WHO[who]
            met = tried(act, matter=matter, by=getattr(cast, role), **given(cast, asked))
            expected = status in states and may
            assert (met is None) == expected, (status, name, role, met)


PREDICATES = {
    "confirm": permissions.may_confirm,
    "dismiss": permissions.may_dismiss,
    "assign": permissions.may_assign,
    "start": permissions.may_start,
    "submit_done": permissions.may_submit,
    "send_back": permissions.may_verify,
    "recheck": permissions.may_recheck,
    "escalate": permissions.may_escalate,
    "ask_extension": permissions.may_ask_extension,
    "extend": permissions.may_extend,
    "add_part": permissions.may_divide,
}


@pytest.mark.clause("X.2")
@pytest.mark.parametrize("status", STATES)
def test_the_page_offers_each_act_to_those_who_may_and_to_nobody_else(cast: Cast, status: str) -> None:
    matter = standing_at(cast, status)
    roster = Roster.of(matter)
    for name, may in PREDICATES.items():
        states, who = LAWFUL[name]
        offered = {role for role, user in cast.everybody().items() if may(user, matter, roster)}
        assert offered == (WHO[who] if status in states else set()), (status, name)


@pytest.mark.clause("X.2")
@pytest.mark.parametrize(
    ("tier", "who"),
    [
        (Matter.Tier.VILLAGE, {"area_secretary"}),
        (Matter.Tier.AREA, {"area_secretary"}),
        (Matter.Tier.OFFICE, {"office_head", "clerk"}),
        (Matter.Tier.LEADING_GROUP, {"office_head", "clerk", "secretary", "mayor"}),
        (Matter.Tier.PARTY_COMMITTEE, {"office_head", "clerk", "secretary", "mayor"}),
    ],
)
def test_each_tier_answers_for_its_own_matters(cast: Cast, tier: str, who: set[str]) -> None:
    matter = standing_at(cast, Status.REGISTERED)
    matter.tier = tier
    assert {role for role, user in cast.everybody().items() if permissions.decides(user, matter)} == who


def test_two_rosters_one_narrow_one_whole_say_the_same(cast: Cast) -> None:
    for status in (Status.REGISTERED, Status.SUBMITTED):
        matter = standing_at(cast, status)
        narrow, whole = Roster.of(matter), Roster.load(cast.town.pk)
        for question in ("deciders", "verifiers", "owners", "doers", "chiefs", "leaders"):
            assert getattr(narrow, question)(matter) == getattr(whole, question)(matter), question


def test_the_diagram_in_the_documents_is_that_of_the_table() -> None:
    text = (Path(__file__).parents[2] / "docs" / "matter-states.md").read_text()
    found = re.search(r"```mermaid\n(.*?)\n```", text, re.S)
    assert found and found[1] == diagram()


def test_a_recheck_day_must_lie_ahead(cast: Cast) -> None:
    matter = standing_at(cast, Status.SUBMITTED)
    with pytest.raises(Refused, match="晚于今天"):
        actions.close(matter=matter, by=cast.area_secretary, recheck_on=clock.today())
    kept = actions.close(matter=matter, by=cast.area_secretary, recheck_on=clock.today() + timedelta(days=1))
    assert kept.status == Status.CLOSED
