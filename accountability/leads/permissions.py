"""Who may take which step of a lead, state and person together. What must be there first is asked by the acts."""

from __future__ import annotations

from accountability.leads.recusal import bound
from accountability.models import Lead
from accountability.presiding import presides
from accountability.rules.situations import is_referred_out
from dushi import clock
from dushi.town.models import User

Status, Outcome = Lead.Status, Lead.Outcome
#: States in which the commission works on it.
WORKED_ON = (Status.REGISTERED, Status.PROPOSED, Status.EXPLAINING, Status.CHECKING, Status.SHELVED)


def goes_out(lead: Lead) -> bool:
    """About 区管 people, the commission or its people: 移送 is the one exit."""
    return lead.subject is not None and is_referred_out(lead.subject, lead.deed_on)


def is_free(user: User, lead: Lead) -> bool:
    """Need not keep away."""
    return user.person is not None and not bound(user.person, lead, clock.today())


def handles(user: User, lead: Lead) -> bool:
    """The officer it was given to, still in the commission and free of any tie."""
    mine = lead.handler_id is not None and lead.handler_id == user.rights.person_id
    return mine and user.rights.is_commission and is_free(user, lead)


def may_register(user: User, lead: Lead | None = None) -> bool:
    """登记 by hand: anybody of the commission."""
    return user.rights.is_commission


def may_judge(user: User, lead: Lead) -> bool:
    """Take a suggestion up or decline it: who presides; of a 检举 its handler alone, who has read it."""
    if lead.status != Status.SUGGESTED:
        return False
    return handles(user, lead) if lead.source == Lead.Source.PUBLIC else presides(user, lead)


def may_assign(user: User, lead: Lead) -> bool:
    return lead.status in WORKED_ON and presides(user, lead) and not goes_out(lead)


def may_propose(user: User, lead: Lead) -> bool:
    return lead.status == Status.REGISTERED and handles(user, lead) and not goes_out(lead)


def decides(user: User, lead: Lead) -> bool:
    """The main leader who was asked to open a case; for everything else who presides. Never who proposed it."""
    if lead.proposed_by_id == user.rights.person_id:
        return False
    if lead.outcome == Outcome.OPEN:
        asked = user.rights.is_main_leader and lead.approver_id == user.rights.person_id
        return asked and is_free(user, lead)
    return presides(user, lead)


def may_approve(user: User, lead: Lead) -> bool:
    """Of 移送 the handing over itself is the approval (may_transfer)."""
    plain = lead.status == Status.PROPOSED and lead.outcome != Outcome.TRANSFER
    return plain and decides(user, lead) and not goes_out(lead)


def may_send_back(user: User, lead: Lead) -> bool:
    return lead.status == Status.PROPOSED and decides(user, lead)


def may_transfer(user: User, lead: Lead) -> bool:
    """移送: approved as proposed; at once where it is the one exit."""
    proposed = lead.status == Status.PROPOSED and lead.outcome == Outcome.TRANSFER
    due = lead.status in (Status.REGISTERED, Status.PROPOSED) and goes_out(lead)
    return (proposed or due) and presides(user, lead)


def may_ask_explanation(user: User, lead: Lead) -> bool:
    return lead.status == Status.EXPLAINING and handles(user, lead) and not lead.papers.exists()


def may_record_explanation(user: User, lead: Lead) -> bool:
    return lead.status == Status.EXPLAINING and handles(user, lead)


def may_report_check(user: User, lead: Lead) -> bool:
    named = lead.status == Status.CHECKING and user.rights.is_commission
    return named and lead.checkers.filter(pk=user.rights.person_id or 0).exists() and is_free(user, lead)


def may_reopen(user: User, lead: Lead) -> bool:
    return lead.status == Status.SHELVED and presides(user, lead)


def may_add_evidence(user: User, lead: Lead) -> bool:
    """Handler, named checkers, and who presides; who registered it, while nobody has it in hand."""
    if lead.status not in WORKED_ON or not user.rights.has_post:
        return False
    person = user.rights.person_id
    first = lead.handler_id is None and lead.registered_by_id == person and user.rights.is_commission
    return first or may_exclude(user, lead) or (lead.checkers.filter(pk=person or 0).exists() and is_free(user, lead))


def may_exclude(user: User, lead: Lead) -> bool:
    return lead.status in WORKED_ON and (handles(user, lead) or presides(user, lead))
