"""Who may do what with a matter. `decides`, `verifies`, `works` say who; `may_*` say who and in which state.

Each takes a Roster where the caller has one, so that a page asks the posts once.
"""

from __future__ import annotations

from dushi.matters.models import Matter, MatterExtension, MatterPart, working_units
from dushi.matters.people import Roster, tier_above
from dushi.town.models import Unit, User

Status = Matter.Status
#: States in which the tier may hand the matter to an owner (also to another one).
ASSIGNABLE = (Status.REGISTERED, Status.CONFIRMED, *Matter.OWNERS)


def decides(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    """The tier the matter stands at: 管区书记 of its area, 扶贫办, main leaders; the next up where it is empty."""
    return user.rights.person_id in (roster or Roster.of(matter)).deciders(matter)


def verifies(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    """Those named for it, else the tier that handed it out; never an owner, nor whoever reported it done (X.2)."""
    return user.rights.person_id in (roster or Roster.of(matter)).verifiers(matter)


def rechecks(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    """As `verifies`, for the 回头看: without who was named for verifying alone."""
    return user.rights.person_id in (roster or Roster.of(matter)).recheckers(matter)


def works(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    """An owner."""
    return user.rights.person_id in (roster or Roster.of(matter)).owners(matter)


def may_confirm(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    return matter.status == Status.REGISTERED and decides(user, matter, roster)


may_dismiss = may_confirm


def may_assign(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    return matter.status in ASSIGNABLE and decides(user, matter, roster)


def may_hand_out(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    """交办 of what nobody has yet."""
    return matter.status not in Matter.OWNERS and may_assign(user, matter, roster)


def may_reassign(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    """改派 of what somebody has."""
    return matter.status in Matter.OWNERS and may_assign(user, matter, roster)


def may_start(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    return matter.status in (Status.ASSIGNED, Status.RETURNED) and works(user, matter, roster)


def may_submit(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    return matter.status in Matter.OWNERS and works(user, matter, roster)


def stands_by(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    """Who has a word on it: owners, the tier, and those who work for the unit it is about or one that has a part."""
    roster = roster or Roster.of(matter)
    near = {matter.about_id, *matter.parts.values_list("unit", flat=True)}
    beside = any(user.rights.person_id in roster.workers.get(unit, ()) for unit in near)
    return beside or works(user, matter, roster) or decides(user, matter, roster)


def may_report(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    """报进展."""
    return matter.is_open and stands_by(user, matter, roster)


def may_verify(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    """退回补正 and 销号 of what was reported done."""
    return matter.status == Status.SUBMITTED and verifies(user, matter, roster)


def may_close_early(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    """销号 of what was solved before anybody was given it."""
    return matter.status in (Status.REGISTERED, Status.CONFIRMED) and verifies(user, matter, roster)


def may_recheck(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    """回头看; a closed matter may be found to have rebounded at any time."""
    return matter.status == Status.CLOSED and rechecks(user, matter, roster)


def may_escalate(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    """转上级: what is open and not reported done, below the topmost tier."""
    open_here = matter.is_open and matter.status != Status.SUBMITTED
    return open_here and tier_above(matter.tier) is not None and decides(user, matter, roster)


def may_return_down(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    """答复下级: what was handed up comes back with an answer."""
    return matter.is_open and matter.escalations > 0 and decides(user, matter, roster)


def may_ask_extension(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    """申请延期, before the due moment."""
    return not matter.is_overdue() and may_submit(user, matter, roster)


def may_extend(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    """Grant more time before the due moment: the tier, but nobody to themselves."""
    return matter.status in Matter.OWNERS and not matter.is_overdue() and verifies(user, matter, roster)


def may_decide_extension(user: User, extension: MatterExtension, roster: Roster | None = None) -> bool:
    """The tier, but nobody to themselves, nor to their own department's part."""
    another = user.rights.person_id != extension.asked_by_id
    own = extension.part is not None and works_on_part(user, extension.part, roster)
    return extension.decided_at is None and another and not own and verifies(user, extension.matter, roster)


def may_divide(user: User, matter: Matter, roster: Roster | None = None) -> bool:
    """Give a second department its part."""
    return matter.status in Matter.OWNERS and decides(user, matter, roster)


def works_on_part(user: User, part: MatterPart, roster: Roster | None = None) -> bool:
    """The department whose part it is."""
    return user.rights.person_id in (roster or Roster.of(part.matter)).workers.get(part.unit_id, ())


def may_sign_part(user: User, part: MatterPart, roster: Roster | None = None) -> bool:
    return part.done_at is None and part.matter.is_open and works_on_part(user, part, roster)


def may_ask_part_extension(user: User, part: MatterPart, roster: Roster | None = None) -> bool:
    """申请分工延期, before the part's due moment."""
    return not part.is_overdue() and may_sign_part(user, part, roster)


def may_return_part(user: User, part: MatterPart, roster: Roster | None = None) -> bool:
    return part.done_at is not None and part.matter.is_open and verifies(user, part.matter, roster)


def may_register(user: User) -> bool:
    """直接登记: whoever works on dispatch, about what they serve."""
    rights = user.rights
    serves = rights.liaison_villages or rights.areas or rights.headed
    return bool(rights.sees_town or serves)


def may_fix_on_spot(user: User, about: Unit) -> bool:
    """即知即改 is ticked by whoever saw it put right, never by those who work for the unit itself."""
    rights = user.rights
    above = rights.sees_town or rights.is_area_secretary
    return above and rights.serves(about.pk) and not works_for(user, about)


def works_for(user: User, about: Unit) -> bool:
    """What the unit puts right is theirs to do, and never theirs to sign off."""
    return working_units(user).filter(unit=about).exists()


def may_see_note(user: User, object_id: str) -> bool:
    """Photos of a line of 进展 are seen by whoever sees its matter (settings.ATTACHMENT_RULES)."""
    return Matter.objects.visible_to(user).filter(notes__pk=object_id).exists()
