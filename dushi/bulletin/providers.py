"""What 周通报 hands to 我的工作."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from dushi.bulletin.models import Bulletin, may_sign_here
from dushi.obligations.contracts import WorkItem
from dushi.town.models import User

Status = Bulletin.Status


def work(user: User, at: datetime) -> Iterator[WorkItem]:
    """The draft for the office, what was sent for whoever signs. One query for each, none for anybody else."""
    rows = Bulletin.objects.filter(town=user.rights.town_id).order_by("-period")
    if user.rights.is_office and (draft := rows.filter(status=Status.DRAFT).first()):
        yield _item(draft, "待编辑送签", minutes=2)
    if may_sign_here(user):
        for bulletin in rows.filter(status=Status.READY):
            yield _item(bulletin, "待签发", minutes=1)


def _item(bulletin: Bulletin, note: str, *, minutes: int) -> WorkItem:
    url = reverse("bulletin_page", args=[bulletin.pk])
    return WorkItem(title=str(bulletin), url=url, note=note, clause="1.3", minutes=minutes)
