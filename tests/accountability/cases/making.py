"""Cases made by the acts of those who may take them, in any state."""

from __future__ import annotations

from datetime import timedelta

from accountability.cases import appealing, carrying, deciding, handing, hearing, inquiry, papers
from accountability.cases.opening import open_case
from accountability.cases.people import members_of
from accountability.cases.standing import decision_of
from accountability.models import Case, Lead
from accountability.models.hearing import DeliberationMember
from dushi import clock
from tests.remembered import made_once

Vote = DeliberationMember.Vote
S = Case.Status
#: Whose rules hold: 问责条例 2019, 政务处分法, 组织处理规定 and 监察法 2024.
DEED_ON = clock.date(2026, 8, 3)


def lead_on(cast, subject=None, **more):
    """A lead about `subject` (a person or unit; 包村人员 where not given), ready to be opened."""
    subject = subject or cast.liaison.person
    who = {"unit": subject} if hasattr(subject, "seats") else {"person": subject}
    now = clock.now()
    facts = {
        "source": Lead.Source.HAND,
        "deed_on": DEED_ON,
        "title": "危房改造资料不实",
        "posts_text": "示例一村包村人员",
        "status": Lead.Status.OPENED,
        "status_at": now,
        "registered_at": now,
        "registered_by": cast.commission_secretary.person,
        **more,
    }
    return Lead.objects.create(town=cast.town, **who, **facts)


@made_once
def opened(cast, subject=None, **more):
    return open_case(lead=lead_on(cast, subject, **more), by=cast.secretary)


@made_once
def in_inquiry(cast, subject=None, **more):
    case = opened(cast, subject, **more)
    team = [cast.commission_staff.person, cast.commission_second.person]
    inquiry.name_investigators(case=case, people=team, leader=team[0], by=cast.commission_secretary)
    return fresh(inquiry.begin(case=case, by=cast.commission_secretary))


def found(case, cast, situation="3.3(4)", reason="包村期间没有核实危房改造对象。"):
    """Findings, one piece of evidence, one situation."""
    by = cast.commission_staff
    inquiry.record_findings(case=case, findings="未入户核实即签字确认。", category=case.category, by=by)
    proof = inquiry.add_evidence(case=case, label="入户记录", text="当日没有入户记录。", by=by)
    inquiry.cite(case=case, situation=situation, evidence=[proof], reason=reason, by=by)
    return fresh(case)


@made_once
def proved(cast, subject=None, situation="3.3(4)", measures=("CRITICISM", "CIRCULAR"), **more):
    """All that the facts notice says is there."""
    case = found(in_inquiry(cast, subject, **more), cast, situation)
    inquiry.propose(case=case, measures=list(measures), by=cast.commission_staff)
    return fresh(case)


@made_once
def shown(cast, subject=None, **more):
    case = proved(cast, subject, **more)
    hearing.show_facts(case=case, by=cast.commission_staff)
    return fresh(case)


@made_once
def told(cast, subject=None, **more):
    case = shown(cast, subject, **more)
    hearing.serve_facts(case=case, way="HAND", by=cast.commission_staff)
    return fresh(case)


def subject_login(cast, case):
    """Who speaks for the subject: the person, or the head of the unit."""
    reader = papers.reader_of(case.papers.last())
    return next(user for user in cast.everybody().values() if user.person == reader)


@made_once
def heard(cast, subject=None, **more):
    """Defended, and answered."""
    case = told(cast, subject, **more)
    user = subject_login(cast, case)
    said = {"has_objection": True, "text": "当日在区里开会，已委托他人入户。", "signature": user.person.name}
    hearing.state(paper=case.papers.last(), by=user, **said)
    hearing.answer(case=case, text="委托不能代替核实，不予采纳。", by=cast.commission_staff)
    return fresh(case)


@made_once
def before_sitting(cast, subject=None, **more):
    case = heard(cast, subject, **more)
    return fresh(hearing.submit(case=case, by=cast.commission_staff))


