"""Acts on matters: confirm, work, report done, verify, sign off, check again.

Other rooms call everything from here; raising, handing out and parts stand in modules of their own.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dushi import clock
from dushi.alerts.actions import stop
from dushi.matters.handing_out import (
    ONLY_TIER,
    ask_extension,
    assign,
    decide_extension,
    escalate,
    extend,
    in_a_week,
    return_down,
)
from dushi.matters.models import Matter, MatterNote
from dushi.matters.moves import announce, demand, locked, move, note
from dushi.matters.part_extensions import ask_part_extension
from dushi.matters.parts import add_part, return_part, sign_part
from dushi.matters.people import Roster
from dushi.matters.permissions import decides, rechecks, verifies, works
from dushi.matters.raising import assign_new, fix_on_spot, raise_matter
from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.town.models import Person, User

__all__ = [
    "add_part", "ask_extension", "ask_part_extension", "assign", "assign_new", "close", "confirm",
    "decide_extension", "dismiss", "escalate", "extend", "fix_on_spot", "follow_up", "keep", "move",
    "raise_matter", "recheck", "report_progress", "return_down", "return_part", "send_back", "sign_part",
    "start", "submit_done",
]  # fmt: skip

Status = Matter.Status
ONLY_OWNER = "只有责任人可以办理。"
NOT_OWNER = "核验和销号由交办的层级办理，责任人、报办结的人都不能自行核验。"
ANOTHER_RECHECKS = "回头看由带队检查以外的人办理，您不能复查自己带队发现的问题。"
#: 回头看 is offered so many days after 销号.
RECHECK_DAYS = 28


@transaction.atomic
def confirm(*, matter: Matter, by: User, at: datetime | None = None) -> Matter:
    """核实: the tier above finds the problem to be real. Raises Refused."""
    demand(decides(by, locked(matter)), ONLY_TIER)
    return move(matter, Status.CONFIRMED, verb="核实", by=by, at=at or clock.now())


@transaction.atomic
def dismiss(*, matter: Matter, by: User, reason: str, at: datetime | None = None) -> Matter:
    """核实不成立, with a reason. Raises Refused."""
    moment = at or clock.now()
    demand(decides(by, locked(matter)), ONLY_TIER)
    demand(bool(reason), "请写明核实情况。", field="reason")
    row = move(matter, Status.DISMISSED, verb="核实不成立", by=by, at=moment, reason=reason, closed_at=moment)
    stop(row, moment)
    return row


@transaction.atomic
def start(*, matter: Matter, by: User, at: datetime | None = None) -> Matter:
    """开始办理. Raises Refused."""
    demand(works(by, locked(matter)), ONLY_OWNER)
    return move(matter, Status.IN_PROGRESS, verb="开始办理", by=by, at=at or clock.now())


@transaction.atomic
def report_progress(*, matter: Matter, text: str, by: User, at: datetime | None = None) -> MatterNote:
    """报进展: one line; an owner's first one starts the work. Raises Refused for an ended matter."""
    moment = at or clock.now()
    row = locked(matter)
    demand(row.is_open, f"“{row.get_status_display()}”的事项不再报进展。")
    line = note(row, text, by=by, at=moment)
    if row.status in (Status.ASSIGNED, Status.RETURNED) and works(by, row):
        row = move(row, Status.IN_PROGRESS, verb="开始办理", by=by, at=moment)
    record("报进展", row, by=by, clause="X.2", reason=text, at=moment, data={"note": line.pk})
    return line


@transaction.atomic
def submit_done(*, matter: Matter, result: str, by: User, at: datetime | None = None) -> Matter:
    """报办结: the owner reports it done, with the result; it waits for the tier that handed it out. Raises Refused."""
    moment = at or clock.now()
    row = locked(matter)
    demand(works(by, row), ONLY_OWNER)
    demand(bool(result), "请写明办理结果。", field="result")
    row = move(row, Status.SUBMITTED, verb="报办结", by=by, at=moment, reason=result, submitted_by=by.person)
    note(row, result, by=by, at=moment, is_proof=True)
    stop(row, moment)
    return row


@transaction.atomic
def follow_up(*, matter: Matter, solved: bool, text: str, by: User, at: datetime | None = None) -> Matter:
    """续报 of a village's week, which is never refused: an owner's 已解决 reports it done; anything else is kept as
    进展 (已解决 as proof), and whoever the matter stands with decides."""
    moment = at or clock.now()
    row = locked(matter)
    if solved and row.status in Matter.OWNERS and works(by, row):
        return submit_done(matter=row, result=text or "村报告：已解决", by=by, at=moment)
    said = f"村报告：已解决{'，' if text else ''}{text}" if solved else text
    if said and row.is_open:
        line = note(row, said, by=by, at=moment, is_proof=solved)
        record("续报", row, by=by, clause="X.2", reason=said, at=moment, data={"note": line.pk})
    return row


