"""Who may do what with a finding and with the question it raises elsewhere. Actions and views ask the same."""

from __future__ import annotations

from dushi.town.models import User
from inspections.models import CrossCheckAnswer, Finding, Inspection
from inspections.permissions import is_on_team, leads

#: States in which the team records what it finds.
TAKING = (Inspection.Status.UNDER_WAY, Inspection.Status.REPORTED)


def takes_findings(inspection: Inspection) -> bool:
    """Once under way, until it is closed."""
    return inspection.status in TAKING


def may_add(user: User, inspection: Inspection) -> bool:
    return takes_findings(inspection) and is_on_team(user, inspection)


def is_sealed_by_default(item: str) -> bool:
    """虚报冒领、不作为、失职渎职、识别退出失实、弄虚作假 (2.2)."""
    return item in Finding.SEALED_ITEMS


def may_open(user: User, finding: Finding) -> bool:
    """Make a sealed finding an ordinary one: the commission, where it sees it."""
    return finding.is_sealed and user.rights.is_commission


def may_ask_around(user: User, finding: Finding) -> bool:
    """举一反三 (2.3.gen): the office, the 班子 and who led the inspection; never about what others may not know of."""
    if finding.is_sealed or finding.is_held_back:
        return False
    return user.rights.sees_town or leads(user, finding.inspection)


def may_answer(user: User, answer: CrossCheckAnswer) -> bool:
    """Those who work for the unit that is asked, until 有 has become a matter."""
    mine = CrossCheckAnswer.objects.asked_of(user).filter(pk=answer.pk)
    return answer.matter_id is None and mine.exists()


def may_open_photo(user: User, object_id: str) -> bool:
    """settings.ATTACHMENT_RULES: whoever sees the finding sees its photos."""
    return Finding.objects.visible_to(user).filter(pk=object_id).exists()
