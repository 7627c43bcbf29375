"""A year: day by day what people do, what goes wrong, and whether everything still holds in the evening."""

from __future__ import annotations

import hashlib
import random
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from django.core import mail
from django.db import connection
from django.test import override_settings

from dushi import chance, clock, tick
from dushi.backups.restoring import restore_backup
from dushi.backups.taking import take_backup
from dushi.demo import inspecting, weekly
from dushi.demo.ordinary import give_notice_of
from dushi.demo.play import SCENES
from dushi.demo.visits import monthly_visits
from dushi.records.chain_models import ChainHead
from dushi.records.errors import Refused
from dushi.records.models import Event
from dushi.regulation.calendar import Workdays
from dushi.regulation.periods import Period
from dushi.town.models import Unit
from tests.together import failures as failures_of
from tests.year import office, officers
from tests.year.agenda import Act, Agenda
from tests.year.faults import Broker, brokered, interleaved, killed
from tests.year.oracle import broken
from tests.year.world import PEOPLE, Sending, World, build

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
#: Mondays that begin a year; the library knows the holidays of each, those of the year to come are entered.
YEARS = range(2022, 2027)
#: When beat looks on an ordinary day, besides once at random and at its end: after midnight, before the digest's hour,
#: after the evening's deadlines. More would find nothing to do and only cost time.
LOOKS = ((0, 1), (7, 40), (18, 1))
#: How often on a day: what people of the office do now and then.
NOW_AND_THEN: dict[Callable[[World], object], float] = {
    office.move_a_meeting: 0.08,
    office.cancel_a_meeting: 0.02,
    office.sit_together: 0.03,
    office.change_hands: 0.05,
    office.leave_and_come: 0.03,
    office.fall_ill: 0.08,
    office.move_a_village: 0.02,
    office.enter_days: 0.015,
    office.merge_weeks: 0.02,
    officers.confirm_visits: 0.5,
    officers.read_some: 0.6,
    office.work_on_matters: 0.9,
}


@dataclass(frozen=True)
class Odds:
    """How often each fault comes, per act or per day. A year has of each some."""

    kill: float = 0.012
    double: float = 0.06
    lost: float = 0.03
    jump: float = 0.02
    restore: float = 0.006
    silence: float = 0.02


#: Every kind of fault within days.
OFTEN = Odds(kill=0.05, double=0.1, lost=0.3, jump=0.2, restore=0.2, silence=0.3)


class Violated(Exception):
    """Something does not hold. Says what, in lines."""


