"""Who may be drawn: the pool of a draw, who is left out and why, and how much each weighs. Six queries at most.

Nothing here reads what is not disclosed: that a village was visited covertly must not show in a list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Q

from dushi.matters.models import Matter
from dushi.records.errors import Refused
from dushi.town.models import AreaMembership, Leave, Post, Seat, Town, Unit, User, in_force
from inspections.models import Draw, Finding, Inspection, InspectionUnit
from inspections.recusal import conflicts

Kind = Draw.Kind
Line = dict[str, Any]
#: Months without an inspection and open findings weigh no more than so many each.
MOST_MONTHS = 6
MOST_FINDINGS = 5
#: Who inspects as part of their work; people of an area only elsewhere, as 交叉检查.
CALLED = Q(seat__kind__in=(Seat.Kind.HEAD, Seat.Kind.STAFF), seat__unit__kind__in=("DEPARTMENT", "OFFICE")) | Q(
    seat__kind=Seat.Kind.COMMISSION_STAFF
)
CROSSING = Q(seat__kind__in=(Seat.Kind.AREA_SECRETARY, Seat.Kind.LIAISON))
TOWN, MINE, EXAMPLE, STAFF, CROSS = "town", "mine", "example", "staff", "cross"


@dataclass(frozen=True)
class Wish:
    """What a draw is asked to be. by_hand: id → why it is left out. parties: ids of drawer and witness → 身份."""

    kind: str
    count: int
    scope: str = TOWN
    skips_month: bool = True
    weighs_lately: bool = False
    weighs_findings: bool = False
    by_hand: dict[int, str] = field(default_factory=dict)
    parties: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pool:
    """Who can be drawn and who not, each in the town's own order."""

    scope: str
    weighting: str
    eligible: list[Line]
    excluded: list[Line]


def scopes(user: User, kind: str, on: date) -> list[tuple[str, str]]:
    """(value, label) of the scopes this user may draw from: the town, the own area and linked villages, one area."""
    if kind == Kind.INSPECTORS:
        return [(STAFF, "部门、扶贫办和纪委人员"), (CROSS, "其他管区人员（交叉检查）")]
    areas = Unit.objects.in_force(on).areas().filter(town=user.rights.town_id, is_example=False).order_by("order", "pk")
    own = [(MINE, "所包片区、联系村")] if user.rights.covered else []
    each = [(f"area:{area.pk}", area.name) for area in areas]
    return [(TOWN, "全镇"), *own, *each, (EXAMPLE, "示例村（演练）")]


def pool_of(town: Town, wish: Wish, user: User, inspection: Inspection | None, on: date) -> Pool:
    """The list as it stands that day. Raises Refused for a scope that is not offered, or somebody left out by hand who
    is not in it."""
    labels = dict(scopes(user, wish.kind, on))
    if wish.scope not in labels:
        raise Refused("抽取范围不对，请重新选择。", clause="2.3", field="scope")
    if wish.kind == Kind.INSPECTORS:
        return _people(town, wish, labels[wish.scope], inspection, on)
    return _villages(town, wish, labels[wish.scope], user, inspection, on)


# Villages --------------------------------------------------------------------------------------------------------


def villages_in(town: Town, scope: str, user: User, on: date) -> list[Unit]:
    """Villages of the scope, by area and code; 示例 villages too, unless an area is named."""
    rows = Unit.objects.in_force(on).villages().filter(town=town).with_area(on)
    if scope == EXAMPLE:
        rows = rows.filter(is_example=True)
    elif scope == MINE:
        rows = rows.filter(pk__in=user.rights.covered)
    elif scope.startswith("area:"):
        rows = rows.filter(area=int(scope.removeprefix("area:")))
    return list(rows.order_by(F("area_order").asc(nulls_last=True), "area", "order", "code", "pk"))


def _villages(town: Town, wish: Wish, label: str, user: User, inspection: Inspection | None, on: date) -> Pool:
    rows = villages_in(town, wish.scope, user, on)
    ids = [row.pk for row in rows]
    why: dict[int, str] = {}
    if wish.scope != EXAMPLE:
        why |= {row.pk: "示例单位，不计入" for row in rows if row.is_example}
    why = _recused(inspection, ids, on) | why
    if wish.skips_month:
        why = dict.fromkeys(_inspected_in_month(ids, on), "本月已检查") | why
    weights, notes = _weigh(wish, ids, on)
    lines = [(row.pk, row.name, weights[row.pk], notes[row.pk]) for row in rows]
    return _divide(wish, label, lines, why)


def _recused(inspection: Inspection | None, villages: list[int], on: date) -> dict[int, str]:
    """Villages somebody of the team serves: they would have to withdraw (2.0)."""
    if inspection is None:
        return {}
    team = {row.person_id: row for row in inspection.members.all() if row.person_id and row.person}
    spot = {pk for pk, row in team.items() if row.is_leader and inspection.kind == Inspection.Kind.SPOT}
    day = max(on, inspection.first_on)
    found = conflicts(team.keys() - spot, villages, day)
    found |= conflicts(spot, villages, day, is_spot=True) if spot else {}
    return {village: f"回避：{team[person].person}{reason}" for (person, village), reason in found.items()}


def _inspected_in_month(villages: list[int], on: date) -> set[int]:
    """Inspected or to be inspected in this month, as far as anybody may know."""
    known = Inspection.objects.disclosed().filter(status__in=Inspection.KNOWN)
    month = known.filter(first_on__year=on.year, first_on__month=on.month)
    places = InspectionUnit.objects.filter(unit__in=villages, inspection__in=month.values("pk"))
    return set(places.values_list("unit", flat=True))


