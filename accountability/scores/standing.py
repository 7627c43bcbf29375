"""Where every subject of a town stands in a year: base, deductions, bonus, total, grade. Computed from the entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Q, Sum

from accountability.models import AssessmentScheme, ScoreEntry
from accountability.scores.arithmetic import BONUS
from accountability.scores.rules import Rules
from accountability.scores.subjects import BY_UNIT, SubjectKind, kind_of
from dushi import clock
from dushi.town.models import Person, Post, Seat, Town, Unit
from dushi.town.navigation import posts_line

Kind = ScoreEntry.Kind
#: What belongs to the bonus of an account; everything else to its deductions.
OF_BONUS = Q(kind=Kind.BONUS) | Q(kind=Kind.CAP, matter_key=BONUS) | Q(kind=Kind.REVERSAL, reverses__kind=Kind.BONUS)


class Sums(NamedTuple):
    """Signed hundredths of one account."""

    deducted: int = 0
    bonus: int = 0
    entries: int = 0


@dataclass(frozen=True)
class Row:
    """One subject's line of the sheet, in hundredths. key: "unit:7" or "person:3"."""

    key: str
    subject: str
    kind: str
    unit: str
    posts: str
    is_example: bool
    base: int
    deducted: int
    bonus: int
    total: int
    grade: str
    entries: int


def sums(town: Town, year: int, without: Iterable[str] = ()) -> dict[str, Sums]:
    """Key of the subject → its sums, by one GROUP BY. without: ids of entries that are not to count."""
    rows = ScoreEntry.objects.filter(account__town=town, account__year=year).exclude(pk__in=list(without)).order_by()
    grouped = rows.values_list("account__unit", "account__person").annotate(
        deducted=Sum("counted", filter=~OF_BONUS, default=0),
        bonus=Sum("counted", filter=OF_BONUS, default=0),
        count=Count("pk"),
    )
    with connection.cursor() as cursor:  # a hundred thousand rows of whole numbers, which need no converting
        cursor.execute(*grouped.query.sql_with_params())
        return {key_of(unit, person): Sums(*own) for unit, person, *own in cursor.fetchall()}


def key_of(unit_id: int | None, person_id: int | None) -> str:
    """What the rows of a sheet are known by."""
    return f"unit:{unit_id}" if unit_id else f"person:{person_id}"


def rows(town: Town, scheme: AssessmentScheme) -> list[Row]:
    """Everybody the town assesses in the scheme's year: villages, departments, people; by unit and name, never by
    points. Under a 示例 scheme 示例 subjects alone. Those who left stand there as long as they have points."""
    day = min(clock.today(), date(scheme.year, 12, 31))
    known = sums(town, scheme.year)
    rules = scheme.rules
    people = [_person_row(person, seats, known, rules) for person, seats in _people(town, day, known)]
    everybody = [*(_unit_row(unit, known, rules) for unit in _units(town, day, known)), *people]
    return [row for row in everybody if row.is_example or not scheme.is_example]


def _units(town: Town, day: date, known: Iterable[str]) -> Iterable[Unit]:
    scored = Q(pk__in=_ids("unit", known))
    rows = Unit.objects.filter(town=town, kind__in=BY_UNIT).filter(scored | Q(pk__in=Unit.objects.in_force(day)))
    return sorted(rows, key=lambda unit: (BY_UNIT[unit.kind] != SubjectKind.VILLAGE, unit.order, unit.code, unit.name))


def _people(town: Town, day: date, known: Iterable[str]) -> list[tuple[Person, list[Seat]]]:
    """With the seats they held on that day; who is administrator alone bears no task of chapter 3."""
    held: dict[int, list[Seat]] = {}
    posts = Post.objects.in_force(day).filter(seat__town=town).exclude(seat__kind=Seat.Kind.ADMINISTRATOR)
    for post in posts.select_related("seat__unit").order_by(
        "seat__unit__kind", "seat__unit__order", "seat__kind", "pk"
    ):
        held.setdefault(post.person_id, []).append(post.seat)
    scored = _ids("person", known)
    people = Person.objects.filter(town=town, pk__in={*held, *scored})
    found = [(person, held.get(person.pk, [])) for person in people if kind_of(person) or person.pk in scored]
    return sorted(found, key=lambda pair: (*_place(pair[1]), pair[0].name, pair[0].pk))


def _place(seats: list[Seat]) -> tuple[bool, str, int, str]:
    if not seats:
        return True, "", 0, ""
    unit = seats[0].unit
    return False, unit.kind, unit.order, unit.name


def _ids(kind: str, keys: Iterable[str]) -> list[int]:
    return [int(key.split(":")[1]) for key in keys if key.startswith(f"{kind}:")]


def _unit_row(unit: Unit, known: dict[str, Sums], rules: Rules) -> Row:
    return _row(f"unit:{unit.pk}", unit, str(BY_UNIT[unit.kind]), unit.name, "", known, rules)


def _person_row(person: Person, seats: list[Seat], known: dict[str, Sums], rules: Rules) -> Row:
    unit = seats[0].unit.name if seats else ""
    posts = posts_line(seats) if seats else "年末不在岗"
    return _row(f"person:{person.pk}", person, SubjectKind.PERSON.value, unit, posts, known, rules)


def _row(
    key: str, subject: Person | Unit, kind: str, unit: str, posts: str, known: dict[str, Sums], rules: Rules
) -> Row:
    own = known.get(key, Sums())
    base = rules.base[kind]
    total = base + own.deducted + own.bonus
    return Row(
        key=key,
        subject=subject.name,
        kind=kind,
        unit=unit,
        posts=posts,
        is_example=subject.is_example,
        base=base,
        deducted=own.deducted,
        bonus=own.bonus,
        total=total,
        grade=rules.grade_of(total),
        entries=own.entries,
    )
