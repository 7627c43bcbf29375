"""What a visit found: handed out, raised or put right at the door, in one step (X.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from dushi import clock
from dushi.matters.models import Matter
from dushi.records.errors import Refused
from meetings.visit_findings import findings_of, fix_here, hand_on_finding
from tests.cast import client_of
from tests.meetings.visits.conftest import OCTOBER, visit

pytestmark = pytest.mark.clause("X.2", "1.5.member")
DUE = clock.at(OCTOBER + timedelta(days=3), 18)


def post(user, made, **data):
    given = {name: value.pk if hasattr(value, "pk") else value for name, value in data.items()}
    return client_of(user).post(reverse("visit_finding", args=[made.pk]), given)


def test_a_leader_hands_it_out_to_any_department_and_the_office_follows_it_up(month):
    made = visit(month, month.village, month.member)
    matter = hand_on_finding(visit=made, title="桥栏松动", owner_unit=month.construction, due_at=DUE, by=month.member)
    assert (matter.status, matter.owner_unit, matter.due_at) == (Matter.Status.ASSIGNED, month.construction, DUE)
    assert (matter.tier, matter.about, matter.source) == ("OFFICE", month.village, "VISIT")
    assert (matter.source_type, matter.source_id) == ("meetings.visit", str(made.pk))
    assert matter.source_label == "10月13日示例一村调研"


def test_without_an_owner_it_is_raised_to_the_area(month):
    made = visit(month, month.village, month.member)
    matter = hand_on_finding(visit=made, title="路面塌陷", by=month.member)
    assert (matter.status, matter.tier, matter.raised_by) == (Matter.Status.REGISTERED, "AREA", month.member.person)


def test_what_was_put_right_at_the_door_is_one_tick(month):
    made = visit(month, month.village, month.member)
    matter = fix_here(visit=made, title="路灯不亮", by=month.member)
    assert matter.is_fixed_on_spot
    assert matter.status == Matter.Status.CLOSED


def test_the_same_finding_sent_again_is_one_matter(month):
    made = visit(month, month.village, month.member)
    first = hand_on_finding(visit=made, title="路面塌陷", by=month.member)
    assert hand_on_finding(visit=made, title=" 路面塌陷 ", by=month.clerk) == first
    assert fix_here(visit=made, title="路面塌陷", by=month.member) == first
    assert findings_of(made) == [first]


def test_a_secretary_of_the_area_hands_out_within_it_and_no_further(month):
    made = visit(month, month.village, month.member, by=month.area_secretary)
    by = month.area_secretary
    matter = hand_on_finding(visit=made, title="垃圾清运", owner_unit=month.village, due_at=DUE, by=by)
    assert matter.tier == "AREA"
    with pytest.raises(Refused, match="转上级"):
        hand_on_finding(visit=made, title="桥栏松动", owner_unit=month.construction, due_at=DUE, by=by)


def test_an_officer_who_went_along_has_it_registered_but_hands_out_nothing(month):
    made = visit(month, month.village, month.member, month.liaison)
    assert hand_on_finding(visit=made, title="路面塌陷", by=month.liaison).status == Matter.Status.REGISTERED
    with pytest.raises(Refused, match="班子成员"):
        hand_on_finding(visit=made, title="桥栏松动", owner_unit=month.village, due_at=DUE, by=month.liaison)
    with pytest.raises(Refused, match="班子成员"):
        fix_here(visit=made, title="桥栏松动", by=month.liaison)


@pytest.mark.parametrize("role", ["secretary", "area_secretary", "village_head"])
def test_who_neither_went_nor_recorded_hands_out_nothing(month, role):
    made = visit(month, month.village, month.member)
    with pytest.raises(Refused):
        hand_on_finding(visit=made, title="路面塌陷", by=getattr(month, role))
    assert post(getattr(month, role), made, title="路面塌陷").status_code == 403


def test_a_foreign_unit_is_given_nothing(month):
    made = visit(month, month.village, month.member)
    with pytest.raises(Refused):
        hand_on_finding(visit=made, title="路面塌陷", owner_unit=month.foreign_office, due_at=DUE, by=month.member)
    assert (
        post(
            month.member, made, title="路面塌陷", owner_unit=month.foreign_office, due_at="2026-10-16T18:00"
        ).status_code
        == 422
    )


def test_the_page_hands_out_raises_and_ticks(month):
    made = visit(month, month.village, month.member)
    post(month.member, made, title="桥栏松动", owner_unit=month.construction, due_at="2026-10-16T18:00")
    post(month.member, made, title="路面塌陷", due_at="2026-10-16T18:00")
    post(month.member, made, title="路灯不亮", on_spot="on")
    assert [(matter.title, matter.status, matter.is_fixed_on_spot) for matter in findings_of(made)] == [
        ("桥栏松动", "ASSIGNED", False),
        ("路面塌陷", "REGISTERED", False),
        ("路灯不亮", "CLOSED", True),
    ]
    page = client_of(month.member).get(reverse("visit_page", args=[made.pk])).content.decode()
    assert all(word in page for word in ("桥栏松动", "待管区核实", "即知即改"))


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ({"title": ""}, "请填写"),
        ({"title": "桥栏松动", "owner": "construction"}, "请选办结时限"),
        ({"title": "桥栏松动", "owner": "construction", "due_at": "2026-10-16T18:00", "on_spot": "on"}, "只选一样"),
        ({"title": "桥栏松动", "owner": "construction", "due_at": "2026-10-01T18:00"}, "晚于现在"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(month, data, word):
    made = visit(month, month.village, month.member)
    owner = data.pop("owner", None)
    answer = post(month.member, made, **data, **({"owner_unit": getattr(month, owner)} if owner else {}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert word in page
    assert data["title"] in page
    assert not Matter.objects.exists()


def test_an_officer_is_asked_for_the_problem_alone(month):
    made = visit(month, month.village, month.member, month.liaison)
    page = client_of(month.liaison).get(reverse("visit_page", args=[made.pk])).content.decode()
    assert "发现的问题" in page
    assert "直接交办给" not in page
