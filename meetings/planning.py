"""The step of the tick that puts meetings on the calendar (1.1–1.4): a pure function of the rows and the clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from dushi import clock
from dushi.records.actions import record
from dushi.regulation.models import Clause, Regulation
from dushi.regulation.periods import Period, periods_between
from dushi.town.models import Town, Unit, User, in_force
from meetings.bodies import RULES, agenda_prefix, rule_of, title_of
from meetings.changes import cancel
from meetings.models import AgendaItem, Meeting, MeetingPack, MeetingSeries
from meetings.roster import Register, bring_up_to_date, invite
from meetings.schedule import Calendar, Rhythm

MERGED = "本周并入他周或没有工作日，不单独召开"


def plan_meetings(at: datetime) -> int:
    """Step of the tick. Returns how many meetings were put on the calendar; a second call changes nothing."""
    return sum(plan_town(town, at) for town in Town.objects.order_by("pk"))


def plan_town(town: Town, at: datetime) -> int:
    """Plan what is missing up to the next period, move what the calendar or the series moved, refresh the rosters."""
    today = clock.local(at).date()
    series = list(active_series(town, today))
    calendar = Calendar.load({today.year, *(period.year for row in series for period in _periods(row, today))})
    planned = 0
    if missing(series, calendar, at):
        with transaction.atomic():
            Town.objects.select_for_update().get(pk=town.pk)
            new = missing(series, calendar, at)
            Meeting.objects.bulk_create(new)
            furnish(new, at)
            planned = len(new)
    upcoming = list(
        Meeting.objects.ahead().filter(town=town, starts_at__gt=at).select_related("body", "series__body", "town")
    )
    follow_series(upcoming, calendar, at)
    if upcoming:
        bring_up_to_date(upcoming, Register(town.pk, today))
    return planned


def active_series(town: Town, on: date) -> Iterable[MeetingSeries]:
    """Series in use, with the newest period each has been planned for."""
    rows = MeetingSeries.objects.filter(in_force(on, "body__"), town=town, is_active=True)
    return rows.select_related("body", "chair", "town").annotate(last_period=Max("meetings__period")).order_by("pk")


def rhythm_of(series: MeetingSeries) -> Rhythm:
    return Rhythm(rule_of(series.body).cadence, series.weekday, series.week_of_month, series.hour)


def missing(series: Sequence[MeetingSeries], calendar: Calendar, at: datetime) -> list[Meeting]:
    """Unsaved meetings of every period, from where planning stopped to the next period, that has none yet.

    However long nothing ran, the periods in between are made up. One query.
    """
    wanted = [
        (row, period, starts_at)
        for row in series
        for period in _periods(row, clock.local(at).date())
        if (starts_at := rhythm_of(row).moment(period, calendar)) and clock.local(starts_at).date() >= _start(row)
    ]
    there = set(
        Meeting.objects.filter(
            body__in={row.body_id for row, _, _ in wanted}, period__in={period.key for _, period, _ in wanted}
        )
        .exclude(status=Meeting.Status.CANCELLED, cancel_reason=MERGED)
        .values_list("body_id", "period")
    )
    return [_planned(row, period, at_) for row, period, at_ in wanted if (row.body_id, period.key) not in there]


def _start(series: MeetingSeries) -> date:
    """Nothing is planned before the town is live, or the series begins."""
    return max(series.town.live_from, series.starts_on)


def _periods(series: MeetingSeries, today: date) -> Iterable[Period]:
    """From the one after the last planned (never later than the last one past) to the next one."""
    kind = rule_of(series.body).cadence
    first = Period.of(kind, today).previous().first_day
    last_planned = getattr(series, "last_period", None)
    first = min(first, Period.parse(last_planned).next().first_day) if last_planned else _start(series)
    return periods_between(kind, max(first, _start(series)), Period.of(kind, today).next().first_day)


def _planned(series: MeetingSeries, period: Period, starts_at: datetime) -> Meeting:
    return Meeting(
        town=series.town,
        body=series.body,
        series=series,
        clause=rule_of(series.body).clause,
        period=period.key,
        title=title_of(series.body, period),
        starts_at=starts_at,
        place=series.place,
        chair=series.chair,
    )


def furnish(meetings: Sequence[Meeting], at: datetime, by: User | None = None) -> None:
    """Give new meetings their standing agenda, roster, pack and first event; set-based but for the events."""
    books: dict[date, list[Clause]] = {}
    items = []
    for meeting in meetings:
        first_day = meeting.counts_for.first_day
        standing = books.get(first_day)
        if standing is None:
            standing = books[first_day] = standing_agenda(first_day)
        prefix = agenda_prefix(meeting.clause)
        titles = [clause for clause in standing if clause.code.startswith(prefix)]
        items += [
            AgendaItem(meeting=meeting, order=order, clause=clause.code, title=clause.summary)
            for order, clause in enumerate(titles, start=1)
        ]
    AgendaItem.objects.bulk_create(items)
    MeetingPack.objects.bulk_create(MeetingPack(meeting=meeting) for meeting in meetings)
    by_town: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        by_town[meeting.town_id].append(meeting)
        record("列入日程", meeting, by=by, clause=meeting.clause, at=at)
    for town_id, rows in by_town.items():
        invite(rows, Register(town_id, min(clock.local(row.starts_at).date() for row in rows)))


def standing_agenda(on: date) -> list[Clause]:
    """主要任务 of chapter 1, of the version of the rule book in force on that day."""
    book = Regulation.objects.in_force(on).order_by("effective_from").last()
    return list(Clause.objects.filter(regulation=book, kind=Clause.Kind.AGENDA, chapter=1)) if book else []


def follow_series(upcoming: list[Meeting], calendar: Calendar, at: datetime) -> None:
    """What was planned and not yet told moves with the series and the calendar; a week merged since is cancelled.

    Takes cancelled meetings off the list. Meetings that a person postponed, or that sit together, stay.
    """
    for meeting in list(upcoming):
        if meeting.status != Meeting.Status.PLANNED or meeting.postponed_from or meeting.sitting_id:
            continue
        series = meeting.series
        if series is None:
            continue
        starts_at = rhythm_of(series).moment(meeting.counts_for, calendar)
        if starts_at is None:
            cancel(meeting=meeting, reason=MERGED, by=None, at=at)
            upcoming.remove(meeting)
            continue
        new = (starts_at, series.place, series.chair_id)
        if (meeting.starts_at, meeting.place, meeting.chair_id) != new and starts_at > at:
            meeting.starts_at, meeting.place, meeting.chair_id = new
            meeting.save(update_fields=["starts_at", "place", "chair"])
            record("随例会调整时间", meeting, clause=meeting.clause, at=at)


def weekdays() -> dict[int, int]:
    """settings.WEEKDAY_PROVIDER: id of a body → ISO weekday of its meetings, where its series names one."""
    weekly = [kind for kind, rule in RULES.items() if rule.cadence is Period.Kind.WEEK]
    rows = MeetingSeries.objects.filter(is_active=True, body__kind__in=weekly)
    return dict(rows.values_list("body_id", "weekday"))


def bodies_without_series(town: Town) -> Iterable[Unit]:
    """For the checklist of a first deployment: bodies that have no usual time yet."""
    return Unit.objects.in_force().filter(town=town, kind__in=RULES, series__isnull=True)
