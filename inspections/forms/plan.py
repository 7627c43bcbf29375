"""The plan of the year, filled in by ticking: a month, the contents, the villages; whole areas at a stroke."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget

from dushi.town.models import Unit
from dushi.town.widgets import Choice
from inspections.plan.rules import MONTHS

FOCUS_HELP = "可选几项重点，也可以八项都查"


class Ticks(forms.MultipleChoiceField):
    """Some of those offered, ticked."""

    widget = forms.CheckboxSelectMultiple


class MonthField(forms.TypedChoiceField):
    """A month of the year, from the first that is still open; offered with what stands there already."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="月份", coerce=int, **kwargs)

    def offer(self, first: int, counts: dict[int, int]) -> None:
        self.choices = [
            (month, f"{month}月（已排 {counts[month]} 村）" if counts.get(month) else f"{month}月")
            for month in MONTHS
            if month >= first
        ]


class Reasoned(forms.Form):
    """What changes a plan; the reason is asked only once the plan is approved."""

    reason = forms.CharField(label="变更事由", max_length=200, help_text="计划已批准，变更留痕并告知批准人")

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["reason"]


@dataclass(frozen=True)
class Group:
    """Villages of one 管区 on the page: the tick of the whole area (None for villages of none), and their own."""

    name: str
    whole: BoundWidget | None
    villages: list[BoundWidget]


class LinesForm(Reasoned):
    """Villages of one page of the list; `areas` takes all villages of an area, also those on other pages."""

    clauses = {"month": "2.1.plan", "focus": "2.1.plan", "villages": "2.1.plan", "reason": "2.1.plan"}
    month = MonthField()
    focus = Ticks(label="检查内容", help_text=FOCUS_HELP)
    villages = Ticks(label="村", required=False)
    areas = Ticks(label="整个管区", required=False)
    field_order = ("month", "focus", "reason")

    def __init__(
        self,
        *args: Any,
        offered: Sequence[Any],
        items: list[tuple[str, str]],
        first: int,
        counts: dict[int, int],
        taken: dict[int, list[int]],
        **kwargs: Any,
    ) -> None:
        """offered: villages with `area` and `area_name`. counts: villages per month. taken: months per village."""
        super().__init__(*args, **kwargs)
        self.offered = offered
        self.fields["month"].offer(first, counts)  # type: ignore[attr-defined]
        self.fields["focus"].choices = items  # type: ignore[attr-defined]
        self.fields["villages"].choices = [(one.pk, _named(one, taken.get(one.pk, []))) for one in offered]  # type: ignore[attr-defined]
        areas = {one.area: one.area_name for one in offered if one.area}
        self.fields["areas"].choices = list(areas.items())  # type: ignore[attr-defined]

    def groups(self) -> Iterator[Group]:
        """The ticks by area, in the order of the list."""
        wholes = {int(one.data["value"]): one for one in self["areas"].subwidgets}
        found: dict[int | None, Group] = {}
        for village, tick in zip(self.offered, self["villages"].subwidgets, strict=True):
            name = village.area_name or "未划入管区"
            found.setdefault(village.area, Group(name, wholes.get(village.area), [])).villages.append(tick)
        yield from found.values()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("villages") and not said.get("areas"):
            self.add_error("villages", "请点选至少一个村，或整个管区。")
        return said


def _named(village: Unit, months: list[int]) -> str:
    name = f"{village}（示例）" if village.is_example and "示例" not in village.name else str(village)
    return f"{name}（已排{'、'.join(map(str, months))}月）" if months else name


class MoveForm(Reasoned):
    clauses = {"month": "2.1.plan", "reason": "2.1.plan"}
    month = MonthField()
    field_order = ("month", "reason")

    def __init__(self, *args: Any, first: int, counts: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].offer(first, counts)  # type: ignore[attr-defined]


class FocusForm(Reasoned):
    clauses = {"focus": "2.1.plan", "reason": "2.1.plan"}
    focus = Ticks(label="检查内容", help_text=FOCUS_HELP)
    field_order = ("focus", "reason")

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["focus"].choices = items  # type: ignore[attr-defined]


class DropForm(Reasoned):
    clauses = {"reason": "2.1.plan"}


class SendForm(forms.Form):
    """Whom the plan is sent to."""

    clauses = {"approver": "2.1.plan"}
    approver = forms.TypedChoiceField(label="送请谁批准", coerce=int, widget=Choice)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approver"].choices = people  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    clauses = {"reason": "2.1.plan"}
    reason = forms.CharField(label="退回事由", max_length=200, help_text="说明要补正什么")
