"""The next lawful steps as pages: who is asked, what is missing, nothing typed is lost, nothing happens twice."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accountability.models import Case, DossierReading, Evidence
from tests.accountability.cases.making import found, in_inquiry, proved
from tests.accountability.desk.making import a_lead
from tests.accountability.desk.walking import english, text_of
from tests.cast import client_of


def step(case, code):
    return reverse("commission:case_do", args=[case.pk, code])


def page(case):
    return reverse("commission:case_page", args=[case.pk])


@pytest.fixture
def case(live):
    """Under inquiry, found, nothing proposed yet."""
    return found(in_inquiry(live), live)


@pytest.mark.clause("3.0")
def test_the_page_offers_what_is_ready_and_says_what_the_rest_lacks(live, case):
    answer = client_of(live.commission_staff).get(page(case))
    ready = {offer.act.code for offer, _ in answer.context["offers"]}
    assert {"find", "add_evidence", "propose"} <= ready
    waiting = {offer.act.code: offer.missing for offer in answer.context["waiting"]}
    assert any("拟处理意见" in line for line in waiting["show_facts"])
    said = text_of(answer)
    assert "印发事实告知书" in said
    assert waiting["show_facts"][0] in said
    assert step(case, "show_facts") not in answer.content.decode()


def test_a_step_that_lacks_something_does_nothing(live, case):
    answer = client_of(live.commission_staff).post(step(case, "show_facts"))
    assert answer.status_code == 422
    assert "现在还不能办理" in text_of(answer)
    case.refresh_from_db()
    assert (case.status, case.papers.count()) == (Case.Status.INQUIRY, 0)


def test_a_step_is_taken_once_and_leads_back_to_the_page(live, case):
    client = client_of(live.commission_staff)
    sent = {"label": "核实经过", "text": "到村里核实过。"}
    answer = client.post(step(case, "add_evidence"), sent)
    assert (answer.status_code, answer.url) == (302, page(case))
    assert "已办理：增加证据" in text_of(client.get(answer.url))
    assert Evidence.objects.filter(case=case).count() == 2


def test_what_is_refused_keeps_everything_typed(live, case):
    sent = {"label": "", "text": "到村里核实过，没有动工。"}
    answer = client_of(live.commission_staff).post(step(case, "add_evidence"), sent)
    assert answer.status_code == 422
    assert sent["text"] in text_of(answer)
    assert "请填写" in text_of(answer)


def test_a_file_that_is_none_is_refused_at_its_field(live, case):
    sent = {"label": "网页", "text": "", "upload": SimpleUploadedFile("页.html", b"<script>1</script>")}
    answer = client_of(live.commission_staff).post(step(case, "add_evidence"), sent)
    assert answer.status_code == 422
    assert "不能识别这个文件" in text_of(answer)
    assert Evidence.objects.filter(case=case).count() == 1


def test_a_grave_step_is_asked_once_more(live):
    case = proved(live)
    client = client_of(live.commission_staff)
    said = text_of(client.get(step(case, "show_facts")))
    assert "办理后不能撤回" in said
    assert "确认印发事实告知书" in said
    assert Case.objects.get(pk=case.pk).status == Case.Status.INQUIRY
    assert client.post(step(case, "show_facts")).status_code == 302
    assert Case.objects.get(pk=case.pk).status == Case.Status.HEARING
    assert client.post(step(case, "show_facts")).status_code == 403, "twice"
    assert Case.objects.get(pk=case.pk).papers.count() == 1


@pytest.mark.clause("3.0")
def test_a_step_is_refused_to_whom_the_table_does_not_name(live, case):
    """Investigators do not preside, and who presides does not investigate."""
    staff, secretary = client_of(live.commission_staff), client_of(live.commission_secretary)
    for method in ("get", "post"):
        assert getattr(staff, method)(step(case, "name")).status_code == 403
        assert getattr(secretary, method)(step(case, "propose")).status_code == 403
        assert getattr(staff, method)(step(case, "nothing_of_that_name")).status_code == 404
    assert client_of(live.mayor).post(step(case, "propose")).status_code == 403


def test_the_form_of_a_step_is_a_look_at_the_case(live, case):
    client_of(live.commission_staff).get(step(case, "propose"))
    assert [look.what for look in DossierReading.objects.all()] == ["办理：提出拟处理意见"]


def test_a_lead_is_registered_by_hand_and_its_page_follows(live):
    client = client_of(live.commission_staff)
    assert "登记线索" in text_of(client.get(reverse("commission:lead_list")))
    form = client.get(reverse("commission:lead_new"))
    assert english(form) == []
    sent = {
        "source": "HAND",
        "person": live.village_head.person_id,
        "deed_on": "2026-09-01",
        "title": "没有召开本村会议",
    }
    answer = client.post(reverse("commission:lead_new"), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    assert "没有召开本村会议" in text_of(client.get(answer.url))
    empty = client.post(reverse("commission:lead_new"), {"title": "只写了一半"})
    assert (empty.status_code, "只写了一半" in text_of(empty)) == (422, True)


@pytest.mark.parametrize("role", ["commission_staff", "commission_secretary"])
@pytest.mark.only_on("sqlite")  # pages say the same on both engines
def test_every_form_of_every_step_speaks_chinese(live, case, role):
    client = client_of(getattr(live, role))
    lead = a_lead(live)
    for noun, obj in (("case", case), ("lead", lead)):
        shown = client.get(reverse(f"commission:{noun}_page", args=[obj.pk]))
        assert english(shown) == [], noun
        for offer, url in shown.context["offers"]:
            form = client.get(url)
            assert form.status_code == 200, offer.act.code
            assert english(form) == [], f"{noun} {offer.act.code}"
            sent = client.post(url)
            assert sent.status_code in (302, 422), offer.act.code
            if sent.status_code == 302:
                break
            assert english(sent) == [], f"{noun} {offer.act.code}, refused"
