"""The list of issues as it goes out (settings.EXPORTS)."""

from __future__ import annotations

from django.http import QueryDict

from dushi.bulletin.models import Bulletin
from dushi.records.sheets import Column, Sheet
from dushi.town.models import User

BULLETINS = [
    Column("期", lambda bulletin: bulletin.week.label, 20),
    Column("起止", lambda bulletin: bulletin.week.days_label, 24),
    Column("编号", lambda bulletin: bulletin.number_text, 22),
    Column("状态", lambda bulletin: bulletin.get_status_display(), 10),
    Column("签发人", lambda bulletin: str(bulletin.signed_by or ""), 14),
    Column("签发时间", lambda bulletin: bulletin.signed_at, 16),
    Column("公开网页", lambda bulletin: "已公开" if bulletin.public_key else "", 12),
]


def bulletins(user: User, asked: QueryDict) -> Sheet:
    """周通报: every issue this user may read."""
    return Sheet("周通报", BULLETINS, Bulletin.objects.visible_to(user).select_related("paper", "signed_by"))
