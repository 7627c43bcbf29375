"""我的工作: what needs this person, from here and from every room above, by due moment."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from dushi import clock, words
from dushi.obligations.contracts import WorkItem
from dushi.obligations.models import PREPARED_BY_OFFICE, Obligation
from dushi.obligations.wording import OPEN, Nature, nature_of, place_of, title_of
from dushi.records.providers import providers
from dushi.town.models import User

#: What was missed longer ago than this asks for nothing any more; it stays on 制度执行.
STILL_ASKED = timedelta(days=14)
#: What begins later is seen from so long before it is due: a report may be due before the holiday.
AHEAD = timedelta(days=7)
LOADED = ("duty", "scope", "holder_unit", "holder_seat__unit")


#: What an obligation is: (duty key, id of its scope, Period.key).
Served = tuple[str, int, str]


@dataclass(frozen=True)
class Line:
    """One item and the heading it stands under."""

    heading: str
    item: WorkItem


@dataclass(frozen=True)
class Work:
    """Everything on one person's desk, in order; counts in items."""

    lines: list[Line] = field(default_factory=list)
    late: int = 0
    today: int = 0
    week: int = 0


def work_of(user: User, at: datetime, setting: str = "WORK_PROVIDERS") -> Work:
    """What waits, what is late first; as many queries as the providers make. setting: which providers are asked."""
    owed = _obligations(user, at)
    acts = [item for provider in providers(setting) for item in provider(user, at)]
    items = [_timed(act, owed.pop(act.serves, None) if act.serves else None) for act in acts] + list(owed.values())
    items.sort(key=lambda item: (item.kind == "watch", item.due_at is None, item.due_at or at))
    lines = [Line(_heading(item, at), item) for item in items]
    headings = [line.heading for line in lines]
    return Work(lines, headings.count(LATE), headings.count(TODAY), headings.count(WEEK))


LATE, TODAY, WEEK, LATER, OPEN_ENDED, WATCHED = "已过时限", "今天到期", "本周到期", "以后到期", "待您办理", "请知悉"


def _heading(item: WorkItem, at: datetime) -> str:
    if item.kind == "watch":
        return WATCHED
    if item.due_at is None:
        return OPEN_ENDED
    if item.due_at < at:
        return LATE
    today, (day, _) = clock.local(at).date(), words.deadline(item.due_at)
    if day == today:
        return TODAY
    return WEEK if words.monday(day) == words.monday(today) else LATER


def open_of(user: User, at: datetime) -> QuerySet[Obligation]:
    """Obligations this user does, begun or due within a week, and open; what was missed asks for a fortnight more."""
    near = Q(starts_on__lte=clock.local(at).date()) | Q(due_at__lt=at + AHEAD)
    owed = Obligation.objects.owed_by(user).open().filter(near)
    return owed.filter(Q(late_until__gte=at) | Q(due_at__gte=at - STILL_ASKED))


def _obligations(user: User, at: datetime) -> dict[Served, WorkItem]:
    """Open obligations of this user by what they are, in the order of their due moments. One query."""
    found = {}
    for row in open_of(user, at).select_related(*LOADED).order_by("due_at", "pk"):
        late = "待召开" if nature_of(row.duty) is Nature.MEETING else ""
        item = WorkItem(title_of(row), place_of(row), _note(row, user, at), row.due_at, row.duty.key, late_word=late)
        # A leader's visit is fulfilled by no act that another room could name beforehand.
        found[row.duty.key, row.scope_id if row.holder_unit_id else -row.pk, row.period] = item
    return found


def _timed(act: WorkItem, owed: WorkItem | None) -> WorkItem:
    """The act of another room, due at the latest when the obligation that it fulfils is."""
    if owed is None:
        return act
    return replace(act, due_at=act.due_at or owed.due_at, late_word=act.late_word or owed.late_word)


def _note(row: Obligation, user: User, at: datetime) -> str:
    notes = []
    if row.due_at < at:
        notes.append(f"{OPEN[nature_of(row.duty)]}，时限 {words.moment(row.due_at)}")
        if row.late_until >= at:
            day, hour = words.deadline(row.late_until)
            notes.append(f"{words.short_day(day)} {hour} 前仍可补办")
    if row.kept_by_id is not None:
        notes.append("移交时由您留办")
    elif row.holder_unit and row.holder_unit.kind in PREPARED_BY_OFFICE and user.rights.is_office:
        notes.append("由扶贫办承办")
    return "\u00a0· ".join(notes)


def done_this_week(user: User, at: datetime) -> QuerySet[Obligation]:
    """Obligations of this user done since Monday, the newest first."""
    monday = clock.at(words.monday(clock.local(at).date()))
    done = Q(fulfilled_at__gte=monday) | Q(made_up_at__gte=monday)
    return Obligation.objects.owed_by(user).filter(done).select_related(*LOADED).order_by("-fulfilled_at", "-pk")


def count(user: User) -> int:
    """For the navigation: own obligations that are late or due today. One query."""
    now = clock.now()
    tonight = clock.at(clock.local(now).date() + timedelta(days=1))
    return open_of(user, now).filter(due_at__lte=tonight).count()
