"""日历: what a person has on each day of a month or a week, from here and from every room above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from dushi import clock, words
from dushi.obligations.contracts import CalendarEntry
from dushi.obligations.models import Obligation
from dushi.obligations.wording import place_of, state_word, title_of, who
from dushi.records.providers import providers
from dushi.regulation.calendar import days_between
from dushi.regulation.models import CalendarDay, CalendarYear
from dushi.regulation.periods import Period
from dushi.town.models import User

ONE_DAY = timedelta(days=1)
#: Years before and after this one that may be leafed through.
YEARS = 10
#: Lines of one day in a month.
MOST = 8
DUE = "due"
#: What the first sentence counts, in its order.
COUNTED = {"meeting": "会议 {} 次", DUE: "到期 {} 件", "recheck": "回头看 {} 件", "visit": "调研督导 {} 次"}


@dataclass(frozen=True)
class Line:
    """An entry and the hour it is spoken of by, "" for a whole day. is_late: it was due, and is not done."""

    entry: CalendarEntry
    hour: str
    is_late: bool = False

    @property
    def classes(self) -> str:
        more = " cancelled" if self.entry.is_cancelled else " over" if self.is_late else ""
        return f"{self.entry.kind}{more}"

    @property
    def text(self) -> str:
        return f"{self.hour} {self.entry.title}".strip()


@dataclass(frozen=True)
class Day:
    """note: name of the holiday, or 调休上班; is_other: outside the month that is shown."""

    day: date
    lines: list[Line]
    note: str = ""
    is_rest: bool = False
    is_other: bool = False
    is_today: bool = False

    @property
    def first(self) -> list[Line]:
        """What a month shows of the day; the rest stands in its week."""
        return self.lines if len(self.lines) <= MOST else self.lines[: MOST - 1]

    @property
    def more(self) -> int:
        return len(self.lines) - len(self.first)

    @property
    def is_bare(self) -> bool:
        """Nothing to tell in a list of days."""
        return not (self.lines or self.note or self.is_today) or self.is_other


@dataclass(frozen=True)
class Week:
    period: Period
    days: list[Day]

    @property
    def is_bare(self) -> bool:
        return all(day.is_bare for day in self.days)


@dataclass(frozen=True)
class Sheet:
    """The page for one person: a month or a week."""

    period: Period
    weeks: list[Week]
    unpublished: list[int] = field(default_factory=list)

    @property
    def days(self) -> Iterator[Day]:
        """The days of the period itself."""
        return (day for week in self.weeks for day in week.days if not day.is_other)

    @property
    def today(self) -> Day | None:
        return next((day for day in self.days if day.is_today), None)

    @property
    def counts(self) -> list[str]:
        """会议 3 次, 到期 5 件 …; what was cancelled is not counted."""
        found: dict[str, int] = defaultdict(int)
        for line in (line for day in self.days for line in day.lines if not line.entry.is_cancelled):
            found[line.entry.kind] += 1
        return [said.format(found[kind]) for kind, said in COUNTED.items() if found[kind]]

    @property
    def late(self) -> int:
        """How many things of these days are past due and not done."""
        return sum(line.is_late for day in self.days for line in day.lines)


def period_asked(text: str, today: date) -> Period:
    """The month or week of that key; the month of today for anything else, and for years too far away."""
    this_month = Period.of(Period.Kind.MONTH, today)
    try:
        period = Period.parse(text)
    except ValueError:
        return this_month
    is_shown = period.kind in (Period.Kind.MONTH, Period.Kind.WEEK) and abs(period.year - today.year) <= YEARS
    return period if is_shown else this_month


def as_week(period: Period, today: date) -> Period:
    """The week to look at from a month: this one where the month holds it, else its first."""
    anchor = today if period.holds(today) else period.first_day
    return Period.of(Period.Kind.WEEK, anchor)


def sheet_of(user: User, period: Period, at: datetime) -> Sheet:
    """Everything the user has in the period, whole weeks. Two queries for the days, and those of `entries`."""
    first = words.monday(period.first_day)
    last = words.monday(period.last_day) + 6 * ONE_DAY
    by_day: dict[date, list[Line]] = defaultdict(list)
    for entry in entries(user, first, last, at):
        is_late = entry.kind == DUE and entry.at is not None and entry.at < at
        by_day[entry.day].append(Line(entry, _hour(entry), is_late))
    known = {row.day: row for row in CalendarDay.objects.filter(day__range=(first, last))}
    today = clock.local(at).date()
    days = [_day(day, by_day[day], known.get(day), period, today) for day in days_between(first, last)]
    weeks = [Week(Period.of(Period.Kind.WEEK, days[n].day), days[n : n + 7]) for n in range(0, len(days), 7)]
    return Sheet(period, weeks, _unpublished({period.first_day.year, period.last_day.year}))


def _day(day: date, lines: list[Line], known: CalendarDay | None, period: Period, today: date) -> Day:
    is_holiday = known is not None and known.kind == CalendarDay.Kind.HOLIDAY
    note = "" if known is None else known.name if is_holiday else str(known.get_kind_display())
    is_rest = is_holiday or (known is None and day.isoweekday() > 5)
    return Day(day, lines, note, is_rest, not period.holds(day), day == today)


def _unpublished(years: set[int]) -> list[int]:
    """Of these years those whose notice is not known: they count Monday to Friday."""
    known = CalendarYear.objects.filter(year__in=years, is_published=True).values_list("year", flat=True)
    return sorted(years - set(known))


def _hour(entry: CalendarEntry) -> str:
    if entry.at is None:
        return ""
    return words.deadline(entry.at)[1] if entry.kind == DUE else words.hour(entry.at)


def entries(user: User, first: date, last: date, at: datetime) -> list[CalendarEntry]:
    """What the user has from `first` to `last`, both inclusive, by day and hour. One query, and the providers' own."""
    found = [*_due(user, first, last, at)]
    found += [entry for provider in providers("CALENDAR_PROVIDERS") for entry in provider(user, first, last)]
    within = (entry for entry in found if first <= entry.day <= last)
    return sorted(
        within, key=lambda entry: (entry.day, entry.at is not None, entry.at or clock.at(entry.day), entry.uid)
    )


def _due(user: User, first: date, last: date, at: datetime) -> Iterator[CalendarEntry]:
    """Due moments of what the user still owes; several villages of one duty in one line. Midnight ends a day."""
    span = {"due_at__gt": clock.at(first), "due_at__lte": clock.at(last + ONE_DAY)}
    rows = Obligation.objects.owed_by(user).open().filter(**span)
    loaded = rows.select_related("duty__clause", "scope", "holder_unit", "holder_seat__unit")
    ordered = loaded.order_by("due_at", "duty__clause__order", "duty", "period", "pk")
    for _, group in groupby(ordered, key=lambda row: (row.due_at, row.duty_id, row.period)):
        yield _entry(list(group), at)


def _entry(rows: list[Obligation], at: datetime) -> CalendarEntry:
    row = rows[0]
    what = "到期" if row.due_at >= at else state_word(row.duty, row.state_at(at))
    title = title_of(row)
    if len(rows) > 1:
        title = f"{words.period(row.period)}{row.duty.title}（{'、'.join(who(one) for one in rows)}）"
    return CalendarEntry(
        day=words.deadline(row.due_at)[0],
        title=f"{what}：{title}",
        url=place_of(row),
        uid=f"obligation-{row.pk}@dushi",
        at=row.due_at,
        minutes=30,
        kind=DUE,
    )
