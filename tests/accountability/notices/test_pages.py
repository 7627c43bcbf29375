"""The pages of notices: what the desk registers and answers, and what each subject may read (3.4.d)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accountability.models import CriticismNotice, NoticeSubject, Objection
from accountability.notices.checking import check
from accountability.notices.objections import answer, file
from accountability.notices.posting import post_due
from accountability.notices.registering import NEEDED
from tests.accountability.notices.making import SENTENCE, named, paper, registered, told
from tests.cast import client_of, clients_of

pytestmark = [pytest.mark.usefixtures("at"), pytest.mark.clause("3.4.d")]

TYPED = {
    "level": "CITY",
    "document_number": "菏脱贫通〔2026〕5号",
    "issuer": "菏泽市脱贫攻坚领导小组",
    "title": "关于危房改造问题的通报",
    "issued_on": "2026-09-14",
    "received_on": "2026-09-15",
    "names_town": "on",
    "matter_title": "危房改造弄虚作假",
    "happened_on": "2026-09-01",
}


def page_of(client, name, *args, status=200):
    response = client.get(reverse(name, args=args))
    assert response.status_code == status
    return response.content.decode()


def do(client, name, obj, code, **typed):
    return client.post(reverse(f"commission:{name}_do", args=[obj.pk, code]), typed)


def test_the_desk_takes_a_notice_from_the_document_to_the_answer(scored):
    who = clients_of(
        {role: getattr(scored, role) for role in ("commission_staff", "commission_second", "village_head")}
    )
    staff, second = who["commission_staff"], who["commission_second"]
    new = reverse("commission:notice_new")
    answered = staff.post(new, TYPED)
    assert answered.status_code == 422
    assert 'value="菏脱贫通〔2026〕5号"' in answered.content.decode()
    made = staff.post(new, {**TYPED, "document": paper()})
    notice = CriticismNotice.objects.get()
    assert made.url == reverse("commission:notice_page", args=[notice.pk])
    both = do(staff, "notice", notice, "line", role="NAMED", sentence=SENTENCE)
    assert both.status_code == 422
    assert "只选一个" in both.content.decode()
    do(staff, "notice", notice, "line", unit=scored.village.pk, role="NAMED", sentence=SENTENCE)
    do(staff, "notice", notice, "line", unit=scored.dept.pk, role="CAUSED", sentence="另一句。", fault="未审核")
    line = notice.subjects.get(unit=scored.village)
    do(staff, "noticeline", line, "change", role="NAMED", sentence="改过的一句。")
    shown = page_of(staff, "commission:notice_page", notice.pk)
    assert "改过的一句。" in shown
    assert "扣 2 分" in shown
    assert do(staff, "notice", notice, "check").status_code == 403
    assert do(second, "notice", notice, "check").status_code == 422
    do(second, "notice", notice, "check", is_compared="on")
    assert set(notice.subjects.values_list("status", flat=True)) == {"PENDING"}
    who["village_head"].post(reverse("objection_new", args=[line.pk]), {"text": "那一户不在本村。"})
    objection = Objection.objects.get()
    assert do(staff, "objection", objection, "answer", is_upheld="1", text="成立。").status_code == 403
    secretary = client_of(scored.commission_secretary)
    assert "那一户不在本村。" in page_of(secretary, "commission:objection_do", objection.pk, "answer")
    do(secretary, "objection", objection, "answer", is_upheld="0", text="该户在本村。")
    assert "该户在本村。" in page_of(who["village_head"], "notice_page", notice.pk)
    said = {"number": "菏脱贫通〔2026〕8号", "withdrawn_on": "2026-09-17"}
    refused = do(staff, "notice", notice, "withdraw", **said)
    assert refused.status_code == 422 and 'value="菏脱贫通〔2026〕8号"' in refused.text
    do(staff, "notice", notice, "withdraw", **said, document=paper("撤销.pdf"))
    notice.refresh_from_db()
    shown = page_of(staff, "commission:notice_page", notice.pk)
    kept = reverse("commission:notice_file", args=[notice.pk, notice.withdrawn_document_id])
    assert "菏脱贫通〔2026〕8号" in shown and f'href="{kept}"' in shown
    assert client_of(scored.commission_second).get(kept).status_code == 200


def test_a_document_is_asked_for_and_what_was_typed_stays(cast):
    client = client_of(cast.commission_staff)
    answered = client.post(reverse("commission:notice_new"), TYPED | {"document": paper("假.pdf"), "received_on": ""})
    assert answered.status_code == 422
    assert "关于危房改造问题的通报" in answered.content.decode()
    assert NEEDED.startswith("没有文件不得计分")
    assert not CriticismNotice.objects.exists()


def test_a_subject_reads_their_own_line_and_nothing_of_the_others(scored):
    notice = registered(scored, title="关于示例一村、镇民政办的通报")
    by = scored.commission_staff
    mine = named(notice, scored.village, by=by, sentence="示例一村弄虚作假。")
    named(notice, scored.dept, role="CAUSED", by=by, sentence="镇民政办审核不严。", fault="未按规定审核")
    client = client_of(scored.village_head)
    page_of(client, "notice_page", notice.pk, status=404)
    check(notice=notice, by=scored.commission_second)
    for shown in (page_of(client, "notice_page", notice.pk), page_of(client, "notice_list")):
        assert "菏脱贫通〔2026〕5号" in shown
        for secret in ("镇民政办", "审核", notice.title, notice.matter.title, "示例·吴某"):
            assert secret not in shown
    shown = page_of(client, "notice_page", notice.pk)
    assert "示例一村弄虚作假。" in shown
    assert "拟扣 2 分，您作为主要负责人连带扣 1 分" in shown
    assert "10月1日 24:00" in shown
    assert reverse("objection_new", args=[mine.pk]) in shown
    page_of(client, "notice_document", notice.pk, status=403)
    other = notice.subjects.get(unit=scored.dept)
    page_of(client, "objection_new", other.pk, status=404)
    whole = page_of(client_of(scored.member), "notice_page", notice.pk)
    assert "示例一村弄虚作假。" in whole
    assert "镇民政办审核不严。" in whole


def test_without_a_scheme_the_subject_reads_that_nothing_is_counted_yet(cast):
    line = told(cast, cast.village)
    shown = page_of(client_of(cast.village_head), "notice_page", line.notice_id)
    assert "未施行考核办法，不计分；有了分值，重新告知" in shown
    assert "拟" not in shown


def test_who_is_not_named_finds_the_rule_and_no_notice(cast):
    line = told(cast, cast.village)
    client = client_of(cast.dept_head)
    shown = page_of(client, "notice_list")
    assert "没有点名到您" in shown
    assert "异议期" in shown
    assert line.notice.document_number not in shown
    page_of(client, "notice_page", line.notice_id, status=404)


def test_the_words_of_an_objection_are_for_its_side_and_who_answers(cast):
    line = told(cast, cast.village)
    objection = file(line=line, text="那一户不在本村。", by=cast.village_head)
    answer(objection=objection, is_upheld=False, text="该户确在本村。", by=cast.commission_secretary)
    assert "该户确在本村。" in page_of(client_of(cast.village_head), "notice_page", line.notice_id)
    for user in (cast.member, cast.mayor):
        shown = page_of(client_of(user), "notice_page", line.notice_id)
        assert "该户确在本村。" not in shown
        assert "那一户" not in shown
        page_of(client_of(user), "objection_page", objection.pk, status=403)


def test_a_main_leader_answers_on_the_site(cast):
    notice = registered(cast, by=cast.commission_secretary)
    line = named(notice, cast.village, by=cast.commission_secretary)
    check(notice=notice, by=cast.commission_second)
    line.refresh_from_db()
    client = client_of(cast.village_head)
    answered = client.post(reverse("objection_new", args=[line.pk]), {"text": " "})
    assert answered.status_code == 422
    client.post(reverse("objection_new", args=[line.pk]), {"text": "那一户不在本村。"})
    objection = Objection.objects.get()
    leader, place = client_of(cast.mayor), reverse("objection_page", args=[objection.pk])
    assert place in page_of(leader, "approval_list")
    assert "那一户不在本村。" in leader.get(place).content.decode()
    assert leader.post(place, {"text": "成立。"}).status_code == 422
    assert leader.post(place, {"is_upheld": "1", "text": "该户属邻村。"}).status_code == 302
    assert NoticeSubject.objects.get().status == "DROPPED"
    assert place not in page_of(leader, "approval_list")
    assert "该户属邻村。" in leader.get(place).content.decode()
    assert leader.post(place, {"is_upheld": "0", "text": "再答。"}).status_code == 200
    objection.refresh_from_db()
    assert objection.status == "UPHELD"


def test_the_head_takes_an_objection_back_once(cast):
    line = told(cast, cast.village)
    objection = file(line=line, text="那一户不在本村。", by=cast.village_head)
    client, place = client_of(cast.village_head), reverse("objection_withdraw", args=[objection.pk])
    assert "撤回异议" in page_of(client, "notice_page", line.notice_id)
    assert client.get(place).status_code == 405
    assert client_of(cast.dept_head).post(place).status_code == 404
    assert client.post(place).status_code == 302
    assert client.post(place).status_code == 403


@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_the_pages_cost_the_same_however_many_are_named(scored):
    notices = [registered(scored), registered(scored, "菏牡通〔2026〕31号")]
    subjects = [scored.village, scored.dept, scored.dept_staff.person, scored.clerk.person]
    for notice, many in zip(notices, (subjects[:1], subjects), strict=True):
        for subject in many:
            named(notice, subject, by=scored.commission_staff)
        check(notice=notice, by=scored.commission_second)
    post_due(NoticeSubject.objects.first().window_ends_at)
    client, costs = client_of(scored.mayor), []
    for notice in notices:
        with CaptureQueriesContext(connection) as asked:
            page_of(client, "notice_page", notice.pk)
        costs.append(len(asked))
    assert costs[0] == costs[1]
