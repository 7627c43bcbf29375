"""Who may do what with an inspection. Loading through `visible_to` comes before these; `members` are prefetched."""

from __future__ import annotations

from dushi.town.models import Unit, User
from dushi.town.rights import Rights
from inspections.models import CheckLine, Inspection, InspectionMember

Kind = Inspection.Kind
Status = Inspection.Status


def may_draft(user: User, kind: str) -> bool:
    """平时检查 the office, 重点督导 the commission, 抽查 a member of the 班子 or the office for them (2.1–2.3)."""
    rights = user.rights
    if kind == Kind.ROUTINE:
        return rights.is_office
    return rights.is_commission if kind == Kind.FOCUSED else rights.is_leader or rights.is_office


def may_draft_any(user: User) -> bool:
    return any(may_draft(user, kind) for kind in Kind)


def is_on_team(user: User, inspection: Inspection) -> bool:
    person = user.rights.person_id
    return person is not None and person in inspection.team_ids()


def leads(user: User, inspection: Inspection) -> bool:
    leader = inspection.leader
    return leader is not None and leader.person_id == user.rights.person_id


def manages(user: User, inspection: Inspection) -> bool:
    """Who drafted it, who leads it, and their colleagues of the unit in the lead (never of a hidden one)."""
    rights = user.rights
    if inspection.drafted_by_id == rights.person_id or leads(user, inspection):
        return True
    kind = inspection.lead_unit.kind
    colleague = (rights.is_office and kind == Unit.Kind.OFFICE) or (
        rights.is_commission and kind == Unit.Kind.COMMISSION
    )
    return colleague and not inspection.is_hidden


def may_change(user: User, inspection: Inspection) -> bool:
    return inspection.status in (Status.DRAFTED, Status.APPROVED) and manages(user, inspection)


def approval_refusal(
    rights: Rights, *, kind: str, drafter: int | None, team: set[int], leader: int | None, is_own_place: bool
) -> str:
    """Why this person may not approve, or "". is_own_place: a spot inspection neither drawn nor covert, which the
    leading member may approve themself: the clause gives them the right (2.3)."""
    person = rights.person_id
    if kind == Kind.SPOT and person == leader and is_own_place and rights.is_leader:
        return ""
    if person == drafter:
        return "拟定人不能批准自己拟定的检查。"
    if person in team:
        return "检查组成员不能批准本次检查。"
    if kind == Kind.FOCUSED:
        allowed = rights.is_main_leader or rights.is_commission_secretary
        return "" if allowed else "重点督导由主要领导或纪委书记批准。"
    return "" if rights.is_leader else "检查由班子成员批准。"


def approves(user: User, inspection: Inspection) -> bool:
    """Whoever the draft was sent to; of one that is not hidden also a main leader, and where nobody is named anybody
    who may."""
    rights = user.rights
    leader = inspection.leader
    named = inspection.approver_id
    asked = named == rights.person_id or (not inspection.is_covert and (named is None or rights.is_main_leader))
    return asked and not approval_refusal(
        rights,
        kind=inspection.kind,
        drafter=inspection.drafted_by_id,
        team=inspection.team_ids(),
        leader=leader.person_id if leader else None,
        is_own_place=not inspection.is_drawn and not inspection.is_covert,
    )


def may_approve(user: User, inspection: Inspection) -> bool:
    return inspection.status == Status.DRAFTED and approves(user, inspection)


def may_return(user: User, inspection: Inspection) -> bool:
    """退回修改: a draft by whoever may approve it, an approved one by who approved it."""
    mine = inspection.approved_by_id is not None and inspection.approved_by_id == user.rights.person_id
    return may_approve(user, inspection) or (inspection.status == Status.APPROVED and mine)


def may_begin(user: User, inspection: Inspection) -> bool:
    return inspection.status == Status.APPROVED and is_on_team(user, inspection)


def may_check(user: User, inspection: Inspection) -> bool:
    """Fill the checklist, add findings: the team, while it is under way."""
    return inspection.status == Status.UNDER_WAY and is_on_team(user, inspection)


