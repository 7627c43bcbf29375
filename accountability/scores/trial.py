"""试算: what the year would look like if all of it were counted by a draft. Nothing is written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from accountability.models import AssessmentScheme, ScoreEntry
from accountability.models.relation import near
from accountability.scores import schemes
from accountability.scores.accounts import CLOSED, withheld
from accountability.scores.arithmetic import Line, total
from accountability.scores.chiefs import chiefs_of
from accountability.scores.figures import Figures
from accountability.scores.posting import NAMING
from accountability.scores.rules import Rules
from accountability.scores.settling import POSTED
from accountability.scores.standing import sums
from accountability.scores.subjects import kind_of
from dushi.town.models import Person, Unit, User

Kind = ScoreEntry.Kind


@dataclass(frozen=True)
class TriedLine:
    """Hundredths; None: no entry under that scheme."""

    basis: str
    now: int | None
    then: int | None

    @property
    def is_changed(self) -> bool:
        return self.now != self.then


@dataclass
class Tried:
    """One subject: what is posted and what would be. Totals and grades None or "" where no scheme is in force."""

    subject: Person | Unit
    lines: list[TriedLine] = field(default_factory=list)
    now: int | None = None
    now_grade: str = ""
    then: int = 0
    then_grade: str = ""


def tried(draft: AssessmentScheme, user: User) -> list[Tried]:
    """Everybody with points in the draft's year, or with points under the draft; units first, by name; but the
    relatives of who asks. The draft must be complete (`checking.faults` finds nothing). A fixed number of queries.
    """
    rules = draft.rules
    standing = ScoreEntry.objects.filter(account__town=draft.town, account__year=draft.year, kind__in=POSTED)
    rows = standing.filter(reversed_by__isnull=True).select_related("account__unit", "account__person")
    entries = list(rows.exclude(near(user.rights.person_id, "account__person")).order_by("posted_at", "pk"))
    closed = withheld(user, entries)
    for entry in entries:
        entry.basis = CLOSED if entry.pk in closed else entry.basis
    figures = Figures(entries)
    found: dict[str, Tried] = {}
    would: dict[str, list[Line]] = defaultdict(list)
    for entry in (entry for entry in entries if entry.kind != Kind.SPREAD):
        figure = figures.by(rules, entry)
        _note(found, would, entry, entry.account.subject, entry.nominal, figure)
    kin = set(Person.objects.filter(near(user.rights.person_id, "pk")).values_list("pk", flat=True))
    _spread(found, would, entries, figures, rules, kin)
    _sum_up(found, would, draft)
    return sorted(found.values(), key=lambda row: (isinstance(row.subject, Person), row.subject.name))


def _note(
    found: dict[str, Tried],
    would: dict[str, list[Line]],
    entry: ScoreEntry,
    subject: Person | Unit | None,
    now: int | None,
    then: int | None,
) -> None:
    assert subject is not None  # noqa: S101 - held by the constraint account_of_one_subject
    key = f"{'unit' if isinstance(subject, Unit) else 'person'}:{subject.pk}"
    row = found.setdefault(key, Tried(subject))
    row.lines.append(TriedLine(entry.basis, now, then))
    if then is not None:
        would[key].append(Line(entry.matter_key, then))


def _spread(
    found: dict[str, Tried],
    would: dict[str, list[Line]],
    entries: list[ScoreEntry],
    figures: Figures,
    rules: Rules,
    kin: set[int],
) -> None:
    """What chiefs bear now, and what they would bear by the draft's own shares."""
    bearing = {
        (entry.source_type, entry.source_id, entry.account.person_id): entry
        for entry in entries
        if entry.kind == Kind.SPREAD
    }
    named = [
        entry for entry in entries if entry.kind == Kind.POINTS and entry.clause == NAMING and entry.account.unit_id
    ]
    seats = chiefs_of({(entry.account.unit_id or 0, entry.happened_on) for entry in named}, rules.spread)
    for entry in named:
        for person, seat in seats[entry.account.unit_id or 0, entry.happened_on]:
            part = rules.spread[seat.kind].of(figures.by(rules, entry))
            if part and person.pk not in kin:
                old = bearing.pop((entry.source_type, entry.source_id, person.pk), None)
                _note(found, would, entry, person, old.nominal if old else None, part)
    for entry in bearing.values():
        _note(found, would, entry, entry.account.subject, entry.nominal, None)


def _sum_up(found: dict[str, Tried], would: dict[str, list[Line]], draft: AssessmentScheme) -> None:
    current = schemes.in_force(draft.town, draft.year)
    held = current.rules if current else None
    known = sums(draft.town, draft.year)
    for key, row in found.items():
        kind = kind_of(row.subject)
        if kind is None:
            continue
        row.then = draft.rules.base[kind] + total(would[key], draft.rules.limits(kind))
        row.then_grade = draft.rules.grade_of(row.then)
        if held:
            own = known.get(key)
            row.now = held.base[kind] + (own.deducted + own.bonus if own else 0)
            row.now_grade = held.grade_of(row.now)
