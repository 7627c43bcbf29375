"""The ledger as it goes out: exactly what the list shows with the same filters."""

from __future__ import annotations

from django.http import QueryDict

from dushi.matters.filters import MatterFilter
from dushi.matters.models import Matter, MatterQuerySet
from dushi.records.sheets import Column, Sheet
from dushi.town.models import User

COLUMNS = [
    Column("编号", lambda matter: matter.number_text, 9),
    Column("事项", lambda matter: matter.title, 18),
    Column("情况", lambda matter: matter.detail, 18),
    Column("所涉单位", lambda matter: str(matter.about), 9),
    Column("来源", lambda matter: matter.source_label or Matter.Source(matter.source).label, 11),
    Column("条款", lambda matter: matter.clause, 7),
    Column("层级", lambda matter: Matter.Tier(matter.tier).label, 7),
    Column("状态", lambda matter: "即知即改" if matter.is_fixed_on_spot else Matter.Status(matter.status).label, 8),
    Column("责任", lambda matter: matter.owner_text, 10),
    Column("措施要求", lambda matter: matter.measure, 14),
    Column("提出时间", lambda matter: matter.raised_at, 15),
    Column("办结时限", lambda matter: matter.due_at, 15),
    Column("是否逾期", lambda matter: "逾期" if matter.is_overdue() else "", 5),
    Column("最近进展", lambda matter: matter.last_word, 18),
    Column("销号时间", lambda matter: matter.closed_at, 15),
    Column("回头看日期", lambda matter: matter.recheck_on, 11),
    Column("退回次数", lambda matter: matter.returns, 5),
    Column("反弹次数", lambda matter: matter.rebounds, 5),
]


def matters(user: User, asked: QueryDict) -> Sheet:
    """问题台账 with the filters of the address."""
    rows = MatterFilter(asked, user=user).rows()
    return Sheet("问题台账", COLUMNS, listed(rows), frozen=2)


def listed(rows: MatterQuerySet) -> MatterQuerySet:
    """With what the list and its export show of each."""
    return rows.select_related("about", "owner_unit", "owner_seat__unit").with_last_word()
