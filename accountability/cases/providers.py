"""What cases hand to the pages of the ground floor. Nothing is named there: neither a person nor what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from accountability.cases.approving import waiting
from accountability.models import Appeal, Case, ServedPaper
from dushi.obligations.contracts import WorkItem
from dushi.once import once_a_page
from dushi.town.models import User

S = Case.Status
#: States in which those who inquire have the next step; in the others who presides.
INQUIRED = (S.INQUIRY, S.HEARING)
SHARED = (S.SERVED, S.ENFORCING)


@once_a_page
def to_sign(user: User) -> int:
    """Papers that were served on this person and wait for the signature. One query."""
    return ServedPaper.objects.for_subject(user).unsigned().count()


def to_approve(user: User) -> int:
    """What waits for a main leader."""
    return len(waiting(user))


def work(user: User, at: datetime) -> Iterator[WorkItem]:
    """我的工作 of the subject, of a main leader, and of the commission. At most eight queries."""
    if count := to_sign(user):
        yield WorkItem(
            f"签收文书（{count} 份）", reverse("served_list"), note="送达给您的文书", clause="3.0", minutes=2
        )
    if user.rights.is_main_leader:
        url = reverse("approval_list")
        for item in waiting(user):
            yield WorkItem(item.work, url, note="问责", due_at=item.due_at, clause="3.0", minutes=5)
    if user.rights.is_commission:
        yield from _of_commission(user)


def _of_commission(user: User) -> Iterator[WorkItem]:
    """Cases whose next step is theirs; appeals that wait for who presides."""
    rows = Case.objects.visible_to(user)
    serving = Q(members__person=user.rights.person_id, members__left_at__isnull=True)
    mine = Q(status__in=[*INQUIRED, *SHARED]) & serving
    presiding = user.rights.is_commission_secretary
    if presiding:
        mine |= Q(status__in=[S.ACCEPTED, S.DELIBERATION, *SHARED]) | Q(status=S.DECIDED, decided_at__isnull=False)
    for row in rows.filter(mine).distinct().order_by("due_at", "pk"):
        url = reverse("commission:case_page", args=[row.pk])
        title = f"办理问责事项：{row.get_status_display()}"
        yield WorkItem(title, url, note="镇纪委", due_at=row.due_at, clause="3.0", minutes=10)
    if presiding:
        appeals = Appeal.objects.filter(case__in=rows).exclude(status__in=Appeal.ENDED)
        for appeal in appeals.order_by("due_at", "pk"):
            url = reverse("commission:case_page", args=[appeal.case_id])
            yield WorkItem("办理申诉、复核", url, note="镇纪委", due_at=appeal.due_at, clause="3.4.a", minutes=10)
