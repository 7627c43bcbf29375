"""周通报: compiled by itself, released only when signed, in a version for inside and one for everybody."""

from __future__ import annotations

import re
from datetime import timedelta
from math import ceil

import pytest
from django.test import Client
from django.urls import reverse

from dushi import clock, tick
from dushi.bulletin import actions
from dushi.bulletin.compiling import compile_due
from dushi.bulletin.figures import MOST_AREAS
from dushi.bulletin.models import NOTE_LENGTH, SUMMARY_LENGTH, Bulletin
from dushi.bulletin.signers import end_signer, name_signer
from dushi.matters.models import Matter
from dushi.records.errors import Refused
from dushi.records.models import LetterHead, Paper
from dushi.records.official.text import width
from dushi.regulation.loading import load_regulation
from dushi.regulation.rulebook import DEFAULT, read
from dushi.town.models import SupportUnit, Unit
from inspections.models import Inspection
from tests.bulletin.stage import draft_of, ready_of, signed_of
from tests.cast import client_of
from tests.inspections.covert.looking import shape
from tests.inspections.covert.making import hidden
from tests.statements import statements

pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture(autouse=True)
def _on_a_thursday(at):
    """The clock stands."""


@pytest.fixture
def rules(cast):
    load_regulation(book=read(DEFAULT))


def page(user, bulletin, version=""):
    answer = client_of(user).get(reverse("bulletin_page", args=[bulletin.pk]), {"version": version})
    return answer.content.decode() if answer.status_code == 200 else answer.status_code


def paper_of(html):
    """What stands on the sheet, without the page around it."""
    return re.search(r'<article class="paper weekly">.*?</article>', html, re.S)[0]


@pytest.mark.clause("1.3")
def test_the_past_week_lies_ready_once_however_often_the_tick_runs(cast, rules, at):
    now = at.now()
    tick.run(now)
    made = Bulletin.objects.get(town=cast.town)
    assert made.period == "2026-W37"
    tick.run(now + timedelta(minutes=1))
    assert compile_due(now) == 0
    assert Bulletin.objects.filter(town=cast.town).count() == 1
    assert compile_due(clock.at(clock.date(2026, 9, 21))) == 2
    assert set(Bulletin.objects.filter(town=cast.town).values_list("period", flat=True)) == {"2026-W37", "2026-W38"}


@pytest.mark.clause("1.3")
def test_it_goes_from_the_office_to_the_leader_to_everybody(cast):
    draft = draft_of(cast.town)
    assert page(cast.liaison, draft) == page(cast.member, draft) == 404
    assert "还没有签发" in page(cast.clerk, draft)
    with pytest.raises(Refused, match="待编辑"):
        actions.sign(bulletin=draft, by=cast.mayor)
    actions.send(bulletin=draft, by=cast.clerk)
    assert "待签发" in client_of(cast.mayor).get("/work/").content.decode()
    actions.send_back(bulletin=draft, reason="综述再写一句。", by=cast.secretary)
    actions.edit_words(bulletin=draft, summary="各村  走访正常。", note="", by=cast.office_head)
    actions.send(bulletin=draft, by=cast.clerk)
    for other in (cast.clerk, cast.member):
        with pytest.raises(Refused, match="主要领导"):
            actions.sign(bulletin=draft, by=other)
    signed = actions.sign(bulletin=draft, by=cast.mayor)
    with pytest.raises(Refused):
        actions.sign(bulletin=draft, by=cast.mayor)
    for refused in (actions.send, actions.publish):
        with pytest.raises(Refused):
            refused(bulletin=draft, by=cast.mayor)
    assert "各村 走访正常。" in page(cast.liaison, signed)
    assert client_of(cast.liaison).get(reverse("paper_page", args=[signed.paper_id])).status_code == 200


def test_whom_a_leader_names_signs_until_it_is_taken_back(cast):
    ready = ready_of(cast)
    with pytest.raises(Refused, match="班子成员"):
        name_signer(person=cast.clerk.person, by=cast.mayor)
    named = name_signer(person=cast.member.person, by=cast.mayor)
    assert name_signer(person=cast.member.person, by=cast.secretary) == named
    assert "签发时数字定下来" in page(cast.member, ready)
    end_signer(signer=named, by=cast.secretary)
    assert page(cast.member, ready) == 404
    name_signer(person=cast.member.person, by=cast.secretary)
    assert actions.sign(bulletin=ready, by=cast.member).signed_by == cast.member.person


def matter(cast, about, **more):
    return Matter.objects.create(
        **{
            "town": cast.town,
            "year": 2026,
            "number": Matter.objects.count() + 1,
            "title": "核对档案",
            "source": Matter.Source.REPORT,
            "about": about,
            "status": Matter.Status.ASSIGNED,
            "status_at": clock.now(),
            "raised_at": clock.at(clock.date(2026, 9, 9)),
            "owner_unit": about,
            "due_at": clock.at(clock.date(2026, 9, 16)),
        }
        | more
    )


def row_of(html, name):
    cells = re.search(rf"<tr><td>{name}</td>(.*?)</tr>", html)[1]
    return re.findall(r"<td>(.*?)</td>", cells)


