"""The step of the tick that puts meetings on the calendar (1.1–1.4): a pure function of the rows and the clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Case, F, Max, Min, When

from dushi import clock
from dushi.obligations.looks import Round, appoint, next_period, walk
from dushi.records.actions import record
from dushi.regulation.models import Clause, Regulation
from dushi.regulation.periods import Period, periods_between
from dushi.town.models import Town, User, in_force
from meetings.bodies import agenda_prefix, rule_of, title_of
from meetings.changes import cancel
from meetings.models import AgendaItem, Meeting, MeetingPack, MeetingSeries
from meetings.roster import Register, bring_up_to_date, invite
from meetings.schedule import Calendar, Rhythm

STEP = "PLAN"
#: Towns whose meetings are planned at once.
TOWNS = 100
MERGED = "本周并入他周或没有工作日，不单独召开"


def plan_meetings(at: datetime) -> int:
    """Step of the tick, in the towns where a period began or something changed. Returns how many meetings were put on
    the calendar; a second call changes nothing."""

    def look(round_: Round) -> int:
        towns = [town.pk for town in round_.towns]
        planned = _plan_missing(towns, at)
        if round_.since is None:
            _follow(towns, at)
            appoint(STEP, at, dict.fromkeys(towns) | _begins(towns, at))
        return planned

    return walk(STEP, at, look, size=TOWNS, until=next_period(at))


def plan_town(town: Town, at: datetime) -> int:
    """Plan what is missing up to the next period, move what the calendar or the series moved, refresh the rosters."""
    planned = _plan_missing([town.pk], at)
    _follow([town.pk], at)
    return planned


def _plan_missing(towns: list[int], at: datetime) -> int:
    """Put on the calendar what these towns lack up to the next period; returns how many meetings."""
    today = clock.local(at).date()
    series = list(active_series(towns, today))
    calendar = Calendar.load({today.year, *(period.year for row in series for period in _periods(row, today))})
    if not missing(series, calendar, at):
        return 0
    with transaction.atomic():
        list(Town.objects.select_for_update(no_key=True).filter(pk__in=towns).order_by("pk").values_list("pk"))
        new = missing(series, calendar, at)
        Meeting.objects.bulk_create(new)
        furnish(new, at)
    return len(new)


def _follow(towns: list[int], at: datetime) -> None:
    """Let what is ahead follow the calendar and the series, and its rosters the posts."""
    ahead = Meeting.objects.ahead().filter(town__in=towns, starts_at__gt=at)
    upcoming = list(ahead.select_related("body", "series__body", "town"))
    if upcoming:
        today = clock.local(at).date()
        follow_series(upcoming, Calendar.load({today.year, *(row.counts_for.year for row in upcoming)}), at)
        bring_up_to_date(upcoming, Register(towns, today))


def _begins(towns: list[int], at: datetime) -> dict[int, datetime]:
    """Town → the next day on which a body begins whose usual time is known."""
    later = MeetingSeries.objects.filter(town__in=towns, is_active=True, body__valid_from__gt=clock.local(at).date())
    days = later.order_by().values_list("town").annotate(Min("body__valid_from"))
    return {town: clock.at(day) for town, day in days}


def active_series(towns: Iterable[int], on: date) -> Iterable[MeetingSeries]:
    """Series in use, with the newest period each has been planned for."""
    rows = MeetingSeries.objects.filter(in_force(on, "body__"), town__in=list(towns), is_active=True)
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
    for meeting in meetings:
        record("列入日程", meeting, by=by, clause=meeting.clause, at=at)
    if meetings:
        first = min(clock.local(row.starts_at).date() for row in meetings)
        invite(meetings, Register({row.town_id for row in meetings}, first))


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


def weekday(body: str) -> Case:
    """settings.WEEKDAY_PROVIDER: ISO weekday on which the body at the end of that path meets, where its series says."""
    return Case(When(**{f"{body}__series__is_active": True}, then=F(f"{body}__series__weekday")), default=None)
