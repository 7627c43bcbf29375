"""我的文书与申辩: what the subject may do with each paper, and what they read of their own matter.

Only what was served: nothing here is computed from a case that has served nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accountability.acts import Act
from accountability.cases import hearing, moves, receiving
from accountability.cases.forms import served as ask
from accountability.cases.standing import (
    appeal_until,
    decision_of,
    facts_of,
    heard_until,
    measures_of,
    open_appeal,
    statement_on,
)
from accountability.leads import recusing
from accountability.leads.forms import AskRecusalForm
from accountability.models import Appeal, Case, CaseMeasure, Lead, ServedPaper
from accountability.rules.limits import limit
from accountability.rules.measures import measure
from dushi import clock, words
from dushi.town.models import User

Kind = ServedPaper.Kind


def may_receive(user: User, paper: ServedPaper) -> bool:
    return paper.signed_at is None and paper.refused_at is None


def may_state(user: User, paper: ServedPaper) -> bool:
    """陈述申辩 on the facts notice that counts, 书面说明 on a lead, once, as long as it is heard."""
    if statement_on(paper) is not None:
        return False
    if paper.lead is not None:
        return paper.kind == Kind.EXPLAIN and paper.lead.status == Lead.Status.EXPLAINING
    case = paper.case
    return case is not None and paper == facts_of(case) and moves.may(user, case, "state")


def may_appeal(user: User, paper: ServedPaper) -> bool:
    case = paper.case
    is_open = case is not None and paper == decision_of(case) and moves.may(user, case, "appeal")
    return is_open and case is not None and not moves.missing(case, "appeal")


def may_withdraw(user: User, paper: ServedPaper) -> bool:
    case = paper.case
    is_open = case is not None and paper == decision_of(case) and moves.may(user, case, "withdraw_appeal")
    return is_open and case is not None and not moves.missing(case, "withdraw_appeal")


def may_ask_recusal(user: User, paper: ServedPaper) -> bool:
    """As long as anybody still handles it: the case or lead is open, or an appeal is."""
    about = paper.about
    is_open = about.status not in type(about).ENDED or (paper.case is not None and open_appeal(paper.case) is not None)
    return is_open and recusing.may_ask(user, about)


#: In the order they are offered.
ACTS: list[Act] = [
    Act("receive", "签收", "paper", may_receive, receiving.receive, note="签收只表示收到，不表示同意其中的内容。"),
    Act(
        "state",
        "陈述申辩",
        "paper",
        may_state,
        hearing.state,
        ask.StateForm,
        clause="3.0",
        note="说清事实和理由，提出的成立就采纳；不因陈述申辩加重处理。提交后不能再改。",
    ),
    Act(
        "appeal",
        "申诉",
        "paper",
        may_appeal,
        receiving.appeal,
        ask.AppealForm,
        clause="3.4.a",
        note="申诉期间不停止执行；复核不得加重处理。",
    ),
    Act(
        "recusal",
        "申请回避",
        "paper",
        may_ask_recusal,
        receiving.ask_recusal,
        AskRecusalForm,
        clause="3.0",
        note="认为办理的人与本事项有利害关系、可能影响公正的，可以申请其回避；决定前他们不再办理。",
    ),
    Act("withdraw", "撤回申诉", "paper", may_withdraw, receiving.withdraw, note="在期限内可以再次申诉。"),
]


@dataclass(frozen=True)
class OwnMeasure:
    """What was decided about the reader: until when it has effect, and whether it still stands."""

    name: str
    decided_on: date | None
    effect_until: date | None
    carried_out_on: date | None
    is_revoked: bool

    @property
    def is_over(self) -> bool:
        return self.effect_until is not None and self.effect_until < clock.today()


def own_measures(case: Case) -> list[OwnMeasure]:
    """Decided measures, once a decision on them was served; those a review took back are marked."""
    served = decision_of(case)
    if served is None or served.served_at is None or case.decided_at is None:
        return []
    rows = case.measures.filter(stage=CaseMeasure.Stage.DECIDED, decided_on__isnull=False)
    return [
        OwnMeasure(
            measure(row.code, case.deed_on).name,
            row.decided_on,
            row.effect_until,
            row.carried_out_on,
            row.revoked_at is not None,
        )
        for row in rows.order_by("decided_on", "pk")
    ]


def days_of(paper: ServedPaper) -> str:
    """What the subject has days for on this paper, and until when; "" where there is nothing."""
    if paper.served_at is None:
        return ""
    if paper.kind == Kind.FACTS:
        return _until("陈述申辩", heard_until(paper))
    if paper.kind == Kind.EXPLAIN:
        return _until("书面说明", limit("LEAD_STATEMENT").end(paper.served_at))
    if paper.kind == Kind.DECISION and paper.case is not None and measures_of(paper.case, CaseMeasure.Stage.DECIDED):
        return _until("申诉", appeal_until(paper.case, paper.served_at))
    return ""


def _until(what: str, end: datetime | None) -> str:
    if end is None:
        return ""
    day, hour = words.deadline(end)
    return f"{what}期限到{words.day(day)}{hour}止。"


def page_of(paper: ServedPaper) -> dict[str, Any]:
    """What stands beside the paper on its page: own statement with its answer, own appeals, own measures."""
    case = paper.case
    appeals = Appeal.objects.filter(paper=paper, is_own_motion=False)
    return {
        "statement": statement_on(paper),
        "appeals": appeals,
        "measures": own_measures(case) if case and paper.kind in (Kind.DECISION, Kind.REVIEW, Kind.ENDED) else [],
        "days": days_of(paper),
    }
