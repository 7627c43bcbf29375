"""What a point gives away of a case, and names that are too long for its column."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accountability.cases import handing
from accountability.models import ScoreAccount, ScoreEntry
from dushi import clock
from tests.accountability.cases import making
from tests.accountability.leads.making import handed, proposed
from tests.accountability.scores.stage import post, scheme_of
from tests.cast import client_of
from tests.obligations.conftest import live, rulebook  # noqa: F401 - fixtures


@pytest.mark.clause("3.4.c")
def test_points_of_a_case_tell_an_officer_without_it_neither_measure_nor_day_nor_post(live):  # noqa: F811
    case = making.closed(live)
    scheme_of(live)
    address = reverse("score_account", args=[ScoreAccount.objects.get(person=live.liaison.person).pk])
    case.members.filter(person=live.commission_second.person).update(left_at=clock.now())
    without = client_of(live.commission_second).get(address).content.decode()
    within = client_of(live.commission_staff).get(address).content.decode()
    for word in ("通报", "8月3日发生", "示例一村包村人员"):
        assert word in within
        assert word not in without.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "内容只有本人和承办人可以看" in without


@pytest.mark.clause("3.4.d")
def test_long_names_of_scheme_and_unit_do_not_stop_the_posting(live):  # noqa: F811
    scheme = scheme_of(live)
    scheme.name = "考" * 80
    scheme.save()
    live.village.name = "村" * 40
    live.village.save()
    post(live, live.village, -300, rule="规" * 200, posts_text="岗" * 300)
    kept = ScoreEntry.objects.filter(kind__in=["POINTS", "SPREAD"])
    assert {row.kind for row in kept} == {"POINTS", "SPREAD"}
    assert all(len(row.rule) <= 120 and len(row.posts_text) <= 200 for row in kept)


@pytest.mark.clause("3.4.b")
def test_a_letter_numbered_by_hand_does_not_stop_the_series(live):  # noqa: F811
    taken = handed(live, proposed(live, "TRANSFER"), number=f"〔{clock.today().year}〕1号")
    case = making.in_inquiry(live)
    said = {"receiver": "区纪委监委", "contents": "一份", "reason": "涉嫌违纪。"}
    stub = handing.transfer(case=case, by=live.commission_secretary, **said)
    assert stub.number.endswith("2号") and stub.number != taken.number
