"""The subject's and the main leader's own pages, opened and sent as a browser does."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accountability.cases.standing import decision_of, facts_of
from accountability.models import Appeal, Case, DossierReading, Recusal, Statement
from tests.accountability.cases import making
from tests.accountability.cases.making import fresh
from tests.cast import client_of


def do(paper, code):
    return reverse("served_do", args=[paper.pk, code])


@pytest.mark.clause("3.0")
def test_a_subject_reads_signs_and_answers_the_facts(cast, rulebook, at):
    paper = facts_of(making.told(cast))
    browser = client_of(cast.liaison)
    assert "待签收" in browser.get(reverse("served_list")).content.decode()
    page = browser.get(reverse("served_page", args=[paper.pk])).content.decode()
    for words in ("未入户核实即签字确认", "通报", "陈述申辩期限到", "签收", "申请回避"):
        assert words in page, words
    assert browser.post(do(paper, "receive")).status_code == 302
    assert browser.post(do(paper, "receive")).status_code == 403
    wrong = {"has_objection": "yes", "text": "那天在区里开会。", "signature": "旁人"}
    refused = browser.post(do(paper, "state"), wrong)
    assert refused.status_code == 422 and "那天在区里开会。" in refused.content.decode()
    name = cast.liaison.person.name
    assert browser.post(do(paper, "state"), wrong | {"signature": name}).status_code == 302
    assert Statement.objects.get().text == "那天在区里开会。"
    page = browser.get(reverse("served_page", args=[paper.pk])).content.decode()
    assert "那天在区里开会。" in page and "采纳情况会写明" in page
    assert browser.get(reverse("served_docx", args=[paper.pk])).status_code == 200


@pytest.mark.clause("3.4.a")
def test_a_subject_appeals_reads_the_measures_and_takes_the_appeal_back(cast, rulebook, at):
    paper = decision_of(making.served(cast))
    browser = client_of(cast.liaison)
    page = browser.get(reverse("served_page", args=[paper.pk])).content.decode()
    assert "申诉期限到" in page and "没有法定影响期" in page
    assert browser.post(do(paper, "appeal"), {"text": ""}).status_code == 422
    assert browser.post(do(paper, "appeal"), {"text": "处理过重。"}).status_code == 302
    assert "处理过重。" in browser.get(reverse("served_page", args=[paper.pk])).content.decode()
    assert browser.post(do(paper, "withdraw")).status_code == 302
    assert Appeal.objects.get().status == Appeal.Status.WITHDRAWN


def test_a_subject_asks_somebody_to_withdraw(cast, rulebook, at):
    paper = facts_of(making.told(cast))
    asked = {"person": cast.commission_staff.person.pk, "ground": "INTEREST", "reason": "两家有纠纷。"}
    assert client_of(cast.liaison).post(do(paper, "recusal"), asked).status_code == 302
    row = Recusal.objects.get()
    assert (row.person, row.asked_by, row.is_upheld) == (cast.commission_staff.person, cast.liaison.person, None)


def test_papers_of_others_do_not_exist(cast, rulebook, at):
    case = making.told(cast)
    paper, unserved = facts_of(case), facts_of(making.shown(cast, cast.clerk.person))
    for stranger in (cast.second_liaison, cast.secretary, cast.commission_staff, cast.foreigner):
        browser = client_of(stranger)
        for name in ("served_page", "served_docx"):
            assert browser.get(reverse(name, args=[paper.pk])).status_code == 404
        assert browser.post(do(paper, "receive")).status_code == 404
    assert client_of(cast.clerk).get(reverse("served_page", args=[unserved.pk])).status_code == 404
    assert client_of(cast.admin).get(reverse("served_list")).status_code == 403


@pytest.mark.clause("3.4.a")
def test_a_main_leader_signs_what_they_were_asked_and_each_look_is_kept(cast, rulebook, at):
    case = making.decided(cast)
    browser, page = client_of(cast.secretary), reverse("approval_page", args=["case", case.pk])
    assert "签发问责决定书" in browser.get(reverse("approval_list")).content.decode()
    shown = browser.get(page).content.decode()
    assert "未入户核实即签字确认" in shown and "签发问责决定书" in shown
    assert DossierReading.objects.filter(case=case, read_by=cast.secretary.person).exists()
    assert client_of(cast.mayor).get(page).status_code == 404
    sign = reverse("approval_do", args=["case", case.pk, "sign"])
    assert browser.post(reverse("approval_do", args=["case", case.pk, "close"])).status_code == 403
    assert browser.post(reverse("approval_do", args=["case", case.pk, "nonsense"])).status_code == 404
    assert browser.post(sign).status_code == 302
    assert fresh(case).decided_at and browser.post(sign).status_code == 422
    assert "签发问责决定书" not in browser.get(reverse("approval_list")).content.decode()


def test_a_main_leader_presides_where_the_secretary_of_the_commission_withdrew(cast, rulebook, at):
    case = making.opened(cast)
    client_of(cast.commission_secretary).post(
        reverse("commission:case_do", args=[case.pk, "recusal_ask"]),
        {"person": cast.commission_secretary.person.pk, "ground": "RELATIVE", "reason": "是表亲。"},
    )
    assert Recusal.objects.exists()
    assert client_of(cast.commission_secretary).get(reverse("commission:case_page", args=[case.pk])).status_code == 404
    browser = client_of(cast.secretary)
    assert "代为主持" in browser.get(reverse("approval_list")).content.decode()
    do_it = reverse("approval_do", args=["case", case.pk, "recusal_decide"])
    decided = browser.post(do_it, {"recusal": Recusal.objects.get().pk, "is_upheld": "yes"})
    assert decided.status_code == 302 and Recusal.objects.get().is_upheld
    team = [cast.commission_staff.person.pk, cast.commission_second.person.pk]
    name = reverse("approval_do", args=["case", case.pk, "name"])
    assert browser.post(name, {"people": team, "leader": team[0]}).status_code == 302
    assert browser.post(reverse("approval_do", args=["case", case.pk, "begin"])).status_code == 302
    assert fresh(case).status == Case.Status.INQUIRY


@pytest.mark.clause("3.0")
def test_the_commission_records_a_sitting_on_its_desk(cast, rulebook, at):
    case = making.before_sitting(cast)
    browser = client_of(cast.commission_secretary)
    hold = reverse("commission:case_do", args=[case.pk, "hold"])
    asked = browser.get(hold).content.decode()
    assert "不可抗力" in asked and "镇党委会议" in asked and "通报（镇党委会议决定）" in asked
    voters = ("secretary", "mayor", "member", "linked", "commission_secretary")
    votes = {f"vote_{getattr(cast, role).person.pk}": "FOR" for role in voters}
    sent = {
        "body": "PARTY_COMMITTEE",
        "held_on": "2026-09-17",
        "conclusion": "同意。",
        "measures": ["CRITICISM", "CIRCULAR"],
        "exemption_reason": "均不适用。",
        "approver": cast.secretary.person.pk,
        **votes,
    }
    few = sent | dict.fromkeys(list(votes)[:3], "ABSENT")
    refused = browser.post(hold, few)
    assert refused.status_code == 422 and "超过应到人数的一半" in refused.content.decode()
    assert browser.post(hold, sent).status_code == 302
    assert fresh(case).status == Case.Status.DECIDED and case.deliberations.get().entitled == 5


@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_the_page_of_a_case_in_any_state_costs_few_queries(cast, rulebook, at, django_assert_max_num_queries):
    for state, make in making.STATES.items():
        page = reverse("commission:case_page", args=[make(cast).pk])
        for user in (cast.commission_staff, cast.commission_secretary):
            browser = client_of(user)
            if browser.get(page).status_code == 404:
                assert (state, user) == (Case.Status.ACCEPTED, cast.commission_staff)
                continue
            with django_assert_max_num_queries(36, info=str(state)):
                browser.get(page)
