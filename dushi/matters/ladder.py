"""Who is to be told what about matters, read from rows and clock (settings.ALERT_PROVIDERS)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from dushi import clock
from dushi.alerts.contracts import Ladder, Rung, Towns, in_towns
from dushi.matters.models import Matter, MatterPart
from dushi.matters.moves import page_of
from dushi.matters.people import People, Roster, named_text
from dushi.regulation.calendar import Workdays
from dushi.regulation.due import Due, midnight_after
from dushi.regulation.ladder import To, steps

#: The rungs are data, in the rule book's own form. The hour stands before that of the daily digest.
LADDER = steps(
    [
        {"rung": "before", "when": "WORKDAY_BEFORE", "to": "DOER", "time": "07:00"},
        {"rung": "due", "when": "DUE_DAY", "to": "DOER", "time": "07:00"},
        {"rung": "late", "when": "LATE", "to": "DOER"},
        {"rung": "chief", "when": "WORKDAY_AFTER", "to": "CHIEF", "time": "07:00"},
        {"rung": "leader", "when": "END", "to": "LEADER", "time": "07:00"},
    ]
)
WORDS = {"before": "将到期", "due": "今日到期", "late": "逾期", "chief": "逾期未办", "leader": "逾期未办"}
#: Working days after the due day before the leader is told; and after which waiting is the verifier's delay.
CHASE_DAYS, PATIENCE_DAYS = 5, 3
#: A successor is not chased for so many days after taking the post (a week of grace).
GRACE = timedelta(days=7)
#: No rung falls due earlier than this before its due moment: the longest holiday and a weekend.
HORIZON = timedelta(days=16)


def rungs(at: datetime, towns: Towns = None) -> Iterator[Rung]:
    """Every rung of open matters there. A fixed number of queries, whatever their number."""
    rows = Matter.objects.filter(in_towns(towns)).select_related("about", "owner_unit", "owner_seat__unit")
    rows = rows.prefetch_related("parts", "named_verifiers__person")
    owed = list(rows.filter(status__in=Matter.OWNERS, due_at__isnull=False))
    parts = MatterPart.objects.open().filter(in_towns(towns, "matter__town"))
    open_parts = list(parts.select_related("matter__about", "unit"))
    moments = [*(matter.due_at for matter in owed if matter.due_at), *(part.due_at for part in open_parts)]
    workdays = _workdays(at, moments)
    roster = Roster.load(on=clock.local(at).date(), towns=towns)
    for matter in owed:
        yield from _climbing(matter, roster, workdays)
    yield from _part_rungs(open_parts, roster, workdays)
    for matter in rows.filter(status__in=[Matter.Status.SUBMITTED, Matter.Status.REGISTERED]):
        yield _waiting(matter, roster, workdays)
    for matter in rows.filter(status=Matter.Status.CLOSED, rechecked_at__isnull=True, recheck_on__isnull=False):
        yield _recheck(matter, roster)


def _workdays(at: datetime, moments: Iterable[datetime]) -> Workdays:
    """The calendar of these years and of those in which something is due."""
    year = clock.local(at).year
    return Workdays.load({year - 1, year, year + 1, *(clock.local(moment).year for moment in moments)})


def chase_of(due_at: datetime, workdays: Workdays) -> Due:
    """The due moment, and the end of the days in which only owner and chief are told."""
    day = clock.local(due_at).date()
    return Due(due_at, midnight_after(workdays.nth_workday_after(day, CHASE_DAYS)))


def _climbing(matter: Matter, roster: Roster, workdays: Workdays) -> Iterator[Rung]:
    if matter.due_at is None:
        return
    people = {To.DOER: roster.doers, To.CHIEF: roster.chiefs, To.LEADER: roster.leaders}
    due, not_before = chase_of(matter.due_at, workdays), _grace_until(matter, roster)
    for order, step in enumerate(LADDER, 1):
        falls_at = step.falls_at(due, workdays)
        if not_before and falls_at > due.due_at:
            falls_at = max(falls_at, not_before)
        yield _rung(matter, step.rung, order, falls_at, people[step.to](matter), WORDS[step.rung], matter.owner_text)


def _grace_until(matter: Matter, roster: Roster) -> datetime | None:
    """Where everybody who is to do it took the post after it was handed out: a week after the last of them did."""
    since = roster.new_since(matter)
    if since is None or since <= clock.local(matter.status_at).date():
        return None
    return clock.at(since) + GRACE


def _part_rungs(parts: Iterable[MatterPart], roster: Roster, workdays: Workdays) -> Iterable[Rung]:
    for part in parts:
        due = chase_of(part.due_at, workdays)
        for order, step in enumerate(LADDER, 1):
            if step.to is not To.DOER:
                continue
            yield Rung(
                town_id=part.matter.town_id,
                object_type=MatterPart._meta.label_lower,
                object_id=str(part.pk),
                name=step.rung,
                order=order,
                falls_at=step.falls_at(due, workdays),
                persons=sorted(roster.answering(part.unit_id)),
                clause=part.matter.clause,
                title=f"{WORDS[step.rung]}：{part.task}（{part.matter.title}）",
                whose=str(part.unit),
                due_at=part.due_at,
                url=page_of(part.matter),
            )


def waiting_since(matter: Matter, workdays: Workdays) -> datetime:
    """The moment from which waiting is the tier's own delay."""
    return clock.at(workdays.nth_workday_after(clock.local(matter.status_at).date(), PATIENCE_DAYS), 7)


def _waiting(matter: Matter, roster: Roster, workdays: Workdays) -> Rung:
    """待核实 and 待核验 for more than three working days: the tier is told, not the owner."""
    asked = matter.status == Matter.Status.REGISTERED
    persons = roster.deciders(matter) if asked else roster.verifiers(matter)
    word = f"{'待核实' if asked else '待核验'}已超过{PATIENCE_DAYS}个工作日"
    since = waiting_since(matter, workdays)
    return _rung(matter, "confirm" if asked else "verify", 1, since, persons, word, _whose(matter, persons), since)


def _recheck(matter: Matter, roster: Roster) -> Rung:
    day = matter.recheck_on or clock.today()
    people = roster.recheckers(matter)
    return _rung(matter, "recheck", 1, clock.at(day, 7), people, "回头看", _whose(matter, people), clock.at(day, 18))


def _whose(matter: Matter, people: People) -> str:
    """Those named to verify it, else its tier."""
    return named_text(matter, people) or str(matter.get_tier_display())


def _rung(
    matter: Matter,
    name: str,
    order: int,
    falls_at: datetime,
    persons: People,
    word: str,
    whose: str,
    due_at: datetime | None = None,
) -> Rung:
    return Rung(
        town_id=matter.town_id,
        object_type=Matter._meta.label_lower,
        object_id=str(matter.pk),
        name=name,
        order=order,
        falls_at=falls_at,
        persons=sorted(persons),
        clause=matter.clause,
        title=f"{word}：{matter.title}",
        whose=whose,
        due_at=due_at or matter.due_at,
        url=page_of(matter),
    )


CLIMBED = Ladder("MATTERS", (Matter._meta.label_lower, MatterPart._meta.label_lower), rungs)
