"""X.1: breached duties, sealed findings, notices and 检举 put before the commission. A person decides on each.

A step of the tick. Each source is probed by one index from its ProposalMark on; nothing new, nothing written. A breach
is proposed once per subject, breach and quarter: the misses of a quarter count in that quarter alone, so that no miss
ever serves for two proposals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction

from accountability import missed, sources
from accountability.leads.suggesting import suggest, suggest_breach, taken_over
from accountability.missed import Miss
from accountability.models import Lead, ProposalMark
from accountability.rules.breaches import Breach, breaches
from accountability.rules.situations import group_of, is_referred_out, subjects
from accountability.sources import Origin
from dushi import clock
from dushi.regulation.periods import Period
from dushi.town.models import Person, Unit

#: Acts that were still being saved when the last tick looked are seen by the next ones.
OVERLAP = timedelta(minutes=10)
#: Breaches that are no duty of one clause; a unit's own meetings nobody records here: that one is registered by hand.
NOT_A_DUTY = frozenset({"OWN_MEETINGS", "MATTER_OVERDUE", "FALSE_SIGN_OFF"})


def propose(at: datetime) -> int:
    """Put before the commission what has come up since the last look; returns how many suggestions are new. Safe twice.

    Idle it costs one query for the marks and one for the rule book, and one or two probes per source.
    """
    marks = dict(ProposalMark.objects.values_list("source", "upto"))
    start = clock.at(Period.of(Period.Kind.QUARTER, clock.local(at).date()).first_day)
    rules = breaches(clock.local(at).date())
    new = 0
    for source, look in SOURCES.items():
        with transaction.atomic():
            upto, count = look(rules, marks.get(source, start), at)
            if upto is not None or source not in marks:
                ProposalMark.objects.update_or_create(source=source, defaults={"upto": upto or start})
        new += count
    return new


#: (where the last look ended, how many were proposed); None where there was nothing to look at
Looked = tuple[datetime | None, int]


def _duties(rules: dict[str, Breach], since: datetime, at: datetime) -> Looked:
    keys = {key for key, rule in rules.items() if not rule.is_reminder_only} - NOT_A_DUTY
    fresh = missed.newly_missed(keys, since - OVERLAP)
    if not fresh:
        return None, 0
    of_unit = {key for key in keys if _answers_as_unit(rules[key])}
    return at, _propose(rules, missed.misses_beside(fresh, of_unit), at)


def _answers_as_unit(rule: Breach) -> bool:
    """Its situations are those of a group to which units belong (扶贫办; 村 and 部门)."""
    groups = {group_of(code) for code in rule.situations}
    return any(one.units and one.group in groups for one in subjects())


def _overdue(rules: dict[str, Breach], since: datetime, at: datetime) -> Looked:
    fresh = missed.newly_overdue(since, at) if "MATTER_OVERDUE" in rules else []
    until = missed.last_chased(at) if fresh else at
    fresh = [(town, due) for town, due in fresh if due < until]
    if not fresh:
        return None, 0
    days = [clock.local(due).date() for _, due in fresh]
    first = Period.of(Period.Kind.QUARTER, min(days)).first_day
    found = missed.overdue_beside({town for town, _ in fresh}, first, until)
    # Back by a moment: a matter that is due exactly then is the next look's.
    return until - timedelta(microseconds=1), _propose(rules, found, at)


def _sign_offs(rules: dict[str, Breach], since: datetime, at: datetime) -> Looked:
    matters = missed.newly_rebounded(since - OVERLAP) if "FALSE_SIGN_OFF" in rules else []
    if not matters:
        return None, 0
    return at, _propose(rules, missed.false_sign_offs(matters, since - OVERLAP), at)


def _findings(rules: dict[str, Breach], since: datetime, at: datetime) -> Looked:
    return _origins(sources.sealed_findings(since - OVERLAP), Lead.Source.FINDING, at)


def _notices(rules: dict[str, Breach], since: datetime, at: datetime) -> Looked:
    return _origins(sources.named_by_superiors(since - OVERLAP), Lead.Source.SUPERIOR, at)


def _tips(rules: dict[str, Breach], since: datetime, at: datetime) -> Looked:
    # Of a 检举 days are kept and no moments: each day is looked at once, when it is over.
    first, today = (clock.local(moment - OVERLAP).date() for moment in (since, at))
    found = sources.tips(first, today)
    taken_over(found)
    return _origins(found, Lead.Source.PUBLIC, at)


#: ProposalMark.source → its look
SOURCES: dict[str, Callable[[dict[str, Breach], datetime, datetime], Looked]] = {
    "DUTY": _duties,
    "OVERDUE": _overdue,
    "SIGN_OFF": _sign_offs,
    "FINDING": _findings,
    "TIP": _tips,
    "NOTICE": _notices,
}


def _origins(found: list[Origin], source: str, at: datetime) -> Looked:
    known = _known({one.key for one in found}, {one.town_id for one in found})
    count = sum(suggest(one, source, at) for one in found if one.key not in known)
    return (at if found else None), count


def _propose(rules: dict[str, Breach], found: Iterable[Miss], at: datetime) -> int:
    """Those subjects whose misses of one quarter reach both thresholds, and whom a situation fits."""
    groups: dict[str, list[Miss]] = defaultdict(list)
    for miss in found:
        kind, pk = miss.subject
        groups[f"BREACH:{miss.breach}:{kind}:{pk}:{miss.quarter.key}"].append(miss)
    reached = {key: misses for key, misses in groups.items() if _is_reached(rules[misses[0].breach], misses)}
    for key in _known(reached, {misses[0].town_id for misses in reached.values()}):
        del reached[key]
    people = Person.objects.in_bulk({pk for (kind, pk) in _subjects(reached) if kind == "person"})
    units = Unit.objects.in_bulk({pk for (kind, pk) in _subjects(reached) if kind == "unit"})
    count = 0
    for key, misses in reached.items():
        rule, last = rules[misses[0].breach], max(misses, key=lambda miss: miss.on)
        subject = people[last.person_id] if last.person_id else units[last.unit_id or 0]
        fitting = rule.situations_for(subject, last.on)
        if fitting and not is_referred_out(subject, last.on):
            count += suggest_breach(key, subject, fitting[0], rule, misses, at)
    return count


def _is_reached(rule: Breach, misses: list[Miss]) -> bool:
    times = len({miss.occasion for miss in misses})
    return rule.is_reached(misses=times, reminders=sum(miss.reminders for miss in misses))


def _subjects(groups: dict[str, list[Miss]]) -> list[tuple[str, int]]:
    return [misses[0].subject for misses in groups.values()]


def _known(keys: Iterable[str], towns: Iterable[int]) -> set[str]:
    wanted = list(keys)
    if not wanted:
        return set()
    rows = Lead.objects.filter(town__in=list(towns), source_key__in=wanted)
    return {key for key in rows.values_list("source_key", flat=True) if key}