@dataclass
class Year:
    """One simulated year. first: its Monday. log: a digest of everything that was done, and how it ended."""

    seed: int
    people: int = PEOPLE
    odds: Odds = Odds()
    acts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    days: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        january = date(self.chance.choice(YEARS), 1, 1)
        self.first = january + (7 - january.weekday()) % 7 * DAY
        self.story = self.first + self.chance.randint(0, 38) * 7 * DAY
        self.agenda, self.log = Agenda(), hashlib.sha256()
        self.ahead = timedelta()  # by how much the machine's clock is wrong
        self.silent_until = self.right_at = self.found_at = clock.at(self.first)
        self.backup: tuple[Path, list[Act], date] | None = None  # what was done since, and when beat had looked
        self.looked_on = self.first - DAY

    # The days ------------------------------------------------------------------------------------------------------

    @contextmanager
    def on_stage(self) -> Iterator[None]:
        """Inside, the town stands, its clock and its chance are this year's, and it has folders of its own."""
        with ExitStack() as stack:
            self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dushi-year-")))
            names = ("MEDIA_ROOT", "UPLOAD_DIR", "EXPORT_DIR", "BACKUP_DIR")
            places = {name: self.folder / "var" / name.lower() for name in names}
            stack.enter_context(override_settings(DEMO=True, VAR=self.folder / "var", **places))
            stack.enter_context(clock.frozen(clock.at(self.first)))
            stack.enter_context(chance.seeded(self.seed))
            self.broker: Broker = stack.enter_context(brokered())
            self.world = build(self.first, self.chance, self.people)
            self.world.stage.begins_on, self.world.stage.ends_on = self.story, self.story + timedelta(weeks=12)
            yield

    def live(self, until: date) -> None:
        """Day by day through `until`, on stage. Raises Violated on the day something does not hold."""
        while (day := self.first + self.days * DAY) <= until:
            self._day(day)
            self.days += 1

    def _day(self, day: date) -> None:
        self.workdays = Workdays.load({day.year})
        self._look_ahead(day)
        self._go_wrong(day)
        self._people(day)
        while act := self.agenda.until(clock.at(day + DAY)):
            self._do(act)
        mail.outbox = []
        self._settle(day)

    def _settle(self, day: date) -> None:
        """The evening: the clock is right, beat has looked once more, and everything must hold."""
        evening = clock.at(day, 23, 50)
        looks = not self.ahead and evening >= self.silent_until
        if looks:
            self._travel(evening)
            self._tick()
        heads = ChainHead.objects.order_by("town", "chain").values_list("chain", "seq", "hash")
        self._say(f"{day} {Event.objects.count()} {list(heads)}")
        if found := list(broken(self.world, self.looked_on, just_looked=looks)):
            raise Violated(f"{day}", *found)

    # What people do ------------------------------------------------------------------------------------------------

    def _put(self, day: date, hour: float, name: str, do: Callable[[], object], *, is_owed: bool = False) -> None:
        self.agenda.put(clock.at(day) + hour * HOUR, name, do, is_owed=is_owed)

    def _look_ahead(self, day: date) -> None:
        times = [hour + minute / 60 for hour, minute in LOOKS] + [self.chance.uniform(0, 24)]
        for hour in times:
            self._put(day, hour, "tick", self._tick)

    def _people(self, day: date) -> None:
        """What is done on a day; on Mondays the week's reports are thought of."""
        stage, workdays = self.world.stage, self.workdays
        if day.weekday() == 0:
            for village in self.world.units(Unit.Kind.VILLAGE):
                self._think_of_report(village, Period.of(Period.Kind.WEEK, day))
        self._scenes(day)
        if day.month == 12 and day.day == 10:
            self._put(day, 10, "enter_next_year", lambda: office.enter_next_year(self.world), is_owed=True)
        if not workdays.is_workday(day):
            return
        next_one = workdays.nth_workday_after(day, 1)
        self._put(day, 8.1, "notices", lambda: [give_notice_of(stage, one) for one in (next_one, day)])
        self._put(day, 9.1, "minutes", lambda: office.write_minutes(self.world))
        self._put(day, 9.3, "bulletin", lambda: weekly.write_bulletin(stage))
        self._put(day, 9.5, "inspection", lambda: inspecting.monthly_inspection(stage, day, workdays))
        self._put(day, 15.1, "sign", lambda: weekly.sign_bulletin(stage, day + DAY))
        self._put(day, 17.3, "visit", lambda: monthly_visits(stage, day, day + 400 * DAY, workdays))
        for hour in (10.5, 18.5):
            self._put(day, hour, "sit", lambda: office.sit(self.world, day))
        for act, often in NOW_AND_THEN.items():
            if self.chance.random() < often:
                self._put(day, self.chance.uniform(8, 18), act.__name__, lambda act=act: act(self.world))

    def _scenes(self, day: date) -> None:
        """The demo's story: what happens once a year, from the lead to the appeal."""
        week = (day - self.story).days // 7 + 1
        for (number, weekday, hour), scene in SCENES.items():
            if (number, weekday) == (week, day.isoweekday()):
                hours, minutes = map(int, hour.split(":"))
                act = lambda scene=scene: scene(self.world.stage)  # noqa: E731
                self._put(day, hours + minutes / 60, "scene " + scene.__name__, act, is_owed=True)

    def _think_of_report(self, village: Unit, week: Period) -> None:
        """On time, late, too late or not at all; some twice, some corrected, some sent back."""
        draw, days = self.chance.random(), self.chance.choice([1, 2, 2, 2, 2, 4])
        if draw < 0.04:
            return
        days = {0: 5 + self.chance.random(), 1: 8}.get(int(draw * 20), days)
        at = clock.at(week.first_day) + days * DAY + self.chance.uniform(7, 18) * HOUR
        self.agenda.put(at, "write", lambda: self._write(village, week, at))
        if self.chance.random() < 0.04:
            back = at + self.chance.uniform(1, 30) * HOUR
            self.agenda.put(back, "return", lambda: officers.return_one(self.world, village, week))
            self.agenda.put(back + 5 * HOUR, "write again", lambda: self._correct(village, week))
        elif self.chance.random() < 0.05:
            self.agenda.put(at + 2 * HOUR, "write again", lambda: self._correct(village, week))

    def _write(self, village: Unit, week: Period, at: datetime) -> None:
        """Written now, and sent at once or when there is signal again; sometimes twice, sometimes with another text."""
        one = officers.sending(self.world, village, week)
        if one is None:
            return
        if self.chance.random() < 0.15:
            one.device_at = clock.now()
            at += self.chance.uniform(0.5, 40) * HOUR
        self._send(one, at)
        for odds, other in ((0.05, one), (0.02, officers.otherwise(one))):
            if self.chance.random() < odds:
                self._send(other, at + self.chance.uniform(0, 4) * HOUR)

    def _correct(self, village: Unit, week: Period) -> None:
        if one := officers.correction(self.world, village, week):
            self._send(one, clock.now() - self.ahead)

    def _send(self, one: Sending, at: datetime) -> None:
        if not any(one is other for other in self.world.sent):
            self.world.sent.append(one)
        self.agenda.put(at, "send", lambda: officers.send(self.world, one), is_owed=True)

    # Doing it ------------------------------------------------------------------------------------------------------

    def _travel(self, moment: datetime) -> None:
        clock.travel(moment + self.ahead)

    def _do(self, act: Act) -> None:
        """One act at its moment; it may die on the way, and then mostly is tried again."""
        self._travel(act.moment)
        if act.name == "tick" and act.moment < self.silent_until:
            return
        told = self._tried(act)
        self.acts[act.name.split()[0]] += 1
        self._say(f"{act.moment:%m%d%H%M%S} {act.name}: {told}")
        if self.backup:
            self.backup[1].append(act)
        if told == "killed" and (act.is_owed or self.chance.random() < 0.7):
            self.agenda.put(act.moment + HOUR / 30, act.name, act.do, is_owed=act.is_owed)
        if self.chance.random() < 0.5 and not self.broker.is_lost:
            self.broker.work(self.chance)

    def _tried(self, act: Act) -> str:
        if self.chance.random() < self.odds.kill:
            at = int(self.chance.expovariate(1 / (120 if act.name == "tick" else 20)))
            do = tick.run if act.name == "tick" else act.do
            if killed(lambda: self._answer(do, act.name), at):
                self.faults["kill"] += 1
                return "killed"
            return "lived"
        return self._answer(act.do, act.name)

    def _answer(self, do: Callable[[], object], name: str) -> str:
        """done, or refused with the reason: what is refused is an answer. Raises Violated for anything else."""
        try:
            do()
        except Refused as refusal:
            self.acts["refused"] += 1
            return f"refused {refusal}"
        except Exception as failure:
            if name.startswith("scene") and _is_of_the_play(failure):
                self.acts["left out"] += 1
                return "left out"
            raise Violated(f"{clock.now()}", name, "".join(traceback.format_exception(failure))) from failure
        return "done"

    def _tick(self) -> None:
        """Beat looks; or two do at once: on PostgreSQL three in threads, on SQLite one in the middle of the other."""
        if self.chance.random() < self.odds.double:
            self.faults["double"] += 1
            if connection.vendor == "postgresql":
                if failures := failures_of([tick.run] * 3):
                    raise ExceptionGroup("beats at once", failures)
            else:
                interleaved(tick.run, tick.run, self.chance.randint(0, 150))
        else:
            tick.run()
        self.looked_on = max(self.looked_on, clock.today())

    def _say(self, line: str) -> None:
        self.log.update(line.encode() + b"\n")

    # What goes wrong -----------------------------------------------------------------------------------------------

    def _go_wrong(self, day: date) -> None:
        """The faults of the day, but for deaths and second beats, which come with each act."""
        odds, draw = self.odds, self.chance.random
        if draw() < odds.lost:
            begin = self.chance.uniform(6, 20)
            self._put(day, begin, "redis lost", lambda: self._lose(is_lost=True))
            self._put(day, begin + self.chance.uniform(0.2, 20), "redis back", lambda: self._lose(is_lost=False))
        if draw() < odds.silence:
            self.faults["silence"] += 1
            self.silent_until = clock.at(day) + self.chance.uniform(6, 60) * HOUR
        if draw() < odds.jump:
            begin, by = self.chance.uniform(1, 22), self.chance.choice([HOUR, -HOUR, DAY, -DAY])
            self._put(day, begin, "clock jumps", lambda: self._jump(by))
            self._put(day, begin + self.chance.uniform(0.5, 12), "clock right", lambda: self._jump(timedelta()))
        if draw() < odds.restore and self.backup is None:
            begin = self.chance.uniform(9, 14)
            self._put(day, begin, "backup", self._back_up)
            self._put(day, begin + self.chance.uniform(1, 9), "restore", self._restore, is_owed=True)

    def _lose(self, *, is_lost: bool) -> None:
        self.broker.is_lost = is_lost
        self.broker.wipe()
        self.faults["redis"] += is_lost

    def _jump(self, by: timedelta) -> None:
        self.ahead = by
        self.faults["jump"] += bool(by)

    def _back_up(self) -> None:
        self.backup = (take_backup(self.folder / f"{self.days}.backup").path, [], self.looked_on)

    def _restore(self) -> None:
        """What was done since is gone; telephones send again under their keys, the story is told again."""
        if self.backup is None:
            return
        path, since, self.looked_on = self.backup
        restore_backup(path, overwrite=True)
        self.backup = None
        self.faults["restore"] += 1
        self.broker.wipe()
        for act in since:
            if act.is_owed:
                self.agenda.put(clock.now() - self.ahead + HOUR / 6, act.name, act.do, is_owed=True)


def _is_of_the_play(failure: Exception) -> bool:
    """The story itself did not find what another scene was to leave behind."""
    frames = [frame.filename for frame in traceback.extract_tb(failure.__traceback__)]
    own = [name for name in frames if "/site-packages/" not in name]
    return bool(own) and "/dushi/demo/" in own[-1]
