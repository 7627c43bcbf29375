"""签发人: a main leader names members of the 班子 who may sign the 周通报 in their stead."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from dushi import clock
from dushi.bulletin.models import BulletinSigner
from dushi.bulletin.moves import CLAUSE
from dushi.records.actions import record
from dushi.records.errors import demand
from dushi.town.access import person_of, town_of
from dushi.town.models import Person, Post, Seat, Town, User
from dushi.town.rights import LEADER_KINDS


def may_be_named(town: Town) -> QuerySet[Person]:
    """Members of the 班子 in post who are not main leaders."""
    posts = Post.objects.in_force().filter(seat__town=town)
    leaders = posts.filter(seat__kind__in=LEADER_KINDS).values("person")
    main = posts.filter(seat__kind=Seat.Kind.MAIN_LEADER).values("person")
    return Person.objects.filter(pk__in=leaders).exclude(pk__in=main).order_by("name", "pk")


@transaction.atomic
def name_signer(*, person: Person, by: User, at: datetime | None = None) -> BulletinSigner:
    """委托 somebody. Twice has no second effect. Raises Refused for who is not in the 班子."""
    moment = at or clock.now()
    demand(by.rights.is_main_leader, "签发人由镇主要领导委托。", clause=CLAUSE)
    town = Town.objects.select_for_update().get(pk=town_of(by).pk)
    demand(may_be_named(town).filter(pk=person.pk).exists(), "只能委托在任的班子成员。", "person", clause=CLAUSE)
    there = BulletinSigner.objects.live().filter(town=town, person=person).first()
    if there is not None:
        return there
    row = BulletinSigner.objects.create(town=town, person=person, named_at=moment, named_by=person_of(by))
    record("委托签发周通报", row, by=by, clause=CLAUSE, at=moment)
    return row


@transaction.atomic
def end_signer(*, signer: BulletinSigner, by: User, at: datetime | None = None) -> BulletinSigner:
    """收回. Twice has no second effect."""
    moment = at or clock.now()
    demand(by.rights.is_main_leader, "委托由镇主要领导收回。", clause=CLAUSE)
    row = BulletinSigner.objects.select_for_update().get(pk=signer.pk)
    if row.ended_at is None:
        row.ended_at = moment
        row.save(update_fields=["ended_at"])
        record("收回签发委托", row, by=by, clause=CLAUSE, at=moment)
    return row
