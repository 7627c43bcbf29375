"""What lies behind one cell of 制度执行."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from dushi.obligations.grid import WORST_FIRST
from dushi.obligations.models import Obligation, State
from dushi.obligations.wording import state_word
from dushi.regulation.models import Duty
from dushi.regulation.periods import Period

if TYPE_CHECKING:
    from dushi.town.models import User


def quarter_asked(key: str, today: date) -> Period:
    """The quarter named in the address (2026-Q4), else today's."""
    try:
        asked = Period.parse(key)
    except ValueError:
        asked = None
    return asked if asked and asked.kind is Period.Kind.QUARTER else Period.of(Period.Kind.QUARTER, today)


@dataclass(frozen=True)
class Tab:
    """One state with its count, as a filter."""

    state: str
    word: str
    count: int


@dataclass(frozen=True)
class Behind:
    """One duty in one period: the obligations this user sees, worst first, 示例 units last."""

    period: Period
    rows: QuerySet[Obligation]
    tabs: list[Tab]
    chosen: str
    area: str
    total: int
    examples: int

    @classmethod
    def of(cls, user: User, duty: Duty, period_key: str, asked: Mapping[str, str], at: datetime) -> Behind | None:
        """asked: state and area of the address. None where the period is none of the duty's."""
        try:
            period = Period.parse(period_key)
        except ValueError:
            return None
        if period.kind != duty.cadence:
            return None
        rows = Obligation.objects.visible_to(user).filter(duty__key=duty.key, period=period.key).with_state(at)
        area = asked.get("area", "")
        if area.isdecimal() and len(area) < 10:
            rows = rows.filter(area=area)
        counts = dict(rows.counted().order_by().values_list("state").annotate(count=Count("pk")))
        chosen = asked.get("state", "")
        shown = rows.filter(state=chosen) if chosen in State else rows
        return cls(
            period=period,
            rows=_ordered(shown),
            tabs=[Tab(state, state_word(duty, state), counts[state]) for state in WORST_FIRST if counts.get(state)],
            chosen=chosen if chosen in State else "",
            area=area,
            total=sum(counts.values()),
            examples=rows.filter(scope__is_example=True).count(),
        )


def _ordered(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    rank = Case(
        *(When(state=state, then=Value(place)) for place, state in enumerate(WORST_FIRST)), output_field=IntegerField()
    )
    loaded = ("duty", "scope", "area", "holder_unit", "holder_seat__unit", "answerable")
    order = ("scope__is_example", "rank", "area__order", "area", "scope__order", "scope__code", "pk")
    return rows.annotate(rank=rank).select_related(*loaded).order_by(*order)
