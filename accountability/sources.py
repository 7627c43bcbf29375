"""What the other rooms know that may lead to accountability, as frozen facts (X.1). The one module of chapter 3 that
reads meetings and inspections.

Nothing here says who reported something to the public window: of a 检举 there is only that it exists, and its text for
its handler alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import F, Q

from accountability.models import CriticismNotice, NoticeSubject
from dushi import clock, words
from dushi.alerts.models import Alert
from dushi.matters.ladder import LADDER, chase_of
from dushi.matters.models import Matter
from dushi.obligations.models import Obligation
from dushi.records.models import Attachment, Event
from dushi.regulation.calendar import Workdays
from dushi.regulation.ladder import To
from dushi.regulation.periods import Period
from dushi.town.models import Post, User
from inspections.models import Finding, Inspection, PublicReport

#: Working days pass before a matter that is overdue counts as not done (matters.ladder): never fewer than these days.
SOONEST = timedelta(days=5)
MATTER = Matter._meta.label_lower
OBLIGATION = Obligation._meta.label_lower
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
class Origin:
    """A finding, a 检举 or a line of a superior's notice that a person of the commission is to judge. key: proposes
    once; handler: id of who alone may judge it, None for whoever presides."""

    key: str
    town_id: int
    unit_id: int | None = None
    person_id: int | None = None
    on: date | None = None
    title: str = ""
    handler: int | None = None
    facts: tuple[Fact, ...] = ()


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


def newly_overdue(since: datetime, at: datetime) -> list[Matter]:
    """With its owner and due after `since`, long enough ago that the days in which it is only chased may be over. One
    probe of an index."""
    rows = Matter.objects.filter(status__in=Matter.OWNERS, due_at__gt=since, due_at__lt=at - SOONEST)
    return list(rows.only("pk", "town", "due_at"))


def last_chased(at: datetime) -> datetime:
    """Matters due before this moment have been chased to the end (five working days). Two queries."""
    today = clock.local(at).date()
    workdays = Workdays.load([today.year])
    day = today - SOONEST
    while chase_of(clock.at(day, 12), workdays).late_until > at:
        day -= timedelta(days=1)
    return clock.at(day + timedelta(days=1))


def overdue_beside(towns: Collection[int], first: date, until: datetime) -> list[Miss]:
    """Matters of these towns that were due from that day on and before `until` and are still with their owner."""
    rows = Matter.objects.filter(status__in=Matter.OWNERS, due_at__gte=clock.at(first), due_at__lt=until)
    found = list(rows.filter(town__in=towns).select_related("owner_unit", "about").order_by("due_at", "pk"))
    told, holders = Reminders.load(MATTER, [row.pk for row in found]), _holders(found)
    return [_overdue(row, told, holders) for row in found]


def _overdue(row: Matter, told: Reminders, holders: Holders) -> Miss:
    assert row.due_at is not None  # noqa: S101 - held by matter_assigned_has_owner_and_due
    on = clock.local(row.due_at).date()
    person = row.kept_by_id or holders.on(row.owner_seat_id, on)
    given = told.unanswered(row.pk, {step.rung for step in LADDER if step.to is To.DOER}, person)
    text = f"{row.about}：{row.title}。\n应于{_deadline(row.due_at)} 前办结，到期未办。\n{_said_of_reminders(given)}"
    return Miss(
        breach="MATTER_OVERDUE",
        town_id=row.town_id,
        person_id=person,
        unit_id=None if person else row.owner_unit_id,
        on=on,
        occasion=str(row.pk),
        reminders=len(given),
        what="交办、整改事项",
        fact=Fact(f"事项 {row.number_text}", text, MATTER, str(row.pk)),
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


# Findings and reports ------------------------------------------------------------------------------------------------


def sealed_findings(since: datetime) -> list[Origin]:
    """Sealed after that moment, those of an open covert inspection only once it is closed. Two probes of an index; a
    third query for the pictures."""
    disclosed = Inspection.objects.disclosed()
    sealed = Finding.objects.filter(is_sealed=True)
    closed = Inspection.objects.filter(is_covert=True, closed_at__gt=since).values_list("pk", flat=True)
    fresh = Q(found_at__gt=since, inspection__in=disclosed.values("pk"))
    ids = list(sealed.filter(fresh).values_list("pk", flat=True))
    ids += sealed.filter(inspection__in=list(closed)).values_list("pk", flat=True)
    if not ids:
        return []
    rows = sealed.filter(pk__in=ids).select_related("inspection", "unit", "found_by")
    photos: dict[str, list[Attachment]] = defaultdict(list)
    label = Finding._meta.label_lower
    for photo in Attachment.objects.filter(object_type=label, object_id__in=[str(pk) for pk in ids]).order_by("pk"):
        photos[photo.object_id].append(photo)
    return [_finding(row, photos[str(row.pk)]) for row in rows]


def _finding(row: Finding, photos: list[Attachment]) -> Origin:
    label, pk = Finding._meta.label_lower, str(row.pk)
    text = "\n".join(
        [
            f"{row.inspection.title}（{row.inspection.get_kind_display()}），{row.unit}，检查内容 {row.item}。",
            f"{row.title}（{row.get_severity_display()}）。",
            row.evidence,
            f"{row.found_by}，{words.moment(row.found_at)}发现。",
        ]
    )
    return Origin(
        key=f"FINDING:{pk}",
        town_id=row.town_id,
        unit_id=row.unit_id,
        on=clock.local(row.found_at).date(),
        title=row.title,
        facts=(
            Fact("检查发现", text, label, pk),
            *(Fact(f"现场照片 {number}", "", label, pk, photo) for number, photo in enumerate(photos, 1)),
        ),
    )


def found_by(finding_id: str) -> int | None:
    """Who found it: a witness, who does not inquire into it."""
    return Finding.objects.filter(pk=finding_id).values_list("found_by", flat=True).first()


def tips(first: date, before: date) -> list[Origin]:
    """检举 handed to 纪委人员 from one civil day on and before another: that they exist and whose they are, and not a
    word more. One probe of an index."""
    rows = PublicReport.objects.open().filter(kind=PublicReport.Kind.TIP, handler__isnull=False)
    held = rows.filter(handed_on__gte=first, handed_on__lt=before).values_list("pk", "town", "handler")
    return [Origin(key=f"PUBLIC:{pk}", town_id=town, handler=handler) for pk, town, handler in held]


def tip_text(user: User, key: str) -> Fact | None:
    """What a 检举 says, for its handler alone; never who reported it. None where there is none for this user."""
    pk = UUID(key.partition(":")[2])
    report = PublicReport.objects.visible_to(user).filter(pk=pk, handler=user.rights.person_id).first()
    if report is None or not report.text:
        return None
    return Fact("检举内容", report.text, PublicReport._meta.label_lower, str(pk))


# Superiors -----------------------------------------------------------------------------------------------------------


def named_by_superiors(since: datetime) -> list[Origin]:
    """Lines of notices that somebody checked after that moment (3.4.d). One probe of an index."""
    rows = NoticeSubject.objects.filter(
        notice__status=CriticismNotice.Status.CHECKED, notice__checked_at__gt=since
    ).select_related("notice__matter")
    return [_named(row) for row in rows.order_by("notice__checked_at", "pk")]


def _named(row: NoticeSubject) -> Origin:
    notice = row.notice
    paper = f"{notice.issuer}{notice.document_number}"
    said = [f"{paper}《{notice.title}》，{words.short_day(notice.issued_on)}。", row.sentence, row.fault]
    fact = Fact(f"上级通报 {notice.document_number}", "\n".join(filter(None, said)), row._meta.label_lower, str(row.pk))
    return Origin(
        # A chain of notices is one matter: each subject is named in it once.
        key=f"NOTICE:{notice.matter_id}:{row.subject_key[0]}:{row.subject_key[1]}",
        town_id=notice.town_id,
        unit_id=row.unit_id,
        person_id=row.person_id,
        on=notice.matter.happened_on,
        title=f"{paper}{row.get_role_display()}：{notice.matter.title}",
        facts=(fact,),
    )
