"""随机抽取 (2.3, 2.0.m8): freeze a list, seal two numbers, reveal them, draw; void and draw anew; use the result."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from dushi import chance, clock
from dushi.records.actions import record
from dushi.records.errors import Refused, demand
from dushi.town.models import Person, Town, User
from inspections.demands import actor
from inspections.draws import drawing
from inspections.draws.moves import CLAUSE, locked, move
from inspections.draws.permissions import is_party, may_draw, may_draw_for, may_redo, may_void, witnesses
from inspections.draws.pool import Pool, Wish, pool_of
from inspections.draws.record import record_of
from inspections.models import Draw, DrawNumber, Inspection

Status = Draw.Status
Role = DrawNumber.Role


@transaction.atomic
def new_draw(
    *,
    town: Town,
    wish: Wish,
    purpose: str,
    witness: Person,
    by: User,
    inspection: Inspection | None = None,
    replaces: Draw | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> Draw:
    """Freeze the list and its hash; from here on both sides may seal their numbers.

    replaces: the draw in whose place this one is, with the reason; the old one stays, void. Raises Refused for whom may
    not draw, for a witness who is not the commission's or is the drawer, where an earlier draw of the same inspection
    (or of the same drawer, without one) was neither used nor replaced, and where nothing would be left to chance.
    """
    moment = at or clock.now()
    person = actor(by, CLAUSE)
    old = _replaced(replaces, reason, by, moment)
    if old is not None:
        inspection, wish = old.inspection, _of_kind(wish, old.kind)
    _check_drawer(town, by, inspection)
    in_post = witnesses(town.pk, person.pk, clock.local(moment).date()).filter(person=witness).exists()
    demand(in_post, "见证人由镇纪委的其他人员担任。", clause=CLAUSE, field="witness")
    _check_first(wish.kind, person, inspection, old)
    wish = _with_parties(wish, person, witness)
    pool = pool_of(town, wish, by, inspection, clock.local(moment).date())
    left = len(pool.eligible)
    few = f"名单里只有 {left} 个，抽 {wish.count} 个就不是随机了；请少抽或扩大范围。"
    demand(0 < wish.count < left, few, clause=CLAUSE, field="count")
    draw = Draw(
        town=town,
        kind=wish.kind,
        status_at=moment,
        inspection=inspection,
        purpose=" ".join(purpose.split()),
        ordinal=old.ordinal + 1 if old else 1,
        replaces=old,
        drawer=person,
        witness=witness,
        frozen_at=moment,
    )
    draw.frozen = drawing.canonical(_frozen(draw, pool, wish, reason))
    draw.list_hash = drawing.sha256(draw.frozen)
    _store(draw)
    record("封存名单", draw, by=by, clause=CLAUSE, reason=reason.strip(), at=moment, data={"hash": draw.list_hash})
    return draw


def _store(draw: Draw) -> None:
    """The constraints say last that nobody began another one at the same moment."""
    try:
        with transaction.atomic():
            draw.save(force_insert=True)
    except IntegrityError:
        raise Refused("同时已有一次抽取开始，请刷新后看。", clause=CLAUSE) from None


def preview(*, town: Town, wish: Wish, by: User, inspection: Inspection | None = None, witness: Person) -> Pool:
    """The list as it would be frozen now. Raises Refused."""
    return pool_of(town, _with_parties(wish, actor(by, CLAUSE), witness), by, inspection, clock.today())


def _of_kind(wish: Wish, kind: str) -> Wish:
    return Wish(**{**vars(wish), "kind": kind})


def _with_parties(wish: Wish, drawer: Person, witness: Person) -> Wish:
    parties = {drawer.pk: str(Role.DRAWER.label), witness.pk: str(Role.WITNESS.label)}
    return Wish(**{**vars(wish), "parties": parties})


def _replaced(replaces: Draw | None, reason: str, by: User, at: datetime) -> Draw | None:
    """The old draw, void from now on. Raises Refused."""
    if replaces is None:
        return None
    old = locked(replaces)
    demand(bool(reason.strip()), "请写明为什么重新抽取。", clause=CLAUSE, field="reason")
    demand(may_redo(by, old), "这次抽取不能再重新抽取。", clause=CLAUSE)
    if old.status == Status.DRAWN:
        said = f"结果不用，重新抽取：{reason.strip()}"
        return move(old, Status.VOID, verb="重新抽取", by=by, at=at, reason=reason.strip(), void_reason=said[:200])
    return old


def _check_drawer(town: Town, by: User, inspection: Inspection | None) -> None:
    demand(by.rights.town_id == town.pk and may_draw(by), "随机抽取由扶贫办、镇纪委或班子成员办理。", clause=CLAUSE)
    if inspection is not None:
        may = may_draw_for(by, inspection) and inspection.town_id == town.pk
        demand(may, "随机抽取在检查拟定时、由拟定的一方办理。", clause=CLAUSE)


def _check_first(kind: str, drawer: Person, inspection: Inspection | None, old: Draw | None) -> None:
    """No silent second draw: what was begun is used, or replaced by name."""
    rows = Draw.objects.filter(kind=kind).unreplaced()
    rows = rows.exclude(pk=old.pk) if old else rows
    if inspection is not None:
        before = rows.filter(inspection=inspection).first()
    else:
        before = rows.filter(inspection__isnull=True, opened_at__isnull=True, drawer=drawer).first()
    if before is not None:
        said = f"“{before}”{before.get_status_display()}，还没有采用。请先办完；要重新抽取的，从那一次写明理由。"
        demand(False, said, clause=CLAUSE)


def _frozen(draw: Draw, pool: Pool, wish: Wish, reason: str) -> dict[str, Any]:
    """Everything that is known before anybody writes a number; all of it is hashed."""
    old = draw.replaces
    return {
        "count": wish.count,
        "draw": str(draw.pk),
        "drawer": str(draw.drawer),
        "eligible": pool.eligible,
        "excluded": pool.excluded,
        "frozen_at": clock.local(draw.frozen_at).isoformat(timespec="seconds"),
        "kind": draw.get_kind_display(),
        "name": draw.name,
        "purpose": draw.purpose,
        "replaces": {"list_hash": old.list_hash, "name": old.name, "reason": reason.strip()} if old else None,
        "scope": pool.scope,
        "town": str(draw.town),
        "weighting": pool.weighting,
        "witness": str(draw.witness),
    }


@sensitive_variables("number", "opened")
@transaction.atomic
def commit_number(*, draw: Draw, number: int, by: User, at: datetime | None = None) -> Draw:
    """封数: seal one's own number with a salt of the server, and show its hash. Once both are sealed, both may be
    revealed. Raises Refused for anybody else, and for a second number of the same person."""
    moment = at or clock.now()
    row = locked(draw)
    role = _role(by, row)
    demand(row.status == Status.FROZEN, f"“{row.get_status_display()}”的抽取不再收数。", clause=CLAUSE)
    demand(not row.numbers.filter(role=role).exists(), "您的数已经封存，不能再改。", clause=CLAUSE)
    fits = 0 <= number <= drawing.LARGEST
    demand(fits, "请写 0 到 999999999 之间的一个整数。", clause=CLAUSE, field="number")
    opened = drawing.opening(number, chance.salt())
    shown = drawing.commitment(opened)
    DrawNumber.objects.create(
        draw=row, role=role, person=actor(by, CLAUSE), commitment=shown, committed_at=moment, sealed=opened
    )
    record(f"{Role(role).label}封数", row, by=by, clause=CLAUSE, at=moment, data={"hash": shown})
    if row.numbers.count() == len(Role):
        return move(row, Status.COMMITTED, verb="双方封数", by=by, at=moment)
    return row


def _role(by: User, draw: Draw) -> str:
    demand(is_party(by, draw), "这一步由抽取人和见证人本人办理。", clause=CLAUSE)
    return Role.DRAWER if by.rights.person_id == draw.drawer_id else Role.WITNESS


@sensitive_variables("opened")
@transaction.atomic
def reveal_number(*, draw: Draw, by: User, at: datetime | None = None) -> Draw:
    """揭晓 one's own number and salt; with the second the draw is computed, once. Raises Refused before both are
    sealed; again by the same person it changes nothing."""
    moment = at or clock.now()
    row = locked(draw)
    role = _role(by, row)
    own = row.numbers.filter(role=role).first()
    if own is not None and own.revealed_at is not None:
        return row
    demand(own is not None and row.status == Status.COMMITTED, "双方都封数以后才能揭晓。", clause=CLAUSE)
    assert own is not None  # noqa: S101 - for the type; demanded above
    opened = own.sealed
    own.opening, own.sealed, own.revealed_at = opened, "", moment
    own.save(update_fields=["opening", "sealed", "revealed_at"])
    record(f"{Role(role).label}揭晓", row, by=by, clause=CLAUSE, at=moment)
    if row.numbers.filter(revealed_at__isnull=True).exists():
        return row
    return _conclude(row, by, moment)


def _conclude(row: Draw, by: User, at: datetime) -> Draw:
    """What follows from the list and both numbers, and nothing else."""
    numbers = {number.role: number for number in row.numbers.all()}
    row.seed = drawing.seed_of(numbers[Role.DRAWER].opening, numbers[Role.WITNESS].opening, row.list_hash)
    lines = row.roll["eligible"]
    places = drawing.drawn(row.seed, [line["weight"] for line in lines], row.roll["count"])
    row.result, row.drawn_at = [lines[place]["id"] for place in places], at
    shown = record_of(row)["record_hash"]
    outcome = {"seed": row.seed, "result": row.result, "drawn_at": at, "record_hash": shown}
    return move(row, Status.DRAWN, verb="抽出结果", by=by, at=at, said=shown, **outcome)


@transaction.atomic
def withhold(*, draw: Draw, reason: str, by: User, at: datetime | None = None) -> Draw:
    """Record that a number was not written or not revealed: the draw is void, what is sealed is destroyed, and only a
    new draw that names this one comes in its place. Raises Refused once a result stands."""
    moment = at or clock.now()
    row = locked(draw)
    demand(may_void(by, row), "只有抽取人和见证人、在抽出结果之前能记为作废。", clause=CLAUSE)
    demand(bool(reason.strip()), "请写明原因。", clause=CLAUSE, field="reason")
    missing = "、".join(_missing(row))
    row.numbers.filter(revealed_at__isnull=True).update(sealed="")
    said = f"{missing}；{reason.strip()}"[:200]
    return move(row, Status.VOID, verb="记为作废", by=by, at=moment, reason=said, void_reason=said)


def _missing(row: Draw) -> list[str]:
    """Who had not written or not revealed: 见证人示例·吴某未揭晓."""
    numbers = {number.role: number for number in row.numbers.all()}
    people = {Role.DRAWER: row.drawer, Role.WITNESS: row.witness}
    word = "未揭晓" if row.status == Status.COMMITTED else "未封数"
    done = {role: number.revealed_at is not None or row.status == Status.FROZEN for role, number in numbers.items()}
    return [f"{role.label}{person}{word}" for role, person in people.items() if not done.get(role)]
