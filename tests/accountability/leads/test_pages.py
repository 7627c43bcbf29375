"""Leads on the commission's desk and on a main leader's pages: typed, refused with everything typed, done, hidden."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accountability.leads import handling
from accountability.leads.proposals import propose
from accountability.leads.providers import work
from accountability.leads.rungs import rungs
from accountability.models import Case, DossierReading, Lead, TransferStub
from dushi import clock
from dushi.alerts.ladder import climb
from dushi.alerts.models import Alert
from dushi.town.models import Post
from tests.accountability.leads.making import (
    DEED_ON,
    TITLE,
    Outcome,
    S,
    approved,
    assigned,
    handed,
    missed,
    proposed,
    registered,
    suggestion,
    weeks,
)
from tests.cast import client_of

pytestmark = pytest.mark.clause("3.0")
DAY = DEED_ON.isoformat()


def do(cast, role, lead, code, data=None):
    """What the desk answers: the form where no data is given."""
    client, url = client_of(getattr(cast, role)), reverse("commission:lead_do", args=[lead.pk, code])
    return client.get(url) if data is None else client.post(url, data)


def status(lead):
    return Lead.objects.get(pk=lead.pk).status


@pytest.mark.clause("3.2(1)b")
def test_the_commission_registers_on_its_desk(live):
    client, url = client_of(live.commission_staff), reverse("commission:lead_new")
    assert "系统无从知道" in client.get(url).text
    typed = {
        "source": "HAND",
        "unit": live.village.pk,
        "deed_on": DAY,
        "title": TITLE,
        "clause": "3.3(4)",
        "text": "会议室记录",
    }
    refused = client.post(url, typed)
    assert refused.status_code == 422 and TITLE in refused.text and "会议室记录" in refused.text
    assert "身份不符" in refused.text and not Lead.objects.exists()
    client.post(url, typed | {"clause": "3.2(1)b"})
    lead = Lead.objects.get()
    assert (lead.unit, lead.clause, lead.registered_by) == (live.village, "3.2(1)b", live.commission_staff.person)


def test_every_act_is_asked_and_done_on_the_desk(live):
    lead = suggestion(live)
    chief, officer = "commission_secretary", "commission_staff"
    said = {"person": live.liaison.person_id, "deed_on": DAY, "title": "三周未报", "clause": "3.3(4)"}
    steps = [
        (chief, "take_up", said, S.REGISTERED),
        (chief, "assign", {"handler": live.commission_staff.person_id}, S.REGISTERED),
        (officer, "add_evidence", {"label": "照片", "text": "门锁着"}, S.REGISTERED),
        (officer, "propose", {"outcome": "EXPLAIN", "opinion": "先听本人说"}, S.PROPOSED),
        (chief, "approve", {}, S.EXPLAINING),
        (officer, "ask_explanation", {"question": "为何未报？", "way": "HAND"}, S.EXPLAINING),
        (officer, "record_explanation", {"text": "下村"}, S.REGISTERED),
        (officer, "propose", {"outcome": "CLOSE", "opinion": "情有可原"}, S.PROPOSED),
        (chief, "send_back", {"reason": "再核"}, S.REGISTERED),
        (officer, "propose", {"outcome": "TRANSFER", "opinion": "涉嫌违纪"}, S.PROPOSED),
        (chief, "transfer", {"number": "函1", "receiver": "区纪委", "handed_on": "2026-09-17"}, S.TRANSFERRED),
    ]
    for role, code, data, after in steps:
        assert do(live, role, lead, code).status_code == 200, code
        assert do(live, role, lead, code, data).status_code == 302, code
        assert status(lead) == after, code
    stub = TransferStub.objects.get()
    page = reverse("commission:transfer_do", args=[stub.pk, "outcome"])
    client_of(live.commission_secretary).post(page, {"outcome": "诫勉", "outcome_on": "2026-09-17"})
    assert "诫勉" in client_of(live.commission_secretary).get(reverse("commission:transfer_page", args=[stub.pk])).text


def test_only_lawful_answers_are_offered(live):
    lead = assigned(live, live.second_liaison.person)
    asked = do(live, "commission_staff", lead, "propose").text
    assert live.mayor.person.name in asked and live.member.person.name not in asked
    merging = proposed(live, Outcome.MERGE)
    assert live.liaison.person.name not in do(live, "commission_secretary", merging, "assign").text.split("承办人")[1]


def test_a_main_leader_opens_a_case_on_their_own_page(live):
    lead = proposed(live, Outcome.OPEN)
    client = client_of(live.mayor)
    page = reverse("approval_page", args=["lead", lead.pk])
    assert page in client.get(reverse("approval_list")).text
    assert TITLE in client.get(page).text
    client.post(reverse("approval_do", args=["lead", lead.pk, "approve"]), {"text": "同意"})
    assert Case.objects.get().lead == lead
    for role in ("secretary", "member", "liaison"):
        assert client_of(getattr(live, role)).get(page).status_code in (403, 404)


@pytest.mark.clause("3.4.b")
def test_what_is_about_the_commission_secretary_is_handed_over_on_a_main_leaders_page(live):
    lead = registered(live, live.commission_secretary.person, by=live.commission_staff)
    for role in ("commission_secretary", "commission_staff"):
        client = client_of(getattr(live, role))
        assert client.get(reverse("commission:lead_page", args=[lead.pk])).status_code == 404
        assert "没有线索" in client.get(reverse("commission:lead_list")).text
    client = client_of(live.secretary)
    assert "移送" in client.get(reverse("approval_page", args=["lead", lead.pk])).text
    given = {"number": "函7", "receiver": "区纪委", "handed_on": "2026-09-17"}
    client.post(reverse("approval_do", args=["lead", lead.pk, "transfer"]), given)
    assert status(lead) == S.TRANSFERRED
    desk = client_of(live.commission_secretary).get(reverse("commission:transfer_list")).text
    assert "函7" not in desk and "没有移送" in desk


def test_each_look_at_a_lead_is_kept(live):
    lead = assigned(live)
    client_of(live.commission_staff).get(reverse("commission:lead_page", args=[lead.pk]))
    assert [(one.lead, one.read_by) for one in DossierReading.objects.all()] == [(lead, live.commission_staff.person)]


# Nobody else learns that there is one --------------------------------------------------------------------------------

STRANGERS = (
    "secretary",
    "member",
    "office_head",
    "clerk",
    "area_secretary",
    "liaison",
    "village_head",
    "desk",
    "admin",
)


@pytest.mark.only_on("sqlite")  # pages say the same on both engines
def test_the_pages_of_everybody_else_are_those_of_a_world_without_it(live):
    """Byte for byte: 我的工作, 提醒, 制度执行, the ledger, the papers, and the counts beside them."""
    pages = ("my_work", "alert_list", "regulation_state", "matter_list", "served_list")
    clients = {role: client_of(getattr(live, role)) for role in STRANGERS}

    def world():
        return {(role, page): bare(clients[role].get(reverse(page)).text) for role in clients for page in pages}

    climb(clock.now())
    before = world()
    assigned(live)
    proposed(live, Outcome.CLOSE, live.other_liaison.person)
    suggestion(live)
    climb(clock.now())
    after = world()
    assert [key for key in before if before[key] != after[key]] == []


def bare(text):
    """Without the token of the form."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def test_my_work_says_that_something_waits_and_not_what(live):
    suggestion(live)
    assigned(live)
    proposed(live, Outcome.CLOSE, live.other_liaison.person)
    approved(live, Outcome.CHECK, live.second_liaison.person)
    registered(live, live.village)
    seen = {role: sorted(item.title for item in work(user, clock.now())) for role, user in live.everybody().items()}
    assert {role: titles for role, titles in seen.items() if titles} == {
        "commission_secretary": ["有线索待判断", "有线索待审批", "有线索待指定承办人或者移送"],
        "commission_staff": ["有线索待拟办", "有线索待核查"],
        "commission_second": ["有线索待核查"],
    }
    items = [item for user in live.everybody().values() for item in work(user, clock.now())]
    assert not any(live.liaison.person.name in f"{item.title}{item.note}" for item in items)


