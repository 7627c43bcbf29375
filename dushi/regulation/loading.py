"""Loading a rule book into the database: the same file twice changes nothing; other rules are another version."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import ProtectedError

from dushi import clock
from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.regulation.models import Clause, Duty, Regulation
from dushi.regulation.rulebook import ClauseEntry, Rulebook

if TYPE_CHECKING:
    from dushi.town.models import User

#: What is only shown or told, and may be bettered without another version.
CLAUSE_SHOWN = ("number", "printed", "chapter", "summary", "note", "page", "order")
DUTY_SHOWN = ("title", "ladder", "page")


@transaction.atomic
def load_regulation(*, book: Rulebook, by: User | None = None, at: datetime | None = None) -> tuple[Regulation, bool]:
    """Put a rule book into force from its date on; returns it, and whether anything changed.

    A new version supersedes the one before it from its first day. The same version with other words on the screen
    is bettered in place. Raises Refused where text, duties or dates of a version differ that obligations refer to.
    """
    moment = at or clock.now()
    known = Regulation.objects.select_for_update().filter(code=book.code, version=book.version).first()
    if known and known.source_sha256 == book.sha256:
        return known, False
    regulation = _renew(known, book, moment) if known else _establish(book, moment)
    record(
        "载入制度", regulation, by=by, clause="0.1", data={"version": book.version, "sha256": book.sha256}, at=moment
    )
    return regulation, True


def _establish(book: Rulebook, at: datetime) -> Regulation:
    """A version that was not known before."""
    before = Regulation.objects.select_for_update().filter(code=book.code).order_by("-effective_from").first()
    if before and before.effective_from >= book.effective_from:
        raise Refused(f"施行日期须晚于上一版本（{before.version}，{before.effective_from} 施行）。", clause="0.1")
    regulation = Regulation.objects.create(
        code=book.code, version=book.version, effective_from=book.effective_from, loaded_at=at, **_head(book)
    )
    if before:
        before.superseded_on = book.effective_from
        before.save(update_fields=["superseded_on"])
    _write_rules(regulation, book)
    return regulation


def _renew(regulation: Regulation, book: Rulebook, at: datetime) -> Regulation:
    """The same version from a changed file."""
    if regulation.effective_from != book.effective_from:
        raise Refused("同一版本的施行日期不能改动，请另立版本。", clause="0.1")
    if _stored_rules(regulation) == _written_rules(book):
        _better(regulation, book)
    else:
        try:
            regulation.duties.all().delete()
        except ProtectedError:
            raise Refused("条文或职责有改动，而已有应办事项依据此版本，请另立版本（version）。", clause="0.1") from None
        regulation.clauses.all().delete()
        _write_rules(regulation, book)
    Regulation.objects.filter(pk=regulation.pk).update(loaded_at=at, **_head(book))
    regulation.refresh_from_db()
    return regulation


def _head(book: Rulebook) -> dict[str, Any]:
    return {
        "title": book.title,
        "goal_date": book.goal_date,
        "settings": book.settings,
        "document": book.document,
        "source_sha256": book.sha256,
    }


def _clause_shown(entry: ClauseEntry, order: int) -> dict[str, Any]:
    shown = {name: getattr(entry, name) for name in CLAUSE_SHOWN if name != "order"}
    return {**shown, "order": order}


def _write_rules(regulation: Regulation, book: Rulebook) -> None:
    clauses = Clause.objects.bulk_create(
        Clause(regulation=regulation, code=entry.code, kind=entry.kind, text=entry.text, **_clause_shown(entry, order))
        for order, entry in enumerate(book.clauses, start=1)
    )
    Duty.objects.bulk_create(
        Duty(
            regulation=regulation,
            clause=clause,
            key=entry.code,
            title=entry.duty.title,
            cadence=entry.duty.cadence,
            holder_type=entry.duty.holder_type,
            holder_kind=entry.duty.holder_kind,
            place=entry.duty.place,
            minimum=entry.duty.minimum,
            due=entry.duty.due,
            ladder=entry.duty.ladder,
            page=entry.page,
        )
        for clause, entry in zip(clauses, book.clauses, strict=True)
        if entry.duty
    )


def _stored_rules(regulation: Regulation) -> tuple[set[Any], dict[str, Any]]:
    """What binds in a stored version: who must do what until when, and every word of the text."""
    clauses = set(regulation.clauses.values_list("code", "kind", "text"))
    fields = ("cadence", "holder_type", "holder_kind", "place", "minimum", "due")
    return clauses, {key: tuple(rest) for key, *rest in regulation.duties.values_list("key", *fields)}


def _written_rules(book: Rulebook) -> tuple[set[Any], dict[str, Any]]:
    clauses = {(entry.code, entry.kind, entry.text) for entry in book.clauses}
    duties = {
        entry.code: (duty.cadence, duty.holder_type, duty.holder_kind, duty.place, duty.minimum, duty.due)
        for entry in book.clauses
        if (duty := entry.duty)
    }
    return clauses, duties


def _better(regulation: Regulation, book: Rulebook) -> None:
    """Other words on the screen, another page, another ladder: the rules stay as they are."""
    clauses = {clause.code: clause for clause in regulation.clauses.all()}
    duties = {duty.key: duty for duty in regulation.duties.all()}
    for order, entry in enumerate(book.clauses, start=1):
        for name, value in _clause_shown(entry, order).items():
            setattr(clauses[entry.code], name, value)
        if entry.duty:
            duty = duties[entry.code]
            duty.title, duty.ladder, duty.page = entry.duty.title, entry.duty.ladder, entry.page
    Clause.objects.bulk_update(clauses.values(), CLAUSE_SHOWN)
    Duty.objects.bulk_update(duties.values(), DUTY_SHOWN)
