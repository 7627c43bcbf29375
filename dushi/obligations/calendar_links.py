"""The secret address of one person's calendar: made, shown once, revoked. Only its hash is kept."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from dushi import chance, clock
from dushi.obligations.models import CalendarLink
from dushi.records.actions import record
from dushi.town.access import staff
from dushi.town.models import Person, User


def digest(token: str) -> str:
    """What is kept of a token. It is random and long, so that no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_link(*, person: Person, by: User, at: datetime | None = None) -> str:
    """A new secret token for the person's calendar; the one before stops working. Returned here and never again."""
    moment = at or clock.now()
    Person.objects.select_for_update().get(pk=person.pk)
    _end(person, moment)
    token = chance.token(32)
    link = CalendarLink.objects.create(person=person, token_sha256=digest(token), made_at=moment)
    record("生成日历订阅地址", link, by=by, town=person.town, at=moment)
    return token


@transaction.atomic
def revoke_link(*, person: Person, by: User, at: datetime | None = None) -> bool:
    """Stop the person's link; False where there is none."""
    moment = at or clock.now()
    link = CalendarLink.objects.live().filter(person=person).first()
    if link is None or not _end(person, moment):
        return False
    record("停用日历订阅地址", link, by=by, town=person.town, at=moment)
    return True


def _end(person: Person, at: datetime) -> int:
    return CalendarLink.objects.live().filter(person=person).update(revoked_at=at)


def reader_of(token: str) -> User | None:
    """Whose calendar this token opens: a live link of somebody with a login, in post; else None."""
    link = CalendarLink.objects.live().filter(token_sha256=digest(token)).first()
    if link is None:
        return None
    user = User.objects.select_related("person").filter(person=link.person_id, is_active=True).first()
    return user if user is not None and staff(user.rights) else None
