"""What 制度执行 says of chapter 3: how each article stands, never how many cases or whose (CLAUSE_PROVIDERS)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from accountability.models import YearSheet
from accountability.rules.situations import situations_on
from accountability.scores import schemes
from dushi import clock
from dushi.obligations.contracts import ClauseState
from dushi.town.access import town_of
from dushi.town.models import Town, User


def clauses(user: User, at: datetime) -> dict[str, ClauseState]:
    """State of 3.* and X.1. The same for everybody; three queries."""
    situations, measures = reverse("situation_list"), reverse("measure_list")
    town, today = town_of(user), clock.local(at).date()
    cited = {row.code: ClauseState("可作为问责依据", situations) for row in situations_on(today)}
    return cited | {
        "3.0": ClauseState("问责须有情形和证据，惩教结合", situations),
        "3.4.a": ClauseState("按行为发生之日的规定选用方式", measures),
        "3.4.b": ClauseState("移送有权机关，结果照来文登记", measures),
        "3.4.c": _assessment(town, today.year),
        "3.4.d": _scheme(town, today.year),
        "X.1": ClauseState("按对应关系提出，由人决定", situations),
    }


def _assessment(town: Town, year: int) -> ClauseState:
    """The newest sheet of this year or the one before."""
    asked = Q(year=year) | Q(year=year - 1)
    sheet = YearSheet.objects.filter(asked, town=town).order_by("-year", "-version").first()
    url = reverse("assessment_page")
    if sheet is None:
        return ClauseState(f"{year - 1}年度没有结转", url)
    day = clock.local(sheet.closed_at).date()
    return ClauseState(f"{sheet.year}年度已结转（第{sheet.version}版）", f"{url}?year={sheet.year}", last_on=day)


def _scheme(town: Town, year: int) -> ClauseState:
    scheme = schemes.in_force(town, year)
    url = reverse("scheme_page")
    if scheme is None or scheme.in_force_at is None:
        return ClauseState(f"{year}年考核办法未施行", url)
    word = "示例考核办法" if scheme.is_example else "考核办法"
    return ClauseState(f"{year}年{word}已施行", url, last_on=clock.local(scheme.in_force_at).date())
