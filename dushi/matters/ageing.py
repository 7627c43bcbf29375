"""在办时长: how long open matters have stood, by what they wait for, and where. By age and geography, never by rank."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, CharField, Count, IntegerField, Q, Value, When

from dushi import clock
from dushi.charts.bars import Bars, Kind, bars
from dushi.charts.dots import Dots, Row, dots
from dushi.matters.models import Matter
from dushi.town.models import Unit, User
from dushi.town.places import placed

Status = Matter.Status
#: (label, head of a narrow column, days at most since it was raised), the last without an end.
AGES: list[tuple[str, str, int | None]] = [
    ("7天以内", "≤7天", 7),
    ("8至14天", "≤14天", 14),
    ("15至30天", "≤30天", 30),
    ("31至60天", "≤60天", 60),
    ("61至90天", "≤90天", 90),
    ("90天以上", ">90天", None),
]
#: What an open matter waits for, in the order it goes through them.
KINDS = {
    "ASKED": Kind("待交办", "todo"),
    "GOING": Kind("办理中", "due"),
    "LATE": Kind("已逾期", "over"),
    "SUBMITTED": Kind("待核验", "grace"),
}
DESC = "横条越长件数越多；白的待交办，实的办理中，斜纹已逾期，点的待核验；旁边的表为同样的数字"


@dataclass(frozen=True)
class Ageing:
    """by_kind: ages × what they wait for. by_place: areas × ages, None for who sees one area or none."""

    by_kind: Bars
    by_place: Dots | None

    @property
    def total(self) -> int:
        return self.by_kind.total


def ageing_of(user: User, at: datetime) -> Ageing:
    """Of every open matter this user sees, 示例 units left out. Two queries."""
    today = clock.local(at).date()
    rows = placed(Matter.objects.visible_to(user).counted().ledger().open(), "about", today)
    counted = rows.annotate(age=_age(at), kind=_kind(at)).values_list("place", "age", "kind").annotate(n=Count("pk"))
    counts: Counter[tuple[int, str]] = Counter()
    places: Counter[tuple[int | None, int]] = Counter()
    for place, age, kind, n in counted:
        counts[age, kind] += n
        places[place, age] += n
    ages = [(label, [counts[order, kind] for kind in KINDS]) for order, (label, *_) in enumerate(AGES)]
    drawn = bars(ages, list(KINDS.values()), title="在办事项件数：按提出以来的天数", unit="件", desc=DESC)
    return Ageing(drawn, _by_place(user, places))


def _age(at: datetime) -> Case:
    """Order of the age in AGES, by whole days of twenty-four hours."""
    bounds = [(order, days) for order, (*_, days) in enumerate(AGES) if days is not None]
    whens = [When(raised_at__gt=at - timedelta(days=days + 1), then=Value(order)) for order, days in bounds]
    return Case(*whens, default=Value(len(AGES) - 1), output_field=IntegerField())


def _kind(at: datetime) -> Case:
    return Case(
        When(status=Status.SUBMITTED, then=Value("SUBMITTED")),
        When(Q(status__in=Matter.OWNERS, due_at__lt=at), then=Value("LATE")),
        When(status__in=Matter.OWNERS, then=Value("GOING")),
        default=Value("ASKED"),
        output_field=CharField(),
    )


def _by_place(user: User, places: Counter[tuple[int | None, int]]) -> Dots | None:
    """Areas in the town's own order, then the town's own units."""
    if not user.rights.sees_town:
        return None
    areas = Unit.objects.areas().filter(pk__in={place for place, _ in places if place}).order_by("order", "pk")
    named = [*((area.pk, area.name) for area in areas), (None, "镇直")]
    rows = [Row(name, name, [places[place, order] for order in range(len(AGES))]) for place, name in named]
    heads = [head for _, head, _ in AGES]
    return dots([row for row in rows if row.total], heads, title="在办事项件数：各管区按天数", unit="件", key="places")
