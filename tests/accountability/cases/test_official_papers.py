"""问责决定书 and 移送函 as the commission prints, seals and serves them: read back from the file and measured."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accountability.models import DossierReading, ServedPaper, TransferStub
from dushi.records.models import Event, LetterHead, Paper
from tests.accountability.cases import making
from tests.cast import client_of
from tests.records.official.measured import measured

pytestmark = [pytest.mark.usefixtures("at"), pytest.mark.only_on("sqlite")]
RED = "FF0000"


def head(cast, unit, **codes):
    """With a 抄送 and 主送 for everyday papers, which must not come onto these."""
    names = {"addressed_to": "各管区、各村", "copies_to": "镇直各单位", "printed_by": "示例镇党政办公室"}
    return LetterHead.objects.create(town=cast.town, unit=unit, codes=codes, **names)


def slip_of(sheet):
    place = next(order for order, line in enumerate(sheet.lines) if line.text == "附件")
    assert sheet.document.paragraphs[place].paragraph_format.page_break_before
    return [line.text for line in sheet.lines[place + 1 :]]


@pytest.mark.clause("3.4.b", "3.4.c")
def test_a_decision_is_a_paper_of_the_body_that_decided_and_goes_to_nobody_but_its_subject(cast, rulebook):
    head(cast, cast.party, ACC_DECISION="示委问")
    case = making.signed(cast)
    paper = ServedPaper.objects.get(kind=ServedPaper.Kind.DECISION)
    url = reverse("commission:case_paper", args=[case.pk, paper.pk])
    papers, events = Paper.objects.count(), Event.objects.count()
    sheet = measured(client_of(cast.commission_secretary).get(url).content)
    assert DossierReading.objects.filter(what="文书").count() == 1
    assert (sheet.page, sheet.margins) == ((210, 297), pytest.approx((37, 26, 35, 28), abs=0.1))
    mark = sheet.line("中共示例镇委员会文件")
    assert (mark.color, mark.align, mark.font) == (RED, "center", "方正小标宋简体")
    assert sheet.line("示委问").text == "示委问〔2026〕1号"
    assert sheet.line(str(case.subject)).text == f"{case.subject}："
    assert sheet.line("问责决定书").size == 22
    assert sheet.styled("公文署名")[0].text == "中共示例镇委员会"
    text = "\n".join(line.text for line in sheet.lines) + "\n".join(line.text for row in sheet.cells for line in row)
    assert "一、认定的事实" in text and "五、申诉" in text
    assert not [word for word in ("各管区", "镇直各单位", "党政办公室", "抄送") if word in text]
    slip = slip_of(sheet)
    assert slip[0] == "送达回执" and sum(line.startswith("见证人") for line in slip) == 2
    assert (Paper.objects.count(), Event.objects.count()) == (papers, events)
    assert {client_of(one).get(url).status_code for one in (cast.clerk, cast.admin, cast.mayor)} == {403}
    other = making.opened(cast, cast.liaison.person)
    beside = reverse("commission:case_paper", args=[other.pk, paper.pk])
    assert client_of(cast.commission_secretary).get(beside).status_code == 404


@pytest.mark.clause("3.4.b")
def test_a_letter_of_transfer_names_the_receiver_and_brings_its_receipt(cast, rulebook):
    head(cast, cast.commission, ACC_TRANSFER="示纪移")
    case = making.transferred(cast)
    stub = TransferStub.objects.get()
    page = client_of(cast.commission_secretary).get(reverse("commission:case_page", args=[case.pk])).content.decode()
    assert "移送函和回执" in page and "&quot;heading&quot;" not in page
    url = reverse("commission:transfer_letter", args=[stub.pk])
    sheet = measured(client_of(cast.commission_secretary).get(url).content)
    assert sheet.band("first_page_header")[0].text == "中共示例镇纪律检查委员会"
    assert sheet.line("示纪移").text == "示纪移〔2026〕1号"
    assert sheet.line(stub.receiver).text == f"{stub.receiver}："
    slip = slip_of(sheet)
    assert slip[0] == "回执" and "示纪移〔2026〕1号" in slip[1] and f"接收机关（盖章）：{stub.receiver}" in slip
    assert DossierReading.objects.filter(what="移送函").count() == 1
