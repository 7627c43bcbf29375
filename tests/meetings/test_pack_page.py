"""The page of a pack and its .docx; what the office types; what is done with a problem that stands on it."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from docx import Document

from dushi.matters.models import Matter
from meetings.models import MeetingPack
from tests.cast import client_of
from tests.meetings.conftest import meeting_of
from tests.meetings.test_meeting_registering import hold
from tests.meetings.test_pack_contents import week  # noqa: F401 - a fixture


@pytest.fixture
def meeting(week):  # noqa: F811
    return meeting_of(week.office)


def text_of(answer):
    document = Document(io.BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.clause("1.3", "1.3(b)")
def test_the_page_says_it_in_one_sentence_and_proves_it_in_the_table(meeting, week):  # noqa: F811
    page = client_of(week.clerk).get(reverse("pack_page", args=[meeting.pk])).content.decode()
    assert "两个管区都还没有开本周调度会" in page
    assert "示例二村" in page
    assert "转上级研究" in page


@pytest.mark.parametrize(
    ("body", "period"), [("area", "2026-W38"), ("group", "2026-09"), ("joint", "2026-09"), ("party", "2026-Q3")]
)
def test_packs_of_every_tier_open_as_page_and_as_word(week, body, period):  # noqa: F811
    one = meeting_of(getattr(week, body), period)
    client = client_of(week.secretary)
    assert client.get(reverse("pack_page", args=[one.pk])).status_code == 200
    answer = client.get(reverse("pack_docx", args=[one.pk]))
    assert f"{one.title}调度材料".replace(" ", "") in text_of(answer)
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.clause("1.3(b)", "1.3(d)")
def test_the_office_adds_its_words_by_button_and_by_autosave(meeting, week):  # noqa: F811
    client = client_of(week.clerk)
    client.post(reverse("pack_words", args=[meeting.pk]), {"analysis": "进度平稳", "proposals": ""})
    saved = client.post(reverse("pack_keep", args=[meeting.pk]), {"analysis": "进度平稳", "proposals": "请研究并网"})
    assert saved.json() == {"saved_at": "10:00"}
    pack = MeetingPack.objects.get(meeting=meeting)
    assert (pack.analysis, pack.proposals) == ("进度平稳", "请研究并网")
    assert "请研究并网" in text_of(client.get(reverse("pack_docx", args=[meeting.pk])))


def test_typed_text_is_data_in_the_word_file(meeting, week):  # noqa: F811
    client = client_of(week.clerk)
    nasty = "{{ 7 * 7 }} <w:p> & \x0b控制符"
    client.post(reverse("pack_words", args=[meeting.pk]), {"analysis": nasty, "proposals": ""})
    text = text_of(client.get(reverse("pack_docx", args=[meeting.pk])))
    assert "{{ 7 * 7 }} <w:p> &" in text
    assert "\x0b" not in text


@pytest.mark.clause("1.0", "X.2")
def test_a_problem_is_handed_up_from_the_pack(meeting, week):  # noqa: F811
    matter = Matter.objects.get(title="路灯三盏不亮")
    client = client_of(week.clerk)
    url = reverse("pack_escalate", args=[meeting.pk, matter.pk])
    assert (
        "请填写" in client.post(url, {"reason": ""}).content.decode() or "必填" in client.post(url, {}).content.decode()
    )
    client.post(url, {"reason": "涉及区供电公司"})
    matter.refresh_from_db()
    assert matter.tier == Matter.Tier.LEADING_GROUP


@pytest.mark.clause("1.0", "X.2")
def test_a_problem_is_solved_at_this_tier_from_the_pack(meeting, week):  # noqa: F811
    matter = Matter.objects.get(title="路灯三盏不亮")
    answers = {"owner_unit": week.dept.pk, "due_at": "2026-09-22T18:00", "measure": "联系供电所"}
    client_of(week.clerk).post(reverse("pack_assign", args=[meeting.pk, matter.pk]), answers)
    matter.refresh_from_db()
    assert (matter.status, matter.owner_unit) == (Matter.Status.ASSIGNED, week.dept)


@pytest.mark.clause("1.3(c)")
def test_a_problem_is_put_on_the_agenda_once(meeting, week):  # noqa: F811
    matter = Matter.objects.get(title="路灯三盏不亮")
    client = client_of(week.clerk)
    for _ in range(2):
        client.post(reverse("meeting_item_add", args=[meeting.pk, matter.pk]))
    assert meeting.agenda.filter(matter=matter).count() == 1


def test_an_area_secretary_does_not_touch_what_stands_with_the_office(week):  # noqa: F811
    own = meeting_of(week.area)
    matter = Matter.objects.get(title="路灯三盏不亮")
    client = client_of(week.area_secretary)
    assert client.get(reverse("pack_escalate", args=[own.pk, matter.pk])).status_code == 403
    office = meeting_of(week.office)
    assert client.post(reverse("pack_words", args=[office.pk]), {"analysis": "x"}).status_code == 403


def test_a_frozen_pack_offers_nothing_to_change(week, at):  # noqa: F811
    meeting = hold(meeting_of(week.area), week.area_secretary)
    page = client_of(week.area_secretary).get(reverse("pack_page", args=[meeting.pk])).content.decode()
    assert "冻结" in page
    assert "转上级研究" not in page
