"""What visits hand to the pages of the ground floor (the provider lists in settings)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from dushi import words
from dushi.obligations.contracts import CalendarEntry, VillageRow, WorkItem
from dushi.regulation.periods import Period
from dushi.town.contracts import Section
from dushi.town.models import Unit, User
from meetings.models import Visit, VisitParticipant
from meetings.permissions import may_record_visit
from meetings.visit_rules import MAIN, MEMBER

#: Visits shown on the page of a village or an area.
NEWEST = 5


def work(user: User, at: datetime) -> Iterator[WorkItem]:
    """我的工作: visits that wait for the user's word. One query."""
    rows = VisitParticipant.objects.waiting().filter(person=user.rights.person_id, visit__town=user.rights.town_id)
    for row in rows.select_related("visit__village", "visit__recorded_by").order_by("pk"):
        visit = row.visit
        yield WorkItem(
            title=f"确认参加：{words.short_day(visit.visited_on)}{visit}",
            url=reverse("visit_page", args=[visit.pk]),
            note=f"{visit.recorded_by}登记",
            clause=MAIN if visit.village.is_key and user.rights.is_main_leader else MEMBER,
            minutes=1,
        )


def calendar(user: User, first_day: date, last_day: date) -> Iterator[CalendarEntry]:
    """日历: visits one took part in or recorded, and those to one's own villages; the 扶贫办 has all. One query."""
    rows = Visit.objects.visible_to(user).between(first_day, last_day).select_related("village")
    if not user.rights.is_office:
        mine = Visit.objects.of_person(user.rights.person_id).values("pk")
        rows = rows.filter(Q(pk__in=mine) | Q(village__in=user.rights.units))
    for visit in rows.order_by("visited_on", "pk"):
        yield CalendarEntry(
            day=visit.visited_on,
            title=str(visit),
            url=reverse("visit_page", args=[visit.pk]),
            uid=f"visit-{visit.pk}@dushi",
            kind="visit",
        )


def villages(village_ids: Iterable[int], weeks: list[Period]) -> Iterator[VillageRow]:
    """村情格: how many visits in each week that somebody stands to. One query."""
    if not weeks:
        return
    rows = Visit.objects.confirmed().between(weeks[0].first_day, weeks[-1].last_day)
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    last: dict[int, dict[str, int]] = defaultdict(dict)
    made = rows.filter(village__in=list(village_ids)).order_by("visited_on", "pk")
    for pk, village, day in made.values_list("pk", "village", "visited_on"):
        key = Period.of(Period.Kind.WEEK, day).key
        counts[village][key] += 1
        last[village][key] = pk
    row = VillageRow(label="调研督导", short="访")
    for village, by_week in counts.items():
        row.marks[village] = {key: "✓" if count == 1 else str(count) for key, count in by_week.items()}
        row.urls[village] = {key: reverse("visit_page", args=[pk]) for key, pk in last[village].items()}
    yield row


def section(user: User, unit: Unit, at: datetime) -> Iterator[Section]:
    """The newest visits, on the page of a village or an area. Two queries."""
    if unit.kind not in (Unit.Kind.VILLAGE, Unit.Kind.AREA):
        return
    is_village = unit.kind == Unit.Kind.VILLAGE
    rows = Visit.objects.visible_to(user)
    rows = rows.filter(village=unit) if is_village else rows.filter(village__in=Unit.objects.of_area(unit).values("pk"))
    confirmed = VisitParticipant.objects.filter(visit=OuterRef("pk"), confirmed_at__isnull=False)
    newest = rows.annotate(is_confirmed=Exists(confirmed)).select_related("village")[:NEWEST]
    context = {
        "visits": list(newest.prefetch_related("participants__person")),
        "village": unit if is_village else None,
        "may_record": may_record_visit(user),
    }
    yield Section("调研督导", "meetings/_visit_section.html", context)


def may_open_photo(user: User, object_id: str) -> bool:
    """settings.ATTACHMENT_RULES: whoever sees the visit sees its photos."""
    return Visit.objects.visible_to(user).filter(pk=object_id).exists()
