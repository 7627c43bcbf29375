"""The agenda as it is typed: a tick for every item, one item open in full with the 交办 its decision becomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from dushi import clock
from dushi.matters.forms import DOING, UnitChoice
from dushi.matters.handing_out import in_a_week
from dushi.matters.models import WORKING
from dushi.town.models import Seat, Unit
from dushi.town.widgets import MomentInput
from meetings.agenda import next_empty
from meetings.models import AgendaItem, Meeting
from meetings.sheets import AgendaText, ItemText, TaskText

NEW = "new"


def owners_for(meeting: Meeting) -> QuerySet[Unit]:
    """Units this body may give tasks to: an area itself and its villages (分级负责, 1.0), the others everybody."""
    units = Unit.objects.in_force().filter(town=meeting.town_id, kind__in=DOING).order_by("kind", "order", "code", "pk")
    if meeting.body.kind != Unit.Kind.AREA:
        return units
    return units.filter(Q(pk=meeting.body_id) | Q(pk__in=Unit.objects.of_area(meeting.body).values("pk")))


def seats_for(meeting: Meeting) -> QuerySet[Seat]:
    """Seats that may be named beside the unit: of a 管区 its 书记 and 包村人员, else those outside the villages."""
    seats = Seat.objects.filter(town=meeting.town_id, kind__in=WORKING).select_related("unit")
    seats = seats.order_by("unit__kind", "unit__order", "unit", "kind", "ordinal")
    if meeting.body.kind != Unit.Kind.AREA:
        return seats.filter(unit__kind__in=DOING).exclude(unit__kind=Unit.Kind.VILLAGE)
    return seats.filter(unit__in=owners_for(meeting).values("pk"))


class ItemForm(forms.Form):
    """What was said and decided about one item, and one 交办."""

    clauses = {"owner_unit": "X.2"}
    title = forms.CharField(label="议题", max_length=120, required=False)
    text = forms.CharField(label="研究情况", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    decision = forms.CharField(
        label="议定事项", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    owner_unit = UnitChoice(label="交办给", queryset=Unit.objects.none(), required=False, empty_label="不交办")
    owner_seat = forms.ModelChoiceField(
        label="责任岗位", queryset=Seat.objects.none(), required=False, empty_label="由责任单位整体负责"
    )
    task = forms.CharField(label="交办事项", max_length=120, required=False, help_text="不填即按议定事项交办")
    due_at = forms.DateTimeField(label="办结时限", required=False, widget=MomentInput)

    def __init__(self, *args: Any, meeting: Meeting, item: AgendaItem | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.fields["owner_unit"].queryset = owners_for(meeting)  # type: ignore[attr-defined]
        self.fields["owner_seat"].queryset = seats_for(meeting)  # type: ignore[attr-defined]
        self.fields["due_at"].initial = in_a_week(clock.now())
        if item is not None:
            self.fields["text"].initial, self.fields["decision"].initial = item.text, item.decision
            self.fields["title"].initial = item.title
        if item is not None and item.clause:
            del self.fields["title"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seat = data.get("owner_seat")
        data["owner_unit"] = data.get("owner_unit") or (seat.unit if seat else None)
        if seat and seat.unit_id != data["owner_unit"].pk:
            self.add_error("owner_seat", "责任岗位不属于责任单位。")
        if data.get("owner_unit"):
            data["task"] = data.get("task") or (data.get("decision") or "").strip().split("\n")[0][:120]
            if not data["task"]:
                self.add_error("task", "请写明交办事项，或写明议定事项。")
            if not data.get("due_at") and "due_at" not in self.errors:
                self.add_error("due_at", "请选办结时限。")
        elif data.get("task"):
            self.add_error("owner_unit", "请选把这件事交办给谁。")
        return data

    def read(self, *, is_covered: bool) -> ItemText:
        data = self.cleaned_data
        unit = data.get("owner_unit")
        return ItemText(
            item=self.item,
            title=data.get("title", "").strip(),
            is_covered=is_covered,
            text=data["text"],
            decision=data["decision"],
            task=TaskText(data["task"], unit, data["due_at"], data["owner_seat"]) if unit else None,
        )


class AgendaForm:
    """The items of one meeting with their ticks, and the one that is open.

    opened: id of an item, NEW for one raised besides, or "" for the first empty one.
    """

    def __init__(self, meeting: Meeting, data: Mapping[str, Any] | None = None, opened: str = "") -> None:
        self.meeting = meeting
        self.data = data
        rows = meeting.agenda.prefetch_related(
            "tasks__owner_unit", "tasks__owner_seat__unit", "tasks__matter"
        ).select_related("matter__about")
        self.items: list[AgendaItem] = list(rows)
        self.opened = self._find((data or {}).get("open_item", "") or opened)
        self.form: ItemForm | None = None
        if self.opened == NEW:
            self.form = ItemForm(data, prefix="item", meeting=meeting, item=None)
        elif self.opened:
            item = next(item for item in self.items if str(item.pk) == self.opened)
            self.form = ItemForm(data, prefix="item", meeting=meeting, item=item)

    def _find(self, asked: str) -> str:
        """The item asked for where it is there; else the first empty one; else a new one where one may be raised."""
        if asked in {str(item.pk) for item in self.items} or (asked == NEW and not self.meeting.is_topical_item):
            return asked
        empty = next((str(item.pk) for item in self.items if item.is_empty), "")
        return empty or ("" if self.meeting.is_topical_item else NEW)

    @property
    def ticked(self) -> set[int]:
        """Ids of the items shown as 已研究: as typed, else as kept."""
        if self.data is None:
            return {item.pk for item in self.items if item.is_covered}
        values = self.data.getlist("covered") if hasattr(self.data, "getlist") else []
        return {int(value) for value in values if value.isdecimal() and len(value) < 18}

    def is_valid(self) -> bool:
        return self.form is None or self.form.is_valid()

    def read_words(self) -> AgendaText:
        """What an autosave keeps: ticks and words, whatever else is still missing; it hands nothing out."""
        words = None
        if self.form and self.form.item and not {"text", "decision"} & set(self.form.errors):
            data = self.form.cleaned_data
            words = ItemText(
                item=self.form.item,
                title=data.get("title", "").strip(),
                text=data["text"],
                decision=data["decision"],
                is_covered=self.form.item.pk in self.ticked,
            )
        return AgendaText(covered=frozenset(self.ticked), open=words)

    def read(self, *, is_done: bool = False) -> AgendaText:
        """is_done: the open item's own button was pressed, which says it was dealt with."""
        ticked = self.ticked
        text = None
        if self.form:
            covered = is_done or (self.form.item is not None and self.form.item.pk in ticked)
            text = self.form.read(is_covered=covered)
        return AgendaText(covered=frozenset(ticked), open=text)


def following(meeting: Meeting, item: AgendaItem | None) -> str:
    """What opens when an item was saved: the next empty one, else a new one."""
    after = next_empty(meeting, item)
    return str(after.pk) if after else NEW