def test_what_an_officer_left_behind_waits_for_who_presides(live):
    lead = assigned(live)
    assert not list(work(live.commission_secretary, clock.now()))
    Post.objects.filter(person=live.commission_staff.person).update(valid_to=clock.today() - timedelta(days=1))
    assert [item.title for item in work(live.commission_secretary, clock.now())] == ["有线索待指定承办人或者移送"]
    handling.assign(lead=lead, handler=live.commission_second.person, by=live.commission_secretary)
    assert not list(work(live.commission_secretary, clock.now()))


def test_a_late_step_is_chased_without_a_name(live):
    lead = proposed(live, Outcome.OPEN)
    assert not [one for one in rungs(clock.now()) if one.falls_at <= clock.now()]
    clock.travel(lead.due_at + timedelta(days=7))
    climb(clock.now())
    told = Alert.objects.filter(object_type="accountability.lead")
    assert {one.person for one in told} == {live.mayor.person, live.commission_secretary.person}
    for one in told:
        assert one.title in ("有一项问责工作今日到期", "有一项问责工作已过时限") and one.whose == "镇纪委"
        assert live.second_liaison.person.name not in f"{one.title}{one.whose}{one.url}"


@pytest.mark.clause("X.1")
def test_the_officer_who_is_proposed_learns_nothing_of_it(live):
    for week in weeks("2026-W34", 3):
        missed(live, "1.4.r", week, rungs=("late",))
    climb(clock.now())
    client, alerts = client_of(live.liaison), Alert.objects.count()
    pages = ("my_work", "alert_list", "served_list")
    before = [bare(client.get(reverse(page)).text) for page in pages]
    assert propose(clock.now()) == 1
    climb(clock.now())
    assert Alert.objects.count() == alerts
    assert [bare(client.get(reverse(page)).text) for page in pages] == before
    assert client.get(reverse("commission:lead_page", args=[Lead.objects.get().pk])).status_code == 403


def test_a_stub_keeps_nothing_that_the_desk_could_show(live):
    stub = handed(live, registered(live, live.member.person), contents="材料三份")
    page = client_of(live.commission_secretary).get(reverse("commission:transfer_page", args=[stub.pk])).text
    assert "只存登记，不存内容" in page
    assert live.member.person.name not in page.split("<main")[1] and TITLE not in page and "材料三份" not in page
    assert client_of(live.commission_staff).get(reverse("commission:transfer_page", args=[stub.pk])).status_code == 404
