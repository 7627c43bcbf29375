"""What an obligation and its state are called on screen, and the page where it is done."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.urls import NoReverseMatch, reverse

from dushi import words
from dushi.obligations.models import Obligation, State
from dushi.regulation.models import Duty
from dushi.town.models import Unit


class Nature(StrEnum):
    """How a duty is done, which decides the words for its states."""

    REPORT = "REPORT"
    MEETING = "MEETING"
    OTHER = "OTHER"


#: A body is never 逾期: its meeting is 待召开, and held late it is 补开.
STATES: dict[Nature, dict[str, str]] = {
    Nature.REPORT: {
        State.FUTURE: "未到期",
        State.DUE: "待报送",
        State.GRACE: "未报送",
        State.MET: "按期",
        State.MET_LATE: "迟报",
        State.MISSED: "逾期未报",
    },
    Nature.MEETING: {
        State.FUTURE: "未到期",
        State.DUE: "进行中",
        State.GRACE: "待召开",
        State.MET: "按期",
        State.MET_LATE: "补开",
        State.MISSED: "待召开",
    },
    Nature.OTHER: {},
}
#: What is said of one that is open: 示例甲村未报送第 12 周…, 示例一管区…待召开.
OPEN = {Nature.REPORT: "未报送", Nature.MEETING: "待召开", Nature.OTHER: "未完成"}
MEETINGS = frozenset(
    {Unit.Kind.PARTY_COMMITTEE, Unit.Kind.JOINT_MEETING, Unit.Kind.LEADING_GROUP, Unit.Kind.OFFICE, Unit.Kind.AREA}
)


def nature_of(duty: Duty) -> Nature:
    if duty.holder_kind == Unit.Kind.VILLAGE:
        return Nature.REPORT
    return Nature.MEETING if duty.key.startswith("1.") and duty.holder_kind in MEETINGS else Nature.OTHER


def state_word(duty: Duty, state: str) -> str:
    """按期, 迟报, 补开, 待召开, 逾期未办 … in the words of the duty."""
    return STATES[nature_of(duty)].get(state) or str(State(state).label)


def state_sign(duty: Duty, state: str) -> str:
    """The character of a cell where it differs from the usual one: a body's is 待, never 逾."""
    return "待" if state == State.MISSED and nature_of(duty) is Nature.MEETING else ""


def described(row: Obligation, at: datetime | None = None) -> str:
    """The state of one obligation in full: 并入第 8 周, 免计：岗位空缺, 逾期未报（3月5日补办）. duty must be loaded."""
    state = row.state_at(at)
    if state == State.MERGED:
        return f"并入{words.period(row.merged_into)}"
    if state == State.EXCUSED:
        return f"{'免计' if row.is_excused_by_rule else '经批准免予'}：{row.excuse}"
    word = state_word(row.duty, state)
    return f"{word}（{words.short_day(row.made_up_at)}补办）" if row.made_up_at else word


def title_of(row: Obligation) -> str:
    """村周调度报告（示例甲村，第 47 周）. duty and holder must be loaded."""
    head, tail = framed(row.duty, row.period)
    return f"{head}{who(row)}{tail}"


def framed(duty: Duty, period: str) -> tuple[str, str]:
    """What stands before and after the holder in the title of what is owed for that period."""
    return f"{duty.title}（", f"，{words.period(period)}）"


def who(row: Obligation) -> str:
    """The holder on screen: 示例甲村, 镇党委书记; in the stricter reading of 1.5.member with the place to visit."""
    if row.holder_seat is None or row.scope_id == row.holder_seat.unit_id:
        return str(row.holder)
    return f"{row.holder_seat}，{row.scope}"


def place_of(row: Obligation) -> str:
    """Path of the page where it is done; its own page where no room shows that one."""
    before, key, after = place_frame(row.duty, row.period)
    return f"{before}{getattr(row, key)}{after}" if key else before


#: Stands in a path for the id that differs from row to row.
_ANY = 9_123_456_789


def place_frame(duty: Duty, period: str) -> tuple[str, str, str]:
    """The path in parts: before, the field of the row that stands in it, after; no field where it is one for all."""
    key, arguments = "", list[object]()
    if nature_of(duty) is Nature.REPORT:
        key, arguments = "scope_id", [_ANY, period]
    try:
        path = reverse(duty.page, args=arguments)
    except NoReverseMatch:
        key, path = "pk", reverse("obligation_page", args=[_ANY])
    before, _, after = path.partition(str(_ANY))
    return before, key, after
