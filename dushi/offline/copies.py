"""A second text under a key that stands for one already: kept beside it and shown, never lost, never stored over."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils.module_loading import import_string

from dushi import clock
from dushi.offline.models import Copy, Kind
from dushi.records.actions import record
from dushi.records.errors import Refused, demand
from dushi.town.models import Person, User

#: What a text says, in order: (label, words).
Pairs = list[tuple[str, str]]


class Differs(Refused):
    """The key stands for another text. there: what it stands for; nothing was stored."""

    def __init__(self, message: str, *, there: models.Model, clause: str = "") -> None:
        super().__init__(message, clause=clause)
        self.there = there


def digest(body: Any) -> str:
    """SHA-256 of what a sending says, by which the same text is known again. body: anything JSON can say."""
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def keep_copy(
    *,
    kind: Kind,
    key: UUID,
    there: models.Model,
    title: str,
    url: str,
    stands: Pairs,
    body: Pairs,
    town: Any,
    person: Person | None,
    at: datetime,
    sha256: str = "",
) -> Copy:
    """Keep what came beside what stands there; the same again gives the same copy. sha256: of the text as it was sent,
    where that is not the digest of `body`."""
    copy, _ = Copy.objects.get_or_create(
        key=key,
        body_sha256=sha256 or digest(body),
        defaults={
            "town": town,
            "kind": kind,
            "person": person,
            "received_at": at,
            "title": title,
            "object_type": there._meta.label_lower,
            "object_id": str(there.pk),
            "url": url,
            "stands": stands,
            "body": body,
        },
    )
    return copy


def copies_of(*objects: models.Model) -> models.QuerySet[Copy]:
    """Copies kept beside the objects (all of one model), the oldest first."""
    if not objects:
        return Copy.objects.none()
    ids = [str(obj.pk) for obj in objects]
    return Copy.objects.filter(object_type=objects[0]._meta.label_lower, object_id__in=ids)


def side_by_side(copy: Copy) -> list[dict[str, Any]]:
    """Both texts, label by label, with whether they differ there."""
    stands = dict(copy.stands)
    return [
        {"label": label, "stands": stands.get(label, ""), "body": said, "differs": stands.get(label, "") != said}
        for label, said in copy.body
    ]


def may_settle(user: User, copy: Copy) -> bool:
    """Who sent it, and the office; of a household's sheet, which bears no name, whoever reads it. They read it too."""
    return copy.person_id in (None, user.rights.person_id) or user.rights.is_office


@transaction.atomic
def settle(*, copy: Copy, by: User, at: datetime | None = None) -> Copy:
    """已处理: what was needed of it is where it belongs; twice is once. Both texts stay. Raises Refused."""
    demand(may_settle(by, copy), "只有报送人和扶贫办可以记为已处理。")
    row = Copy.objects.select_for_update().get(pk=copy.pk)
    if row.settled_at is not None:
        return row
    row.settled_at, row.settled_by = at or clock.now(), by.person
    row.save(update_fields=["settled_at", "settled_by"])
    there = apps.get_model(row.object_type)._base_manager.filter(pk=row.object_id).first()
    record("另存的副本已处理", there if there is not None else row, by=by, town=row.town, at=row.settled_at)
    return row


def may_read(user: User, copy: Copy) -> bool:
    """settings.COPY_RULES: whoever sees the thing sees what was kept beside it."""
    rule = settings.COPY_RULES.get(copy.object_type)
    return rule is not None and bool(import_string(rule)(user, copy.object_id))
