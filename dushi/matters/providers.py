"""What the ledger hands to the pages of the ground floor (the provider lists in settings)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from operator import attrgetter

from django.db.models import Count, Max, Q
from django.urls import reverse

from dushi import clock, words
from dushi.alerts.models import Alert
from dushi.matters.ladder import waiting_since
from dushi.matters.models import Matter, MatterExtension, MatterPart, MatterVerifier
from dushi.matters.moves import page_of
from dushi.matters.people import Roster
from dushi.matters.permissions import may_decide_extension
from dushi.obligations.contracts import CalendarEntry, ClauseState, Concern, VillageRow, WorkItem
from dushi.regulation.calendar import Workdays
from dushi.regulation.periods import Period
from dushi.town.contracts import Section
from dushi.town.models import Unit, User

Status = Matter.Status
#: What says who verifies.
CHECKED = ("parts", "named_verifiers__person")
#: Exceptions handed to 今日过问, which shows ten in all.
MOST_CONCERNS = 20
#: Open matters on the page of a unit; the rest stands in the ledger.
MOST_ON_UNIT = 10


def work(user: User, at: datetime) -> Iterator[WorkItem]:
    """我的工作: what I own, my parts, and what waits for my tier."""
    for matter in Matter.objects.owned_by(user).filter(status__in=Matter.OWNERS).order_by("due_at", "pk"):
        yield _item(matter, f"{matter.get_status_display()}事项", due_at=matter.due_at)
    for part in MatterPart.objects.open().owned_by(user).select_related("matter").order_by("due_at"):
        yield _item(part.matter, f"配合：{part.task}", due_at=part.due_at)
    if _verifies_at_all(user):
        yield from _waiting_for(user, at)


def _verifies_at_all(user: User) -> bool:
    """Of a tier that hands out, or named to verify something."""
    rights = user.rights
    tier = rights.is_office or rights.is_main_leader or rights.is_area_secretary
    return tier or MatterVerifier.objects.filter(person=rights.person_id).exists()


def _waiting_for(user: User, at: datetime) -> Iterator[WorkItem]:
    """待核实, 待交办, 待核验, 延期 and 回头看 that this user, or their tier, is to act on."""
    me = user.rights.person_id
    waiting, asked = _waiting(user, clock.local(at).date()), _asked(user)
    if not (waiting or asked):
        return
    roster = Roster.load(user.rights.town_id, clock.local(at).date())
    for matter in _of(waiting, "raised_at", Status.REGISTERED, Status.CONFIRMED):
        if me in roster.deciders(matter):
            yield _item(matter, "待核实" if matter.status == Status.REGISTERED else "待交办", minutes=1)
    for matter in _of(waiting, "status_at", Status.SUBMITTED):
        if me in roster.verifiers(matter):
            yield _item(matter, "待核验", minutes=2)
    for matter in _of(waiting, "recheck_on", Status.CLOSED):
        if me in roster.recheckers(matter):
            yield _item(matter, "回头看", due_at=clock.at(matter.recheck_on or clock.today(), 18), minutes=5)
    for extension in asked:
        if may_decide_extension(user, extension, roster):
            note = f"{extension.part.unit}分工延期待批复" if extension.part else "延期待批复"
            yield _item(extension.matter, note, due_at=extension.due_before, minutes=1)


def _waiting(user: User, day: date) -> list[Matter]:
    rows = Matter.objects.visible_to(user)
    open_ones = rows.filter(status__in=[Status.REGISTERED, Status.CONFIRMED, Status.SUBMITTED])
    return list((open_ones | rows.recheck_due(day)).prefetch_related(*CHECKED))


def _of(rows: list[Matter], order: str, *statuses: Matter.Status) -> list[Matter]:
    """Those in one of the states, the longest waiting first."""
    return sorted((row for row in rows if row.status in statuses), key=attrgetter(order))


def _asked(user: User) -> list[MatterExtension]:
    asked = MatterExtension.objects.filter(decided_at=None, matter__in=Matter.objects.visible_to(user))
    asked = asked.select_related("matter", "part__unit")
    return list(asked.prefetch_related(*(f"matter__{name}" for name in CHECKED)))


def _item(matter: Matter, note: str, *, due_at: datetime | None = None, minutes: int = 0) -> WorkItem:
    return WorkItem(
        title=matter.title, url=page_of(matter), note=note, due_at=due_at, clause=matter.clause, minutes=minutes
    )


def concerns(user: User, at: datetime) -> Iterator[Concern]:
    """今日过问: what is late, and what waits too long for its verifier."""
    rows = Matter.objects.visible_to(user).select_related("owner_unit", "owner_seat__unit").with_last_word()
    rows = rows.prefetch_related("named_verifiers__person")
    for matter in rows.overdue(at).order_by("due_at")[:MOST_CONCERNS]:
        yield Concern(
            title=f"逾期未办结：{matter.title}",
            whose=matter.owner_text,
            url=page_of(matter),
            button="查看事项",
            since=matter.due_at or at,
            last_word=matter.last_word or "",
            clause=matter.clause,
            weight=20 + 10 * matter.escalations,
        )
    year = clock.local(at).year
    workdays = Workdays.load([year - 1, year])
    for matter in rows.filter(status=Status.SUBMITTED).order_by("status_at")[:MOST_CONCERNS]:
        if (since := waiting_since(matter, workdays)) < at:
            yield Concern(
                title=f"报办结后未核验：{matter.title}",
                whose="、".join(str(row) for row in matter.named_verifiers.all()) or str(matter.get_tier_display()),
                url=page_of(matter),
                button="查看事项",
                since=since,
                last_word=matter.last_word or "",
                clause="X.2",
                weight=15,
            )


def calendar(user: User, first_day: date, last_day: date) -> Iterator[CalendarEntry]:
    """日历: due moments of one's own matters and parts, and the 回头看 of one's tier."""
    # A deadline at midnight belongs to the day that ends with it.
    span = {"due_at__gt": clock.at(first_day), "due_at__lte": clock.at(last_day + timedelta(days=1))}
    for matter in Matter.objects.owned_by(user).filter(status__in=Matter.OWNERS, **span):
        yield _entry(matter, "due", "办结", matter.due_at)
    for part in MatterPart.objects.open().owned_by(user).filter(**span).select_related("matter"):
        yield _entry(part.matter, "due", f"配合：{part.task}", part.due_at, uid=f"matter-part-{part.pk}")
    if _verifies_at_all(user):
        roster = Roster.load(user.rights.town_id)
        rows = Matter.objects.visible_to(user).filter(status=Status.CLOSED, rechecked_at__isnull=True)
        for matter in rows.filter(recheck_on__range=(first_day, last_day)).prefetch_related(*CHECKED):
            if user.rights.person_id in roster.recheckers(matter) and matter.recheck_on:
                yield _entry(matter, "recheck", "回头看", None, day=matter.recheck_on)


def _entry(
    matter: Matter, kind: str, word: str, at: datetime | None, *, day: date | None = None, uid: str = ""
) -> CalendarEntry:
    return CalendarEntry(
        day=day or words.deadline(at or clock.now())[0],
        title=f"{word}：{matter.title}",
        url=page_of(matter),
        uid=f"{uid or f'matter-{matter.pk}'}-{kind}@dushi",
        at=at,
        minutes=30,
        kind=kind,
    )


def villages(village_ids: Iterable[int], weeks: list[Period]) -> Iterator[VillageRow]:
    """村情格: how many matters about the village stood open at the end of each week. One query."""
    if not weeks:
        return
    first, last = clock.at(weeks[0].first_day), clock.at(weeks[-1].next().first_day)
    rows = Matter.objects.ledger().filter(about__in=list(village_ids), raised_at__lt=last)
    rows = rows.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=first))
    row = VillageRow(label="未销号事项", short="事")
    ends = [(week.key, min(clock.at(week.next().first_day), clock.now())) for week in weeks]
    counts: dict[int, dict[str, int]] = {}
    for village, raised_at, closed_at in rows.values_list("about", "raised_at", "closed_at"):
        for key, end in ends:
            if raised_at < end and (closed_at is None or closed_at >= end):
                by_week = counts.setdefault(village, {})
                by_week[key] = by_week.get(key, 0) + 1
    for village, by_week in counts.items():
        row.marks[village] = {key: str(count) for key, count in by_week.items()}
        row.urls[village] = dict.fromkeys(by_week, f"{reverse('matter_list')}?about={village}&state=open")
    yield row


def clauses(user: User, at: datetime) -> dict[str, ClauseState]:
    """制度执行: the ledger itself (X.2), and the alerts of whoever asks (X.3)."""
    told = Matter.objects.visible_to(user).counted().ledger().aggregate(
        going=Count("pk", filter=~Q(status__in=Matter.ENDED)),
        late=Count("pk", filter=Q(status__in=Matter.OWNERS, due_at__lt=at)),
        closed=Count("pk", filter=Q(status=Status.CLOSED)),
        last=Max("closed_at"),
    )  # fmt: skip
    text = f"在办 {told['going']} 件，逾期 {told['late']} 件，已销号 {told['closed']} 件"
    last_on = clock.local(told["last"]).date() if told["last"] else None
    unread = Alert.objects.visible_to(user).unread().count()
    return {
        "X.2": ClauseState(text=text, url=reverse("matter_list"), last_on=last_on),
        "X.3": ClauseState(text=f"我的未读提醒 {unread} 件", url=reverse("alert_list")),
    }


def unit_section(user: User, unit: Unit, at: datetime) -> Iterator[Section]:
    """Page of a unit: its open matters, the nearest due moment first. A fixed number of queries."""
    rows = Matter.objects.visible_to(user).open()
    rows = rows.about_area(unit) if unit.kind == Unit.Kind.AREA else rows.concerning(unit)
    shown = list(rows.select_related("about", "owner_unit", "owner_seat__unit").in_order()[: MOST_ON_UNIT + 1])
    context = {"matters": shown[:MOST_ON_UNIT], "more": len(shown) > MOST_ON_UNIT, "unit": unit}
    yield Section(title="在办事项", template="matters/_unit_section.html", context=context)
