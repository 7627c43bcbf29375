"""What must be there before a step of a case: each condition with the sentence that says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from accountability.cases import people
from accountability.cases.standing import (
    appeal_in_hand,
    decision_of,
    facts_of,
    is_window_over,
    measures_of,
    open_appeal,
    statement_on,
    unserved,
    unsigned,
)
from accountability.models import Appeal, Case, CaseMeasure
from accountability.rules import situations
from accountability.rules.measures import Body, rule_set_on
from dushi import clock

#: Two at least inquire together (政务处分法 §42).
INVESTIGATORS = 2
Stage = CaseMeasure.Stage


@dataclass(frozen=True)
class Need:
    """sentence: said as what is missing. test: True where it is there."""

    code: str
    sentence: str
    test: Callable[[Case], bool]


def may_town_decide(case: Case) -> bool:
    return case.subject is not None and not situations.is_referred_out(case.subject, case.deed_on)


def has_team(case: Case) -> bool:
    return len(people.investigators(case)) >= INVESTIGATORS


def is_team_of_commission(case: Case) -> bool:
    members = {one.pk for one in people.members_of(case.town_id, Body.COMMISSION, clock.today())}
    return all(one.pk in members for one in people.investigators(case))


def is_team_free(case: Case) -> bool:
    return not any(people.team_ties(case).values())


def is_presider_apart(case: Case) -> bool:
    presider = people.presider(case)
    return presider is not None and presider.pk not in people.inquirers(case)


def fit(case: Case) -> bool:
    """At least one situation, and each about the group of subjects that this one belonged to on the day of the deed."""
    cited, subject = list(case.situations.all()), case.subject
    if not cited or subject is None:
        return False
    groups = situations.groups_of(subject, case.deed_on)
    return all(situations.group_of(row.clause) in groups for row in cited)


def are_evidenced(case: Case) -> bool:
    rows = list(case.situations.all())
    return bool(rows) and all(any(one.excluded_at is None for one in row.evidence.all()) for row in rows)


def are_reasoned(case: Case) -> bool:
    return all(row.reason or not situations.needs_reason(row.clause) for row in case.situations.all())


def is_lawful(case: Case) -> bool:
    """What is proposed stands in the rule set of the day of the deed, for this category, and the town may decide it."""
    lawful = {one.code for one in rule_set_on(case.deed_on).measures_for(case.category, town_only=True)}
    proposed = measures_of(case, Stage.PROPOSED)
    return bool(proposed) and all(row.code in lawful for row in proposed)


def is_facts_served(case: Case) -> bool:
    paper = facts_of(case)
    return paper is not None and paper.served_at is not None


def is_heard(case: Case) -> bool:
    """The statement is signed, or its refusal said by two, or its days are over."""
    paper = facts_of(case)
    if paper is None or paper.served_at is None:
        return False
    statement = statement_on(paper)
    return is_window_over(paper) or bool(statement and (statement.signed_at or statement.refusal))


def is_answered(case: Case) -> bool:
    paper = facts_of(case)
    statement = statement_on(paper) if paper else None
    return statement is None or not statement.text or statement.answered_at is not None


def is_signed(case: Case) -> bool:
    return case.decided_at is not None and decision_of(case) is not None


def is_not_signed(case: Case) -> bool:
    return case.decided_at is None


def is_receipt_known(case: Case) -> bool:
    paper = decision_of(case)
    return paper is not None and bool(paper.signed_at or paper.refused_at or paper.way == paper.Way.LEFT)


def is_carried_out(case: Case) -> bool:
    return all(row.carried_out_on for row in measures_of(case, Stage.DECIDED))


def is_something_to_carry_out(case: Case) -> bool:
    return not is_carried_out(case)


def is_appeal_late(case: Case) -> bool:
    appeal = open_appeal(case)
    return appeal is not None and appeal.is_late


def is_appeal_filed(case: Case) -> bool:
    appeal = open_appeal(case)
    return appeal is not None and appeal.status == Appeal.Status.FILED


def is_appeal_subjects(case: Case) -> bool:
    appeal = open_appeal(case)
    return appeal is not None and not appeal.is_own_motion


def never_reviewed(case: Case) -> bool:
    """Whether the subject's one appeal is still open to them: an own motion of the commission does not use it up."""
    return all(one.is_own_motion or one.status == Appeal.Status.WITHDRAWN for one in case.appeals.all())


