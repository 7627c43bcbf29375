"""What is asked to draft, change and put into force a 考核办法."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings as site
from django.forms import BoundField

from accountability.acts import ActForm
from accountability.scores.checking import MOST, SPREAD_SEATS
from accountability.scores.drafting import Start
from accountability.scores.layout import ALL, Table, TableRow, figures_at, tables
from accountability.scores.rules import HUNDRED, LEAST_WORKDAYS, MOST_WORKDAYS, CountedBy, SameMatter
from accountability.scores.subjects import SubjectKind
from dushi import clock
from dushi.town.models import Seat
from dushi.town.widgets import Choice

MOST_GRADES = 5


class PointsField(forms.DecimalField):
    """Points as they are spoken (3, 0.5); cleans to whole hundredths, None where left empty."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 5, "autocomplete": "off"})
        super().__init__(
            required=False, min_value=0, max_value=MOST // HUNDRED, decimal_places=2, widget=widget, **kwargs
        )
        self.error_messages |= {"invalid": "写成数字，如 3 或 0.5。"}

    def clean(self, value: Any) -> Any:
        figure = super().clean(value)
        return None if figure is None else int(figure * HUNDRED)


def plain(figure: int | None) -> str:
    """Hundredths as a form shows them: 3, 0.5."""
    return "" if figure is None else f"{(Decimal(figure) / HUNDRED).normalize():f}"


class DraftForm(ActForm):
    year = forms.IntegerField(label="年度", min_value=2017, max_value=2099)
    name = forms.CharField(label="名称", max_length=60)
    start = forms.ChoiceField(label="从哪里起草", widget=Choice)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = clock.today().year
        self.fields["year"].initial, self.fields["name"].initial = year, f"{year}年度考核办法"
        offered = [start for start in Start.choices if start[0] != Start.EXAMPLE or site.DEMO]
        self.fields["start"].choices = offered  # type: ignore[attr-defined]
        self.fields["start"].initial = Start.BLANK


class ForceForm(ActForm):
    minutes_number = forms.CharField(label="党政联席会议纪要编号", max_length=40, help_text="如：〔2026〕3号")
    is_elsewhere = forms.BooleanField(label="纪要不在本系统内（考核办法上会写明：编号由登记人填报）", required=False)


@dataclass(frozen=True)
class FormTable:
    title: str
    note: str
    #: (label, one field or None per column)
    rows: list[tuple[str, list[BoundField | None]]]


class SchemeForm(ActForm):
    """Every figure and rule of a draft, laid out as the tables everybody reads. Gaps may stay until it takes force."""

    template_name = "accountability/_scheme_form.html"

    name = forms.CharField(label="名称", max_length=80)
    same_matter = forms.ChoiceField(
        label="同一事项多次被通报", choices=SameMatter.choices, widget=Choice, required=False
    )
    year_of_count = forms.ChoiceField(
        label="按哪个日期计入年度", choices=CountedBy.choices, widget=Choice, required=False
    )
    objection_workdays = forms.IntegerField(
        label="异议期（工作日）", min_value=LEAST_WORKDAYS, max_value=MOST_WORKDAYS, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.obj.settings
        self.initial["name"] = self.obj.name
        for key in ("same_matter", "year_of_count", "objection_workdays"):
            self.initial[key] = kept.get(key)
        self._tables = tables()
        for table in self._tables:
            for row in table.rows:
                self._add_row(table, row, figures_at(kept, row.path))
        for seat in SPREAD_SEATS:
            self._add_share(seat, kept.get("spread", {}).get(seat, {}))
        grades = kept.get("grades", [])
        for n in range(MOST_GRADES):
            self._add_grade(n, grades[n] if n < len(grades) else {})

    def _add_row(self, table: Table, row: TableRow, figures: Any) -> None:
        for kind in row.kinds:
            label = f"{table.title}：{row.label}，{SubjectKind(kind).label}"
            self.fields[_name(row.path, kind)] = PointsField(label=label, initial=plain(figures.get(kind)))

    def _add_share(self, seat: str, share: dict[str, int]) -> None:
        label = Seat.Kind(seat).label
        self.fields[f"spread-{seat}-percent"] = forms.IntegerField(
            label=f"{label}按比例（%）", min_value=1, max_value=HUNDRED, required=False, initial=share.get("percent")
        )
        self.fields[f"spread-{seat}-points"] = PointsField(label=f"{label}固定分值", initial=plain(share.get("points")))

    def _add_grade(self, n: int, grade: dict[str, Any]) -> None:
        self.fields[f"grade-{n}-name"] = forms.CharField(
            label=f"第 {n + 1} 档名称", max_length=10, required=False, initial=grade.get("name", "")
        )
        self.fields[f"grade-{n}-from"] = PointsField(label=f"第 {n + 1} 档起点", initial=plain(grade.get("from")))

    def figure_tables(self) -> list[FormTable]:
        """For the template."""
        return [
            FormTable(table.title, table.note, [(row.label, self._cells(row)) for row in table.rows])
            for table in self._tables
        ]

    def _cells(self, row: TableRow) -> list[BoundField | None]:
        return [self[_name(row.path, kind)] if kind in row.kinds else None for kind in ALL]

    def shares(self) -> list[tuple[str, BoundField, BoundField]]:
        return [
            (Seat.Kind(seat).label, self[f"spread-{seat}-percent"], self[f"spread-{seat}-points"])
            for seat in SPREAD_SEATS
        ]

    def grade_rows(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"grade-{n}-name"], self[f"grade-{n}-from"]) for n in range(MOST_GRADES)]

    def rule_fields(self) -> list[BoundField]:
        return [self[name] for name in ("same_matter", "year_of_count", "objection_workdays")]

    def clean(self) -> dict[str, Any]:
        """Becomes the arguments of change_scheme: name and settings."""
        given = super().clean() or {}
        for seat in SPREAD_SEATS:
            if given.get(f"spread-{seat}-percent") and given.get(f"spread-{seat}-points"):
                self.add_error(f"spread-{seat}-points", "比例和固定分值只写一样。")
        return {"name": given.get("name", ""), "settings": self._settings(given)}

    def _settings(self, given: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {"points": {}, "measures": {}, "bonus": {}}
        for row in (row for table in self._tables for row in table.rows):
            figures = {kind: given.get(_name(row.path, kind)) for kind in row.kinds}
            if known := {kind: figure for kind, figure in figures.items() if figure is not None}:
                _put(made, row.path, known)
        for key in ("same_matter", "year_of_count", "objection_workdays"):
            if given.get(key):
                made[key] = given[key]
        made["spread"] = {seat: share for seat in SPREAD_SEATS if (share := _share(given, seat))}
        made["grades"] = list(_grades(given))
        return made


def _name(path: tuple[str, ...], kind: str) -> str:
    return "-".join((*path, kind))


def _put(made: dict[str, Any], path: tuple[str, ...], figures: dict[str, int]) -> None:
    place = made
    for step in path[:-1]:
        place = place.setdefault(step, {})
    place[path[-1]] = figures


def _share(given: dict[str, Any], seat: str) -> dict[str, int]:
    if percent := given.get(f"spread-{seat}-percent"):
        return {"percent": percent}
    points = given.get(f"spread-{seat}-points")
    return {"points": points} if points else {}


def _grades(given: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for n in range(MOST_GRADES):
        name, least = given.get(f"grade-{n}-name"), given.get(f"grade-{n}-from")
        if name or least is not None:
            yield {"name": name or "", "from": least}
