"""How a matter comes into the ledger: raised, handed out by a meeting, or put right at the door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from dushi import clock
from dushi.matters.handing_out import Notice, check_owner, hand_over
from dushi.matters.models import Matter, MatterVerifier
from dushi.matters.moves import CLAUSE, demand, note
from dushi.matters.permissions import may_fix_on_spot, works_for
from dushi.records.actions import record
from dushi.records.numbers import next_number
from dushi.town.models import Person, Seat, Town, Unit, User

Status = Matter.Status


#: Who verifies in place of the tier, and whether the 回头看 is theirs as well.
Verifier = tuple[Person, bool]


@dataclass(frozen=True)
class Origin:
    """Where a matter comes from, as kept on its row."""

    source: str
    source_type: str
    source_id: str
    source_label: str


def origin(source: str, obj: models.Model | None, label: str) -> Origin:
    """label: as shown; the object's own name where not given."""
    if obj is None:
        return Origin(source, "", "", label[:120])
    return Origin(source, obj._meta.label_lower, str(obj.pk), (label or str(obj))[:120])


def _create(*, town: Town, about: Unit, came: Origin, at: datetime, **fields: Any) -> Matter:
    """A new row with the next number of its year, without gaps: the number goes with the row or not at all."""
    demand(about.town_id == town.pk, "所涉单位不在本镇。", field="about")
    year = clock.local(at).year
    number = next_number(town=town, series="matter", year=year)
    return Matter.objects.create(
        town=town, about=about, year=year, number=number, raised_at=at, status_at=at, **asdict(came), **fields
    )


@transaction.atomic
def raise_matter(
    *,
    town: Town,
    title: str,
    about: Unit,
    source: str,
    source_obj: models.Model | None = None,
    source_label: str = "",
    detail: str = "",
    tier: str,
    help_asked: str = "",
    clause: str = CLAUSE,
    by: User | None,
    person: Person | None,
    at: datetime | None = None,
) -> Matter:
    """登记: a problem enters the ledger; the tier above confirms it. person: who raised it.

    title: up to 120 characters. Raises Refused for a unit of another town.
    """
    moment = at or clock.now()
    matter = _create(
        town=town,
        about=about,
        came=origin(source, source_obj, source_label),
        at=moment,
        title=title,
        detail=detail,
        tier=tier,
        help_asked=help_asked,
        clause=clause,
        raised_by=person,
    )
    record("登记", matter, by=by, clause=clause, at=moment, data={"to": matter.status, "tier": tier})
    return matter


@transaction.atomic
def assign_new(
    *,
    town: Town,
    title: str,
    about: Unit,
    owner_unit: Unit,
    owner_seat: Seat | None = None,
    due_at: datetime,
    source: str,
    source_obj: models.Model | None,
    source_label: str = "",
    clause: str,
    by: User | None,
    detail: str = "",
    measure: str = "",
    tier: str,
    verifiers: Iterable[Verifier] = (),
    notice: Notice | None = None,
    at: datetime | None = None,
) -> Matter:
    """交办 by a meeting or an inspection: starts handed out, its 交办单 (or the notice given) issued, its owner told.
    The caller's own act decides who may. verifiers: named in place of the tier.

    Raises Refused for a due moment that has passed, a foreign unit, or a seat of another unit.
    """
    moment = at or clock.now()
    check_owner(town.pk, owner_unit, owner_seat, due_at, moment)
    matter = _create(
        town=town,
        about=about,
        came=origin(source, source_obj, source_label),
        at=moment,
        title=title,
        detail=detail,
        tier=tier,
        clause=clause,
        raised_by=by.person if by is not None else None,
        status=Status.ASSIGNED,
        owner_unit=owner_unit,
        owner_seat=owner_seat,
        measure=measure,
        due_at=due_at,
    )
    record("交办", matter, by=by, clause=clause, at=moment, data={"to": matter.status, "tier": tier})
    MatterVerifier.objects.bulk_create(
        MatterVerifier(matter=matter, person=person, may_recheck=may_recheck) for person, may_recheck in verifiers
    )
    hand_over(matter, by=by, at=moment, notice=notice)
    return matter


@transaction.atomic
def fix_on_spot(
    *,
    town: Town,
    title: str,
    about: Unit,
    source: str,
    source_obj: models.Model | None = None,
    source_label: str = "",
    result: str = "",
    clause: str = CLAUSE,
    was_sent: bool = False,
    by: User,
    at: datetime | None = None,
) -> Matter:
    """即知即改: what was put right at the door, in one tick. Kept with its source, no line of the ledger.

    was_sent: the caller's act knows that `by` was sent there to look (a member of a team), whatever their seat.
    Raises Refused for those who work for the unit itself: sign-off is never by the owner.
    """
    may = may_fix_on_spot(by, about) or (was_sent and not works_for(by, about))
    demand(may, "即知即改由看到整改的上级登记，本单位不能自行销号。")
    moment = at or clock.now()
    matter = _create(
        town=town,
        about=about,
        came=origin(source, source_obj, source_label),
        at=moment,
        title=title,
        tier=Matter.Tier.VILLAGE,
        clause=clause,
        raised_by=by.person,
        status=Status.CLOSED,
        closed_at=moment,
        verified_by=by.person,
        is_fixed_on_spot=True,
    )
    record("即知即改", matter, by=by, clause=clause, at=moment, data={"to": matter.status})
    if result:
        note(matter, result, by=by, at=moment, is_proof=True)
    return matter
