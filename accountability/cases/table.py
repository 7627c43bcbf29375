"""The state table of 问责事项: every step as one row. Permissions, what is missing, the buttons, the diagram and the
exhaustive test read it; nothing else says what may follow what.

A row: code, verb, from, to ("" stays), who may, what must be there, what is held against the entered, limit that
begins (rules/limits; "" keeps the clock), paper that is issued, what becomes of the open appeal, clause.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from accountability.cases import asks as a
from accountability.cases import needs as n
from accountability.cases.asks import Ask
from accountability.cases.needs import Need
from accountability.cases.who import INVESTIGATOR, OFFICE, PRESIDER, SIGNER, SUBJECT, Who
from accountability.models import Appeal, Case, ServedPaper

S, A, P = Case.Status, Appeal.Status, ServedPaper.Kind
STANDS = Case.DECISION_STANDS
BEFORE_DECISION = (S.ACCEPTED, S.INQUIRY, S.HEARING, S.DELIBERATION)


@dataclass(frozen=True)
class Step:
    """One row. appeal: (from, to) of the appeal beside the case, "" where it begins."""

    code: str
    verb: str
    sources: tuple[str, ...]
    to: str
    who: Who
    needs: tuple[Need, ...] = ()
    asks: tuple[Ask, ...] = ()
    limit: str = ""
    paper: str = ""
    appeal: tuple[str, str] | None = None
    clause: str = "3.0"

    @property
    def moves(self) -> bool:
        return bool(self.to)

    @property
    def paper_name(self) -> str:
        return str(ServedPaper.Kind(self.paper).label) if self.paper else ""


INQUIRED = (n.TEAM, n.TEAM_OF_COMMISSION, n.TEAM_FREE, n.PRESIDER_APART)
PROVED = (n.FINDINGS, n.SITUATIONS_FIT, n.SITUATIONS_EVIDENCED, n.CATCH_ALLS_REASONED)
HEARD = (n.FACTS_SERVED, n.HEARD, n.ANSWERED)
STATED = (a.BODY, a.HELD, a.VOTES, a.WITHDRAWN, a.QUORUM, a.VOTERS, a.MAJORITY)
DELIBERATED = (S.DELIBERATION,)

ROWS: tuple[Step, ...] = (
    # 核查 ----------------------------------------------------------------------------------------------------------
    Step("name", "指定核查人", (S.ACCEPTED, S.INQUIRY, S.HEARING), "", PRESIDER, (n.TOWN_MAY_DECIDE,),
         (a.TEAM_NAMED, a.TEAM_UNBOUND, a.TEAM_NOT_PRESIDING)),
    Step("begin", "开始核查", (S.ACCEPTED,), S.INQUIRY, PRESIDER, (n.TOWN_MAY_DECIDE, *INQUIRED)),
    Step("find", "记录认定的事实", (S.INQUIRY,), "", INVESTIGATOR, asks=(a.CATEGORY,)),
    Step("add_evidence", "增加证据", (S.INQUIRY, S.HEARING), "", INVESTIGATOR),
    Step("exclude_evidence", "排除非法取得的证据", (S.INQUIRY, S.HEARING, S.DELIBERATION), "", OFFICE,
         asks=(a.OWN_EVIDENCE, a.REASON)),
    Step("cite", "援引情形", (S.INQUIRY,), "", INVESTIGATOR, asks=(a.SITUATION_FITS, a.OWN_EVIDENCE, a.CATCH_ALL)),
    Step("uncite", "撤回情形", (S.INQUIRY,), "", INVESTIGATOR),
    Step("propose", "提出拟处理意见", (S.INQUIRY,), "", INVESTIGATOR, asks=(a.LAWFUL, a.NOT_FOR_DEFENCE),
         clause="3.4.a"),
    Step("propose_nothing", "提请不予问责", (S.INQUIRY,), S.DELIBERATION, INVESTIGATOR,
         (*INQUIRED, n.FINDINGS, n.NOTHING_PROPOSED), limit="CASE_DELIBERATION"),
    # 事实见面、听取申辩 --------------------------------------------------------------------------------------------
    Step("show_facts", "印发事实告知书", (S.INQUIRY,), S.HEARING, INVESTIGATOR,
         (n.TOWN_MAY_DECIDE, *INQUIRED, *PROVED, n.MEASURES_PROPOSED), limit="CASE_SERVICE", paper=P.FACTS),
    Step("serve_facts", "送达事实告知书", (S.HEARING,), "", INVESTIGATOR, (n.FACTS_UNSERVED,), (a.PAPER,),
         limit="CASE_HEARING"),
    Step("state", "陈述申辩", (S.HEARING,), "", SUBJECT, (n.FACTS_SERVED, n.NO_STATEMENT), (a.STATEMENT, a.SIGNATURE)),
    Step("record_statement", "代记陈述申辩", (S.HEARING,), "", INVESTIGATOR, (n.FACTS_SERVED, n.NO_STATEMENT),
         (a.STATEMENT, a.SIGNED_SHEET, a.WITNESSES)),
    Step("answer", "写明采纳情况", (S.HEARING,), "", INVESTIGATOR, (n.STATEMENT_THERE,)),
    Step("inquire_again", "补充核查", (S.HEARING,), S.INQUIRY, INVESTIGATOR, asks=(a.REASON,), limit="CASE_INQUIRY"),
    Step("submit", "提请集体研究", (S.HEARING,), S.DELIBERATION, INVESTIGATOR,
         (n.TOWN_MAY_DECIDE, *INQUIRED, *PROVED, n.MEASURES_PROPOSED, *HEARD), limit="CASE_DELIBERATION"),
    # 集体研究 ------------------------------------------------------------------------------------------------------
    Step("hold", "登记研究：予以问责", DELIBERATED, S.DECIDED, PRESIDER,
         (n.TOWN_MAY_DECIDE, n.PRESIDER_APART, *PROVED, n.MEASURES_PROPOSED, *HEARD),
         (*STATED, a.LAWFUL, a.NOT_HEAVIER, a.GROUNDS, a.SIGNER_FREE), limit="CASE_DECISION", clause="3.4.a"),
    Step("hold_nothing", "登记研究：不予问责", DELIBERATED, S.NOT_HELD, PRESIDER, (n.PRESIDER_APART, n.FINDINGS),
         (*STATED, a.GROUNDS), paper=P.NO_ACTION),
    Step("exempt", "登记研究：免予问责", DELIBERATED, S.EXEMPTED, PRESIDER,
         (n.TOWN_MAY_DECIDE, n.PRESIDER_APART, *PROVED, *HEARD), (*STATED, a.EXEMPTION, a.GROUNDS), paper=P.EXEMPTION),
    Step("send_back", "登记研究：补充核查", DELIBERATED, S.INQUIRY, PRESIDER, (n.PRESIDER_APART,), STATED,
         limit="CASE_INQUIRY"),
    Step("hear_again", "重新事实见面（拟加重）", DELIBERATED, S.HEARING, PRESIDER,
         (n.TOWN_MAY_DECIDE, n.PRESIDER_APART, *PROVED, *HEARD), (a.LAWFUL, a.NOT_FOR_DEFENCE), limit="CASE_SERVICE",
         paper=P.FACTS),
    # 决定、送达、执行、结案 ----------------------------------------------------------------------------------------
    Step("ask_signer", "改请签发人", (S.DECIDED,), "", PRESIDER, (n.NOT_SIGNED,), (a.SIGNER_FREE, a.REASON)),
    Step("sign", "签发问责决定书", (S.DECIDED,), "", SIGNER, (n.TOWN_MAY_DECIDE, n.NOT_SIGNED), limit="CASE_SERVICE",
         paper=P.DECISION, clause="3.4.a"),
    Step("reconsider", "退回重新研究", (S.DECIDED,), S.DELIBERATION, SIGNER, (n.NOT_SIGNED,), (a.REASON,),
         limit="CASE_DELIBERATION"),
    Step("serve", "送达问责决定书", (S.DECIDED,), S.SERVED, OFFICE, (n.SIGNED,), (a.PAPER,), limit="CASE_EXECUTION"),
    Step("enforce", "开始执行", (S.SERVED,), S.ENFORCING, OFFICE, (n.RECEIPT_KNOWN,)),
    Step("carry_out", "登记执行情况", (S.ENFORCING, S.CLOSED), "", OFFICE, (n.SOMETHING_TO_CARRY_OUT,),
         (a.WHICH, a.PAST_DAY), clause="3.4.a"),
    Step("close", "结案", (S.ENFORCING,), S.CLOSED, PRESIDER, (n.CARRIED_OUT,), paper=P.ENDED, clause="3.4.c"),
    # 文书的送达和签收 ----------------------------------------------------------------------------------------------
    Step("serve_paper", "送达文书", (*STANDS, S.NOT_HELD, S.EXEMPTED, S.REVOKED), "", OFFICE, (n.PAPER_UNSERVED,),
         (a.PAPER,)),
    Step("receive", "签收", (S.HEARING, *STANDS, S.NOT_HELD, S.EXEMPTED, S.REVOKED), "", SUBJECT, (n.PAPER_UNSIGNED,)),
    Step("record_receipt", "登记签收或者拒签", (S.HEARING, *STANDS, S.NOT_HELD, S.EXEMPTED, S.REVOKED), "", OFFICE,
         (n.PAPER_UNSIGNED,), (a.WITNESSES,)),
    # 申诉、复核：与送达以后并行，不停止执行 ------------------------------------------------------------------------
    Step("appeal", "申诉", STANDS, "", SUBJECT, (n.NO_OPEN_APPEAL, n.NEVER_REVIEWED), appeal=("", A.FILED)),
    Step("record_appeal", "登记书面申诉", STANDS, "", OFFICE, (n.NO_OPEN_APPEAL, n.NEVER_REVIEWED),
         appeal=("", A.FILED)),
    Step("withdraw_appeal", "撤回申诉", STANDS, "", SUBJECT, (n.APPEAL_OPEN,), appeal=("*", A.WITHDRAWN)),
    Step("accept_appeal", "受理申诉", STANDS, "", PRESIDER, (n.APPEAL_FILED, n.APPEAL_IN_TIME),
         appeal=(A.FILED, A.ACCEPTED)),
    Step("refuse_appeal", "不予受理申诉", STANDS, "", PRESIDER, (n.APPEAL_FILED, n.APPEAL_LATE), (a.REASON,),
         paper=P.REVIEW, appeal=(A.FILED, A.REFUSED)),
    Step("open_review", "依职权或者依上级要求复核（纠错）", STANDS, "", PRESIDER, (n.NO_OPEN_APPEAL,), (a.REASON,),
         appeal=("", A.ACCEPTED)),
    Step("uphold", "登记复核：维持", STANDS, "", PRESIDER, (n.PRESIDER_APART, n.APPEAL_ACCEPTED), STATED,
         paper=P.REVIEW, appeal=(A.ACCEPTED, A.UPHELD)),
    Step("change", "登记复核：变更（从轻）", STANDS, "", PRESIDER, (n.PRESIDER_APART, n.APPEAL_ACCEPTED),
         (*STATED, a.LAWFUL, a.LIGHTER), paper=P.REVIEW, appeal=(A.ACCEPTED, A.CHANGED)),
    Step("revoke", "登记复核：撤销", STANDS, S.REVOKED, PRESIDER, (n.PRESIDER_APART, n.APPEAL_ACCEPTED), STATED,
         paper=P.REVIEW, appeal=(A.ACCEPTED, A.REVOKED)),
    # 移送 ----------------------------------------------------------------------------------------------------------
    Step("transfer", "移送", BEFORE_DECISION, S.TRANSFERRED, PRESIDER, asks=(a.HANDED, a.REASON), clause="3.4.b"),
    Step("record_handover", "登记移送回执", (S.TRANSFERRED,), "", PRESIDER, (n.RECEIPT_MISSING,), clause="3.4.b"),
    Step("record_outcome", "登记上级机关的处理结果", (S.TRANSFERRED,), "", PRESIDER, asks=(a.RECORDED,),
         clause="3.4.b"),
)  # fmt: skip

STEPS: dict[str, Step] = {row.code: row for row in ROWS}


def from_state(status: str) -> Iterator[Step]:
    """Every step of the table that begins in that state."""
    return (row for row in ROWS if status in row.sources)


def transitions() -> dict[str, frozenset[str]]:
    """State → states it may go to, as Case.TRANSITIONS says it too."""
    return {state: frozenset(row.to for row in from_state(state) if row.moves) for state in Case.Status}
