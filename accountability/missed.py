"""What was not done in chapters 1 and 2, read from the ground floor as frozen facts: duties missed, matters and parts
overdue, false sign-offs (X.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import F, Q

from dushi import clock, words
from dushi.alerts.models import Alert
from dushi.matters.ladder import LADDER, chase_of
from dushi.matters.models import Matter, MatterPart
from dushi.obligations.models import Obligation
from dushi.records.models import Attachment, Event
from dushi.regulation.calendar import Workdays
from dushi.regulation.ladder import To
from dushi.regulation.periods import Period
from dushi.town.models import Post

#: Working days pass before a matter that is overdue counts as not done (matters.ladder): never fewer than these days.
SOONEST = timedelta(days=5)
MATTER = Matter._meta.label_lower
PART = MatterPart._meta.label_lower
OBLIGATION = Obligation._meta.label_lower
OVERDUE = "交办、整改事项"
TO_DOERS = frozenset(step.rung for step in LADDER if step.to is To.DOER)
#: Verbs of the ledger's histories that a false 销号 is read from.
REPORTED, SIGNED_OFF, REBOUNDED = "报办结", "核验销号", "回头看：反弹"


@dataclass(frozen=True)
class Fact:
    """One piece of evidence, frozen as it was. photo: a picture to be kept with it."""

    label: str
    text: str
    source_type: str
    source_id: str
    photo: Attachment | None = None


@dataclass(frozen=True)
class Miss:
    """One time that something was not done, or was signed off falsely, with who answers for it: a person or a unit.

    occasion: what counts once however many rows speak of it (a week's reports of several villages are one).
    reminders: how many were given to those who do it and stayed unanswered. stamped_at: when it was known.
    """

    breach: str
    town_id: int
    person_id: int | None
    unit_id: int | None
    on: date
    occasion: str
    reminders: int
    what: str
    fact: Fact

    @cached_property
    def quarter(self) -> Period:
        return Period.of(Period.Kind.QUARTER, self.on)

    @property
    def subject(self) -> tuple[str, int]:
        return ("person", self.person_id) if self.person_id else ("unit", self.unit_id or 0)


# Duties --------------------------------------------------------------------------------------------------------------


def newly_missed(duties: Collection[str], since: datetime) -> list[Obligation]:
    """Stamped missed after that moment, still neither made good nor excused. One probe of an index."""
    return list(_missed(duties).filter(missed_at__gt=since))


def _missed(duties: Collection[str]):  # type: ignore[no-untyped-def] # a queryset of obligations
    rows = Obligation.objects.owed().filter(missed_at__isnull=False, fulfilled_at__isnull=True)
    return rows.filter(duty__key__in=duties).select_related("duty", "scope", "holder_unit").order_by("due_at", "pk")


def misses_beside(fresh: Iterable[Obligation], of_unit: Collection[str]) -> list[Miss]:
    """Every miss of the same duties, towns and quarters as those. of_unit: duties that the unit answers for itself; for
    all others the person whom the tick stamped. A fixed number of queries."""
    rows = list(fresh)
    quarters = [Period.of(Period.Kind.QUARTER, clock.local(row.due_at).date()) for row in rows]
    first, last = min(one.first_day for one in quarters), max(one.last_day for one in quarters)
    same = _missed({row.duty.key for row in rows}).filter(town__in={row.town_id for row in rows})
    found = list(same.filter(due_at__gte=clock.at(first), due_at__lt=clock.at(last + timedelta(days=1))))
    told = Reminders.load(OBLIGATION, [row.pk for row in found])
    return [miss for row in found if (miss := _miss(row, told, row.duty.key in of_unit))]


def _miss(row: Obligation, told: Reminders, is_of_unit: bool) -> Miss | None:
    person = None if is_of_unit else row.answerable_id
    unit = row.holder_unit_id if is_of_unit else None
    if person is None and unit is None:
        return None
    rungs = {step.rung for step in row.duty.steps if step.to is To.DOER}
    given = told.unanswered(row.pk, rungs, person)
    return Miss(
        breach=row.duty.key,
        town_id=row.town_id,
        person_id=person,
        unit_id=unit,
        on=clock.local(row.due_at).date(),
        occasion=row.period,
        reminders=0 if row.made_up_at else len(given),
        what=row.duty.title,
        fact=Fact(
            f"{row.span.label}{row.duty.title}（{row.scope}）", _said_of_duty(row, given), OBLIGATION, str(row.pk)
        ),
    )


def _said_of_duty(row: Obligation, given: list[datetime]) -> str:
    lines = [
        f"{row.scope}，{row.span.label}，{row.duty.title}（条款 {row.duty.key}）。",
        f"应于{_deadline(row.due_at)} 前办理，可补至{_deadline(row.late_until)}，到期未办。",
    ]
    if row.made_up_at:
        lines.append(f"后于{words.moment(row.made_up_at)}补办。")
    lines.append(_said_of_reminders(given))
    return "\n".join(lines)


def _said_of_reminders(given: list[datetime]) -> str:
    if not given:
        return "期间没有提醒到承办人。"
    return f"期间提醒承办人 {len(given)} 次：{'、'.join(words.moment(moment) for moment in given)}。"


def _deadline(moment: datetime) -> str:
    day, hour = words.deadline(moment)
    return f"{words.short_day(day)} {hour}"


@dataclass(frozen=True)
class Reminders:
    """Rungs that really stood before somebody: what passed while nothing ran was told to nobody."""

    rows: dict[str, list[tuple[str, str, int, datetime]]] = field(default_factory=dict)

    @classmethod
    def load(cls, object_type: str, ids: Iterable[int]) -> Reminders:
        """One query per 5000 objects."""
        keys = [str(pk) for pk in ids]
        rows: dict[str, list[tuple[str, str, int, datetime]]] = defaultdict(list)
        given = Alert.objects.filter(Q(passed_at__isnull=True) | Q(passed_at__gt=F("created_at")), order__gt=0)
        for start in range(0, len(keys), 5000):
            chunk = given.filter(object_type=object_type, object_id__in=keys[start : start + 5000]).defer(
                "title", "url"
            )
            for row in chunk.order_by("pk"):
                rows[row.object_id].append((row.rung, row.round, row.person_id, row.created_at))
        return cls(dict(rows))

    def unanswered(self, pk: int, rungs: Collection[str], person: int | None) -> list[datetime]:
        """When that object's rungs to its doers were given to the person; to anybody of the unit where None."""
        found: dict[tuple[str, str], datetime] = {}
        for rung, turn, who, at in self.rows.get(str(pk), []):
            if rung in rungs and person in (None, who):
                found.setdefault((rung, turn), at)
        return sorted(found.values())


# Matters -------------------------------------------------------------------------------------------------------------


def newly_overdue(since: datetime, at: datetime) -> list[tuple[int, datetime]]:
    """(town, due) of matters that are with their owner, and of second departments' parts, due after `since` and long
    enough ago that the days in which they are only chased may be over. One query."""
    window = {"due_at__gt": since, "due_at__lt": at - SOONEST}
    rows = Matter.objects.filter(status__in=Matter.OWNERS, **window).order_by().values_list("town", "due_at")
    parts = MatterPart.objects.open().filter(**window).order_by().values_list("matter__town", "due_at")
    return [(town, due) for town, due in rows.union(parts, all=True) if due]


def last_chased(at: datetime) -> datetime:
    """Matters due before this moment have been chased to the end (five working days). Two queries."""
    today = clock.local(at).date()
    workdays = Workdays.load([today.year])
    day = today - SOONEST
    while chase_of(clock.at(day, 12), workdays).late_until > at:
        day -= timedelta(days=1)
    return clock.at(day + timedelta(days=1))


def overdue_beside(towns: Collection[int], first: date, until: datetime) -> list[Miss]:
    """Matters of these towns that were due from that day on and before `until` and are still with their owner; and
    parts that are not signed."""
    window = {"due_at__gte": clock.at(first), "due_at__lt": until}
    rows = Matter.objects.filter(status__in=Matter.OWNERS, town__in=towns, **window)
    found = list(rows.select_related("owner_unit", "about").order_by("due_at", "pk"))
    told, holders = Reminders.load(MATTER, [row.pk for row in found]), _holders(found)
    parts = MatterPart.objects.open().filter(matter__town__in=towns, **window).select_related("matter__about")
    open_parts = list(parts.order_by("due_at", "pk"))
    told_parts = Reminders.load(PART, [part.pk for part in open_parts])
    return [
        *(_overdue(row, told, holders) for row in found),
        *(_overdue_part(part, told_parts) for part in open_parts),
    ]


def _overdue(row: Matter, told: Reminders, holders: Holders) -> Miss:
    assert row.due_at is not None  # noqa: S101 - held by matter_assigned_has_owner_and_due
    on = clock.local(row.due_at).date()
    person = row.kept_by_id or holders.on(row.owner_seat_id, on)
    given = told.unanswered(row.pk, TO_DOERS, person)
    text = f"{row.about}：{row.title}。\n应于{_deadline(row.due_at)} 前办结，到期未办。\n{_said_of_reminders(given)}"
    return Miss(
        breach="MATTER_OVERDUE",
        town_id=row.town_id,
        person_id=person,
        unit_id=None if person else row.owner_unit_id,
        on=on,
        occasion=str(row.pk),
        reminders=len(given),
        what=OVERDUE,
        fact=Fact(f"事项 {row.number_text}", text, MATTER, str(row.pk)),
    )


def _overdue_part(part: MatterPart, told: Reminders) -> Miss:
    """The second department answers for its own share, and the lead does not."""
    row = part.matter
    given = told.unanswered(part.pk, TO_DOERS, None)
    said = f"{row.about}：{row.title}。\n配合分工：{part.task}。"
    return Miss(
        breach="MATTER_OVERDUE",
        town_id=row.town_id,
        person_id=None,
        unit_id=part.unit_id,
        on=clock.local(part.due_at).date(),
        occasion=f"part {part.pk}",
        reminders=len(given),
        what=OVERDUE,
        fact=Fact(
            f"事项 {row.number_text}的配合分工",
            f"{said}\n应于{_deadline(part.due_at)} 前办结，到期未办。\n{_said_of_reminders(given)}",
            PART,
            str(part.pk),
        ),
    )


class Holders:
    """Who held which seat on which day, 代理 before the absent holder."""

    def __init__(self, posts: Iterable[Post]) -> None:
        self.posts: dict[int, list[Post]] = defaultdict(list)
        for post in posts:
            self.posts[post.seat_id].append(post)

    def on(self, seat: int | None, day: date) -> int | None:
        held = [post for post in self.posts.get(seat or 0, []) if post.is_in_force(day)]
        return max(held, key=lambda post: (post.is_acting, post.valid_from)).person_id if held else None


def _holders(matters: Iterable[Matter]) -> Holders:
    return Holders(Post.objects.filter(seat__in={row.owner_seat_id for row in matters if row.owner_seat_id}))


def newly_rebounded(since: datetime) -> list[int]:
    """Ids of matters that rebounded and changed after that moment. One probe of an index."""
    return list(Matter.objects.filter(rebounds__gt=0, status_at__gt=since).values_list("pk", flat=True))


def false_sign_offs(matters: Collection[int], since: datetime) -> list[Miss]:
    """One for each 反弹 after that moment: who had reported it done answers for it, else the unit that owns it."""
    rows = Matter.objects.in_bulk(list(matters))
    histories: dict[str, list[Event]] = defaultdict(list)
    verbs = (REPORTED, SIGNED_OFF, REBOUNDED)
    events = Event.objects.filter(object_type=MATTER, object_id__in=[str(pk) for pk in matters], verb__in=verbs)
    for event in events.select_related("actor").order_by("pk"):
        histories[event.object_id].append(event)
    found = []
    for pk, history in histories.items():
        for index, event in enumerate(history):
            if event.verb == REBOUNDED and event.at > since:
                found.append(_sign_off(rows[int(pk)], event, history[:index]))
    return found


def _sign_off(row: Matter, rebound: Event, before: list[Event]) -> Miss:
    reported = next((one for one in reversed(before) if one.verb == REPORTED), None)
    signed = next((one for one in reversed(before) if one.verb == SIGNED_OFF), None)
    person = reported.actor.person_id if reported and reported.actor else None
    lines = [
        f"{one.verb}：{one.actor_label}，{words.moment(one.at)}。{one.reason}" for one in (reported, signed) if one
    ]
    lines.append(f"{REBOUNDED}：{rebound.actor_label}，{words.moment(rebound.at)}。{rebound.reason}")
    return Miss(
        breach="FALSE_SIGN_OFF",
        town_id=row.town_id,
        person_id=person,
        unit_id=None if person else row.owner_unit_id,
        on=clock.local(rebound.at).date(),
        occasion=str(rebound.pk),
        reminders=0,
        what=row.title,
        fact=Fact(f"事项 {row.number_text}", "\n".join([f"{row.title}。", *lines]), MATTER, str(row.pk)),
    )
