"""The checklist of one inspected unit as the page shows it: the items, the regulation's words, what is put down."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet
from django.urls import reverse

from dushi import clock
from dushi.obligations.contracts import Fact
from dushi.offline.copies import copies_of
from dushi.offline.models import Copy, Receipt
from dushi.offline.receipts import of_objects
from dushi.records.models import Attachment
from dushi.records.photos import photos_of
from dushi.regulation.models import Clause
from dushi.town.models import User
from inspections.agenda import DISPATCH, worded
from inspections.facts import facts_of
from inspections.forms.check import LineForm
from inspections.models import CheckLine, Finding, Inspection, InspectionUnit
from inspections.permissions import may_check, sees_sealed

Result = CheckLine.Result
Kept = TypeVar("Kept", Attachment, Copy)


@dataclass(frozen=True)
class Row:
    """One item: its clause (None where the rule book of the day does not know it), its line, the form to fill in."""

    item: str
    clause: Clause | None
    line: CheckLine | None
    form: LineForm | None
    facts: tuple[Fact, ...]
    photos: tuple[Attachment, ...]
    finding_url: str
    is_sealed: bool
    found: tuple[Finding, ...] = ()
    copies: tuple[Copy, ...] = ()
    receipt: Receipt | None = None

    @property
    def anchor(self) -> str:
        return anchor_of(self.item)

    @property
    def state(self) -> str:
        return Result.UNCHECKED if self.line is None or self._is_told_of_nothing else self.line.result

    @property
    def word(self) -> str:
        return str(Result(self.state).label)

    @property
    def is_bare(self) -> bool:
        """Nothing is put down, or nothing this reader is told of."""
        return self.line is None or self._is_told_of_nothing

    @property
    def has_problem(self) -> bool:
        return self.state == Result.PROBLEM

    @property
    def _is_told_of_nothing(self) -> bool:
        return self.line is not None and self.line.result == Result.ELSEWHERE and not self.is_sealed


def anchor_of(item: str) -> str:
    """2.1(6) → item-2-1-6."""
    return "item-" + item.replace("(", ".").replace(")", "").replace(".", "-")


def rows_of(
    inspection: Inspection,
    place: InspectionUnit,
    user: User,
    at: datetime,
    failed: LineForm | None = None,
    *,
    is_copy: bool = False,
) -> list[Row]:
    """Every item of the inspection, in order. A fixed number of queries, those of the facts among them.

    is_copy: for a page that a phone keeps, which says nothing of findings, sealed ones among them.
    """
    known = worded(inspection.focus, clock.local(inspection.drafted_at).date())
    lines = {line.item: line for line in place.lines.select_related("checked_by")}
    photos = photos_by_line(list(lines.values()))
    copies = copies_by_line(list(lines.values()))
    receipts = receipts_by_line(list(lines.values()))
    fills = may_check(user, inspection)
    sealed = sees_sealed(user, inspection) and not is_copy
    found = {} if is_copy else found_by_item(inspection, place, user)
    facts = tuple(facts_of(place.unit, at)) if fills and DISPATCH in inspection.focus else ()
    return [
        Row(
            item=item,
            clause=known.get(item),
            line=lines.get(item),
            form=form_for(item, lines.get(item), failed) if fills else None,
            facts=facts if item == DISPATCH else (),
            photos=_told(lines.get(item), photos, is_sealed=sealed),
            finding_url=finding_url(inspection, place, item) if fills else "",
            is_sealed=sealed,
            found=tuple(found.get(item, ())),
            copies=_told(lines.get(item), copies, is_sealed=sealed),
            receipt=receipts.get(item),
        )
        for item in inspection.focus
    ]


def _told(line: CheckLine | None, kept: dict[str, list[Kept]], *, is_sealed: bool) -> tuple[Kept, ...]:
    """What is kept with the line, as far as this reader may know of the line."""
    if line is None or (line.result == Result.ELSEWHERE and not is_sealed):
        return ()
    return tuple(kept.get(str(line.pk), ()))


def form_for(item: str, line: CheckLine | None, failed: LineForm | None = None) -> LineForm | None:
    if line is not None and line.result == Result.ELSEWHERE:
        return None
    if failed is not None and failed.about == item:
        return failed
    first = {"result": line.result, "note": line.note, "base": line.stand} if line else {}
    return LineForm(item=item, initial=first)


def photos_by_line(lines: list[CheckLine]) -> dict[str, list[Attachment]]:
    """Id of a line → its photos. One query."""
    kept: dict[str, list[Attachment]] = defaultdict(list)
    rows: QuerySet[Attachment] = photos_of(*lines)
    for photo in rows:
        kept[photo.object_id].append(photo)
    return kept


def copies_by_line(lines: list[CheckLine]) -> dict[str, list[Copy]]:
    """Id of a line → other texts kept beside it. One query."""
    kept: dict[str, list[Copy]] = defaultdict(list)
    for copy in copies_of(*lines).select_related("person"):
        kept[copy.object_id].append(copy)
    return kept


def receipts_by_line(lines: list[CheckLine]) -> dict[str, Receipt]:
    """Item → the receipt of what the line says now, where it was sent from a telephone. One query."""
    given = {(receipt.object_id, receipt.received_at): receipt for receipt in of_objects(*lines)}
    found = ((line.item, given.get((str(line.pk), line.checked_at))) for line in lines)
    return {item: receipt for item, receipt in found if receipt is not None}


def found_by_item(inspection: Inspection, place: InspectionUnit, user: User) -> dict[str, list[Finding]]:
    """Item → what was written down of it at this unit, as far as this reader is told. One query."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in Finding.objects.visible_to(user).filter(inspection=inspection, unit=place.unit_id):
        found[finding.item].append(finding)
    return found


def finding_url(inspection: Inspection, place: InspectionUnit, item: str) -> str:
    """Where the problem is written down."""
    return f"{reverse('finding_new', args=[inspection.pk, place.unit_id])}?item={item}"
