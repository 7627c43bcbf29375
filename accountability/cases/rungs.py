"""Who is reminded of cases that stand still and of papers that wait for a signature (settings.ALERT_PROVIDERS, X.3).

Nothing is named, neither a person nor what it is about; of a case that has served nothing its subject hears nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from accountability.cases.providers import INQUIRED, SHARED
from accountability.late import HOUR, PATIENCE, Doors, late_rungs
from accountability.models import Appeal, Case, CaseMember, ServedPaper
from accountability.posts import heads
from accountability.presiding import presiders_of
from dushi import clock
from dushi.alerts.contracts import Ladder, Rung, Towns, in_towns
from dushi.regulation.calendar import Workdays

S = Case.Status
PAPER = ServedPaper._meta.label_lower
#: What was served longer ago is chased no more.
CHASED = timedelta(days=60)


def rungs(at: datetime, towns: Towns = None) -> Iterator[Rung]:
    """Every rung of cases, appeals and papers that may fall due. A fixed number of queries, and a few per town."""
    today = clock.local(at).date()
    workdays = Workdays.load([today.year - 1, today.year, today.year + 1])
    cases = list(Case.objects.open().filter(in_towns(towns), due_at__isnull=False))
    waiting = Appeal.objects.exclude(status__in=Appeal.ENDED).filter(in_towns(towns, "case__town"))
    appeals = list(waiting.select_related("case"))
    presiders = {key: [one.pk] for key, one in presiders_of([*cases, *(appeal.case for appeal in appeals)]).items()}
    teams: dict[Any, list[int]] = defaultdict(list)
    for key, person in CaseMember.objects.filter(case__in=cases, left_at__isnull=True).values_list("case", "person"):
        teams[key].append(person)
    doors = Doors.load(today)
    for case in cases:
        above = presiders.get(case.pk, [])
        yield from late_rungs(case, whose(case, teams[case.pk], above), above, workdays, doors)
    for appeal in appeals:
        above = presiders.get(appeal.case_id, [])
        yield from late_rungs(appeal, above, above, workdays, doors)
    yield from _unsigned(at, towns, workdays)


def whose(case: Case, team: list[int], presiding: list[int]) -> list[int]:
    """Ids of those who have the next step; whoever presides where nobody inquires any more."""
    if case.status in INQUIRED:
        return team or presiding
    if case.status == S.DECIDED and case.decided_at is None:
        return [case.approver_id] if case.approver_id else presiding
    return sorted({*team, *presiding}) if case.status in SHARED else presiding


def _unsigned(at: datetime, towns: Towns, workdays: Workdays) -> Iterator[Rung]:
    """The subject: at once, and once more."""
    rows = ServedPaper.objects.unsigned().filter(in_towns(towns), served_at__gt=at - CHASED)
    papers = list(rows.select_related("case", "lead"))
    units = {paper.about.unit_id for paper in papers if paper.about.unit_id}
    headed = heads(units, clock.local(at).date())
    for paper in papers:
        about, served = paper.about, paper.served_at
        if served is None:
            continue
        persons = headed.get(about.unit_id, []) if about.unit_id else [about.person_id] if about.person_id else []
        again = clock.at(workdays.nth_workday_after(clock.local(served).date(), PATIENCE), HOUR)
        for order, (name, falls_at) in enumerate([("served", served), ("again", again)], start=1):
            yield Rung(
                town_id=paper.town_id,
                object_type=PAPER,
                object_id=str(paper.pk),
                name=name,
                order=order,
                falls_at=falls_at,
                persons=persons,
                clause="3.0",
                title="有一份文书待签收",
                whose="本人",
                due_at=None,
                url=reverse("served_page", args=[paper.pk]),
                until=served + CHASED,
            )


LADDER = Ladder("CASES", (Case._meta.label_lower, Appeal._meta.label_lower, PAPER), rungs)
