"""Pictures: drawn by the server, in words for who does not see them, legible in grey, beside the same numbers."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from accountability.models import ScoreAccount
from dushi import clock
from dushi.charts.steps import LEFT, TALL, TOP, WIDE, Change, steps
from dushi.matters.models import Matter
from dushi.obligations.opening import open_due
from dushi.regulation.loading import load_regulation
from dushi.regulation.rulebook import DEFAULT, read
from tests.accountability.scores.stage import post, scheme_of
from tests.bulletin.test_bulletin import matter
from tests.cast import client_of

pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture(autouse=True)
def _on_a_thursday(at):
    """The clock stands."""


def drawings(html):
    """Every picture of a page: well-formed, named, described, without inline style."""
    found = [ElementTree.fromstring(text) for text in re.findall(r"<svg.*?</svg>", html, re.S)]
    for svg in found:
        known = {element.get("id"): element for element in svg.iter() if element.get("id")}
        assert svg.get("role") == "img"
        assert [known[name].tag for name in svg.get("aria-labelledby").split()] == ["title", "desc"]
        assert not any(element.get("style") for element in svg.iter())
        for element in svg.iter():
            fill = element.get("fill", "")
            assert not fill or fill[5:-1] in known, f"{fill} is nowhere on the picture"
    return found


def numbers(element, kind):
    return [int(text.text) for text in element.iter("text") if kind in text.get("class", "")]


@pytest.mark.clause("X.2")
def test_the_age_of_open_matters_is_drawn_and_told_by_age_and_geography(cast):
    now = clock.now()
    ago = lambda days: {"raised_at": now - timedelta(days=days)}  # noqa: E731
    for days in (1, 7, 8, 100):
        matter(cast, cast.village, **ago(days))
    matter(cast, cast.key_village, status=Matter.Status.SUBMITTED, **ago(20))
    matter(cast, cast.key_village, status=Matter.Status.REGISTERED, owner_unit=None, due_at=None, **ago(20))
    matter(cast, cast.demo_village, **ago(20))
    html = client_of(cast.clerk).get(reverse("matter_ageing")).content.decode()
    by_kind, by_place = drawings(html)
    assert numbers(by_kind, "chart-total") == [2, 1, 2, 0, 0, 1]
    assert [text.text for text in by_place.iter("text") if text.get("class") == "chart-label"] == [
        cast.area.name,
        cast.other_area.name,
    ]
    table = re.search(r"<tfoot>.*?</tfoot>", html, re.S)[0]
    assert re.findall(r'<td class="num">(.*?)</td>', table) == ["1", "–", "4", "1", "6"]
    own = client_of(cast.liaison).get(reverse("matter_ageing")).content.decode()
    assert len(drawings(own)) == 1
    assert numbers(drawings(own)[0], "chart-total") == [2, 1, 0, 0, 0, 1]


@pytest.mark.clause("1.0")
def test_the_state_of_the_regulation_is_one_picture_and_its_numbers(cast):
    load_regulation(book=read(DEFAULT))
    open_due(clock.now())
    html = client_of(cast.secretary).get(reverse("regulation_picture")).content.decode()
    (svg,) = drawings(html)
    said = [element.text for element in svg.iter("title")]
    assert any("第 38 周" in text for text in said)
    rows = re.findall(r'<th scope="row">(.*?)</th>', html)
    assert [row.split()[0] for row in rows] == sorted(row.split()[0] for row in rows)
    bare = client_of(cast.dept_staff).get(reverse("regulation_picture")).content.decode()
    assert drawings(bare) == []


@pytest.mark.clause("3.4.d")
def test_points_step_where_they_were_counted_and_stay_within_the_year():
    changes = [Change(date(2026, 1, 1), 9800, "−2", False), Change(date(2027, 2, 1), 10000, "+2", True)]
    words = {10000: "100", 9800: "98"}
    drawn = steps(10000, changes, year=2026, words=words, title="得分", desc="逐次", key="points")
    assert [(step.x, step.y, step.is_up) for step in drawn.steps] == [
        (LEFT, TOP + TALL, False),
        (LEFT + WIDE, TOP, True),
    ]
    assert drawn.steps[1].said == "2027年2月1日计入 +2，得分 100"
    assert [level.word for level in drawn.levels] == ["100", "98"]


@pytest.mark.clause("3.4.c", "3.4.d")
def test_only_who_reads_the_account_sees_its_picture(cast):
    scheme_of(cast)
    post(cast, cast.village, -200)
    post(cast, cast.village, -50)
    own = drawings(client_of(cast.village_head).get("/scores/").content.decode())
    svg = next(one for one in own if str(cast.village) in one.find("title").text)
    assert [text.text for text in svg.iter("text") if "haloed" in text.get("class")] == ["−2", "−0.5"]
    assert drawings(client_of(cast.second_liaison).get("/scores/").content.decode()) == []
    account = reverse("score_account", args=[ScoreAccount.objects.get(unit=cast.village).pk])
    assert client_of(cast.other_liaison).get(account).status_code == 403
