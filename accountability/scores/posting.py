"""The one writer of points: entries are only added, each settled and chained in the transaction that posts it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from accountability.models import AssessmentScheme, ScoreAccount, ScoreEntry
from accountability.scores import schemes, sheets
from accountability.scores.chiefs import chiefs
from accountability.scores.settling import POSTED, settle
from accountability.scores.subjects import kind_of
from dushi import clock
from dushi.records import chains
from dushi.records.errors import Refused, demand
from dushi.town.models import Person, Town, Unit, User

Kind = ScoreEntry.Kind
#: Clause of the points that spread to chiefs: being named alone, never what a case decided about a unit.
NAMING = "3.4.d"
OF_A_CASE = "问责结果有变动"
#: Characters of ScoreEntry.rule; names of schemes and units are long.
RULE = 120


@transaction.atomic
def post(
    *,
    subject: Person | Unit,
    town: Town,
    year: int,
    kind: str,
    nominal: int,
    matter_key: str,
    source: models.Model,
    basis: str,
    posts_text: str,
    scheme: AssessmentScheme | None,
    rule: str,
    clause: str,
    happened_on: date,
    by: User | None = None,
    at: datetime,
    more_follows: bool = False,
) -> ScoreEntry:
    """Post what one source gives one subject in one year; settle, chain, and correct the sheet of a closed year.

    kind: POINTS (nominal ≤ 0), BONUS (> 0) or ZERO; nominal in signed hundredths as `scheme.rules` returns it.
    matter_key: the same for everything about one matter. source: the line or measure that is the reason; posting it
    twice has no second effect, also after it was reversed. happened_on: the chiefs of that day bear their part (3.4.d).
    by: None for the tick. more_follows: the same act posts or reverses more, so the sheet waits for the last.
    Raises Refused where the town does not assess the subject, nothing is in force, or a 示例 scheme meets a real one.
    """
    held = schemes.hold(town, year)
    _check(subject, kind, nominal, scheme)
    person = by.person if by else None
    account = _account(town, year, subject)
    about = {"source_type": source._meta.label_lower, "source_id": str(source.pk)}
    if existing := account.entries.filter(kind=kind, **about).first():
        return existing
    facts = {
        "matter_key": matter_key,
        **about,
        "basis": basis[:300],
        "scheme": scheme,
        "clause": clause,
        "happened_on": happened_on,
        "posted_at": at,
        "posted_by": person,
    }
    entry = _posted(account, kind, nominal, posts_text, rule, facts)
    fresh = [entry]
    if kind == Kind.POINTS and clause == NAMING and isinstance(subject, Unit) and scheme is not None:
        fresh += _spread(subject, town, year, nominal, scheme, facts)
    accounts = [row.account for row in fresh]
    fresh += _settled(accounts, held or scheme, happened_on=happened_on, clause=clause, by=person, at=at)
    _conclude(fresh, reason=f"补计：{basis}", by=by, at=at, more_follows=more_follows)
    return entry


@transaction.atomic
def reverse(
    *, source: models.Model, reason: str, by: User | None = None, at: datetime, more_follows: bool = False
) -> list[ScoreEntry]:
    """冲销 everything that still stands of a source, in the years it was posted to, spread and zero entries included.

    Returns the reversals, [] where nothing stands (any more). Caps give back what they held; a closed year gets its
    next sheet. reason: as the subjects will read it.
    """
    about = {"source_type": source._meta.label_lower, "source_id": str(source.pk)}
    standing = ScoreEntry.objects.filter(kind__in=POSTED, reversed_by__isnull=True, **about).order_by("account", "pk")
    fresh: list[ScoreEntry] = []
    for town, year in _years(standing):
        fresh += _reversed(standing, town, year, reason=reason, by=by.person if by else None, at=at)
    if fresh:
        _conclude(fresh, reason=reason, by=by, at=at, more_follows=more_follows)
    return [row for row in fresh if row.kind == Kind.REVERSAL]


def _years(rows: models.QuerySet[ScoreEntry]) -> list[tuple[Town, int]]:
    found = {(row.town, row.account.year) for row in rows.select_related("town", "account")}
    return sorted(found, key=lambda pair: pair[1])


def _reversed(
    standing: models.QuerySet[ScoreEntry], town: Town, year: int, *, reason: str, by: Person | None, at: datetime
) -> list[ScoreEntry]:
    """Answer what stands in that year, then settle each account it stood in."""
    held = schemes.hold(town, year)
    rows = standing.filter(account__year=year)
    accounts = _locked(rows.values_list("account", flat=True))
    answers = [_answer(row, reason, by, at) for row in rows.select_related("scheme")]
    ScoreEntry.objects.bulk_create(answers)
    fresh = list(answers)
    for account in accounts:
        last = next(row for row in answers if row.account_id == account.pk)
        about = {"happened_on": last.happened_on, "clause": last.clause, "by": by, "at": at}
        fresh += _settled([account], held or last.scheme, **about)
    return fresh


@transaction.atomic
def resettle(scheme: AssessmentScheme, *, by: User, at: datetime) -> None:
    """A new version took force in mid-year: its caps and same-matter rule hold for the whole year from now on.

    Points that were posted stay as they were posted.
    """
    rows = ScoreAccount.objects.filter(town=scheme.town, year=scheme.year, entries__isnull=False)
    accounts = _locked(rows.values_list("pk", flat=True))
    words = f"{scheme.full_name}施行"
    day = clock.local(at).date()
    fresh = [
        row
        for account in accounts
        for row in settle(account, scheme, happened_on=day, clause=NAMING, reason=words, by=by.person, at=at)
    ]
    chains.append_all(fresh, chain=ScoreEntry.CHAIN, at=at)


def _check(subject: Person | Unit, kind: str, nominal: int, scheme: AssessmentScheme | None) -> None:
    fits = {Kind.POINTS: nominal <= 0, Kind.BONUS: nominal > 0, Kind.ZERO: nominal == 0}
    if not fits.get(Kind(kind), False):
        raise ValueError(f"{kind} of {nominal}")
    demand(kind_of(subject) is not None, "镇里不考核该对象，不计分。", clause=NAMING)
    demand(kind == Kind.ZERO or scheme is not None, "当年没有施行的考核办法，不计分。", clause=NAMING)
    if scheme is not None and scheme.is_example and not subject.is_example:
        raise Refused("示例考核办法只给示例人员和单位计分。", clause=NAMING)


def _account(town: Town, year: int, subject: Person | Unit) -> ScoreAccount:
    """The subject's account of that year, locked."""
    about = {"unit": subject} if isinstance(subject, Unit) else {"person": subject}
    account, _ = ScoreAccount.objects.get_or_create(town=town, year=year, **about)
    return _locked([account.pk])[0]


