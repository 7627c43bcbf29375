"""Who may take a step of a case: named, so that the table can be read. State is not asked here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from accountability.cases.people import is_investigator, presider, team_ties, ties
from accountability.models import Case
from dushi.town.models import User


@dataclass(frozen=True)
class Who:
    """code in the table; label on screen; test: (user, case)."""

    code: str
    label: str
    test: Callable[[User, Case], bool]


def investigates(user: User, case: Case) -> bool:
    """In the commission today, named for this case, and not bound to withdraw."""
    person = user.rights.person_id
    named = user.rights.is_commission and person is not None and is_investigator(person, case)
    return named and not team_ties(case)[person or 0]


def presides(user: User, case: Case) -> bool:
    """The one person who presides over it."""
    one = presider(case)
    return one is not None and one.pk == user.rights.person_id


def signs(user: User, case: Case) -> bool:
    """The main leader who was asked: inquires nothing, presides over nothing, and need not withdraw."""
    person = user.person
    if person is None or case.approver_id != person.pk or not user.rights.is_main_leader:
        return False
    return not is_investigator(person.pk, case) and not ties(person, case)


def is_subject(user: User, case: Case) -> bool:
    """The person, or who heads the unit today."""
    return case.is_of(user)


PRESIDER = Who("PRESIDER", "纪委书记（须回避的，由代为主持的主要领导）", presides)
INVESTIGATOR = Who("INVESTIGATOR", "核查人", investigates)
OFFICE = Who(
    "OFFICE",
    "核查人或者主持人",
    lambda user, case: presides(user, case) or investigates(user, case),
)
SIGNER = Who("SIGNER", "被请签发的主要领导", signs)
SUBJECT = Who("SUBJECT", "本人（单位为在任主要负责人）", is_subject)
ALL = (PRESIDER, INVESTIGATOR, OFFICE, SIGNER, SUBJECT)
