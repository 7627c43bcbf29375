"""查找: one box, everything one may see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dushi.town.access import Request, open_to, signed_in
from dushi.town.search import FIRST, MOST, Shelf, asked_of, shelves

PAGE = 30


class SearchForm(forms.Form):
    """What is looked for."""

    q = forms.CharField(
        label="查找",
        max_length=60,
        required=False,
        error_messages={"max_length": "最多写 60 个字。"},
        widget=forms.TextInput(attrs={"type": "search", "class": "input", "enterkeyhint": "search"}),
        help_text="村、人、事由里的字或公文编号；几个词用空格隔开，都要有的才列出",
    )


@open_to(signed_in)
@require_GET
def search(request: Request) -> HttpResponse:
    """The first rows of each shelf; of one of them (`in`) all, page by page."""
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    asked = asked_of(text)
    found = shelves(request.user, asked) if asked else []
    one = next((shelf for shelf in found if shelf.key == request.GET.get("in")), None)
    context: dict[str, Any] = {"form": form, "text": text}
    if one:
        page = Paginator(one.rows[:MOST], PAGE).get_page(request.GET.get("page"))
        context |= {"one": one, "page": page, "lines": [one.draw(row) for row in page]}
        context["is_cut"] = page.paginator.count == MOST
    else:
        context["groups"] = [group for group in map(first_of, found) if group["lines"]]
    return render(request, "town/search.html", context)


def first_of(shelf: Shelf) -> dict[str, Any]:
    """The first rows of a shelf, and whether there are more."""
    rows = list(shelf.rows[: FIRST + 1])
    return {"shelf": shelf, "lines": [shelf.draw(row) for row in rows[:FIRST]], "has_more": len(rows) > FIRST}
