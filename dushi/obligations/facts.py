"""What duties a unit met and missed over some months, for the inspector of 2.1(6) (settings.FACT_PROVIDERS)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse

from dushi import words
from dushi.obligations.contracts import Fact
from dushi.obligations.models import Obligation, State
from dushi.town.models import Unit

#: In the order they are said; what is merged or ahead is not said at all.
SAID = (State.MET, State.MET_LATE, State.GRACE, State.MISSED, State.EXCUSED)
#: What an inspector has to look at.
LACKING = (State.GRACE, State.MISSED)


def facts(unit: Unit, first_day: date, last_day: date, at: datetime) -> Iterator[Fact]:
    """Per duty about the unit: on time, late, missed, excused. One query."""
    rows = Obligation.objects.filter(scope=unit, starts_on__gte=first_day, starts_on__lte=last_day).with_state(at)
    counts: dict[str, Counter[str]] = {}
    titles: dict[str, str] = {}
    worst: dict[str, str] = {}
    found = rows.order_by("duty__clause__order", "starts_on")
    for key, title, period, state in found.values_list("duty__key", "duty__title", "period", "state"):
        titles[key] = title
        counts.setdefault(key, Counter())[state] += 1
        if state in LACKING:
            worst[key] = period
    for key, counted in counts.items():
        said = [f"{State(state).label} {counted[state]}" for state in SAID if counted[state]]
        if not said:
            continue
        lately = worst.get(key, "")
        where = reverse("obligation_cell", args=[key, lately]) if lately else reverse("unit_page", args=[unit.pk])
        last = f"，最近一次为{words.period(lately)}" if lately else ""
        yield Fact(f"{titles[key]}：{'、'.join(said)}{last}", where, is_problem=bool(lately))
