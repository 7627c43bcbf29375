"""One subject's year as it is read: every point with its basis, in the order it came, and what it adds up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from accountability.models import (
    AssessmentScheme,
    Case,
    CaseMeasure,
    CriticismNotice,
    NoticeSubject,
    Objection,
    ScoreAccount,
    ScoreEntry,
)
from accountability.notices.counting import counted
from accountability.notices.windows import is_open
from accountability.scores import schemes
from accountability.scores.arithmetic import BONUS
from accountability.scores.picture import picture_of
from accountability.scores.settling import ADJUSTED
from accountability.scores.subjects import SubjectKind, kind_of
from dushi import clock
from dushi.charts.steps import Steps
from dushi.records.chain_models import ChainLink
from dushi.town.models import Person, Post, Seat, Town, Unit, User
from dushi.town.navigation import posts_line

Kind = ScoreEntry.Kind
LINE, MEASURE = NoticeSubject._meta.label_lower, CaseMeasure._meta.label_lower
#: Number of an entry that somebody slipped in past the chain: it stands last.
LAST = 1 << 62
#: (entry, withheld, path of its notice)
Held = tuple[ScoreEntry, bool, str]
CLOSED = "问责结果计入考核；内容只有本人和承办人可以看"


@dataclass(frozen=True)
class Point:
    """One entry. What it says of the case it came from is withheld from who may not see that. total: with it, from
    the base on."""

    entry: ScoreEntry
    basis: str
    reason: str
    total: int
    #: path of the notice it came from, "" where it is another source or not this reader's to see
    url: str
    is_withheld: bool = False

    @property
    def is_adjustment(self) -> bool:
        return self.entry.kind in ADJUSTED

    @property
    def says_more(self) -> bool:
        """Rule, day and posts are shown: not of an adjustment, nor of a case that is not this reader's to see."""
        return not self.is_adjustment and not self.is_withheld

    @property
    def is_reversed(self) -> bool:
        return hasattr(self.entry, "reversed_by")


@dataclass(frozen=True)
class Waiting:
    """A line that is told and not counted yet. expected: what it would count, or why it counts nothing. objection: the
    one that stands, or None."""

    line: NoticeSubject
    expected: str
    objection: Objection | None

    @property
    def may_object(self) -> bool:
        """Whose it is may object once, within the window."""
        return self.objection is None and is_open(self.line, clock.now())


@dataclass
class Year:
    """A subject in a year; hundredths. base and grade None or "" while no scheme is in force."""

    subject: Person | Unit
    kind: SubjectKind | None
    year: int
    scheme: AssessmentScheme | None
    account: ScoreAccount | None = None
    points: list[Point] = field(default_factory=list)
    pending: list[Waiting] = field(default_factory=list)
    #: of a person: the posts held now
    posts: str = ""

    @property
    def base(self) -> int | None:
        return self.scheme.rules.base[self.kind] if self.scheme and self.kind else None

    @property
    def deducted(self) -> int:
        return sum(point.entry.counted for point in self.points if not _is_bonus(point.entry))

    @property
    def bonus(self) -> int:
        return sum(point.entry.counted for point in self.points if _is_bonus(point.entry))

    @property
    def change(self) -> int:
        return self.deducted + self.bonus

    @property
    def total(self) -> int | None:
        return None if self.base is None else self.base + self.change

    @property
    def picture(self) -> Steps | None:
        return picture_of(self)

    @property
    def grade(self) -> str:
        return self.scheme.rules.grade_of(self.total) if self.scheme and self.total is not None else ""


def _is_bonus(entry: ScoreEntry) -> bool:
    if entry.kind == Kind.REVERSAL and entry.reverses:
        return entry.reverses.kind == Kind.BONUS
    return entry.kind == Kind.BONUS or (entry.kind == Kind.CAP and entry.matter_key == BONUS)


def own_subjects(user: User) -> list[Person | Unit]:
    """Oneself, and the units one heads that are scored."""
    person = [user.person] if user.person else []
    units = Unit.objects.filter(pk__in=user.rights.headed).order_by("kind", "order", "pk")
    return [*person, *(unit for unit in units if kind_of(unit))]


