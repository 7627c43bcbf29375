"""Who is reminded of what about meetings (settings.ALERT_PROVIDERS): a notice not answered, minutes that are due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from dushi import clock, words
from dushi.alerts.contracts import Ladder, Rung, Towns, in_towns
from dushi.regulation.calendar import Workdays
from dushi.town.models import Post, Seat, Unit
from meetings.models import Attendance, Meeting

LABEL = "meetings.meeting"
#: The hour stands before that of the daily digest.
HOUR = 7
#: What was due longer ago is chased no more.
CHASED = timedelta(days=28)


def rungs(at: datetime, towns: Towns = None) -> Iterator[Rung]:
    """Every rung of meetings there. A fixed number of queries, however many meetings there are."""
    yield from _unanswered(at, towns)
    yield from _minutes(at, towns)


def _unanswered(at: datetime, towns: Towns) -> Iterator[Rung]:
    """The working day before a meeting: whoever has not answered its notice."""
    silent = Attendance.objects.filter(
        in_towns(towns, "meeting__town"),
        meeting__status=Meeting.Status.NOTIFIED,
        meeting__starts_at__gt=at,
        receipt=Attendance.Receipt.NONE,
    )
    people: dict[int, list[int]] = defaultdict(list)
    meetings: dict[int, Meeting] = {}
    for line in silent.select_related("meeting__body").order_by("pk"):
        people[line.meeting_id].append(line.person_id)
        meetings[line.meeting_id] = line.meeting
    workdays = _workdays(at, (clock.local(meeting.starts_at).year for meeting in meetings.values()))
    for pk, persons in people.items():
        meeting = meetings[pk]
        day = workdays.workday_before(clock.local(meeting.starts_at).date())
        yield _rung(
            meeting,
            f"answer:{clock.local(meeting.starts_at):%m%d%H%M}",
            1,
            clock.at(day, HOUR),
            persons,
            f"会议通知未回执：{meeting}（{words.moment(meeting.starts_at)}）",
            meeting.starts_at,
            "meeting_page",
            until=meeting.starts_at,
        )


def _workdays(at: datetime, years: Iterable[int]) -> Workdays:
    return Workdays.load({clock.local(at).year, *years})


def _minutes(at: datetime, towns: Towns) -> Iterator[Rung]:
    """Minutes: the day before and on the day to whoever drafts or signs; the day after to the main leaders."""
    today = clock.local(at).date()
    rows = Meeting.objects.without_minutes().filter(in_towns(towns), minutes_due_on__gt=today - CHASED)
    owed = list(rows.select_related("body").order_by("pk"))
    held = {meeting.town_id for meeting in owed}
    office, leaders = _holders(held, Unit.Kind.OFFICE, Seat.Kind.HEAD), _holders(held, None, Seat.Kind.MAIN_LEADER)
    workdays = _workdays(at, (meeting.minutes_due_on.year for meeting in owed if meeting.minutes_due_on))
    for meeting in owed:
        day = meeting.minutes_due_on
        if day is None:
            continue
        due_at = clock.at(day + timedelta(days=1))
        waits = {meeting.chaired_by_id} if meeting.minutes_ready_at else {meeting.recorder_id}
        doers = sorted(person for person in waits if person) or office[meeting.town_id]
        word = "待签发" if meeting.minutes_ready_at else "待起草"
        page = "meeting_sign" if meeting.minutes_ready_at else "meeting_minutes"
        steps = [
            ("minutes-before", workdays.workday_before(day), doers, f"纪要{word}：{meeting}", page),
            ("minutes-due", day, doers, f"今日应签发纪要，{word}：{meeting}", page),
            ("minutes-late", workdays.nth_workday_after(day, 1), doers, f"纪要过期{word}：{meeting}", page),
            (
                "minutes-leader",
                workdays.nth_workday_after(day, 3),
                leaders[meeting.town_id],
                f"纪要过期未签发：{meeting}",
                "meeting_page",
            ),
        ]
        for order, (name, falls_on, persons, title, to) in enumerate(steps, start=1):
            yield _rung(meeting, name, order, clock.at(falls_on, HOUR), persons, title, due_at, to)


def _holders(towns: Iterable[int], unit_kind: str | None, kind: str) -> dict[int, list[int]]:
    """town → people in post today in that kind of seat."""
    posts = Post.objects.in_force().filter(seat__town__in=towns, seat__kind=kind)
    if unit_kind:
        posts = posts.filter(seat__unit__kind=unit_kind)
    found: dict[int, list[int]] = defaultdict(list)
    for town, person in posts.order_by("person").values_list("seat__town", "person").distinct():
        found[town].append(person)
    return found


def _rung(
    meeting: Meeting,
    name: str,
    order: int,
    falls_at: datetime,
    persons: Iterable[int],
    title: str,
    due_at: datetime,
    page: str,
    until: datetime | None = None,
) -> Rung:
    return Rung(
        town_id=meeting.town_id,
        object_type=LABEL,
        object_id=str(meeting.pk),
        name=name,
        order=order,
        falls_at=falls_at,
        persons=list(persons),
        clause=meeting.clause,
        title=title,
        whose=meeting.body.name,
        due_at=due_at,
        url=reverse(page, args=[meeting.pk]),
        until=until,
    )


LADDER = Ladder("MEETINGS", (LABEL,), rungs)
