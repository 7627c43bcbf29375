"""Who is asked to a meeting: the people in post, on its day, in the seats that its series or its body names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from dushi import clock
from dushi.town.models import AreaMembership, Post, Seat, Unit
from meetings.bodies import RULES
from meetings.models import Attendance, Meeting, MeetingSeries

#: person → seat for which they are asked
Asked = dict[int, int]


class Register:
    """Seats, posts and areas of some towns, loaded once (four queries), to answer for any of their meetings."""

    def __init__(self, towns: Collection[int], first: date) -> None:
        """first: the earliest day that will be asked about."""
        towns = list(towns)
        open_from = Q(valid_to__isnull=True) | Q(valid_to__gte=first)
        self.seats: dict[int, list[tuple[int, int, str, str]]] = defaultdict(list)
        seats = Seat.objects.filter(town__in=towns).values_list("town", "pk", "unit", "unit__kind", "kind")
        for town, pk, unit, unit_kind, kind in seats:
            self.seats[town].append((pk, unit, unit_kind, kind))
        self.posts: dict[int, list[Post]] = defaultdict(list)
        for post in Post.objects.filter(open_from, seat__town__in=towns).order_by("-is_acting", "-valid_from"):
            self.posts[post.seat_id].append(post)
        self.members: dict[int, list[AreaMembership]] = defaultdict(list)
        for row in AreaMembership.objects.filter(open_from, area__town__in=towns):
            self.members[row.area_id].append(row)
        chosen = MeetingSeries.invitees.through.objects.filter(meetingseries__town__in=towns)
        self.chosen: dict[int, list[int]] = defaultdict(list)
        for series_id, seat_id in chosen.order_by("pk").values_list("meetingseries_id", "seat_id"):
            self.chosen[series_id].append(seat_id)

    def asked(self, meeting: Meeting) -> Asked:
        """Who is asked to `meeting`, the chair first. meeting.body must be loaded."""
        day = clock.local(meeting.starts_at).date()
        seats = [meeting.chair_id] if meeting.chair_id else []
        seats += self.chosen.get(meeting.series_id or 0, [])
        if meeting.body.kind == Unit.Kind.AREA:
            seats += self._liaisons(meeting, day)
        elif meeting.series_id not in self.chosen:
            asks = RULES[meeting.body.kind].asks
            seats += [pk for pk, _, unit_kind, kind in self.seats[meeting.town_id] if (unit_kind, kind) in asks]
        asked: Asked = {}
        for seat_id in seats:
            person_id = self.holder(seat_id, day)
            if person_id is not None:
                asked.setdefault(person_id, seat_id)
        return asked

    def holder(self, seat_id: int, day: date) -> int | None:
        """The person in post on that day, 代理 before the absent holder; None when 空缺."""
        return next((post.person_id for post in self.posts[seat_id] if post.is_in_force(day)), None)

    def _liaisons(self, meeting: Meeting, day: date) -> list[int]:
        """1.4: all 包村人员 of the villages that belong to the area on that day."""
        villages = {row.village_id for row in self.members[meeting.body_id] if row.is_in_force(day)}
        seats = self.seats[meeting.town_id]
        return [pk for pk, unit, _, kind in seats if kind == Seat.Kind.LIAISON and unit in villages]


def invite(meetings: Iterable[Meeting], register: Register) -> None:
    """Put on the roster of new meetings whom their seats name."""
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, person_id=person, seat_id=seat)
        for meeting in meetings
        for person, seat in register.asked(meeting).items()
    )


def bring_up_to_date(meetings: Iterable[Meeting], register: Register) -> int:
    """After a post changed hands: the successor is asked, the predecessor is not. Guests (no seat) stay.

    Returns how many lines changed; a second call changes nothing.
    """
    meetings = list(meetings)
    standing: dict[int, dict[int, int]] = defaultdict(dict)
    rows = Attendance.objects.filter(meeting__in=meetings).values_list("meeting_id", "person_id", "seat_id", "pk")
    guests: set[tuple[int, int]] = set()
    for meeting_id, person_id, seat_id, pk in rows:
        if seat_id is None:
            guests.add((meeting_id, person_id))
        else:
            standing[meeting_id][person_id] = pk
    new: list[Attendance] = []
    gone: list[int] = []
    for meeting in meetings:
        asked = register.asked(meeting)
        there = standing[meeting.pk]
        gone += [pk for person, pk in there.items() if person not in asked]
        new += [
            Attendance(meeting=meeting, person_id=person, seat_id=seat)
            for person, seat in asked.items()
            if person not in there and (meeting.pk, person) not in guests
        ]
    Attendance.objects.filter(pk__in=gone).delete()
    Attendance.objects.bulk_create(new, ignore_conflicts=True)
    return len(gone) + len(new)


def main_leaders(town_id: int, on: date) -> list[int]:
    """Ids of the 主要领导 in post on that day."""
    posts = Post.objects.in_force(on).filter(seat__town_id=town_id, seat__kind=Seat.Kind.MAIN_LEADER)
    return list(posts.values_list("person_id", flat=True))
