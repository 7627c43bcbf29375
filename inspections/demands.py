"""What every act of an inspection needs: a sentence where it is not allowed."""

from __future__ import annotations

from dushi.records.errors import Refused, demand
from dushi.town.models import Person, User
from inspections.models import Inspection


def expect(inspection: Inspection, status: str, verb: str) -> None:
    """Raise Refused where it does not stand in that state: two acts may lead to the same one."""
    said = f"“{inspection.get_status_display()}”的检查不能{verb}。"
    demand(inspection.status == status, said, clause=inspection.clause)


def actor(user: User, clause: str) -> Person:
    """Who acts. Raises Refused for a login without a person."""
    if user.person is None:
        raise Refused("该登录没有对应的人员，不能办理检查。", clause=clause)
    return user.person