def votes(cast, case, body="PARTY_COMMITTEE", **others):
    """Everybody of the body for it, but those in `others` (role=vote)."""
    said = dict.fromkeys(members_of(case.town_id, body, clock.today()), Vote.FOR)
    return said | {getattr(cast, role).person: vote for role, vote in others.items()}


def sat(cast, case, body="PARTY_COMMITTEE", **others):
    """The fields that every sitting asks."""
    return {
        "body": body,
        "held_on": clock.today(),
        "votes": votes(cast, case, body, **others),
        "conclusion": "事实清楚，同意。",
    }


@made_once
def decided(cast, subject=None, measures=("CRITICISM", "CIRCULAR"), **more):
    case = before_sitting(cast, subject, measures=measures, **more)
    held = {"measures": list(measures), "exemption_reason": "逐项核对，均不适用。", "approver": cast.secretary.person}
    deciding.hold_to_account(case=case, by=cast.commission_secretary, **held, **sat(cast, case))
    return fresh(case)


@made_once
def signed(cast, subject=None, **more):
    case = decided(cast, subject, **more)
    deciding.sign_decision(case=case, by=cast.secretary)
    return fresh(case)


@made_once
def served(cast, subject=None, **more):
    case = signed(cast, subject, **more)
    carrying.serve_decision(case=case, way="SYSTEM", by=cast.commission_staff)
    return fresh(case)


@made_once
def enforcing(cast, subject=None, **more):
    case = served(cast, subject, **more)
    user = subject_login(cast, case)
    papers.sign(paper=decision_of(case), by=user.person)
    return fresh(carrying.enforce(case=case, by=cast.commission_secretary))


@made_once
def carried_out(cast, subject=None, **more):
    case = enforcing(cast, subject, **more)
    for row in case.measures.filter(stage="DECIDED"):
        how = {"carried_out_on": clock.today(), "note": "已执行。"}
        carrying.carry_out(case=case, measure=row, by=cast.commission_staff, **how)
    return fresh(case)


@made_once
def closed(cast, subject=None, **more):
    case = carried_out(cast, subject, **more)
    carrying.close(case=case, by=cast.commission_secretary)
    return fresh(case)


@made_once
def not_held(cast, subject=None):
    case = before_sitting(cast, subject)
    reason = {"exemption_reason": "事实不能认定。"}
    deciding.hold_nothing(case=case, by=cast.commission_secretary, **reason, **sat(cast, case))
    return fresh(case)


@made_once
def exempted(cast, subject=None):
    case = before_sitting(cast, subject)
    reason = {"exemptions": ["FORCE_MAJEURE"], "exemption_reason": "连日暴雨，道路中断。"}
    deciding.exempt(case=case, by=cast.commission_secretary, **reason, **sat(cast, case))
    return fresh(case)


@made_once
def transferred(cast, subject=None):
    case = in_inquiry(cast, subject)
    what = {"receiver": "区纪委监委", "contents": "入户记录一份", "reason": "涉嫌违纪。"}
    handing.transfer(case=case, by=cast.commission_secretary, **what)
    return fresh(case)


def appealed(cast, case):
    """The subject's appeal, accepted."""
    appealing.file_appeal(case=case, text="处理过重。", by=subject_login(cast, case))
    return appealing.accept_appeal(case=case, by=cast.commission_secretary)


@made_once
def revoked(cast, subject=None):
    case = served(cast, subject)
    appealed(cast, case)
    appealing.revoke(case=case, by=cast.commission_secretary, **sat(cast, case))
    return fresh(case)


#: One way into every state of the table.
STATES = {
    S.ACCEPTED: opened,
    S.INQUIRY: in_inquiry,
    S.HEARING: told,
    S.DELIBERATION: before_sitting,
    S.DECIDED: decided,
    S.SERVED: served,
    S.ENFORCING: enforcing,
    S.CLOSED: closed,
    S.NOT_HELD: not_held,
    S.EXEMPTED: exempted,
    S.TRANSFERRED: transferred,
    S.REVOKED: revoked,
}


def fresh(case):
    return Case.objects.get(pk=case.pk)


def days(number):
    return timedelta(days=number)
