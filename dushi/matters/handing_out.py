"""交办 and what belongs to it: who may be given a matter, the 交办单, more time, handing up and down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from dushi import clock
from dushi.matters.models import Matter, MatterExtension
from dushi.matters.moves import announce, demand, locked, move, person_of
from dushi.matters.part_extensions import carry_out
from dushi.matters.people import Roster, named_text, tier_above, tier_below
from dushi.matters.permissions import ASSIGNABLE, decides, verifies, works
from dushi.matters.task_paper import task_paper
from dushi.records.actions import issue_paper, record
from dushi.records.errors import Refused
from dushi.records.models import Paper
from dushi.town.models import Seat, Unit, User

Status = Matter.Status
ONLY_TIER = "只有该事项所在层级（管区书记、扶贫办或主要领导）可以办理。"


@dataclass(frozen=True)
class Notice:
    """The paper by which a matter is handed out, and the word its alert begins with. body: what is frozen of it.

    organ: who issues it; the body of the matter's tier where not given.
    """

    kind: Paper.Kind = Paper.Kind.TASK
    word: str = "交办"
    body: Callable[[Matter], dict[str, object]] | None = None
    organ: Unit | None = None


def check_owner(town_id: int, unit: Unit, seat: Seat | None, due_at: datetime, at: datetime) -> None:
    """Raise Refused where a matter cannot be given to that unit and seat until that moment."""
    demand(
        unit.town_id == town_id and unit.is_in_force(clock.local(at).date()), "责任单位不在本镇。", field="owner_unit"
    )
    demand(seat is None or seat.unit_id == unit.pk, "责任岗位不属于责任单位。", field="owner_seat")
    demand(due_at > at, "办结时限须晚于现在。", field="due_at")


@transaction.atomic
def assign(
    *,
    matter: Matter,
    owner_unit: Unit,
    owner_seat: Seat | None = None,
    due_at: datetime,
    measure: str = "",
    by: User,
    at: datetime | None = None,
) -> Matter:
    """交办, or 改派 of what is handed out already. What is only registered is confirmed with the same act.

    Within a 管区 its own villages and itself may be given tasks; a department's part needs the 扶贫办 (分级负责, 1.0).
    Raises Refused.
    """
    moment = at or clock.now()
    row = locked(matter)
    roster = Roster.of(row)
    demand(decides(by, row, roster), ONLY_TIER)
    demand(row.status in ASSIGNABLE, f"“{row.get_status_display()}”的事项不能交办。")
    check_owner(row.town_id, owner_unit, owner_seat, due_at, moment)
    demand(
        in_reach(row, owner_unit), "管区只能交办所辖村；需要部门办理的，请转上级。", clause="1.0", field="owner_unit"
    )
    if row.status == Status.REGISTERED:
        row = move(row, Status.CONFIRMED, verb="核实", by=by, at=moment)
    verb = "改派" if row.status in Matter.OWNERS else "交办"
    row = move(
        row,
        Status.ASSIGNED,
        verb=verb,
        by=by,
        at=moment,
        reason=measure,
        data={"owner": str(owner_seat or owner_unit), "due_at": due_at.isoformat()},
        owner_unit=owner_unit,
        owner_seat=owner_seat,
        kept_by=None,
        due_at=due_at,
        measure=measure,
    )
    hand_over(row, by=by, at=moment)
    return row


def area_of(matter: Matter) -> Unit | None:
    """The 管区 of what the matter is about, today; None for a department's or the town's own."""
    return matter.about if matter.about.kind == Unit.Kind.AREA else matter.about.area_on()


def tier_text(matter: Matter) -> str:
    """Who hands out and verifies, by name: 示例一管区, 办公室 …"""
    area = area_of(matter) if matter.tier in (Matter.Tier.VILLAGE, Matter.Tier.AREA) else None
    return str(area or matter.get_tier_display())


def organ_of(matter: Matter) -> Unit | None:
    """Who issues the 交办单: the 管区, 办公室, 领导小组 or 党委 at whose tier the matter stands. None where none is."""
    area = area_of(matter) if matter.tier in (Matter.Tier.VILLAGE, Matter.Tier.AREA) else None
    return area or Unit.objects.in_force().filter(town=matter.town_id, kind=matter.tier).order_by("pk").first()


def in_reach(matter: Matter, unit: Unit) -> bool:
    """Whether the tier the matter stands at may give tasks to the unit."""
    if matter.tier not in (Matter.Tier.VILLAGE, Matter.Tier.AREA):
        return True
    area = area_of(matter)
    return area is None or unit == area or (unit.kind == Unit.Kind.VILLAGE and unit.area_on() == area)


def hand_over(matter: Matter, *, by: User | None, at: datetime, notice: Notice | None = None) -> None:
    """Issue the 交办单, or the notice that takes its place, and tell the owner."""
    paper = notice or Notice()
    issue_paper(
        obj=matter,
        kind=paper.kind,
        title=f"{paper.kind.label}：{matter.title}"[:200],
        clause=matter.clause,
        body=(paper.body or paper_of)(matter),
        organ=paper.organ or organ_of(matter),
        by=by,
        at=at,
    )
    announce(matter, "assigned", paper.word, Roster.of(matter).doers(matter), at, due_at=matter.due_at)


def checker_text(matter: Matter, roster: Roster) -> str:
    """Who verifies, by name: those named for it who may, else the tier."""
    return named_text(matter, roster.verifiers(matter)) or tier_text(matter)


def paper_of(matter: Matter) -> dict[str, object]:
    """The 交办单 as it stands now."""
    return task_paper(matter, organ=organ_of(matter), verifier=tier_text(matter))


# More time ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_extension(
    *, matter: Matter, due_at: datetime, reason: str, by: User, at: datetime | None = None
) -> MatterExtension:
    """申请延期, before the due moment and once at a time. Raises Refused."""
    moment = at or clock.now()
    row = locked(matter)
    demand(works(by, row), "只有责任人可以申请延期。")
    due_before = _check_extension(row, due_at, reason, moment)
    extension = MatterExtension.objects.create(
        matter=row, due_before=due_before, due_at=due_at, reason=reason, asked_at=moment, asked_by=person_of(by)
    )
    record("申请延期", row, by=by, clause="X.2", reason=reason, at=moment, data={"due_at": due_at.isoformat()})
    announce(row, "extension", "申请延期", Roster.of(row).verifiers(row), moment, due_at=row.due_at)
    return extension


@transaction.atomic
def extend(*, matter: Matter, due_at: datetime, reason: str, by: User, at: datetime | None = None) -> Matter:
    """延期 by the tier that handed it out, of its own motion, before the due moment. Raises Refused."""
    moment = at or clock.now()
    row = locked(matter)
    demand(verifies(by, row), "延期由交办的层级批准，责任人不能自行延期。")
    due_before = _check_extension(row, due_at, reason, moment)
    MatterExtension.objects.create(
        matter=row,
        due_before=due_before,
        due_at=due_at,
        reason=reason,
        asked_at=moment,
        asked_by=person_of(by),
        decided_at=moment,
        decided_by=by.person,
        is_granted=True,
    )
    return _put_off(row, due_at, reason, by, moment)


@transaction.atomic
def decide_extension(
    *, extension: MatterExtension, granted: bool, answer: str = "", by: User, at: datetime | None = None
) -> MatterExtension:
    """批复延期: asked for in time, it may be granted after the due moment too. Raises Refused."""
    moment = at or clock.now()
    row = locked(extension.matter)
    asked = MatterExtension.objects.select_for_update().get(pk=extension.pk)
    demand(asked.decided_at is None, "这份延期申请已经批复。")
    demand(verifies(by, row) and by.person != asked.asked_by, "延期由交办的层级批准，申请人不能自行批复。")
    demand(granted or bool(answer), "不同意延期的，请写明理由。", field="answer")
    demand(not granted or asked.part is not None or row.status in Matter.OWNERS, "该事项已不在办理中，不需要延期。")
    asked.decided_at, asked.decided_by, asked.is_granted, asked.answer = moment, by.person, granted, answer
    asked.save()
    if asked.part is not None:
        carry_out(asked.part, asked, by, moment)
    elif granted:
        _put_off(row, asked.due_at, answer or asked.reason, by, moment)
    else:
        record("不同意延期", row, by=by, clause="X.2", reason=answer, at=moment)
        announce(row, "refused", "未同意延期", Roster.of(row).doers(row), moment, due_at=row.due_at)
    return asked


def _check_extension(matter: Matter, due_at: datetime, reason: str, at: datetime) -> datetime:
    """The due moment that may still be put off. Raises Refused."""
    if matter.status not in Matter.OWNERS or matter.due_at is None:
        raise Refused("只有办理中的事项可以延期。", clause="X.2")
    demand(at <= matter.due_at, "已过办结时限，不能再延期；请尽快办结并说明。")
    demand(due_at > matter.due_at, "新的时限须晚于原时限。", field="due_at")
    demand(bool(reason), "请写明延期理由。", field="reason")
    demand(not matter.extensions.filter(decided_at=None, part=None).exists(), "已有一份延期申请在等待批复。")
    return matter.due_at


def _put_off(matter: Matter, due_at: datetime, reason: str, by: User, at: datetime) -> Matter:
    before = matter.due_at
    matter.due_at = due_at
    matter.save(update_fields=["due_at"])
    data = {"before": before.isoformat() if before else "", "due_at": due_at.isoformat()}
    record("同意延期", matter, by=by, clause="X.2", reason=reason, at=at, data=data)
    announce(matter, "extended", "已延期", Roster.of(matter).doers(matter), at, due_at=due_at)
    return matter


# Up and down the tiers ----------------------------------------------------------------------------------------------


@transaction.atomic
def escalate(*, matter: Matter, by: User, reason: str, at: datetime | None = None) -> Matter:
    """转上级: one tier up; it stands on the next pack above until it comes back solved (1.0). Raises Refused."""
    moment = at or clock.now()
    row = locked(matter)
    demand(decides(by, row), ONLY_TIER)
    demand(row.is_open and row.status != Status.SUBMITTED, f"“{row.get_status_display()}”的事项不能转上级。")
    above = tier_above(row.tier)
    demand(above is not None, "已在最高层级，不能再转上级。", clause="1.0")
    demand(bool(reason), "请写明本级不能解决的原因。", clause="1.0", field="reason")
    return _change_tier(row, str(above), +1, "转上级", reason, by, moment)


@transaction.atomic
def return_down(*, matter: Matter, by: User, answer: str, at: datetime | None = None) -> Matter:
    """答复下级: what was handed up comes back one tier, with how it is solved. Raises Refused."""
    moment = at or clock.now()
    row = locked(matter)
    demand(decides(by, row), ONLY_TIER)
    demand(row.is_open and row.escalations > 0, "该事项不是下级转来的。", clause="1.0")
    demand(bool(answer), "请写明答复意见。", clause="1.0", field="answer")
    return _change_tier(row, str(tier_below(row.tier)), -1, "答复下级", answer, by, moment)


def _change_tier(row: Matter, tier: str, step: int, verb: str, reason: str, by: User, at: datetime) -> Matter:
    before, row.tier = row.tier, tier
    row.escalations += step
    row.escalated_at = at if row.escalations else None
    row.save(update_fields=["tier", "escalations", "escalated_at"])
    record(verb, row, by=by, clause="1.0", reason=reason, at=at, data={"from": before, "to": tier})
    announce(row, "raised" if step > 0 else "answered", verb, Roster.of(row).deciders(row), at, due_at=None)
    return row


def in_a_week(at: datetime) -> datetime:
    """The end of office hours seven days on: what is offered where a due moment is asked for."""
    return clock.at(clock.local(at).date() + timedelta(days=7), 18)
