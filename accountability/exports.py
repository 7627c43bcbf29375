"""The lists of this chapter that go out: what each shows to the same person (settings.EXPORTS).

Leads, cases, what was served, what waits for a signature, withdrawals and relatives go into no file.
"""

from __future__ import annotations

from django.http import QueryDict

from accountability.models import CriticismNotice, TypicalCase
from accountability.notices import page
from dushi.records.sheets import Column, Sheet
from dushi.town.models import User


def _named(notice: CriticismNotice) -> str:
    """The lines that this reader may see."""
    shown = notice.shown  # type: ignore[attr-defined]
    return "；".join(f"{line.subject}（{line.get_role_display()}，{line.get_status_display()}）" for line in shown)


def notices(user: User, asked: QueryDict) -> Sheet:
    """通报批评: whole for whoever reads them whole, to a subject their own lines and nothing of the title."""
    columns = [
        Column("级别", lambda notice: notice.level_text, 14),
        Column("文号", lambda notice: notice.document_number, 24),
        Column("发文机关", lambda notice: notice.issuer, 24),
        Column("发文日期", lambda notice: notice.issued_on, 12),
        Column("点名", _named, 50),
    ]
    if page.sees_whole(user):
        columns.insert(2, Column("标题", lambda notice: notice.title, 40))
        columns.append(Column("状态", lambda notice: notice.get_status_display(), 10))
    return Sheet("通报批评", columns, page.listed(user), frozen=2)


TYPICAL_CASES = [
    Column("标题", lambda typical: typical.title, 50),
    Column("条款", lambda typical: "、".join(typical.clauses), 20),
    Column("发布时间", lambda typical: typical.published_at, 16),
]


def typical_cases(user: User, asked: QueryDict) -> Sheet:
    """典型案例: nobody is named."""
    return Sheet("典型案例", TYPICAL_CASES, TypicalCase.objects.visible_to(user).published())