def years_of(user: User, town: Town, subjects: Sequence[Person | Unit], year: int) -> list[Year]:
    """The subjects' year as this user may read it. A fixed number of queries."""
    scheme = schemes.in_force(town, year)
    mine = _about(subjects)
    accounts = ScoreAccount.objects.visible_to(user).filter(mine, year=year)
    known = {(account.unit_id, account.person_id): account for account in accounts}
    points = _points(user, town, [account.pk for account in known.values()])
    waiting = _pending(town, mine, year)
    posts = _posts([subject.pk for subject in subjects if isinstance(subject, Person)])
    found = []
    for subject in subjects:
        ids = _ids(subject)
        account = known.get(ids)
        row = Year(subject, kind_of(subject), year, scheme, account, posts=posts.get(ids[1], ""))
        row.points = list(_read(row.base or 0, points.get(account.pk, []))) if account else []
        row.pending = waiting.get(ids, [])
        found.append(row)
    return found


def _about(subjects: Iterable[Person | Unit]) -> Q:
    rows = list(subjects)
    units = [row.pk for row in rows if isinstance(row, Unit)]
    return Q(unit__in=units) | Q(person__in=[row.pk for row in rows if isinstance(row, Person)])


def _ids(subject: Person | Unit) -> tuple[int | None, int | None]:
    return (subject.pk, None) if isinstance(subject, Unit) else (None, subject.pk)


def _posts(people: Collection[int]) -> dict[int | None, str]:
    held: dict[int | None, list[Seat]] = defaultdict(list)
    posts = Post.objects.in_force().filter(person__in=people).select_related("seat__unit")
    for post in posts.order_by("seat__kind", "pk"):
        held[post.person_id].append(post.seat)
    return {person: posts_line(seats) for person, seats in held.items()}


def _points(user: User, town: Town, accounts: Collection[UUID]) -> dict[UUID, list[Held]]:
    """By account, in the order of the chain."""
    rows = list(ScoreEntry.objects.filter(account__in=accounts).select_related("account", "reverses", "reversed_by"))
    links = ChainLink.objects.filter(town=town, object_type=ScoreEntry._meta.label_lower)
    numbers = dict(links.filter(object_id__in=[str(row.pk) for row in rows]).values_list("object_id", "seq"))
    ordered = sorted(rows, key=lambda row: numbers.get(str(row.pk), LAST))
    closed = withheld(user, ordered)
    urls = _notice_urls(user, ordered)
    found: dict[UUID, list[Held]] = defaultdict(list)
    for row in ordered:
        found[row.account_id].append((row, row.pk in closed, urls.get(row.source_id, "")))
    return found


def _read(base: int, rows: Iterable[Held]) -> Iterator[Point]:
    for entry, is_closed, url in rows:
        base += entry.counted
        basis, reason = (CLOSED, "") if is_closed else (entry.basis, entry.reason)
        yield Point(entry, basis, reason, base, url, is_closed)


def _notice_urls(user: User, rows: Iterable[ScoreEntry]) -> dict[str, str]:
    """Line of a notice → the page of the notice, where this user may read it."""
    named = {UUID(row.source_id) for row in rows if row.source_type == LINE}
    seen = NoticeSubject.objects.filter(pk__in=named, notice__in=CriticismNotice.objects.visible_to(user))
    return {str(pk): reverse("notice_page", args=[notice]) for pk, notice in seen.values_list("pk", "notice")}


def withheld(user: User, rows: Sequence[ScoreEntry]) -> set[UUID]:
    """Entries of cases that this user may not see, other than about themself and the units they head."""
    rights = user.rights
    asked = [
        row
        for row in rows
        if row.source_type == MEASURE
        and row.account.person_id != rights.person_id
        and row.account.unit_id not in rights.headed
    ]
    if not asked:
        return set()
    seen = CaseMeasure.objects.filter(
        pk__in={UUID(row.source_id) for row in asked}, case__in=Case.objects.visible_to(user)
    )
    open_ones = {str(pk) for pk in seen.values_list("pk", flat=True)}
    return {row.pk for row in asked if row.source_id not in open_ones}


def _pending(town: Town, mine: Q, year: int) -> dict[tuple[int | None, int | None], list[Waiting]]:
    """Lines they were told of and that do not count yet; without a scheme, in the year of the document."""
    lines = NoticeSubject.objects.pending().filter(mine, notice__town=town, told_at__isnull=False)
    known = schemes.all_in_force(town)
    found = defaultdict(list)
    related = lines.select_related("notice__matter", "unit", "person").prefetch_related("objections")
    for line in related.order_by("window_ends_at", "pk"):
        scheme = schemes.chosen(known, line.notice)
        if (scheme.year if scheme else line.notice.issued_on.year) == year:
            count = counted(line, scheme)
            stands = (one for one in line.objections.all() if one.status != Objection.Status.WITHDRAWN)
            expected = count if isinstance(count, str) else count.text
            found[line.unit_id, line.person_id].append(Waiting(line, expected, next(stands, None)))
    return found
