"""What the meetings hand to the pages of the ground floor (the provider lists in settings)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse

from dushi import clock, words
from dushi.obligations.contracts import CalendarEntry, ClauseState, Concern, Fact, WorkItem
from dushi.obligations.models import Obligation
from dushi.regulation.models import Clause, Regulation
from dushi.regulation.periods import Period
from dushi.town.contracts import Section
from dushi.town.models import Unit, User
from meetings.bodies import PREPARED_BY_OFFICE
from meetings.models import AgendaItem, Attendance, Meeting, MeetingPack
from meetings.models.meeting import MeetingQuerySet
from meetings.permissions import may_see_pack

#: A planned meeting asks for its notice so long before it begins.
NOTICE = timedelta(days=3)
#: Meetings one is asked to are seen so long before.
SOON = timedelta(days=7)
MOST_CONCERNS = 10
#: Meetings on the page of a body or an area.
MOST_ON_UNIT = 6


def url(name: str, meeting: Meeting) -> str:
    return reverse(name, args=[meeting.pk])


def managed(user: User) -> MeetingQuerySet:
    """Meetings this user runs: the office those of 1.1–1.3, a 管区书记 those of the own area."""
    rights = user.rights
    mine = Q(pk__in=[])
    if rights.is_office:
        mine |= Q(body__kind__in=PREPARED_BY_OFFICE)
    if rights.is_area_secretary:
        mine |= Q(body__kind=Unit.Kind.AREA, body__in=rights.own_units)
    return Meeting.objects.filter(mine, town=rights.town_id)


def work(user: User, at: datetime) -> Iterator[WorkItem]:
    """我的工作: 回执 to give, meetings to tell of and to register, minutes to draft, sign and issue. Four queries."""
    yield from _asked(user, at)
    if user.rights.is_office or user.rights.is_area_secretary:
        yield from _to_run(user, at)
    yield from _to_sign(user, at)


def _asked(user: User, at: datetime) -> Iterator[WorkItem]:
    """What one is asked to. Whoever runs a meeting sees it as the duty that it fulfils, not a second time beside it."""
    lines = Attendance.objects.filter(person=user.rights.person_id, meeting__status__in=Meeting.AHEAD)
    near = lines.filter(meeting__starts_at__gt=at, meeting__starts_at__lt=at + SOON)
    run = set(managed(user).filter(starts_at__gt=at, starts_at__lt=at + SOON).values_list("pk", flat=True))
    for line in near.select_related("meeting").order_by("meeting__starts_at"):
        meeting, runs = line.meeting, line.meeting_id in run
        asks = meeting.status == Meeting.Status.NOTIFIED and line.receipt == Attendance.Receipt.NONE
        if runs and meeting.status == Meeting.Status.PLANNED and meeting.starts_at < at + NOTICE:
            continue  # stands as 发出会议通知
        yield WorkItem(
            title=f"回执：{meeting}" if asks else str(meeting),
            url=url("meeting_page", meeting),
            note=f"{words.moment(meeting.starts_at)}，{meeting.place}",
            due_at=meeting.starts_at,
            clause=meeting.clause,
            minutes=1 if asks else 0,
            kind="do" if asks or runs else "watch",
            serves=served_by(meeting) if runs else None,
        )


def served_by(meeting: Meeting) -> tuple[str, int, str]:
    """The obligation it fulfils: duty key, id of the scope, Period.key."""
    return meeting.clause, meeting.body_id, meeting.period


def _to_run(user: User, at: datetime) -> Iterator[WorkItem]:
    Status = Meeting.Status
    ahead = Q(status__in=Meeting.AHEAD, starts_at__lt=at + NOTICE)
    drafts = Q(status=Status.REGISTERED, minutes_ready_at__isnull=True) & ~Q(clause=Meeting.RECORD_ONLY)
    for meeting in managed(user).filter(ahead | drafts | Q(status=Status.MINUTED)).order_by("starts_at", "pk"):
        if meeting.is_waiting_at(at):
            yield _item(meeting, f"会议登记：{meeting}", "meeting_register", note="待召开，开过即登记", minutes=5)
        elif meeting.status == Status.PLANNED:
            yield _item(meeting, f"发出会议通知：{meeting}", "meeting_page", due_at=meeting.starts_at, minutes=1)
        elif meeting.status == Status.REGISTERED:
            yield _item(meeting, f"起草纪要：{meeting}", "meeting_minutes", due_at=_minutes_due(meeting), minutes=15)
        elif meeting.status == Status.MINUTED:
            yield _item(meeting, f"印发纪要：{meeting}", "meeting_page", minutes=1)


def _to_sign(user: User, at: datetime) -> Iterator[WorkItem]:
    """Whoever chaired; main leaders what has waited too long."""
    mine = Q(chaired_by=user.rights.person_id)
    if user.rights.is_main_leader:
        mine |= Q(minutes_due_on__lt=clock.local(at).date())
    ready = Meeting.objects.without_minutes().filter(mine, town=user.rights.town_id, minutes_ready_at__isnull=False)
    for meeting in ready.order_by("minutes_due_on", "pk"):
        yield _item(meeting, f"签发纪要：{meeting}", "meeting_sign", due_at=_minutes_due(meeting), minutes=3)


def _item(
    meeting: Meeting, title: str, page: str, *, note: str = "", due_at: datetime | None = None, minutes: int
) -> WorkItem:
    return WorkItem(
        title=title,
        url=url(page, meeting),
        note=note,
        due_at=due_at,
        clause=meeting.clause,
        minutes=minutes,
        serves=served_by(meeting),
    )


def _minutes_due(meeting: Meeting) -> datetime | None:
    """24:00 of the day the minutes are due."""
    return clock.at(meeting.minutes_due_on + timedelta(days=1)) if meeting.minutes_due_on else None


def calendar(user: User, first_day: date, last_day: date) -> Iterator[CalendarEntry]:
    """日历: every meeting the user may see, the cancelled ones struck. One query."""
    span = (clock.at(first_day), clock.at(last_day + timedelta(days=1)))
    rows = Meeting.objects.visible_to(user).filter(starts_at__gte=span[0], starts_at__lt=span[1])
    for meeting in rows.order_by("starts_at", "pk"):
        yield CalendarEntry(
            day=clock.local(meeting.starts_at).date(),
            title=meeting.title,
            url=url("meeting_page", meeting),
            uid=f"meeting-{meeting.pk}@dushi",
            at=meeting.starts_at,
            minutes=60,
            place=meeting.place,
            kind="meeting",
            is_cancelled=meeting.status == Meeting.Status.CANCELLED,
        )


def clauses(user: User, at: datetime) -> dict[str, ClauseState]:
    """制度执行: each standing task with the meeting that last dealt with it; 1.0 by the last pack; each duty whose
    meeting was held and lacks its 纪要. Five queries."""
    found = _last_covered(user)
    book = Regulation.objects.in_force(clock.local(at).date()).order_by("effective_from").last()
    agenda = Clause.objects.filter(regulation=book, kind=Clause.Kind.AGENDA, chapter=1)
    states = {
        code: found.get(code, ClauseState(text="尚未研究", url=reverse("meeting_list")))
        for code in agenda.values_list("code", flat=True)
    }
    packs = MeetingPack.objects.filter(frozen_at__isnull=False, meeting__in=Meeting.objects.visible_to(user))
    last = packs.select_related("meeting").order_by("-frozen_at").first()
    if last and last.frozen_at:
        day = clock.local(last.frozen_at).date()
        said = f"逐级汇总到{last.meeting}"
        page = "pack_page" if may_see_pack(user, last.meeting) else "meeting_page"
        states["1.0"] = ClauseState(text=said, url=url(page, last.meeting), last_on=day)
    else:
        states["1.0"] = ClauseState(text="各级调度材料自动汇总", url=reverse("meeting_list"))
    for meeting in Meeting.objects.visible_to(user).without_minutes().order_by("held_at"):
        states[meeting.clause] = ClauseState(text=meeting.state_text, url=url("meeting_page", meeting))
    return states


def _last_covered(user: User) -> dict[str, ClauseState]:
    """Clause → the newest meeting this user may see in which it was dealt with. Two queries."""
    held = Meeting.objects.visible_to(user).held()
    covered = AgendaItem.objects.filter(meeting__in=held, is_covered=True).exclude(clause="")
    newest = dict(covered.values_list("clause").annotate(Max("meeting__held_at")).order_by())
    which = Q(pk__in=[])
    for code, held_at in newest.items():
        which |= Q(clause=code, meeting__held_at=held_at)
    return {
        item.clause: ClauseState(
            text=f"上次研究：{item.meeting}",
            url=url("meeting_page", item.meeting),
            last_on=words.civil(item.meeting.held_at) if item.meeting.held_at else None,
        )
        for item in covered.filter(which).select_related("meeting")
    }


def concerns(user: User, at: datetime) -> Iterator[Concern]:
    """今日过问: meetings that wait though their time is past, and minutes not signed in time. Two queries.

    Where the duty itself has fallen due already, the obligation says it, and this keeps silent.
    """
    mine = Meeting.objects.visible_to(user).select_related("body")
    due = Obligation.objects.filter(duty__key=OuterRef("clause"), scope=OuterRef("body"), period=OuterRef("period"))
    overdue = Exists(due.overdue(at))
    for meeting in mine.waiting(at).exclude(overdue).order_by("starts_at")[:MOST_CONCERNS]:
        yield Concern(
            title=f"{meeting}待召开",
            whose=meeting.body.name,
            url=url("meeting_page", meeting),
            button="查看会议",
            since=meeting.starts_at,
            last_word="已发会议通知" if meeting.notified_at else "未发会议通知",
            clause=meeting.clause,
            weight=18,
        )
    late = mine.without_minutes().filter(minutes_due_on__lt=clock.local(at).date())
    for meeting in late.order_by("minutes_due_on")[:MOST_CONCERNS]:
        yield Concern(
            title=f"{meeting}纪要未签发",
            whose="待签发" if meeting.minutes_ready_at else "待起草",
            url=url("meeting_page", meeting),
            button="查看会议",
            since=_minutes_due(meeting) or at,
            last_word=f"{words.moment(meeting.minutes_ready_at)} 送签" if meeting.minutes_ready_at else "未送签",
            clause=meeting.clause,
            weight=12,
        )


def unit_section(user: User, unit: Unit, at: datetime) -> Iterator[Section]:
    """Page of an area or a body: its meetings, the newest first; of a village, those of its area. Two queries."""
    body = unit.area_on(clock.local(at).date()) if unit.kind == Unit.Kind.VILLAGE else unit
    if body is None or body.kind not in (Unit.Kind.AREA, *PREPARED_BY_OFFICE):
        return
    week = Period.of(Period.Kind.WEEK, clock.local(at).date())
    rows = Meeting.objects.visible_to(user).filter(body=body, starts_at__lt=clock.at(week.next().next().first_day))
    meetings = list(rows.order_by("-starts_at", "-pk")[:MOST_ON_UNIT])
    yield Section(title="会议", template="meetings/_meeting_section.html", context={"meetings": meetings, "unit": body})


def facts(unit: Unit, first_day: date, last_day: date, at: datetime) -> Iterator[Fact]:
    """2.1(6): meetings of an area or a body, and the minutes that are missing. One query."""
    rows = Meeting.objects.filter(body=unit, starts_at__gte=clock.at(first_day), starts_at__lt=at).live()
    kept = list(rows.order_by("-starts_at"))
    held = [meeting for meeting in kept if meeting.is_held]
    if held:
        yield Fact(f"召开调度会 {len(held)} 次", url("meeting_page", held[0]))
    today = clock.local(at).date()
    lacking = [one for one in held if one.needs_minutes and one.minutes_due_on and one.minutes_due_on < today]
    lacking = [one for one in lacking if one.status == Meeting.Status.REGISTERED]
    if lacking:
        yield Fact(f"纪要逾期未签发 {len(lacking)} 次", url("meeting_page", lacking[0]), is_problem=True)
    if waiting := [meeting for meeting in kept if not meeting.is_held]:
        yield Fact(f"到期未登记的会议 {len(waiting)} 次", url("meeting_page", waiting[0]), is_problem=True)
