"""Writing history, keeping files and giving numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction

from dushi import clock
from dushi.records.models import Event, Paper, PaperCounter


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
    """Write one line of 履历 about `obj`.

    by: the user who acted, or None for the system. town: taken from `obj.town` where not given.
    at: recorded time, aware; now where not given. happened_at: event time of a 补录.
    """
    return Event.objects.create(
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


@transaction.atomic
def next_number(*, town: Any, kind: str, year: int) -> int:
    """The next number of that kind of paper in that year, from 1, without gaps or duplicates under concurrency."""
    PaperCounter.objects.get_or_create(town=town, kind=kind, year=year)
    counter = PaperCounter.objects.select_for_update().get(town=town, kind=kind, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


@transaction.atomic
def issue_paper(
    *,
    obj: models.Model,
    kind: Paper.Kind,
    title: str,
    clause: str,
    body: dict[str, Any],
    by: Any,
    numbered: bool = True,
    given: tuple[int, int] | None = None,
    at: datetime | None = None,
) -> Paper:
    """Freeze what is issued about `obj` and give it its number (文书 are numbered per year and kind).

    given: year and number that were given before, at the signature of a 纪要.
    """
    moment = at or clock.now()
    town = obj.town  # type: ignore[attr-defined]
    year, number = given or (clock.local(moment).year, None)
    if numbered and given is None:
        number = next_number(town=town, kind=kind, year=year)
    return Paper.objects.create(
        town=town,
        kind=kind,
        year=year,
        number=number,
        title=title,
        clause=clause,
        issued_at=moment,
        issued_by=by,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        body=body,
    )
