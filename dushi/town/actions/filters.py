"""Keep a list's filters as 常用. It is one's own convenience, no act upon anything: no event is written."""

from __future__ import annotations

from typing import cast

from django.db import transaction
from django.http import QueryDict

from dushi.records.errors import demand
from dushi.town.keeping import narrowing
from dushi.town.models import SavedFilter, User
from dushi.town.undoing import kept_row


@transaction.atomic
def save_filter(*, by: User, list_name: str, name: str, query: str) -> SavedFilter:
    """Keep it under that name; the same name is replaced.

    list_name: a key of settings.FILTERED; query: of an address, encoded. Raises Refused where it narrows nothing, is
    too long or cannot be kept, and where there are too many already.
    """
    demand(len(query) <= SavedFilter.QUERY, "筛选条件太长，存不下。请减少文字，重新筛选后再存。")
    kept = narrowing(list_name, QueryDict(query))
    demand(bool(kept), "还没有筛选条件。请先在列表上筛选，再存为常用。")
    demand(len(kept) <= SavedFilter.QUERY, "筛选条件太长，存不下。请减少文字，重新筛选后再存。")
    demand("%00" not in kept, "筛选条件里有不能识别的字符。请重新筛选后再存。")
    User.objects.select_for_update().get(pk=by.pk)  # two at once would both be the last that finds room
    others = SavedFilter.objects.filter(user=by, list_name=list_name).exclude(name=name)
    has_room = others.count() < SavedFilter.MOST
    demand(has_room, f"一个列表最多存 {SavedFilter.MOST} 个常用，请先删除不用的，或用已有的名称替换。", "name")
    saved, _ = SavedFilter.objects.update_or_create(user=by, list_name=list_name, name=name, defaults={"query": kept})
    return saved


@transaction.atomic
def keep_filter_again(*, by: User, row: str) -> str:
    """撤销 of 删除. Raises Refused where another has its name or its room meanwhile."""
    saved = cast(SavedFilter, kept_row(row))
    User.objects.select_for_update().get(pk=by.pk)
    there = SavedFilter.objects.filter(user=by, list_name=saved.list_name)
    demand(not there.filter(name=saved.name).exists(), "已经另存了同名的常用，没有恢复。")
    demand(there.count() < SavedFilter.MOST, f"一个列表最多存 {SavedFilter.MOST} 个常用，没有恢复。")
    saved.save(force_insert=True)
    return f"已恢复常用：{saved.name}。"
