"""The first sentence of 制度执行: what a leader reads aloud at a meeting, made from the data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Count, F, Q

from dushi import clock, words
from dushi.obligations.models import Obligation, ObligationQuerySet
from dushi.obligations.wording import OPEN, nature_of, who
from dushi.regulation.periods import Period
from dushi.town.models import User

#: Units named in the sentence; of more, their number is said.
NAMED = 12


@dataclass(frozen=True)
class Sentence:
    """Counts in obligations, 示例 units apart. lacking: one phrase per duty and period, as far as names are said."""

    owed: int = 0
    done: int = 0
    late: int = 0
    lacking: int = 0
    phrases: list[str] = field(default_factory=list)
    unnamed: int = 0
    examples: int = 0


def this_week(user: User, quarter: Period, at: datetime) -> Sentence:
    """本周应办, 已办, and of the running quarter what is due and lacking. Three queries."""
    monday = clock.at(words.monday(clock.local(at).date()))
    seen = Obligation.objects.visible_to(user)
    week = seen.counted().owed().filter(due_at__gt=monday, due_at__lte=monday + timedelta(days=7))
    counts = week.aggregate(owed=Count("pk"), done=Count("fulfilled_at"))
    lacking = seen.overdue(at).filter(starts_on__lte=quarter.last_day, due_at__gte=clock.at(quarter.first_day))
    apart = lacking.aggregate(real=Count("pk", filter=~_EXAMPLE), examples=Count("pk", filter=_EXAMPLE))
    phrases, named = _phrases(lacking.counted()) if apart["real"] else ([], 0)
    return Sentence(
        owed=counts["owed"],
        done=counts["done"],
        lacking=apart["real"],
        phrases=phrases,
        unnamed=apart["real"] - named,
        examples=apart["examples"],
    )


def whole_quarter(user: User, quarter: Period, at: datetime) -> Sentence:
    """A quarter that has passed: what was owed, done, done late and not done. One query."""
    rows = Obligation.objects.visible_to(user).counted().owed()
    rows = rows.filter(due_at__gte=clock.at(quarter.first_day), due_at__lt=clock.at(quarter.next().first_day))
    undone = Q(fulfilled_at__isnull=True, due_at__lt=at)
    counts = rows.aggregate(
        owed=Count("pk"),
        done=Count("pk", filter=Q(fulfilled_at__lte=F("due_at"))),
        late=Count("pk", filter=Q(fulfilled_at__gt=F("due_at"))),
        lacking=Count("pk", filter=undone),
    )
    return Sentence(**counts)


_EXAMPLE = Q(scope__is_example=True)


def _phrases(rows: ObligationQuerySet) -> tuple[list[str], int]:
    """示例一管区第 11 周管区每周调度会待召开 …, and how many obligations they name."""
    ordered = rows.select_related("duty__clause", "scope", "holder_unit", "holder_seat__unit")
    order = ("duty__clause__order", "-starts_on", "area", "scope__order", "scope__code", "pk")
    named = list(ordered.order_by(*order)[:NAMED])
    phrases = []
    for (_, period), group in groupby(named, lambda row: (row.duty_id, row.period)):
        some = list(group)
        duty = some[0].duty
        names = "、".join(who(row) for row in some)
        phrases.append(f"{names}{words.period(period)}{duty.title}{OPEN[nature_of(duty)]}")
    return phrases, len(named)