TOWN_MAY_DECIDE = Need("TOWN_MAY_DECIDE", "对象是区管干部、纪委或者纪委人员的，镇里只能移送", may_town_decide)
TEAM = Need("TEAM", "核查人不少于两名", has_team)
TEAM_OF_COMMISSION = Need("TEAM_OF_COMMISSION", "核查人都是在任纪委人员", is_team_of_commission)
TEAM_FREE = Need("TEAM_FREE", "核查人中没有须回避的人", is_team_free)
PRESIDER_APART = Need("PRESIDER_APART", "主持人没有参加核查", is_presider_apart)
FINDINGS = Need("FINDINGS", "写明认定的事实", lambda case: bool(case.findings))
SITUATIONS_FIT = Need("SITUATIONS_FIT", "至少援引一种情形，且都与对象行为时的身份相符", fit)
SITUATIONS_EVIDENCED = Need("SITUATIONS_EVIDENCED", "每种情形都有未被排除的证据", are_evidenced)
CATCH_ALLS_REASONED = Need("CATCH_ALLS_REASONED", "兜底情形写明认定理由", are_reasoned)
MEASURES_PROPOSED = Need(
    "MEASURES_PROPOSED", "有拟处理意见，且都是行为之日的规定允许镇里对该类对象决定的方式", is_lawful
)
NOTHING_PROPOSED = Need(
    "NOTHING_PROPOSED", "没有拟处理意见（有的须先事实见面）", lambda case: not measures_of(case, Stage.PROPOSED)
)
FACTS_UNSERVED = Need(
    "FACTS_UNSERVED", "事实告知书待送达", lambda case: facts_of(case) is not None and not is_facts_served(case)
)
FACTS_SERVED = Need("FACTS_SERVED", "事实告知书已送达", is_facts_served)
NO_STATEMENT = Need("NO_STATEMENT", "尚未作出陈述申辩", lambda case: statement_on(facts_of(case)) is None)
STATEMENT_THERE = Need("STATEMENT_THERE", "有陈述申辩", lambda case: statement_on(facts_of(case)) is not None)
HEARD = Need("HEARD", "本人已在陈述申辩上签字，或者拒签已由两人见证，或者陈述申辩期限已过", is_heard)
ANSWERED = Need("ANSWERED", "对陈述申辩写明采纳情况", is_answered)
NOT_SIGNED = Need("NOT_SIGNED", "决定书尚未签发", is_not_signed)
SIGNED = Need("SIGNED", "决定书已由主要领导签发", is_signed)
PAPER_UNSERVED = Need("PAPER_UNSERVED", "有印发后未送达的文书", lambda case: unserved(case) is not None)
PAPER_UNSIGNED = Need("PAPER_UNSIGNED", "有送达后未签收的文书", lambda case: unsigned(case) is not None)
RECEIPT_KNOWN = Need("RECEIPT_KNOWN", "决定书已签收，或者拒签已由两人见证，或者已留置送达", is_receipt_known)
SOMETHING_TO_CARRY_OUT = Need("SOMETHING_TO_CARRY_OUT", "有尚未执行的问责方式", is_something_to_carry_out)
CARRIED_OUT = Need("CARRIED_OUT", "每种问责方式都登记了执行日期和情况", is_carried_out)
NO_OPEN_APPEAL = Need("NO_OPEN_APPEAL", "没有正在办理的申诉或者复核", lambda case: open_appeal(case) is None)
NEVER_REVIEWED = Need("NEVER_REVIEWED", "此前没有申诉过（对复核不服的，可以向上级反映）", never_reviewed)
APPEAL_FILED = Need("APPEAL_FILED", "有待受理的申诉", is_appeal_filed)
APPEAL_IN_TIME = Need("APPEAL_IN_TIME", "申诉没有超过期限", lambda case: not is_appeal_late(case))
APPEAL_LATE = Need("APPEAL_LATE", "申诉超过期限", is_appeal_late)
APPEAL_OPEN = Need("APPEAL_OPEN", "本人的申诉正在办理", is_appeal_subjects)
APPEAL_ACCEPTED = Need("APPEAL_ACCEPTED", "申诉已受理", lambda case: appeal_in_hand(case) is not None)
RECEIPT_MISSING = Need("RECEIPT_MISSING", "移送回执尚未登记", lambda case: case.transfer.receipt_on is None)
