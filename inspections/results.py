"""How the checklists stand: per inspected unit, in the order they were drafted, never by number of problems."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from inspections.models import CheckLine, Finding, Inspection, InspectionUnit

Result = CheckLine.Result


@dataclass(frozen=True)
class PlaceResult:
    """One inspected unit: how many of its items stand where."""

    place: InspectionUnit
    meets: int
    problems: int
    not_applicable: int
    unchecked: int
    elsewhere: int = 0

    @property
    def state(self) -> str:
        """Of `screen.STATES`."""
        if self.place.visited_at is None:
            return "todo"
        return "PROBLEM" if self.problems else "MEETS" if self.place.done_at else "UNDER_WAY"

    @property
    def word(self) -> str:
        if self.place.visited_at is None:
            return "未开始"
        if self.problems:
            return f"有问题 {self.problems} 项"
        return "未发现问题" if self.place.done_at and self.meets else "未查" if self.place.done_at else "检查中"


def results_of(inspection: Inspection, *, with_sealed: bool) -> list[PlaceResult]:
    """One query. with_sealed: for those who may know that a line is 另行处理; for others it is 未查."""
    rows = CheckLine.objects.filter(place__inspection=inspection).values_list("place", "result")
    counts: dict[int, Counter[str]] = {}
    for place, result in rows:
        counts.setdefault(place, Counter())[result] += 1
    return [
        _result(place, counts.get(place.pk, Counter()), len(inspection.focus), with_sealed)
        for place in places_of(inspection)
    ]


def places_of(inspection: Inspection) -> list[InspectionUnit]:
    return sorted(inspection.places.all(), key=lambda place: place.pk)


def _result(place: InspectionUnit, counted: Counter[str], items: int, with_sealed: bool) -> PlaceResult:
    meets, problems, not_applicable = (counted[name] for name in (Result.MEETS, Result.PROBLEM, Result.NOT_APPLICABLE))
    elsewhere = counted[Result.ELSEWHERE] if with_sealed else 0
    rest = max(0, items - meets - problems - not_applicable - elsewhere)
    return PlaceResult(place, meets, problems, not_applicable, rest, elsewhere)


def summary_of(inspection: Inspection) -> str:
    """What a report is offered to begin with: counted, and no word of what is 另行处理. Two queries."""
    results = results_of(inspection, with_sealed=False)
    visited = [result for result in results if result.place.visited_at]
    found = Finding.objects.unsealed().filter(inspection=inspection)
    fixed = sum(one.is_fixed_on_spot for one in found)
    lacking = sum(result.problems for result in results)
    problems = f"发现问题 {len(found)} 个，其中即知即改 {fixed} 个" if found else "未发现问题"
    if lacking and not found:
        problems = f"有问题 {lacking} 项"
    names = "、".join(str(result.place.unit) for result in visited)
    return f"采用{inspection.methods_text()}的方式，检查了{names}（{len(visited)} 个单位），{problems}。"
