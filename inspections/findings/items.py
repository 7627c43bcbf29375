"""检查内容: the items of the checklist in the rule book's words, and what the rule book says about putting right."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from dushi import clock
from dushi.regulation.models import Clause, Regulation
from inspections.models import Finding, Inspection

ITEM = re.compile(r"2\.[12]\(\d\)")
#: Days for putting right where the rule book in force does not say otherwise (settings: rectify_days).
RECTIFY_DAYS = {Finding.Severity.MINOR: 15, Finding.Severity.MAJOR: 10, Finding.Severity.GRAVE: 5}


def item_words(on: date | None = None) -> dict[str, str]:
    """Id → words of every item that an inspection may look at (2.1, 2.2), in the order of the text. One query."""
    rows = Clause.objects.in_force(on).filter(kind=Clause.Kind.AGENDA, chapter=Clause.Chapter.INSPECTION)
    return dict(rows.order_by("order").values_list("code", "summary"))


def is_item_of(inspection: Inspection, item: str) -> bool:
    """Whether the inspection looks at it: its focus, else the article's whole checklist (2.3: of both articles)."""
    if inspection.focus:
        return item in inspection.focus
    own = inspection.kind == Inspection.Kind.SPOT or item.startswith(f"{inspection.clause}(")
    return own and ITEM.fullmatch(item) is not None


def items_of(inspection: Inspection, words: dict[str, str]) -> list[tuple[str, str]]:
    """(id, words) of what the inspection looks at, in the order of the text."""
    codes = list(words) or list(inspection.focus)
    return [(code, words.get(code, code)) for code in codes if is_item_of(inspection, code)]


def default_due(severity: str, at: datetime) -> datetime:
    """The end of office hours so many days on, by severity."""
    book = Regulation.objects.in_force(clock.local(at).date()).first()
    days = {**RECTIFY_DAYS, **(book.settings.get("rectify_days", {}) if book else {})}
    return clock.at(clock.local(at).date() + timedelta(days=int(days[Finding.Severity(severity)])), 18)
