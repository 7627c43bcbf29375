"""Changing the calendar. Obligations not yet due and not yet fulfilled follow with the next tick, others never."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from dushi import clock
from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.regulation import merging
from dushi.regulation.calendar import Workdays, days_between
from dushi.regulation.models import CalendarDay, CalendarYear, MergedWeek
from dushi.regulation.periods import Period, periods_between

if TYPE_CHECKING:
    from dushi.town.models import User

#: No notice arranges a longer stretch at once.
LONGEST = 31
FIRST_YEAR, LAST_YEAR = 2004, 2100


class MergeChoice(models.TextChoices):
    """What the office decides about a week."""

    MERGE = "MERGE", "并入下一周"
    ALONE = "ALONE", "单独计"
    CALENDAR = "CALENDAR", "按日历"


@transaction.atomic
def note_year(*, year: int, notice_no: str, is_published: bool, by: User) -> CalendarYear:
    """Say whether a year's notice is known, and its number. Raises Refused for a published year without one."""
    if is_published and not notice_no:
        raise Refused("已发布的年度须填写通知文号。", field="notice_no")
    row, _ = CalendarYear.objects.update_or_create(
        year=year, defaults={"notice_no": notice_no, "is_published": is_published}
    )
    _recorded("登记放假通知" if is_published else "标记未发布", row, by, notice_no=notice_no)
    return row


@transaction.atomic
def set_days(*, first: date, last: date, kind: str, name: str, notice_no: str, by: User) -> int:
    """Enter a holiday, or weekend days that are worked; returns how many days. Both ends inclusive.

    Raises Refused where the stretch is turned round or too long, or where a plain weekday is called 调休上班.
    """
    if last < first:
        raise Refused("止日早于起日。", field="last")
    if (last - first).days >= LONGEST:
        raise Refused(f"一次最多填写 {LONGEST} 天。", field="last")
    days = list(days_between(first, last))
    if kind == CalendarDay.Kind.WORKDAY and any(day.weekday() < 5 for day in days):
        raise Refused("调休上班只填周六、周日；周一至周五本来上班，误填的放假请删除。", field="first")
    for day in days:
        CalendarDay.objects.update_or_create(day=day, defaults={"kind": kind, "name": name, "notice_no": notice_no})
    refresh_merges(first, last, since=clock.today())
    verb = "登记调休上班" if kind == CalendarDay.Kind.WORKDAY else "登记放假"
    _recorded(verb, _year_of(first), by, first=first.isoformat(), last=last.isoformat(), name=name)
    return len(days)


@transaction.atomic
def clear_days(*, first: date, last: date, by: User) -> int:
    """Take entries off the table, so that these days follow the plain week again; returns how many there were."""
    if last < first:
        raise Refused("止日早于起日。", field="last")
    gone, _ = CalendarDay.objects.filter(day__gte=first, day__lte=last).delete()
    if gone:
        refresh_merges(first, last, since=clock.today())
        _recorded("删除日历登记", _year_of(first), by, first=first.isoformat(), last=last.isoformat())
    return gone


@transaction.atomic
def choose_merge(*, week: Period, choice: str, note: str, by: User) -> Period:
    """Decide by hand whether a week goes into the next; returns it.

    Raises Refused for a week that has begun, and where a week would be merged onward.
    """
    if week.first_day <= clock.today():
        raise Refused(f"{week.label}已经开始，不能再改。", field="week")
    rows = MergedWeek.objects.filter(year=week.year, week=week.number)
    into = _receiver(week) if choice == MergeChoice.MERGE else None
    if choice == MergeChoice.CALENDAR:
        rows.delete()
    else:
        MergedWeek.objects.update_or_create(
            year=week.year,
            week=week.number,
            defaults={
                "into_year": into.year if into else None,
                "into_week": into.number if into else None,
                "is_by_hand": True,
                "note": note,
            },
        )
    refresh_merges(week.first_day, week.last_day, since=clock.today())
    _recorded(MergeChoice(choice).label, _year_of(week.first_day), by, reason=note, week=week.key)
    return week


def _receiver(week: Period) -> Period:
    """The week this one may go into. Raises Refused where there is nothing to merge, or a chain would arise."""
    workdays = Workdays.load([week.year])
    merged = MergedWeek.objects.around([week.year]).merged()
    into = merging.receiving(week, workdays)
    if not workdays.count(week.first_day, week.last_day):
        raise Refused(f"{week.label}没有工作日，本来不计。", field="week")
    if week in merged.values():
        raise Refused(f"{week.label}已有前一周并入，不再并入下一周。", field="week")
    if into in merged:
        raise Refused(f"{into.label}本身已并入后一周，请先改为单独计。", field="week")
    return into


def refresh_merges(first: date, last: date, *, since: date | None = None) -> None:
    """Let the rows that nobody set by hand follow the calendar, from four weeks before `first` to four after `last`.

    since: only weeks that begin after this day are touched; None touches them all (first filling of the table).
    """
    margin = timedelta(days=28)  # longer than any chain of short weeks
    weeks = [
        week
        for week in periods_between(Period.Kind.WEEK, first - margin, last + margin)
        if since is None or week.first_day > since
    ]
    if not weeks:
        return
    years = [weeks[0].year, weeks[-1].year]
    workdays = Workdays.load(years)
    rows = {row.period: row for row in MergedWeek.objects.around(years)}
    stale = [row.pk for week in weeks if (row := rows.get(week)) and not row.is_by_hand]
    kept = {week: row for week, row in rows.items() if row.pk not in stale}
    MergedWeek.objects.filter(pk__in=stale).delete()
    by_hand = {week: kept.pop(week) for week in weeks if week in kept}
    _move_receivers(by_hand, workdays)
    kept |= by_hand
    settled = {week: row.into for week, row in kept.items() if row.into}
    fresh = merging.by_calendar([week for week in weeks if week not in kept], workdays, settled)
    MergedWeek.objects.bulk_create(_row(week, into, workdays) for week, into in fresh.items())


def _move_receivers(rows: dict[Period, MergedWeek], workdays: Workdays) -> None:
    """A merge set by hand keeps going into a week that has a working day; where that week is itself merged onward,
    the decision lapses and the week follows the calendar again. `rows` loses what lapsed.
    """
    for week, row in list(rows.items()):
        into = merging.receiving(week, workdays)
        if row.into in (None, into):
            continue
        if into in rows and rows[into].into:
            rows.pop(week).delete()
            continue
        row.into_year, row.into_week = into.year, into.number
        row.save(update_fields=["into_year", "into_week"])


def _row(week: Period, into: Period, workdays: Workdays) -> MergedWeek:
    count = workdays.count(week.first_day, week.last_day)
    return MergedWeek(
        year=week.year,
        week=week.number,
        into_year=into.year,
        into_week=into.number,
        note=f"只有 {count} 个工作日",
    )


def _year_of(day: date) -> CalendarYear:
    return CalendarYear.objects.get_or_create(year=day.year)[0]


def _recorded(verb: str, year: CalendarYear, by: User, *, reason: str = "", **data: Any) -> None:
    record(verb, year, by=by, town=by.person.town if by.person else None, reason=reason, data=data)
