"""Bringing the stored rungs to what is listed: each once, the newest live, what is listed no more stopped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from django.db.models import Q

from dushi import clock
from dushi.alerts.contracts import Rung
from dushi.alerts.models import Alert, AlertQuerySet

T = TypeVar("T")

#: Rows of one statement; both databases bear it.
CHUNK = 5000


class Target(NamedTuple):
    """One person, one object."""

    object_type: str
    object_id: str
    person: int


class Key(NamedTuple):
    """What makes an alert one and the same."""

    target: Target
    rung: str
    round: str


def round_of(due_at: datetime | None) -> str:
    """The due moment the ladder was climbed for: a moved one starts it anew."""
    return f"{clock.local(due_at):%y%m%d%H%M}" if due_at else ""


def store(rungs: Iterable[Rung], at: datetime, which: Q) -> int:
    """Store every rung that is due and not stored; returns how many are new and live.

    rungs: all that is listed of the objects whose alerts `which` names. Per object and person only the newest is live;
    earlier ones are stored as passed and never sent. Alerts whose object is not listed any more for that person stop.
    """
    listed = _by_target(rung for rung in rungs if rung.falls_at <= at)
    newest = {target: list(keys)[-1] for target, keys in listed.items()}
    open_rows = dict(_rows(Alert.objects.filter(which, order__gt=0, stopped_at__isnull=True)))
    missing = {key: rung for keys in listed.values() for key, rung in keys.items() if key not in open_rows}
    stopped = {key: row for key, row in _stopped({key.target for key in missing}) if key in missing}
    fresh = [_alert(key, rung, at, is_live=newest[key.target] == key) for key, rung in missing.items()]
    fresh = [alert for alert, key in zip(fresh, missing, strict=True) if key not in stopped]
    Alert.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)
    _update([pk for key, (pk, _) in stopped.items() if newest[key.target] == key], stopped_at=None, passed_at=None)
    over = [pk for key, (pk, passed) in open_rows.items() if not passed and newest.get(key.target, key) != key]
    _update(over, passed_at=at)
    _update([pk for key, (pk, _) in open_rows.items() if key.target not in newest], stopped_at=at)
    return sum(alert.passed_at is None for alert in fresh)


def _by_target(rungs: Iterable[Rung]) -> dict[Target, dict[Key, Rung]]:
    """Rungs of each object and person, the newest last."""
    listed: dict[Target, dict[Key, Rung]] = defaultdict(dict)
    for rung in sorted(rungs, key=lambda rung: (rung.order, rung.falls_at)):
        for person in rung.persons:
            target = Target(rung.object_type, rung.object_id, person)
            listed[target][Key(target, rung.name, round_of(rung.due_at))] = rung
    return listed


def _rows(alerts: AlertQuerySet) -> Iterator[tuple[Key, tuple[int, bool]]]:
    """Key → (pk, has it passed) of stored rungs."""
    fields = ("pk", "object_type", "object_id", "person", "rung", "round", "passed_at")
    for pk, object_type, object_id, person, rung, rounds, passed in alerts.values_list(*fields):
        yield Key(Target(object_type, object_id, person), rung, rounds), (pk, passed is not None)


def _stopped(targets: Collection[Target]) -> Iterator[tuple[Key, tuple[int, bool]]]:
    """Rungs of these objects that stopped before: what came back (退回, 反弹) goes on where it was."""
    by_type: dict[str, set[str]] = defaultdict(set)
    for target in targets:
        by_type[target.object_type].add(target.object_id)
    for object_type, ids in by_type.items():
        for chunk in chunks(sorted(ids)):
            rows = Alert.objects.filter(object_type=object_type, object_id__in=chunk)
            yield from _rows(rows.filter(order__gt=0, stopped_at__isnull=False))


def _alert(key: Key, rung: Rung, at: datetime, *, is_live: bool) -> Alert:
    return Alert(
        town_id=rung.town_id,
        person_id=key.target.person,
        object_type=rung.object_type,
        object_id=rung.object_id,
        rung=rung.name,
        order=rung.order,
        round=key.round,
        clause=rung.clause,
        title=rung.title[:200],
        whose=rung.whose[:80],
        due_at=rung.due_at,
        url=rung.url,
        created_at=at,
        passed_at=None if is_live else at,
    )


def _update(pks: list[int], **changes: datetime | None) -> None:
    for chunk in chunks(pks):
        Alert.objects.filter(pk__in=chunk).update(**changes)


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
