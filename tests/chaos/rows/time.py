"""Rows 10, 11, 12, 17: beats too many or none, a clock that jumps, and acts at the same moment."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse

from dushi import chance, clock, tick
from dushi.alerts.models import Delivery
from dushi.obligations.models import Obligation
from dushi.offline.models import Receipt
from dushi.records.models import ChainLink
from dushi.regulation.periods import Period
from meetings.models import DispatchReport
from tests.chaos.machine import Stuck, until
from tests.chaos.outcome import Row, Told
from tests.chaos.rows.workers import beats
from tests.chaos.scene import DUTY, Scene, owed
from tests.chaos.town import FIRST, at_once


def many_beats(scene: Scene, size: dict[str, int]) -> Told:
    """Three beats say "look" at the same moments of a simulated year, a week of it each round: one object per key."""
    told, start = scene.told, clock.at(FIRST.first_day + timedelta(days=size["days"] * scene.turn))
    scene.machine.stop()
    locking = QuerySet.select_for_update
    if scene.off:
        scene.machine.cluster.run("DROP INDEX obligation_once_unit, obligation_once_seat", scene.machine.name)
        QuerySet.select_for_update = lambda rows, **options: rows  # type: ignore[method-assign]
    step, end = timedelta(minutes=size["step_minutes"]), start + timedelta(days=size["days"])
    moment, ticks = start, 0
    while moment < end:
        with clock.frozen(moment):
            failed = [one for one in at_once([partial(_tick, moment)] * size["beats"]) if one]
        told.must(not failed, f"{moment}: {failed[:1]}")
        ticks, moment = ticks + size["beats"], moment + step
    QuerySet.select_for_update = locking  # type: ignore[method-assign]
    scene.machine.moment.set(end)
    keys = ("duty__key", "holder_unit", "holder_seat", "scope", "period")
    doubled = [key for key, n in Counter(Obligation.objects.values_list(*keys)).items() if n > 1]
    told.must(not doubled, f"{len(doubled)} obligations more than once")
    missing = [
        week.key for week in _weeks(start.date(), end.date()) if len(_holders(scene, week)) != len(scene.villages())
    ]
    told.must(not missing, f"weeks without all reports: {missing[:5]}")
    told.facts |= {"ticks": ticks, "days": size["days"], "obligations": Obligation.objects.count()}
    return told


def _tick(moment: object) -> str:
    try:
        tick.run(moment)  # type: ignore[arg-type]
    except Exception as failure:  # noqa: BLE001 - told as a fault
        return repr(failure)[:200]
    return ""


def _weeks(first: date, last: date) -> list[Period]:
    week, found = Period.of(Period.Kind.WEEK, first), []
    while week.last_day < last:
        found.append(week)
        week = week.next()
    return found


def _holders(scene: Scene, week: Period) -> set[int]:
    return set(owed(week).filter(scope__in=scene.villages()).values_list("scope", flat=True))


def three_weeks_dead(scene: Scene, size: dict[str, int]) -> Told:
    """Beat stands still for three weeks: what was missed is made up and marked, and nobody is flooded."""
    told, week = scene.told, scene.next_week()
    off = scene.machine.off
    scene.machine.stop()
    before, written = beats(), list(Delivery.objects.values_list("pk", flat=True))
    known, later = week.next(), scene.at(week, 7 * size["weeks"] + 9, 7, 40)  # the coming week is opened already
    scene.machine.start(off)
    try:
        until(lambda: beats() != before, "the first look", 60)
    except Stuck as stuck:
        told.must(False, str(stuck))
    missed = _weeks(known.next().first_day, later.date() + timedelta(days=7))
    short = [one.key for one in missed if len(_holders(scene, one)) != len(scene.villages())]
    told.must(not short, f"not made up: {short}")
    rows = Obligation.objects.filter(duty__key=DUTY, period__in=[one.key for one in missed])
    unmarked = [row.pk for row in rows if not row.is_opened_late]
    told.must(not unmarked, f"{len(unmarked)} not marked as opened late")
    letters = Delivery.objects.filter(person__isnull=False).exclude(pk__in=written)
    scene.at(week, 7 * size["weeks"] + 10, 7, 40)  # of two looks at once one may make the first day's digest too early
    try:
        until(letters.exists, "a digest")
    except Stuck as stuck:
        told.must(False, str(stuck))
    digests = Counter(letters.values_list("person", "channel", "created_at__date"))
    most = max(digests.values(), default=0)
    told.must(most <= 1, f"{most} messages to one person in a day")
    told.facts |= {"weeks": len(missed), "made_up": rows.count(), "letters": sum(digests.values())}
    return told


#: How far the clock is set: hours.
JUMPS = (-1, 1, -24, 24, 7 * 24)
#: Moments at which calendars go wrong: 春节, leap day, the turn of a year, before and after midnight in Shanghai.
EDGES = (date(2026, 12, 31), date(2027, 1, 1), date(2027, 2, 5), date(2028, 2, 29))


def jumps(scene: Scene, size: dict[str, int]) -> Told:
    """The clock jumps; reports keep their order by number, and deadlines hold by the stated rule."""
    told, week = scene.told, scene.next_week()
    for number in range(size["jumps"]):
        officer = scene.town.officers[number % len(scene.town.officers)]
        edge = number % 5 == 4 and number // 5 < len(EDGES)
        now = clock.at(EDGES[number // 5], 23, 59) if edge else scene.machine.moment.now()
        scene.machine.moment.set(now + timedelta(hours=scene.chance.choice(JUMPS)))
        tick.run()
        week = Period.of(Period.Kind.WEEK, clock.local(scene.machine.moment.now()).date())
        answer = scene.phone(officer).report(week, chance.uuid4(), f"第 {number} 次")
        told.must(answer.status in (200, 409, 422), f"answered {answer.status} at {scene.machine.moment.now()}")
    links = ChainLink.objects.filter(chain="receipts").order_by("seq").values_list("object_id", "seq")
    numbers = {str(pk): (year, number) for pk, year, number in Receipt.objects.values_list("pk", "year", "number")}
    moments = {str(pk): at for pk, at in Receipt.objects.values_list("pk", "received_at")}
    kept = [one for one, _ in links]
    told.must([seq for _, seq in links] == list(range(1, len(kept) + 1)), "the chain has gaps")
    years = {year: [numbers[one][1] for one in kept if numbers[one][0] == year] for year, _ in numbers.values()}
    told.must(all(given == list(range(1, len(given) + 1)) for given in years.values()), "numbers not in their order")
    if scene.off:  # what an order by the clock would say
        told.must(kept == sorted(kept, key=lambda one: moments[one]), "by the clock they stand in another order")
    told.facts |= {"jumps": size["jumps"], "receipts": len(kept)}
    return told


#: What the database itself refuses goes first where the locks are to be seen missing.
WITHOUT_UNIQUE = """DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = '{0}'::regclass AND contype = 'u'
    LOOP EXECUTE format('ALTER TABLE {0} DROP CONSTRAINT %I', name); END LOOP; END $$"""


def race(scene: Scene, size: dict[str, int]) -> Told:
    """Corrected twice, sent back twice and sent anew at the same moment: one legal state."""
    told, week, office = scene.told, scene.next_week(), scene.phone(scene.town.office)
    if scene.off:
        scene.machine.cluster.run(WITHOUT_UNIQUE.format("meetings_dispatchreport"), scene.machine.name)
    answered: Counter[int] = Counter()
    for number in range(size["races"]):
        place = number % len(scene.town.officers)
        if number and not place:
            week = scene.next_week()
        officer, key = scene.town.officers[place], chance.uuid4()
        phone = scene.phone(officer)
        phone.report(week, key, "第一版")
        back = partial(office.post, reverse("report_return", args=[key]), {"reason": "请补正"})
        again = partial(phone.report, week, chance.uuid4(), "第二版")
        fixed = [partial(phone.correct, week, chance.uuid4(), f"更正版 {n}", key) for n in range(2)]
        answers = at_once([back, back, again, *fixed])
        answered.update(one.status for one in answers)
        told.must(all(0 < one.status < 500 for one in answers), f"{[one.status for one in answers]}")
        rows = list(DispatchReport.objects.filter(village=officer.village, period=week.key).order_by("version"))
        lawful = [row.version for row in rows] == list(range(1, len(rows) + 1)) and rows[0].pk == key
        told.must(lawful, f"versions {[row.version for row in rows]}")
    told.facts |= {"races": size["races"], "answers": {str(status): n for status, n in sorted(answered.items())}}
    return told


ROWS = (
    Row(10, "three beats for a simulated year", many_beats,
        {"beats": 3, "days": 14, "step_minutes": 360},
        {"beats": 3, "days": 7, "step_minutes": 60, "rounds": 52}, "unique"),
    Row(11, "beat dead for three weeks", three_weeks_dead, {"weeks": 3}, {"weeks": 3, "rounds": 4}, "sweep"),
    Row(12, "clock jumps", jumps, {"jumps": 10}, {"jumps": 100, "rounds": 5}, "order"),
    Row(17, "sent, sent back and corrected at one moment", race,
        {"races": 5}, {"races": 100, "rounds": 5}, "lock", {"races": 60}),
)  # fmt: skip
