"""One person's calendar as iCalendar: titles, places and hours, nothing that the person does not see on the page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from icalendar import Calendar, Event

from dushi import clock
from dushi.obligations.calendars import DUE, entries
from dushi.obligations.contracts import CalendarEntry
from dushi.town.access import town_of
from dushi.town.models import User

BEHIND = timedelta(days=35)
AHEAD = timedelta(days=120)
#: How often a programme is asked to look again.
EVERY = timedelta(hours=1)


def feed_of(user: User, at: datetime) -> bytes:
    """The file. The same from minute to minute while nothing changes, so that a programme is told 304."""
    today = clock.local(at).date()
    feed = Calendar()
    feed.add("prodid", "-//dushi//calendar//ZH")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", f"{town_of(user)}脱贫攻坚工作")
    feed.add("x-wr-timezone", "Asia/Shanghai")
    feed.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    feed.add("x-published-ttl", "PT1H")
    for entry in entries(user, today - BEHIND, today + AHEAD, at):
        feed.add_component(_event(entry, clock.at(today)))
    return feed.to_ical()


def _event(entry: CalendarEntry, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("summary", entry.title)
    starts, ends = _span(entry)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    if entry.place:
        event.add("location", entry.place)
    if settings.PUBLIC_URL:
        event.add("url", settings.PUBLIC_URL.rstrip("/") + entry.url)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if entry.kind == "meeting" and not entry.is_cancelled else "TRANSPARENT")
    return event


def _span(entry: CalendarEntry) -> tuple[object, object]:
    """Start and end: whole days as dates, moments in UTC; what is due ends with its due moment."""
    if entry.at is None:
        return entry.day, entry.day + timedelta(days=1)
    moment, length = entry.at.astimezone(UTC), timedelta(minutes=entry.minutes)
    return (moment - length, moment) if entry.kind == DUE else (moment, moment + length)