def _locked(ids: Iterable[object]) -> list[ScoreAccount]:
    rows = ScoreAccount.objects.select_for_update(of=("self",)).filter(pk__in=set(ids)).order_by("pk")
    return list(rows.select_related("person", "unit"))


def _spread(
    unit: Unit, town: Town, year: int, nominal: int, scheme: AssessmentScheme, facts: dict[str, Any]
) -> Iterable[ScoreEntry]:
    """What the unit's chiefs of the day bear, each in their own account; one who chairs two seats bears the first."""
    shares = scheme.rules.spread
    for person, seat in chiefs(unit, facts["happened_on"], shares):
        part = shares[seat.kind].of(nominal)
        if not part or (scheme.is_example and not person.is_example):
            continue
        rule = f"{scheme.full_name}：{unit}被扣分，{seat.get_kind_display()}连带"
        yield _posted(_account(town, year, person), Kind.SPREAD, part, str(seat), rule, facts)


def _posted(
    account: ScoreAccount, kind: str, nominal: int, posts_text: str, rule: str, facts: dict[str, Any]
) -> ScoreEntry:
    """One entry as it counts before anything is settled."""
    return ScoreEntry.objects.create(
        town_id=account.town_id,
        account=account,
        kind=kind,
        nominal=nominal,
        counted=nominal,
        posts_text=posts_text[:200],
        rule=rule[:RULE],
        **facts,
    )


def _settled(accounts: Sequence[ScoreAccount], scheme: AssessmentScheme | None, **about: Any) -> list[ScoreEntry]:
    if scheme is None:
        return []
    return [row for account in accounts for row in settle(account, scheme, **about)]


def _answer(row: ScoreEntry, reason: str, by: Person | None, at: datetime) -> ScoreEntry:
    """The entry that takes one back."""
    return ScoreEntry(
        town_id=row.town_id,
        account_id=row.account_id,
        kind=Kind.REVERSAL,
        nominal=-row.nominal,
        counted=-row.counted,
        matter_key=row.matter_key,
        source_type=row.source_type,
        source_id=row.source_id,
        basis=row.basis,
        posts_text=row.posts_text,
        scheme=row.scheme,
        rule=row.rule,
        clause=row.clause,
        happened_on=row.happened_on,
        reverses=row,
        reason=reason[:200],
        posted_at=at,
        posted_by=by,
    )


def _conclude(fresh: Sequence[ScoreEntry], *, reason: str, by: User | None, at: datetime, more_follows: bool) -> None:
    """Chain last, after all other locks; then correct the sheets of closed years, which say nothing of a case."""
    chains.append_all(fresh, chain=ScoreEntry.CHAIN, at=at)
    if not more_follows:
        said = reason if fresh[0].clause == NAMING else OF_A_CASE
        sheets.correct(town=fresh[0].town, reason=said, by=by, at=at)