@transaction.atomic
def send_back(
    *, matter: Matter, reason: str, by: User, due_at: datetime | None = None, at: datetime | None = None
) -> Matter:
    """退回补正, with a reason; due_at gives a new due moment where the old one has passed. Raises Refused."""
    moment = at or clock.now()
    row = locked(matter)
    _check_verifier(row, by)
    demand(bool(reason), "请写明退回理由。", field="reason")
    demand(due_at is None or due_at > moment, "新的时限须晚于现在。", field="due_at")
    row = move(
        row,
        Status.RETURNED,
        verb="退回补正",
        by=by,
        at=moment,
        reason=reason,
        returns=row.returns + 1,
        submitted_by=None,
        due_at=due_at or row.due_at,
    )
    stop(row, moment)
    announce(row, "returned", "退回补正", Roster.of(row).doers(row), moment, due_at=row.due_at)
    return row


@transaction.atomic
def close(*, matter: Matter, by: User, recheck_on: date | None = None, at: datetime | None = None) -> Matter:
    """核验销号, by somebody else than the owner; recheck_on orders a 回头看. What was solved before anybody was given
    it may be signed off by the tier above. Raises Refused."""
    moment = at or clock.now()
    row = locked(matter)
    _check_verifier(row, by)
    waiting = [str(part.unit) for part in row.parts.open().select_related("unit")]
    demand(not waiting, f"{'、'.join(waiting)}的分工尚未签办，暂不能销号。")
    demand(recheck_on is None or recheck_on > clock.local(moment).date(), "回头看日期须晚于今天。", field="recheck_on")
    row = move(
        row,
        Status.CLOSED,
        verb="核验销号",
        by=by,
        at=moment,
        data={"recheck_on": recheck_on.isoformat() if recheck_on else ""},
        closed_at=moment,
        verified_by=by.person,
        recheck_on=recheck_on,
        rechecked_at=None,
    )
    stop(row, moment)
    return row


def _check_verifier(matter: Matter, by: User) -> None:
    if matter.status in (Status.SUBMITTED, Status.REGISTERED, Status.CONFIRMED):
        demand(verifies(by, matter), NOT_OWNER)


@transaction.atomic
def recheck(
    *,
    matter: Matter,
    passed: bool,
    note: str = "",
    by: User,
    due_at: datetime | None = None,
    at: datetime | None = None,
) -> Matter:
    """回头看: it holds, or it has rebounded and goes back to its owner with a new due moment (a week where not given).

    A rebound may be found at any time; holding is said once, of a matter that a 回头看 was ordered for. Raises Refused.
    """
    moment = at or clock.now()
    row = locked(matter)
    demand(row.status == Status.CLOSED, "只有已销号的事项可以回头看。")
    demand(rechecks(by, row), NOT_OWNER if not verifies(by, row) else ANOTHER_RECHECKS)
    demand(passed or bool(note), "请写明反弹情况。", field="note")
    if not passed:
        return _reopen(row, note, due_at or in_a_week(moment), by, moment)
    demand(row.recheck_on is not None and row.rechecked_at is None, "该事项没有待办的回头看。")
    row.rechecked_at = moment
    row.save(update_fields=["rechecked_at"])
    record("回头看：未反弹", row, by=by, clause="X.2", reason=note, at=moment)
    stop(row, moment)
    return row


def _reopen(row: Matter, reason: str, due_at: datetime, by: User, at: datetime) -> Matter:
    demand(due_at > at, "新的时限须晚于现在。", field="due_at")
    row = move(
        row,
        Status.ASSIGNED,
        verb="回头看：反弹",
        by=by,
        at=at,
        reason=reason,
        owner_unit=row.owner_unit or row.about,
        due_at=due_at,
        rebounds=row.rebounds + 1,
        is_fixed_on_spot=False,
        closed_at=None,
        verified_by=None,
        submitted_by=None,
        recheck_on=None,
        rechecked_at=None,
    )
    stop(row, at)
    announce(row, "rebound", "回头看反弹", Roster.of(row).doers(row), at, due_at=due_at)
    return row


@transaction.atomic
def keep(*, matter: Matter, person: Person, by: User, at: datetime | None = None) -> Matter:
    """留: at a transfer the predecessor keeps it. Raises Refused for an ended matter."""
    row = locked(matter)
    if not row.is_open:
        raise Refused("已了结的事项不需要移交。", clause="X.2")
    row.kept_by = person
    row.save(update_fields=["kept_by"])
    record("移交：留", row, by=by, clause="X.2", at=at or clock.now(), data={"kept_by": person.pk})
    return row
