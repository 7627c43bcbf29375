"""A table to bring in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from dushi.town.exchange.reading import LARGEST, MOST_ROWS, Sheet, Unreadable, read
from dushi.town.exchange.table import Table

TOO_LARGE = "文件超过 5 MB，请分成几个文件，或删去图片和多余的格式。"


class UploadForm(forms.Form):
    """`cleaned_data["file"]` is the Sheet that was read."""

    file = forms.FileField(
        label="文件",
        help_text=f".xlsx 或 .csv，不超过 5 MB、{MOST_ROWS:,} 行",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": "请选择文件。",
            "empty": "文件是空的。",
            "invalid": "请选择文件。",
            "missing": "请选择文件。",
        },
    )

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        self.name = ""

    def clean_file(self) -> Sheet:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > LARGEST:
            raise forms.ValidationError(TOO_LARGE)
        must = [column.column_name for column in self.table.columns if column.must]
        self.name = upload.name or ""
        try:
            return read(upload.read(), known=self.table.heads, must=must, aliases=self.table.aliases)
        except Unreadable as reason:
            raise forms.ValidationError(str(reason)) from reason
