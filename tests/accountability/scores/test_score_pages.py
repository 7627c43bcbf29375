"""Everybody reads every point of their own with its basis; nobody reads a ranking, or a case that is not theirs."""

from __future__ import annotations

import re

import pytest

from accountability.models import AssessmentScheme, CaseMeasure, Relation, ScoreAccount
from accountability.scores import posting
from dushi import clock
from tests.accountability.desk.making import a_case
from tests.accountability.notices.making import told
from tests.accountability.scores.stage import matter, post
from tests.cast import client_of
from tests.inspections import making

pytestmark = pytest.mark.clause("3.4.c", "3.4.d")


def read(user, path="/scores/"):
    """What a page says, in one line."""
    answer = client_of(user).get(path)
    assert answer.status_code == 200, answer.status_code
    main = answer.content.decode().split("<main", 1)[1].split("<footer", 1)[0]
    text = re.sub(r"<[^>]+>", " ", main)
    return re.sub(r"\s+", " ", text)


def of_a_case(cast, subject, nominal=-100):
    case = a_case(cast, **({"unit": subject, "person": None} if hasattr(subject, "kind") else {"person": subject}))
    measure = CaseMeasure.objects.create(case=case, stage="DECIDED", code="CIRCULAR")
    post(cast, subject, nominal, source=measure, clause="3.4.c", basis="示例镇问责决定〔2026〕1号：通报")
    return measure


def test_a_head_reads_own_points_and_those_of_the_unit_with_every_basis(scored):
    source = matter(scored)
    post(scored, scored.village, -200, source=source, matter_key="one", basis="省通报〔2026〕8号")
    post(scored, scored.village, -100, matter_key="one", basis="市转发〔2026〕9号")
    text = read(scored.village_head)
    for words in (
        "示例·沈某",
        "省通报〔2026〕8号",
        "市转发〔2026〕9号",
        "同一事项只计最高的一次，其余 1 分不重复扣",
        "98",
    ):
        assert words in text
    assert "市级通报批评，被点名" in text
    posting.reverse(source=source, reason="省里更正通报", at=clock.now())
    text = read(scored.village_head)
    assert "已冲销" in text and "事由：省里更正通报" in text and "99" in text
    assert "省通报" not in read(scored.liaison)


def test_a_line_within_its_window_waits_with_the_way_to_object(scored):
    line = told(scored, scored.village)
    text = read(scored.village_head)
    assert "待计分" in text and "扣 2 分" in text and "提出异议" in text
    assert f"/notices/lines/{line.pk}/objection/" in client_of(scored.village_head).get("/scores/").content.decode()
    assert "待计分" not in read(scored.dept_head).split("有异议怎么办")[0]


def test_the_account_is_for_main_leaders_and_the_commission(scored):
    post(scored, scored.village, -200)
    path = f"/scores/{ScoreAccount.objects.get(unit=scored.village).pk}/"
    assert "省通报" in read(scored.mayor, path) or "示例通报" in read(scored.mayor, path)
    assert "示例通报" in read(scored.commission_staff, path)
    for user in (scored.village_head, scored.office_head, scored.member):
        assert client_of(user).get(path).status_code == 403


def test_points_of_a_case_say_nothing_of_it_to_who_may_not_see_it(scored):
    of_a_case(scored, scored.clerk.person)
    path = f"/scores/{ScoreAccount.objects.get(person=scored.clerk.person).pk}/"
    assert "问责决定〔2026〕1号" in read(scored.clerk)
    assert "问责决定〔2026〕1号" in read(scored.commission_secretary, path)
    for user in (scored.mayor, scored.commission_second):
        text = read(user, path)
        assert "问责决定〔" not in text
        assert "内容只有本人和承办人可以看" in text


def test_nobody_reads_the_points_of_a_relative(scored):
    Relation.objects.create(
        town=scored.town,
        person=scored.clerk.person,
        relative=scored.commission_staff.person,
        kind="夫妻",
        declared_at=clock.now(),
        declared_by=scored.clerk.person,
    )
    post(scored, scored.clerk.person, -200)
    path = f"/scores/{ScoreAccount.objects.get(person=scored.clerk.person).pk}/"
    assert client_of(scored.commission_staff).get(path).status_code == 404
    assert client_of(scored.commission_secretary).get(path).status_code == 200


