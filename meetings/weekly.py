"""What meetings, reports and visits tell of a town's week (周通报): counts by area and by tier, nobody's name."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from dushi import clock, words
from dushi.bulletin.contracts import Ahead, Column, Item, Share
from dushi.obligations.models import Obligation, State
from dushi.regulation.periods import Period
from dushi.town.models import Town, Unit
from dushi.town.places import placed
from meetings.models import Meeting, Visit
from meetings.report_weeks import DUTY

#: The tiers from above, as the regulation names them.
TIERS = {
    Unit.Kind.PARTY_COMMITTEE: "党委会",
    Unit.Kind.JOINT_MEETING: "联席会",
    Unit.Kind.LEADING_GROUP: "领导小组",
    Unit.Kind.OFFICE: "扶贫办",
    Unit.Kind.AREA: "管区",
}
EXCUSED = (State.EXCUSED, State.MERGED)


def reports(town: Town, week: Period, at: datetime) -> Share:
    """应报, 已报 (late ones among them), 补报, 并入, by the area of the village's day. One query."""
    owed = Obligation.objects.filter(town=town, duty__key=DUTY, period=week.key).counted().with_state(at).order_by()
    counts = {label: Counter[int | None]() for label in ("应报", "已报", "补报", "并入")}
    made_up = Count("pk", filter=Q(made_up_at__isnull=False))
    rows = owed.values("area", "state").annotate(count=Count("pk"), made_up=made_up)
    for area, state, count, late in rows.values_list("area", "state", "count", "made_up"):
        counts["并入"][area] += count if state == State.MERGED else 0
        counts["应报"][area] += count if state not in EXCUSED else 0
        counts["已报"][area] += count if state in (State.MET, State.MET_LATE) else 0
        counts["补报"][area] += late if state == State.MISSED else 0
    return Share(columns=[Column(label, by_area) for label, by_area in counts.items()])


def meetings(town: Town, week: Period, at: datetime) -> Share:
    """Meetings held, by tier and for each area; those of the next week by day, in the words of their tier. Two
    queries: titles, which people write, are not repeated."""
    held = _within(Meeting.objects.held(), town, week, "held_at")
    rows = list(held.values_list("body", "body__kind"))
    tiers = Counter(kind for _, kind in rows)
    said = "、".join(f"{word} {tiers[kind]} 次" for kind, word in TIERS.items())
    by_area = Counter[int | None](body for body, kind in rows if kind == Unit.Kind.AREA)
    return Share(
        columns=[Column("调度会", by_area)],
        items=[Item("已开会议", f"{said}。")],
        ahead=[*_planned(town, week.next())],
    )


def _within(rows: QuerySet[Meeting], town: Town, week: Period, field: str) -> QuerySet[Meeting]:
    span = {f"{field}__gte": clock.at(week.first_day), f"{field}__lt": clock.at(week.next().first_day)}
    return rows.filter(town=town, body__kind__in=TIERS, body__is_example=False, **span).order_by()


def _planned(town: Town, week: Period) -> list[Ahead]:
    """One line per day and tier: 扶贫办调度会（15:00）, 管区调度会 5 场."""
    counts: Counter[tuple[date, str]] = Counter()
    hours: dict[tuple[date, str], set[str]] = {}
    starts = _within(Meeting.objects.live(), town, week, "starts_at").values_list("starts_at", "body__kind")
    for moment, kind in starts:
        key = (words.civil(moment), kind)
        counts[key] += 1
        hours.setdefault(key, set()).add(words.hour(moment))
    order = list(TIERS)
    found = []
    for day, kind in sorted(counts, key=lambda key: (key[0], order.index(Unit.Kind(key[1])))):
        many, at = counts[day, kind], hours[day, kind]
        when = f"（{min(at)}）" if len(at) == 1 else ""
        found.append(Ahead(day, f"{TIERS[Unit.Kind(kind)]}{f' {many} 场' if many > 1 else ''}{when}"))
    return found


def visits(town: Town, week: Period, at: datetime) -> Share:
    """调研督导 that somebody stands to, by the area of the village. One query."""
    made = Visit.objects.filter(town=town).counted().confirmed().between(week.first_day, week.last_day)
    rows = placed(made, "village", week.last_day).values_list("place").annotate(count=Count("pk"))
    return Share(columns=[Column("调研", dict(rows))])
