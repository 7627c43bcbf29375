"""What draws hand to the pages of the ground floor (dushi/gathered.py)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from dushi.obligations.contracts import WorkItem
from dushi.town.models import User
from inspections.models import Draw


def work(user: User, at: datetime) -> Iterator[WorkItem]:
    """我的工作: draws that wait for one's own number, or for it to be revealed. Told nowhere else: what is drawn may be
    a covert inspection's. One query."""
    rows = Draw.objects.filter(town=user.rights.town_id).waiting_for(user.rights.person_id)
    for draw in rows.select_related("drawer", "witness").order_by("frozen_at", "pk"):
        act = "写一个数" if draw.status == Draw.Status.FROZEN else "揭晓您的数"
        yield WorkItem(
            title=f"随机抽取：请{act}",
            url=reverse("draw_page", args=[draw.pk]),
            note=f"{draw}\u00a0· 抽取人{draw.drawer}，见证人{draw.witness}",
            clause="2.3",
            minutes=1,
        )