def _weigh(wish: Wish, villages: list[int], on: date) -> tuple[dict[int, int], dict[int, str]]:
    """1 each; more by months since the last inspection and by open findings, where asked for."""
    weights, notes = dict.fromkeys(villages, 1), dict.fromkeys(villages, "")
    added: list[tuple[int, int, str]] = []
    if wish.weighs_lately:
        last = _last_inspected(villages, on)
        for village in villages:
            months = min(_months(last.get(village), on), MOST_MONTHS)
            added.append((village, months, f"{months} 个月未检查" if last.get(village) else "未检查过"))
    if wish.weighs_findings:
        found = _open_findings(villages)
        added += [(village, min(n, MOST_FINDINGS), f"{n} 个问题未销号") for village, n in found.items()]
    for village, more, note in added:
        weights[village] += more
        notes[village] = "，".join(filter(None, [notes[village], note if more else ""]))
    return weights, notes


def _last_inspected(villages: list[int], on: date) -> dict[int, date]:
    done = Inspection.objects.disclosed().filter(status__in=(Inspection.Status.REPORTED, Inspection.Status.CLOSED))
    places = InspectionUnit.objects.filter(unit__in=villages, inspection__in=done.filter(last_on__lte=on).values("pk"))
    return dict(places.order_by().values_list("unit").annotate(day=Max("inspection__last_on")))


def _months(since: date | None, on: date) -> int:
    return MOST_MONTHS if since is None else (on.year - since.year) * 12 + on.month - since.month


def _open_findings(villages: list[int]) -> dict[int, int]:
    open_ones = Finding.objects.disclosed().filter(unit__in=villages, matter__in=Matter.objects.open().values("pk"))
    return dict(open_ones.order_by().values_list("unit").annotate(n=Count("pk")))


# People ----------------------------------------------------------------------------------------------------------


def _people(town: Town, wish: Wish, label: str, inspection: Inspection | None, on: date) -> Pool:
    if inspection is None:
        raise Refused("抽检查人员要从一次检查的拟定稿开始，以便先行回避。", clause="2.0")
    posts = posts_in(town, wish.scope, on)
    ids = list(dict.fromkeys(post.person_id for post in posts))
    places = list(inspection.places.values_list("unit", flat=True))
    day = max(on, inspection.first_on)
    why = {person: f"回避：{reason}" for (person, _), reason in conflicts(ids, places, day).items()}
    if wish.scope == CROSS:
        why = _neighbours(town, posts, places, on) | why
    away = Leave.objects.in_force(day).filter(person__in=ids).values_list("person", flat=True)
    why = dict.fromkeys(away, "请假") | why
    why |= {row.person_id: "已在检查组" for row in inspection.members.all() if row.person_id}
    why |= {inspection.approver_id: "批准人不能参加检查组"} if inspection.approver_id else {}
    why |= {person: f"本次{role}" for person, role in wish.parties.items()}
    lines: dict[int, tuple[int, str, int, str]] = {}
    for post in posts:
        lines.setdefault(post.person_id, (post.person_id, post.person.name, 1, str(post.seat.unit)))
    return _divide(wish, label, list(lines.values()), why)


def posts_in(town: Town | int, scope: str, on: date) -> list[Post]:
    """Posts through which people are in the pool, in the order of the units."""
    posts = Post.objects.in_force(on).filter(CROSSING if scope == CROSS else CALLED, seat__town=town)
    rows = posts.select_related("person", "seat__unit")
    return list(
        rows.order_by("seat__unit__kind", "seat__unit__order", "seat__unit", "seat__kind", "seat__ordinal", "pk")
    )


def _neighbours(town: Town, posts: Iterable[Post], places: list[int], on: date) -> dict[int, str]:
    """People of the areas that are inspected: 交叉检查 is done by another area's."""
    area_of = dict(AreaMembership.objects.filter(in_force(on), area__town=town).values_list("village", "area"))
    near = {area_of.get(place, place) for place in places}
    homes = [(post.person_id, area_of.get(post.seat.unit_id, post.seat.unit_id)) for post in posts]
    return {person: "与被检单位同一管区" for person, home in homes if home in near}


def _divide(wish: Wish, label: str, lines: list[tuple[int, str, int, str]], why: dict[int, str]) -> Pool:
    known = {pk for pk, *_ in lines}
    if wish.by_hand.keys() - known:
        raise Refused("个别不抽的不在抽取范围内，请核对。", clause="2.3")
    reasons = {pk: f"人工排除：{reason}" for pk, reason in wish.by_hand.items()} | why
    words = [
        f"每满一个月未检查加 1（最多 {MOST_MONTHS}）" if wish.weighs_lately else "",
        f"每个未销号问题加 1（最多 {MOST_FINDINGS}）" if wish.weighs_findings else "",
    ]
    return Pool(
        scope=label,
        weighting="，".join(["基数 1", *filter(None, words)]) if any(words) else "机会均等",
        eligible=[
            {"id": pk, "name": name, "note": note, "weight": weight}
            for pk, name, weight, note in lines
            if pk not in reasons
        ],
        excluded=[{"id": pk, "name": name, "reason": reasons[pk]} for pk, name, _, _ in lines if pk in reasons],
    )
