"""The district's workbook, and what each of its columns asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from dushi.district.matching import NAME, heading, proposed, sources, width
from dushi.district.models import DistrictTable
from dushi.district.workbook import LARGEST, address, letters, sheets_of
from dushi.town.exchange.reading import TOP, Unreadable
from dushi.town.exchange.sandbox import position

#: So many lines below the head show what a column holds.
SAMPLES = 3
COLUMN = "column_"


class AddForm(forms.Form):
    """`sheets` is what was read of the file."""

    file = forms.FileField(
        label="区里的空表",
        help_text=".xlsx，不超过 2 MB；表里要有各村的名称",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的。", "missing": "请选择文件。"},
    )
    clauses = {"file": "1.3(a)"}
    sheets: list[dict[str, Any]]
    content: bytes

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > LARGEST:
            raise forms.ValidationError("表格超过 2 MB，请去掉图片和用不着的工作表再上传。")
        self.content = upload.read()
        try:
            self.sheets = sheets_of(self.content)
        except Unreadable as reason:
            raise forms.ValidationError(str(reason)) from reason
        if not any(sheet["rows"] for sheet in self.sheets):
            raise forms.ValidationError("表里没有内容。")
        return upload


class MapForm(forms.ModelForm):
    """Name, sheet, head row and hour, then a field for each column of that sheet."""

    class Meta:
        model = DistrictTable
        fields = ("name", "sheet", "head_row", "ready", "stamp_cell", "stamp")
        help_texts = {
            "head_row": "两层表头的，填下面一层的行号",
            "ready": "填好后在提醒里告诉扶贫办；以前哪一周都可以另外下载",
            "stamp_cell": "如 A2；不用就空着",
            "stamp": "【镇】【周】【起】【止】换成镇名、第几周和起止日期，如：填报时间：【起】至【止】",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [sheet["name"] for sheet in self.instance.sheets if sheet["rows"]]
        self.fields["sheet"] = forms.ChoiceField(label="工作表", choices=[(name, name) for name in names])
        self.fields["head_row"] = forms.IntegerField(
            label="表头在第几行", min_value=1, max_value=200, help_text=self.Meta.help_texts["head_row"]
        )
        self.sheet = self._asked("sheet", self.instance.sheet, names)
        self.rows = self.instance.rows_in(self.sheet)
        asked = self._asked("head_row", str(self.instance.head_row), [str(number) for number, _ in self.rows])
        self.head_row = int(asked)
        self.formulas = {
            tuple(place) for sheet in self.instance.sheets if sheet["name"] == self.sheet for place in sheet["formulas"]
        }
        is_same = (self.sheet, self.head_row) == (self.instance.sheet, self.instance.head_row)
        keys = self.instance.columns if is_same else proposed(self.rows, self.head_row)
        self._ask_columns({int(column): key for column, key in keys.items()})

    def _asked(self, name: str, kept: str, known: list[str]) -> str:
        """What the form was sent with, where it stands in the file."""
        sent = self.data.get(name, "") if self.is_bound else ""
        return sent if sent in known else kept

    def reread(self) -> MapForm:
        """The columns of the sheet and row that were sent, with what their heads propose; the rest as it was typed."""
        self.instance.sheet, self.instance.head_row = self.sheet, self.head_row
        found = proposed(self.rows, self.head_row)
        self.instance.columns = {str(column): key for column, key in found.items()}
        typed = {name: self.data.get(name, "") for name in ("name", "ready", "stamp_cell", "stamp")}
        return MapForm(instance=self.instance, initial=typed)

    def _ask_columns(self, keys: dict[int, str]) -> None:
        choices: list[Any] = [("", "不填，照原样")]
        choices += [(source.title, [(one.key, one.label) for one in source.fields]) for source in sources()]
        self.width = width(self.rows, self.head_row)
        for column in range(self.width):
            head = heading(self.rows, self.head_row, column)
            self.fields[f"{COLUMN}{column}"] = forms.ChoiceField(
                label=f"{letters(column)} 列　{head or '（没有表头）'}",
                choices=choices,
                required=False,
                initial=keys.get(column, ""),
                help_text=self.sample(column),
            )

    def sample(self, column: int) -> str:
        """What stands below the head; that there are formulas, which stay."""
        below = [cells[column] for number, cells in self.rows if number > self.head_row and column < len(cells)]
        shown = "、".join(cell[:12] for cell in below[:SAMPLES] if cell)
        first = next((number for number, _ in self.rows if number > self.head_row), 0)
        if (first, column) in self.formulas:
            return "有公式，公式不动"
        return shown

    def top(self) -> list[tuple[int, list[str]]]:
        """The lines down to some below the head; of a title its one cell."""
        near = [(number, cells) for number, cells in self.rows if number <= self.head_row + SAMPLES][-TOP:]
        return [
            (number, [found[0]] if len(found := list(filter(None, cells))) == 1 else cells) for number, cells in near
        ]

    def columns(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(COLUMN)]

    def clean_stamp_cell(self) -> str:
        cell: str = self.cleaned_data["stamp_cell"].strip().upper()
        if not cell:
            return ""
        try:
            row, column = position(cell)
        except ValueError as fault:
            raise forms.ValidationError("请写成 A2 这样。") from fault
        if not 0 <= row < self.head_row or column >= 60:
            raise forms.ValidationError("请填表头以上的格子。")
        if (row + 1, column) in self.formulas:
            raise forms.ValidationError("这一格是公式，不能改写。")
        return address((row + 1, column))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = [data.get(f"{COLUMN}{column}") for column in range(self.width)]
        if names.count(NAME) != 1:
            self.add_error(None, "请指出哪一列是村名，只能有一列。")
        if bool(data.get("stamp_cell")) != bool(data.get("stamp")):
            self.add_error("stamp", "格子和写的内容要填就都填。")
        return data

    def said(self) -> dict[str, Any]:
        """Arguments of actions.map_table."""
        data = self.cleaned_data
        asked = {name.removeprefix(COLUMN): key for name, key in data.items() if name.startswith(COLUMN) and key}
        columns = {int(column): key for column, key in asked.items()}
        return {**{name: data[name] for name in self.Meta.fields}, "columns": columns}
