"""Both people are led through a draw on their own screens; what anybody needs to check it is on the page."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from inspections.actions.draw_use import use_draw
from inspections.actions.drawing import withhold
from inspections.draws.providers import work
from inspections.models import Draw, Inspection
from tests.cast import client_of
from tests.inspections import making
from tests.inspections.draws.stage import NUMBERS, committed, drawn, frozen
from tests.scale import grow, queries

DOCUMENT = Path(__file__).parents[3] / "docs" / "draw.md"


def asked(cast, **more):
    """What the form sends: one of the six villages, left out by hand."""
    return {
        "purpose": "9月随机访问",
        "scope": "town",
        "count": "2",
        "witness": cast.commission_staff.person_id,
        "skips_month": "on",
        "out-TOTAL_FORMS": "1",
        "out-INITIAL_FORMS": "0",
        "out-0-who": cast.village.pk,
        "out-0-why": "村道封闭施工",
        **more,
    }


def go(user, name, draw, data=None):
    """Open, or send and follow to where it leads; the text of the page."""
    client, path = client_of(user), reverse(name, args=[draw.pk])
    answer = client.get(path) if data is None else client.post(path, data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.clause("2.3", "2.0.m8")
def test_drawer_and_witness_are_led_step_by_step_to_the_result(cast, at):
    answer = client_of(cast.clerk).post(reverse("draw_new"), asked(cast), follow=True)
    made = Draw.objects.get()
    assert "该您写数了（您是抽取人）" in answer.content.decode()
    assert made.list_hash in answer.content.decode()
    assert [item.title for item in work(cast.commission_staff, None)] == ["随机抽取：请写一个数"]
    assert "等示例·吴某办理" in go(cast.clerk, "draw_commit", made, {"number": NUMBERS[0]})
    assert "该您写数了（您是见证人）" in go(cast.commission_staff, "draw_page", made)
    assert "请揭晓" in go(cast.commission_staff, "draw_commit", made, {"number": NUMBERS[1]})
    assert [item.title for item in work(cast.clerk, None)] == ["随机抽取：请揭晓您的数"]
    assert "等示例·王某办理" in go(cast.commission_staff, "draw_reveal", made, {})
    page = go(cast.clerk, "draw_reveal", made, {})
    made.refresh_from_db()
    for line in made.chosen:
        assert line["name"] in page.split('class="draw-result"')[1].split("</ol>")[0]
    assert not list(work(cast.clerk, None)) + list(work(cast.commission_staff, None))


def test_the_list_can_be_looked_at_before_it_is_frozen(cast, at):
    answer = client_of(cast.clerk).post(reverse("draw_new"), asked(cast, act="preview"))
    assert answer.status_code == 200
    assert "名单上有 3 个" in answer.content.decode()
    assert "示例一村：人工排除：村道封闭施工" in answer.content.decode()
    assert not Draw.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"count": "3"}, "请少抽或扩大范围"), ({"out-0-why": ""}, "请写明理由"), ({"witness": ""}, "请选择")],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, at, wrong, words):
    answer = client_of(cast.clerk).post(reverse("draw_new"), asked(cast, **wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "9月随机访问" in answer.content.decode()


def test_a_draft_is_drawn_for_from_its_own_page(ruled):
    draft = making.draft(ruled, "SPOT")
    client = client_of(ruled.member)
    link = f"{reverse('draw_new')}?inspection={draft.pk}&amp;kind=VILLAGES"
    assert link in client.get(reverse("inspection_page", args=[draft.pk])).content.decode()
    client.post(link.replace("&amp;", "&"), asked(ruled, **{"out-0-who": "", "out-0-why": ""}))
    made = Draw.objects.get()
    assert made.inspection == draft
    page = client.get(reverse("inspection_page", args=[draft.pk])).content.decode()
    assert reverse("draw_page", args=[made.pk]) in page


@pytest.mark.parametrize("named", ["x", "00000000-0000-4000-8000-000000000000"])
def test_for_an_inspection_that_is_not_there_nothing_is_drawn(cast, at, named):
    assert client_of(cast.clerk).get(f"{reverse('draw_new')}?inspection={named}").status_code == 404
    assert client_of(cast.clerk).get(f"{reverse('inspection_new')}?draw={named}").status_code == 404


@pytest.mark.clause("2.3")
def test_the_villages_drawn_are_inspected_by_a_draft_of_their_own(ruled):
    made, client = drawn(ruled, by=ruled.member), client_of(ruled.member)
    path = f"{reverse('inspection_new')}?kind=SPOT&draw={made.pk}"
    form = client.get(path).context["form"]
    assert {int(pk) for _, group in form.fields["units"].choices for pk, _ in group} == set(made.result)
    leader = form.initial["leader"]
    member = next(key for key, one in form.people.items() if one.person == ruled.dept_head.person)
    approver = next(key for key, one in form.people.items() if one.person == ruled.secretary.person)
    said = {name: value for name, value in form.initial.items() if value}
    client.post(path, {**said, "members": [leader, member], "approver": approver})
    made.refresh_from_db()
    assert made.inspection == Inspection.objects.get()
    assert made.used_at
    assert made.inspection.is_drawn
    assert set(made.inspection.places.values_list("unit", flat=True)) == set(made.result)


def test_a_void_draw_stays_on_screen_and_the_next_one_names_it(cast, at):
    made = committed(cast)
    page = go(cast.clerk, "draw_withhold", made, {"reason": "见证人不在"})
    assert "作废" in page
    assert reverse("draw_redo", args=[made.pk]) in page
    more = {"reason": "见证人已返回", "out-0-who": "", "out-0-why": ""}
    page = go(cast.clerk, "draw_redo", made, asked(cast, **more))
    assert "第二次抽取" in page
    assert "代替第一次抽取，事由：见证人已返回" in page
    assert "第一次抽取" in go(cast.clerk, "draw_page", Draw.objects.get(ordinal=2)).split("同一事项的其他抽取")[1]


def test_the_exported_record_is_found_right_by_the_script_of_the_page(cast, at, tmp_path):
    made = drawn(cast, weighs_lately=True)
    client = client_of(cast.commission_staff)
    page = client.get(reverse("draw_page", args=[made.pk])).content.decode()
    assert "tools/recompute_draw" in page
    answer = client.get(reverse("draw_record", args=[made.pk]))
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    path = tmp_path / "抽取记录.json"
    path.write_bytes(answer.content)
    script = finders.find("tools/recompute_draw.py")
    run = subprocess.run([sys.executable, script, str(path)], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
    assert made.record_hash in run.stdout
    assert json.loads(answer.content)["record_hash"] == made.record_hash


def test_without_a_result_there_is_no_record_to_export(cast, at):
    answer = client_of(cast.clerk).get(reverse("draw_record", args=[committed(cast).pk]), follow=True)
    assert "没有记录可以导出" in answer.content.decode()


@pytest.mark.clause("2.3")
def test_the_sheet_holds_all_that_the_record_holds(cast, at):
    made = drawn(cast, by_hand={cast.village.pk: "村道封闭施工"})
    page = client_of(cast.clerk).get(reverse("draw_sheet", args=[made.pk])).content.decode()
    sides = [part for side in made.numbers.all() for part in (side.commitment, side.number, side.salt)]
    words = [
        made.list_hash,
        made.seed,
        made.record_hash,
        *sides,
        "人工排除：村道封闭施工：示例一村",
        "recompute_draw.py",
    ]
    assert not [word for word in words if word not in page]
    assert all(line["name"] in page for line in made.roll["eligible"])


def test_the_lay_readers_page_computes_as_the_product_does():
    """Each printf of docs/draw.md, run by a shell, gives the line written under it."""
    shown = re.findall(r"(printf '%s' '[^']+' \| sha256sum)\n([0-9a-f]{64})", DOCUMENT.read_text())
    assert len(shown) == 2
    for command, said in shown:
        assert subprocess.run(command, shell=True, capture_output=True, text=True).stdout.split()[0] == said


def test_what_was_used_cannot_be_drawn_anew(cast, at):
    made = drawn(cast)
    use_draw(draw=made, by=cast.clerk)
    assert "不能重新抽取" in go(cast.clerk, "draw_redo", made, {})
    assert "用抽出的村拟定检查" not in go(cast.clerk, "draw_page", made)


@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
@pytest.mark.parametrize("name", ["draw_page", "draw_sheet", "draw_list", "draw_new"])
def test_a_page_costs_the_same_however_long_the_list_and_the_line(cast, at, name):
    made = drawn(cast)
    path = reverse(name, args=[made.pk] if name in ("draw_page", "draw_sheet") else [])
    small = queries(client_of(cast.clerk), path)
    grow(cast.town, 200)
    for _ in range(3):
        made = frozen(cast, replaces=made, reason="再抽")
        withhold(draw=made, reason="名单有误", by=cast.clerk)
        made.refresh_from_db()
    made = drawn(cast, replaces=made, reason="再抽", weighs_lately=True, weighs_findings=True)
    path = reverse(name, args=[made.pk] if name in ("draw_page", "draw_sheet") else [])
    assert queries(client_of(cast.clerk), path) <= small
