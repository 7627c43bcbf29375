"""What leads hand to the pages of the ground floor: that something waits, and never what or about whom.

A main leader's own lines come with those of cases (cases/providers.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from accountability.leads.permissions import WORKED_ON
from accountability.models import Lead, Recusal
from accountability.models.lead import LeadQuerySet
from dushi.obligations.contracts import WorkItem
from dushi.town.models import Post, Seat, User

S = Lead.Status
#: States in which the officer has the next step.
HANDLED = (S.REGISTERED, S.EXPLAINING)


def work(user: User, at: datetime) -> Iterator[WorkItem]:
    """我的工作 of the commission: to judge, to assign, to propose, to approve, to check. Two queries."""
    if not user.rights.is_commission:
        return
    for lead in waiting(user).order_by("due_at", "status_at", "pk"):
        url = reverse("commission:lead_page", args=[lead.pk])
        yield WorkItem(said(lead, user), url, note="镇纪委", due_at=lead.due_at, clause="3.0", minutes=5)
    if user.rights.is_commission_secretary:
        rows = (
            Recusal.objects.waiting()
            .filter(lead__in=Lead.objects.visible_to(user))
            .exclude(person=user.rights.person_id)
        )
        for row in rows:
            url = reverse("commission:lead_page", args=[row.lead_id])
            yield WorkItem("回避申请待决定", url, note="镇纪委", clause="3.0", minutes=2)


def waiting(user: User) -> LeadQuerySet:
    """Leads whose next step is this officer's, or the 纪委书记's."""
    me = user.rights.person_id
    rows = Lead.objects.visible_to(user)
    mine = Q(handler=me, status__in=HANDLED) | Q(handler=me, status=S.SUGGESTED) | Q(checkers=me, status=S.CHECKING)
    if user.rights.is_commission_secretary:
        mine |= Q(status=S.SUGGESTED) & ~Q(source=Lead.Source.PUBLIC)
        mine |= Q(status=S.PROPOSED) & ~Q(outcome=Lead.Outcome.OPEN)
        # In nobody's hand, or in that of an officer who left.
        officers = Post.objects.in_force().filter(seat__town=user.rights.town_id, seat__kind=Seat.Kind.COMMISSION_STAFF)
        idle = Q(status__in=WORKED_ON) & ~Q(status__in=[S.PROPOSED, S.SHELVED])
        mine |= idle & ~Q(handler__in=officers.values("person"))
    return rows.filter(mine).distinct()


def said(lead: Lead, user: User) -> str:
    """The step that waits, without what it is about."""
    if lead.status == S.SUGGESTED:
        return "有线索待判断"
    if lead.status == S.PROPOSED:
        return "有线索待审批"
    if lead.status == S.CHECKING:
        return "有线索待核查"
    if lead.handler_id != user.rights.person_id:
        return "有线索待指定承办人或者移送"
    return "有书面说明待收" if lead.status == S.EXPLAINING else "有线索待拟办"
