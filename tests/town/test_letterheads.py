"""公文设置: what a town sets of its papers, and what it may not."""

import pytest

from dushi.records.actions import issue_paper
from dushi.records.errors import Refused
from dushi.records.head_models import LetterHead
from dushi.records.models import Event, Paper, PaperCounter
from dushi.town.papers.setting import save_head
from tests.cast import client_of

URL = "/paper-settings/"


def page_of(unit):
    return f"{URL}{unit.pk}/"


def issue(cast, unit, kind=Paper.Kind.RECTIFY):
    return issue_paper(obj=unit, kind=kind, title="整改通知书", clause="X.2", body={}, organ=unit, by=cast.clerk)


@pytest.mark.clause("X.2")
def test_a_clerk_sets_the_code_and_the_next_paper_bears_it(cast, at):
    client = client_of(cast.clerk)
    issued = issue(cast, cast.office)
    assert "7 个机关没有设机关代字" in client.get(URL).content.decode()
    names = {"red_head": "示例镇扶贫办文件", "printed_by": "示例镇党政办"}
    said = {**names, "code_RECTIFY": " 示扶 整", "last_RECTIFY": "6"}
    assert client.post(page_of(cast.office), said).status_code == 302
    assert "6 个机关没有设机关代字" in client.get(URL).content.decode()
    assert issue(cast, cast.office).number_text == "示扶整〔2026〕7号"
    assert Paper.objects.get(pk=issued.pk).number_text == "〔2026〕1号"
    page = client.get(page_of(cast.office)).content.decode()
    assert "示例镇扶贫办文件" in page and 'value="7"' in page
    assert Event.objects.filter(verb="修改公文设置").count() == 1


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"code_RECTIFY": "示扶〔2026〕"}, "不写年份"),
        ({"code_RECTIFY": "示纪办"}, "已经是镇纪委的代字"),
        ({"code_RECTIFY": "示扶整", "last_RECTIFY": "2"}, "今年已经编到第 3 号"),
    ],
)
def test_what_would_double_a_number_is_refused_at_the_field_and_nothing_is_lost(cast, at, said, refused):
    LetterHead.objects.create(town=cast.town, unit=cast.commission, codes={"RECTIFY": "示纪办"})
    PaperCounter.objects.create(town=cast.town, kind="代字：示扶整", year=2026, last=3)
    answer = client_of(cast.admin).post(page_of(cast.office), {"signature": "示例镇扶贫办公室", **said})
    page = answer.content.decode()
    assert answer.status_code == 422 and refused in page and "示例镇扶贫办公室" in page
    assert not LetterHead.objects.filter(unit=cast.office).exists()


@pytest.mark.clause("3.4.b")
def test_papers_of_cases_share_no_code_and_show_no_number(cast, at):
    """A gap in an open series, or a number on this page, would tell how many cases there were."""
    PaperCounter.objects.create(town=cast.town, kind="ACC_DECISION", year=2026, last=4321)
    client = client_of(cast.commission_secretary)
    page = client.get(page_of(cast.commission)).content.decode()
    assert "问责决定书" in page and "4321" not in page and "last_ACC_DECISION" not in page
    answer = client.post(page_of(cast.commission), {"code_INSPECTION": "示纪", "code_ACC_DECISION": "示纪"})
    assert answer.status_code == 422 and "单独的代字" in answer.content.decode()
    sneaked = {"code_ACC_DECISION": "示纪问", "last_ACC_DECISION": "50"}
    assert client.post(page_of(cast.commission), sneaked).status_code == 302
    assert not PaperCounter.objects.filter(kind="代字：示纪问").exists()


@pytest.mark.clause("3.4.b")
@pytest.mark.parametrize("organ", ["office", "commission"])
def test_a_code_that_papers_of_cases_bore_is_never_an_open_one(cast, at, organ):
    """The page of an open kind shows how far its series has come."""
    chief = client_of(cast.commission_secretary)
    client = chief if organ == "commission" else client_of(cast.clerk)
    chief.post(page_of(cast.commission), {"code_ACC_DECISION": "示纪问"})
    PaperCounter.objects.create(town=cast.town, kind="代字：示纪问", year=2026, last=4321)
    assert chief.post(page_of(cast.commission), {"code_ACC_DECISION": "示纪决"}).status_code == 302
    url = page_of(getattr(cast, organ))
    answer = client.post(url, {"code_INSPECTION": "示纪问", "last_INSPECTION": "1", "code_ACC_DECISION": "示纪决"})
    assert answer.status_code == 422
    assert "4321" not in answer.content.decode() + client.get(url).content.decode()


def test_a_village_issues_no_papers(cast, at):
    assert client_of(cast.clerk).get(page_of(cast.village)).status_code == 404


@pytest.mark.clause("3.4.b")
def test_the_codes_of_the_commission_are_its_secretarys_alone(cast, at):
    said = {"code_ACC_DECISION": "示纪问"}
    for user in (cast.clerk, cast.admin):
        assert client_of(user).post(page_of(cast.commission), said).status_code == 403
    with pytest.raises(Refused, match="由纪委书记设置"):
        save_head(unit=cast.commission, names={}, codes={"ACC_DECISION": "示纪问"}, by=cast.office_head)
    assert not LetterHead.objects.filter(unit=cast.commission).exists()
    chief = client_of(cast.commission_secretary)
    assert chief.post(page_of(cast.office), {"code_RECTIFY": "示扶整"}).status_code == 403
    shown = chief.get(URL).text
    assert page_of(cast.commission) in shown and page_of(cast.office) not in shown
    assert chief.post(page_of(cast.commission), said).status_code == 302
    assert LetterHead.objects.get(unit=cast.commission).codes == {"ACC_DECISION": "示纪问"}
