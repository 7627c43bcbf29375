"""回避: declared, computed, asked for; decided one level up; nobody decides what is their own or a relative's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accountability.leads import handling, recusing
from accountability.leads.offered import may_decide_recusal
from accountability.leads.recusal import bound
from accountability.models import Evidence, Lead, Recusal, Relation
from accountability.presiding import presides, presiding_person
from dushi import clock
from dushi.records.errors import Refused
from dushi.town.models import Post, Seat
from inspections.models import Finding
from tests.accountability.cases.making import in_inquiry
from tests.accountability.leads.making import Outcome, approved, asked, assigned, proposed, registered, seen_by
from tests.cast import client_of
from tests.inspections.findings.stage import Kind, found, inspection_of

pytestmark = pytest.mark.clause("3.0")

SECRETARY, STAFF, SECOND = "commission_secretary", "commission_staff", "commission_second"


def today():
    return clock.today()


def declared(cast, role, other, kind="兄弟姐妹"):
    return recusing.declare(relative=getattr(cast, other).person, kind=kind, by=getattr(cast, role))


def recusal(cast, lead, role, by=None, **more):
    given = {"ground": "OTHER", "reason": "曾为邻居"} | more
    return recusing.ask(obj=lead, person=getattr(cast, role).person, **given, by=by or getattr(cast, role))


# Computed ------------------------------------------------------------------------------------------------------------


def test_the_subject_and_declared_relatives_are_bound_either_way(live):
    lead = registered(live)
    assert bound(live.liaison.person, lead, today()) == ["是本人"]
    assert bound(live.commission_staff.person, lead, today()) == []
    Relation.objects.create(
        town=live.town, person=live.liaison.person, relative=live.commission_staff.person, kind="配偶",
        declared_at=clock.now(), declared_by=live.liaison.person,
    )  # fmt: skip
    assert bound(live.commission_staff.person, lead, today()) == ["与对象是近亲属"]


def test_a_relative_of_who_heads_the_unit_is_bound_while_that_one_heads_it(live):
    lead = registered(live, live.village)
    declared(live, STAFF, "village_head")
    assert bound(live.commission_staff.person, lead, today()) == ["与该单位主要负责人是近亲属"]
    Post.objects.filter(person=live.village_head.person).update(valid_to=today() - timedelta(days=1))
    assert bound(live.commission_staff.person, lead, today()) == []


@pytest.mark.parametrize(("ended", "is_bound"), [(clock.date(2025, 9, 17), True), (clock.date(2025, 9, 16), False)])
def test_work_in_the_same_unit_binds_for_twelve_months(live, ended, is_bound):
    lead = registered(live)
    seat = Seat.objects.create(town=live.town, unit=live.village, kind=Seat.Kind.STAFF)
    Post.objects.create(
        seat=seat, person=live.commission_staff.person, valid_from=clock.date(2024, 1, 1), valid_to=ended
    )
    assert bool(bound(live.commission_staff.person, lead, today())) == is_bound
    unit = registered(live, live.village)
    assert bool(bound(live.commission_staff.person, unit, today())) == is_bound


def test_who_found_it_is_a_witness(live):
    finding = found(inspection_of(live, kind=Kind.FOCUSED), live.village, "2.2(1)", by=live.commission_staff)
    lead = registered(live)
    Evidence.objects.create(
        lead=lead,
        label="检查发现",
        source_type=Finding._meta.label_lower,
        source_id=str(finding.pk),
        collected_at=clock.now(),
    )
    assert bound(live.commission_staff.person, lead, today()) == ["是问题的发现人，属于证人"]
    with pytest.raises(Refused, match="不须回避"):
        handling.assign(lead=lead, handler=live.commission_staff.person, by=live.commission_secretary)


def test_it_is_computed_for_a_case_alike(live):
    case = in_inquiry(live)
    assert bound(live.liaison.person, case, today()) == ["是本人"]
    assert bound(live.commission_staff.person, case, today()) == []


def test_who_is_bound_neither_handles_checks_nor_opens(live):
    lead = assigned(live)
    declared(live, STAFF, "liaison")
    with pytest.raises(Refused):
        handling.propose(lead=lead, outcome=Outcome.CLOSE, opinion="查无", by=live.commission_staff)
    handling.assign(lead=lead, handler=live.commission_second.person, by=live.commission_secretary)
    both = [live.commission_staff.person, live.commission_second.person]
    with pytest.raises(Refused, match="核查人"):
        handling.propose(lead=lead, outcome=Outcome.CHECK, opinion="核", checkers=both, by=live.commission_second)
    declared(live, "mayor", "liaison")
    Lead.objects.filter(pk=lead.pk).update(clause="3.3(4)")
    with pytest.raises(Refused, match="须回避的除外"):
        handling.propose(
            lead=lead, outcome=Outcome.OPEN, opinion="转", approver=live.mayor.person, by=live.commission_second
        )


def test_a_main_leader_who_is_found_to_be_bound_opens_nothing(live):
    lead = proposed(live, Outcome.OPEN)
    declared(live, "mayor", "liaison")
    with pytest.raises(Refused):
        handling.approve(lead=lead, by=live.mayor)
    assert "mayor" not in seen_by(live, lead)


# Who presides --------------------------------------------------------------------------------------------------------


def test_the_commission_secretary_presides_and_else_the_first_main_leader_who_need_not_keep_away(live):
    lead = registered(live)
    assert presiding_person(lead) == live.commission_secretary.person
    declared(live, SECRETARY, "liaison")
    assert presiding_person(lead) == live.secretary.person
    assert presides(live.secretary, lead) and not presides(live.commission_secretary, lead)
    assert seen_by(live, lead) == {"secretary"}
    declared(live, "secretary", "liaison")
    assert presiding_person(lead) == live.mayor.person
    assert seen_by(live, lead) == {"mayor"}
    declared(live, "mayor", "liaison")
    assert presiding_person(lead) is None
    assert seen_by(live, lead) == set()


def test_where_the_seat_is_empty_the_main_leader_presides(live):
    lead = registered(live, by=live.commission_staff)
    Post.objects.filter(seat__kind="COMMISSION_SECRETARY").update(valid_to=today() - timedelta(days=1))
    assert presiding_person(lead) == live.secretary.person
    assert seen_by(live, lead) == {"commission_staff", "secretary"}


def test_who_presides_in_the_place_of_another_does_their_work(live):
    lead = registered(live, by=live.commission_staff)
    declared(live, SECRETARY, "liaison")
    with pytest.raises(Refused):
        handling.assign(lead=lead, handler=live.commission_second.person, by=live.commission_secretary)
    handling.assign(lead=lead, handler=live.commission_second.person, by=live.secretary)
    handling.propose(lead=lead, outcome=Outcome.SHELVE, opinion="再看", by=live.commission_second)
    handling.approve(lead=lead, by=live.secretary)
    assert seen_by(live, lead) == {"secretary", STAFF, SECOND}


# Declared ------------------------------------------------------------------------------------------------------------


def test_declared_twice_it_stands_once_and_nobody_frees_themself(live):
    first = declared(live, STAFF, "liaison")
    assert declared(live, STAFF, "liaison") == first
    for role in (STAFF, SECOND, "liaison", "mayor"):
        with pytest.raises(Refused):
            recusing.end_relation(relation=first, ended_on=today(), by=getattr(live, role))
    recusing.end_relation(relation=first, ended_on=today(), by=live.commission_secretary)
    assert bound(live.commission_staff.person, registered(live), today()) == []
    own = declared(live, SECRETARY, "liaison")
    with pytest.raises(Refused):
        recusing.end_relation(relation=own, ended_on=today(), by=live.commission_secretary)
    recusing.end_relation(relation=own, ended_on=today(), by=live.mayor)


@pytest.mark.parametrize("role", ["liaison", "office_head", "admin"])
def test_who_decides_nothing_declares_nothing(live, role):
    with pytest.raises(Refused, match="班子成员申报"):
        recusing.declare(relative=live.clerk.person, kind="配偶", by=getattr(live, role))


def test_the_page_shows_ones_own_and_what_one_may_end(live):
    client = client_of(live.commission_staff)
    page = client.post(reverse("relation_list"), {"relative": live.liaison.person_id, "kind": "配偶"}, follow=True)
    assert "今后涉及他的线索和问责事项" in page.text and live.liaison.person.name in page.text
    refused = client.post(reverse("relation_list"), {"relative": "", "kind": "配偶"})
    assert refused.status_code == 422
    relation = Relation.objects.get()
    assert client.get(reverse("relation_end", args=[relation.pk])).status_code == 404
    chief = client_of(live.commission_secretary)
    assert reverse("relation_end", args=[relation.pk]) in chief.get(reverse("relation_list")).text
    chief.post(reverse("relation_end", args=[relation.pk]), {"ended_on": "2026-09-17"})
    relation.refresh_from_db()
    assert relation.ended_on == today()
    others = client_of(live.mayor).get(reverse("relation_list")).text
    assert live.liaison.person.name not in others.split("申报一项")[0]


# Asked for -----------------------------------------------------------------------------------------------------------


def test_until_it_is_decided_whoever_was_asked_to_withdraw_keeps_away(live):
    lead = assigned(live)
    made = recusal(live, lead, STAFF)
    assert seen_by(live, lead) == {SECRETARY}
    with pytest.raises(Refused):
        handling.propose(lead=lead, outcome=Outcome.CLOSE, opinion="查无", by=live.commission_staff)
    for role in (STAFF, SECOND, "secretary", "mayor"):
        with pytest.raises(Refused):
            recusing.decide(recusal=made, is_upheld=False, by=getattr(live, role))
    recusing.decide(recusal=made, is_upheld=False, by=live.commission_secretary)
    assert seen_by(live, lead) == {SECRETARY, STAFF}
    with pytest.raises(Refused, match="已经决定"):
        recusing.decide(recusal=made, is_upheld=True, by=live.commission_secretary)


def test_who_withdrew_has_it_in_hand_no_more(live):
    lead = approved(live, Outcome.CHECK)
    recusing.decide(recusal=recusal(live, lead, STAFF), is_upheld=True, by=live.commission_secretary)
    lead.refresh_from_db()
    assert lead.handler is None
    assert list(lead.checkers.all()) == [live.commission_second.person]
    assert seen_by(live, lead) == {SECRETARY, SECOND}


def test_the_withdrawal_of_the_commission_secretary_is_decided_by_a_main_leader(live):
    lead = assigned(live)
    made = recusal(live, lead, SECRETARY, by=live.commission_staff)
    assert seen_by(live, lead) == {"secretary", STAFF}
    assert may_decide_recusal(live.secretary, lead) and not may_decide_recusal(live.commission_secretary, lead)
    with pytest.raises(Refused):
        recusing.decide(recusal=made, is_upheld=False, by=live.commission_secretary)
    recusing.decide(recusal=made, is_upheld=True, by=live.secretary)
    assert presiding_person(lead) == live.secretary.person


def test_the_withdrawal_of_a_main_leader_is_decided_by_another(live):
    lead = proposed(live, Outcome.OPEN)
    made = recusal(live, lead, "mayor", by=live.commission_staff)
    assert recusing.decider_of(made) == live.secretary.person
    with pytest.raises(Refused):
        handling.approve(lead=lead, by=live.mayor)
    recusing.decide(recusal=made, is_upheld=False, by=live.secretary)
    handling.approve(lead=lead, by=live.mayor)


def test_the_subject_may_ask_once_something_was_served_and_not_before(live):
    lead = assigned(live)
    with pytest.raises(Refused):
        recusal(live, lead, STAFF, by=live.liaison)
    other = asked(live)
    made = recusal(live, other, STAFF, by=live.liaison)
    assert made.asked_by == live.liaison.person
    with pytest.raises(Refused, match="已经申请"):
        recusal(live, other, STAFF, by=live.liaison)
    assert Recusal.objects.count() == 1


@pytest.mark.parametrize("role", ["liaison", "office_head", "mayor", "member", "foreigner"])
def test_who_has_nothing_to_do_with_it_asks_nothing(live, role):
    with pytest.raises(Refused):
        recusal(live, assigned(live), STAFF, by=getattr(live, role))