may_report = may_check


def may_note(user: User, inspection: Inspection) -> bool:
    """Notes of forums and interviews may still be written down while the report is read."""
    return inspection.status in (Status.UNDER_WAY, Status.REPORTED) and is_on_team(user, inspection)


def may_close(user: User, inspection: Inspection) -> bool:
    """办结 is signed off by nobody who inspected: by who approved it, a main leader, for a 重点督导 the 纪委书记."""
    rights = user.rights
    inspected = is_on_team(user, inspection) or inspection.reported_by_id == rights.person_id
    if inspection.status != Status.REPORTED or inspected:
        return False
    of_commission = inspection.kind == Kind.FOCUSED and rights.is_commission_secretary
    return inspection.approved_by_id == rights.person_id or rights.is_main_leader or of_commission


def may_withdraw(user: User, inspection: Inspection) -> bool:
    """撤销 before anything is reported: who runs it, who approved it, a main leader."""
    if inspection.status not in (Status.DRAFTED, Status.APPROVED, Status.UNDER_WAY):
        return False
    mine = inspection.approved_by_id is not None and inspection.approved_by_id == user.rights.person_id
    return manages(user, inspection) or mine or user.rights.is_main_leader


def may_name(user: User, inspection: Inspection, unit_id: int) -> bool:
    """派员: the head of the department that is called in, or who runs the inspection (2.2)."""
    if inspection.status not in (Status.DRAFTED, Status.APPROVED, Status.UNDER_WAY):
        return False
    called = any(member.unit_id == unit_id and not member.is_leader for member in inspection.members.all())
    return called and (unit_id in user.rights.headed or manages(user, inspection))


def may_drop(user: User, inspection: Inspection, member: InspectionMember) -> bool:
    """Take somebody off the team: who runs it, never the leader."""
    named = member.person_id is not None and not member.is_leader
    return named and manages(user, inspection) and may_name(user, inspection, member.unit_id)


def reads_lines(user: User, inspection: Inspection) -> bool:
    """The checklist while it is being filled: whoever sees all of inspection, and those who run it or serve on it; the
    inspected, the office among them, once it is closed."""
    rights = user.rights
    own = any(place.unit_id in rights.own_units for place in inspection.places.all())
    town = rights.is_leader or (rights.is_office and not own)
    inside = town or is_on_team(user, inspection) or manages(user, inspection)
    return inside or inspection.status == Status.CLOSED


def reads_words(user: User, inspection: Inspection) -> bool:
    """Notes of forums and interviews: the team, who runs it and who approves it; what was said in confidence stays
    there."""
    person = user.rights.person_id
    asked = person is not None and person in (inspection.approver_id, inspection.approved_by_id)
    return is_on_team(user, inspection) or manages(user, inspection) or asked


def sees_sealed(user: User, inspection: Inspection) -> bool:
    """That a line is 另行处理: the team and the commission; for everybody else it stands as 未查."""
    return is_on_team(user, inspection) or user.rights.is_commission


def may_open_photo(user: User, object_id: str) -> bool:
    """settings.ATTACHMENT_RULES: whoever reads the checklist sees its photos; those of a line that is 另行处理, who may
    know of it."""
    rows = Inspection.objects.visible_to(user).filter(places__lines__pk=object_id).select_related("lead_unit")
    inspection = rows.first()
    if inspection is None or not reads_lines(user, inspection):
        return False
    sealed = CheckLine.objects.filter(pk=object_id, result=CheckLine.Result.ELSEWHERE).exists()
    return not sealed or sees_sealed(user, inspection)


def line_for_photos(user: User, object_id: str) -> CheckLine | None:
    """settings.UPLOAD_RULES: the line of a checklist, where this user fills it in; never of a covert inspection."""
    line = CheckLine.objects.filter(pk=object_id).select_related("place").first()
    if line is None:
        return None
    inspection = Inspection.objects.visible_to(user).filter(is_covert=False, pk=line.place.inspection_id).first()
    return line if inspection is not None and may_check(user, inspection) else None