@pytest.mark.clause("1.3", "X.2")
def test_the_figures_stand_by_area_in_the_towns_order_and_are_kept_from_the_signature_on(cast):
    matter(cast, cast.key_village)
    matter(cast, cast.key_village, source=Matter.Source.PUBLIC)
    matter(cast, cast.demo_village)
    matter(cast, cast.dept)
    ready = ready_of(cast)
    sheet = paper_of(page(cast.clerk, ready))
    assert sheet.index(cast.area.name) < sheet.index(cast.other_area.name) < sheet.index("镇直")
    assert row_of(sheet, cast.area.name)[-3:] == ["—", "—", "—"]
    assert row_of(sheet, cast.other_area.name)[-3:] == ["1", "—", "1"]
    assert row_of(sheet, "合计")[-3:] == ["2", "—", "2"]
    signed = actions.sign(bulletin=ready, by=cast.mayor)
    kept = page(cast.clerk, signed)
    matter(cast, cast.village)
    assert paper_of(page(cast.clerk, signed)) == paper_of(kept)


def lines_of(table):
    """How many lines of the page a table takes: the second column of the last one holds 31 characters."""
    texts = [row[1] if len(row) == 2 else "" for row in [table["columns"], *table["rows"]]]
    return sum(max(1, ceil(width(text) / 31)) for text in texts)


@pytest.mark.clause("1.3")
def test_it_stays_on_one_page_however_much_there_is(cast):
    areas = [Unit(town=cast.town, kind="AREA", name=f"示例第{n}管区", valid_from="2026-01-01") for n in range(9)]
    Unit.objects.bulk_create(areas)
    matter(cast, cast.dept)
    for day in range(14, 21):
        matter(cast, areas[-1], due_at=clock.at(clock.date(2026, 9, day), 18), status=Matter.Status.IN_PROGRESS)
    draft = draft_of(cast.town)
    actions.edit_words(bulletin=draft, summary="各" * SUMMARY_LENGTH, note="请" * NOTE_LENGTH, by=cast.clerk)
    signed = actions.sign(bulletin=actions.send(bulletin=draft, by=cast.clerk), by=cast.mayor)
    lines = signed.paper.body["lines"]
    assert [line["kind"] for line in lines] == ["heading", "table", "heading", "table"]
    by_area, items = lines[1], lines[3]
    assert [row[0] for row in by_area["rows"]][-3:] == ["其余6个管区", "镇直", "合计"]
    assert len(by_area["rows"]) == MOST_AREAS + 2
    assert by_area["rows"][-3][-3:] == ["7", "—", "3"]
    assert lines_of(items) <= 10


def test_the_open_version_names_nobody_and_is_closed_until_it_is_put_out(cast):
    SupportUnit.objects.create(town=cast.town, name="示例区审计局", kind="COUNTY")
    draft = draft_of(cast.town)
    for words, name in (("请示例赵某关注。", "赵某"), ("示例区 审计局到村。", "审计局")):
        with pytest.raises(Refused, match=name):
            actions.edit_words(bulletin=draft, summary=words, note="", by=cast.clerk)
    signed = signed_of(cast, "各村走访正常。")
    inside, outside = (paper_of(page(cast.clerk, signed, version)) for version in ("", "public"))
    assert str(cast.mayor) in inside
    assert "请各管区提早准备" in inside
    assert "示例·" not in outside
    assert "请各管区提早准备" not in outside
    shown = actions.publish(bulletin=signed, by=cast.clerk)
    assert actions.publish(bulletin=signed, by=cast.clerk).public_key == shown.public_key
    address = reverse("bulletin_public", args=[shown.public_key])
    assert paper_of(Client().get(address).content.decode()) == outside
    actions.unpublish(bulletin=signed, by=cast.clerk)
    assert Client().get(address).status_code == 404


def test_it_bears_a_number_where_the_town_set_a_code(cast):
    LetterHead.objects.create(town=cast.town, unit=cast.office, codes={"BULLETIN": "示扶通"})
    signed = signed_of(cast)
    assert signed.number_text == "示扶通〔2026〕1号"
    answer = client_of(cast.liaison).get(reverse("bulletin_docx", args=[signed.pk]), {"version": "public"})
    assert answer.content[:2] == b"PK"
    assert Paper.objects.get(kind=Paper.Kind.BULLETIN).number == 1


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(cast):
    draft = draft_of(cast.town)
    answer = client_of(cast.clerk).post(
        reverse("bulletin_words", args=[draft.pk]), {"summary": "赵某到村。", "note": "按时报送"}
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "请去掉：赵某" in said
    assert "按时报送" in said


@pytest.mark.clause("2.0.m9", "1.3")
def test_open_covert_inspections_leave_nothing_on_it_in_whatever_state(cast, rules, at):
    """Byte for byte, and query for query; once closed, they count."""
    draft = draft_of(cast.town)
    look(cast.mayor, draft)
    without = look(cast.mayor, draft)
    for kind, state in (("ROUTINE", "reported"), ("FOCUSED", "under_way"), ("SPOT", "approved")):
        hidden(cast, Inspection.Kind(kind), state)
    assert look(cast.mayor, draft) == without
    Inspection.objects.filter(kind="ROUTINE").update(
        status="CLOSED", closed_at=clock.at(clock.date(2026, 9, 11)), closed_by=cast.mayor.person
    )
    assert "平时检查 1 次" in look(cast.mayor, draft)[0]


def look(user, bulletin):
    """The sheet and the shape of every statement that it took."""
    with statements() as asked:
        html = page(user, bulletin)
    return paper_of(html), [shape(statement) for statement in asked]
