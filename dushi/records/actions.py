"""Writing history, and issuing papers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction

from dushi import clock
from dushi.records.models import Event, Paper
from dushi.records.numbers import PaperNumber, give_number
from dushi.records.paper_templates import frozen


def record(
    verb: str,
    obj: models.Model,
    *,
    by: Any = None,
    town: Any = None,
    clause: str = "",
    reason: str = "",
    data: dict[str, Any] | None = None,
    at: datetime | None = None,
    happened_at: datetime | None = None,
) -> Event:
    """Write one line of 履历 about `obj`, as `noted` makes it."""
    event = noted(verb, obj, by=by, town=town, clause=clause, reason=reason, data=data, at=at, happened_at=happened_at)
    event.save(force_insert=True)
    return event


def noted(
    verb: str,
    obj: models.Model,
    *,
    by: Any = None,
    town: Any = None,
    clause: str = "",
    reason: str = "",
    data: dict[str, Any] | None = None,
    at: datetime | None = None,
    happened_at: datetime | None = None,
) -> Event:
    """One line of 履历, not yet written: an act that writes several writes them together, in their order.

    by: the user who acted, or None for the system. town: taken from `obj.town` where not given.
    at: recorded time, aware; now where not given. happened_at: event time of a 补录.
    """
    return Event(
        town=town if town is not None else getattr(obj, "town", None),
        at=at or clock.now(),
        happened_at=happened_at,
        actor=by,
        actor_label=str(by)[:80] if by is not None else "系统",
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=str(obj)[:200],
        clause=clause,
        reason=reason,
        data=data or {},
    )


@transaction.atomic(savepoint=False)
def issue_paper(
    *,
    obj: models.Model,
    kind: Paper.Kind,
    title: str,
    clause: str,
    body: dict[str, Any],
    by: Any,
    organ: Any = None,
    numbered: bool = True,
    given: PaperNumber | None = None,
    at: datetime | None = None,
) -> Paper:
    """Freeze what is issued about `obj` and give it its number.

    organ: the unit that issues, whose 机关代字 it bears. given: the number of a 纪要, drawn at its signature.
    """
    moment = at or clock.now()
    town = obj.town  # type: ignore[attr-defined]
    year = clock.local(moment).year
    if given is None:
        given = give_number(town=town, kind=kind, year=year, organ=organ) if numbered else PaperNumber("", year)
    return Paper.objects.create(
        town=town,
        kind=kind,
        code=given.code,
        year=given.year,
        number=given.number or None,
        title=title,
        clause=clause,
        issued_at=moment,
        issued_by=by,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        body=frozen(body, town=town, kind=kind),
    )