def test_staff_see_how_it_works_and_their_own_line_alone(scored):
    post(scored, scored.village, -200)
    text = read(scored.liaison, "/assessment/")
    assert "示例·褚某" in text and "考核怎么进行" in text
    assert "示例一村" not in text and "98" not in text
    head = read(scored.village_head, "/assessment/")
    assert "示例一村" in head and "98" in head and "示例二村" not in head
    leader = read(scored.mayor, "/assessment/")
    assert "示例一村" in leader and "示例二村" in leader


def test_no_address_orders_by_points(scored):
    post(scored, scored.village, -200)
    plain = client_of(scored.mayor).get("/assessment/").content
    for query in ("?order=total", "?o=1", "?sort=-total"):
        assert client_of(scored.mayor).get(f"/assessment/{query}").content.count(b"<tr>") == plain.count(b"<tr>")
        names = re.findall(
            r'class="main">(?:<a[^>]+>)?(\S+?)<', client_of(scored.mayor).get(f"/assessment/{query}").content.decode()
        )
        assert names[:2] == ["示例一村", "示例二村"]


def test_a_county_cadre_is_told_who_assesses_them(scored):
    assert "区管干部的年度考核由区里组织" in read(scored.member)


def test_without_a_scheme_the_pages_say_so(cast, at):
    assert "2026年的考核办法还没有施行" in read(cast.liaison)
    assert "没有施行以前，通报和问责都不扣分" in read(cast.liaison, "/assessment/scheme/")
    for path in ("/scores/?year=1999", "/assessment/?year=3000"):
        assert client_of(cast.liaison).get(path).status_code == 404
    assert client_of(cast.liaison).get("/scores/?year=abc").status_code == 400


def test_the_units_page_shows_points_to_its_head_and_main_leaders_only(scored):
    post(scored, scored.village, -200)
    path = f"/units/{scored.village.pk}/"
    for user in (scored.village_head, scored.mayor):
        assert "2026年计分" in read(user, path)
    for user in (scored.liaison, scored.office_head, scored.area_secretary, scored.member):
        assert "2026年计分" not in read(user, path)


def test_the_state_of_the_chapter_counts_nobody(scored):
    making.with_rulebook()
    before = read(scored.office_head, "/state/")
    of_a_case(scored, scored.clerk.person)
    after = read(scored.office_head, "/state/")
    assert "2026年考核办法已施行" in before and "2025年度没有结转" in before and "可作为问责依据" in before
    assert before == after


def test_the_desk_lists_schemes_and_takes_a_draft_from_start_to_force(scored):
    staff, secretary = client_of(scored.commission_staff), client_of(scored.commission_secretary)
    answer = staff.post("/admin/scheme/new/", {"year": "2027", "name": "2027年度考核办法", "start": "LAST"})
    scheme = AssessmentScheme.objects.get(year=2027)
    assert answer.url == f"/admin/scheme/{scheme.pk}/"
    form = staff.get(f"/admin/scheme/{scheme.pk}/do/change/").context["form"]
    given = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
    given |= {"points-CITY-NAMED-village": "2.55", "year_cap-person": "", "spread-LIAISON-points": "0.5"}
    wrong = staff.post(f"/admin/scheme/{scheme.pk}/do/change/", given | {"points-CITY-NAMED-person": "二"})
    assert wrong.status_code == 422 and "2.55" in wrong.content.decode()
    assert staff.post(f"/admin/scheme/{scheme.pk}/do/change/", given).status_code == 302
    scheme.refresh_from_db()
    assert scheme.rules.points_for_notice("CITY", "NAMED", "village") == -255
    assert "person" not in scheme.rules.year_cap and scheme.rules.spread["LIAISON"].points == 50
    assert staff.get(f"/admin/scheme/{scheme.pk}/do/force/").status_code == 403
    sent = {"minutes_number": "〔2027〕1号"}
    assert "没有这个编号" in secretary.post(f"/admin/scheme/{scheme.pk}/do/force/", sent).content.decode()
    assert secretary.post(f"/admin/scheme/{scheme.pk}/do/force/", sent | {"is_elsewhere": "on"}).status_code == 302
    scheme.refresh_from_db()
    assert scheme.status == "IN_FORCE"
    assert "2027年度考核办法" in client_of(scored.liaison).get("/assessment/scheme/?year=2027").content.decode()
    listed = staff.get("/admin/account/").content.decode()
    assert "计分" in listed
