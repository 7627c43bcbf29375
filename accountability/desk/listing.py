"""A list of the desk as rows and cells: every value in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.http import urlencode

from dushi import words
from dushi.town.templatetags.screen import due, state_tag


class DeskList(ChangeList):
    """Django's list without its popups, its model's name in English, and its sorting by address."""

    def get_ordering_field_columns(self) -> dict[int, Any]:
        return {}

    def page_url(self, number: int) -> str:
        """The address of another page with the filters kept."""
        asked = [(name, value) for name, values in self.filter_params.items() for value in values]
        return f"?{urlencode([*asked, ('p', number)])}"

    @property
    def page(self) -> Any:
        return self.paginator.get_page(self.page_num)

    @property
    def is_asked(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.query) or any(getattr(one, "value", str)() for one in self.filter_specs)

    def get_results(self, request: HttpRequest) -> None:
        paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        page = paginator.get_page(self.page_num)
        self.page_num, self.paginator = page.number, paginator
        self.result_count, self.full_result_count = paginator.count, None
        self.result_list = page.object_list
        self.show_full_result_count = self.can_show_all = False
        self.multi_page = paginator.num_pages > 1


@dataclass(frozen=True)
class Cell:
    label: str
    value: Any


@dataclass(frozen=True)
class Row:
    url: str
    first: Cell
    rest: list[Cell]


def columns_of(admin: Any) -> list[str]:
    """Heads of the columns, in Chinese."""
    return [str(label_for_field(name, admin.model, admin)) for name in admin.list_display]


def rows_of(admin: Any, listed: DeskList) -> list[Row]:
    heads = list(zip(admin.list_display, columns_of(admin), strict=True))
    return [_row(admin, obj, heads) for obj in listed.result_list]


def _row(admin: Any, obj: Any, heads: list[tuple[str, str]]) -> Row:
    first, *rest = [Cell(head, said(admin, obj, name)) for name, head in heads]
    return Row(admin.row_url(obj), first, rest)


def facts_of(admin: Any, obj: Any) -> list[tuple[str, Any]]:
    """What stands above an act: the columns of the list that say something of it."""
    told = [(head, said(admin, obj, name)) for name, head in zip(admin.list_display, columns_of(admin), strict=True)]
    return [(head, value) for head, value in told if value != ""]


def said(admin: Any, obj: Any, name: str) -> Any:
    """The value of a column in words: states as tags, moments and days in Chinese, nothing as ""."""
    field, _, value = lookup_field(name, obj, admin)
    if name == "status":
        return state_tag(value, obj.get_status_display())
    if field is not None and field.choices:
        return getattr(obj, f"get_{name}_display")()
    if name == "due_at":
        return due(value, not getattr(obj, "is_open", True))
    return _in_words(value)


def _in_words(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return words.moment(value)
    return words.day(value) if isinstance(value, date) else value
