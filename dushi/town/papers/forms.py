"""公文设置 as a form: the names, then a line per kind of paper the organ issues."""

from __future__ import annotations

from typing import Any

from django import forms

from dushi.records.head_models import LetterHead
from dushi.records.kinds import kinds_of
from dushi.town.models import Unit
from dushi.town.papers.setting import CODE_FIELD, LAST_FIELD, reached

NAMES = ("red_head", "signature", "addressed_to", "copies_to", "printed_by")


class LetterHeadForm(forms.ModelForm):
    """What is left blank stays blank on the papers, to be written by hand."""

    class Meta:
        model = LetterHead
        fields = NAMES
        help_texts = {
            "red_head": "文件上方的红色大字。不填用机关全称",
            "signature": "落款。不填用机关全称",
            "addressed_to": "通报等普发文书的主送，如：各管区、各村、镇直各单位。整改通知书主送责任单位，不用这里",
            "copies_to": "版记里的抄送。不填没有抄送",
            "printed_by": "版记里的印发机关，如党政办公室。不填没有这一行",
        }

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds_of(unit.kind)
        lasts = reached(unit, self.instance if self.instance.pk else None)
        for kind in self.kinds:
            self.fields[f"{CODE_FIELD}{kind.key}"] = forms.CharField(
                label=f"{kind.label}机关代字",
                max_length=12,
                required=False,
                initial=(self.instance.codes or {}).get(kind.key, ""),
                widget=forms.TextInput(attrs={"aria-label": f"{kind.label}机关代字"}),
            )
            if not kind.is_closed:
                self.fields[f"{LAST_FIELD}{kind.key}"] = forms.IntegerField(
                    label=f"{kind.label}今年已编到第几号",
                    min_value=0,
                    max_value=9999,
                    required=False,
                    initial=lasts[kind.key],
                    widget=forms.NumberInput(attrs={"aria-label": f"{kind.label}今年已编到第几号"}),
                )

    def names(self) -> list[Any]:
        return [self[name] for name in NAMES]

    def rows(self) -> list[tuple[str, Any, Any]]:
        """Label, field of the 代字, and field of the number where it may be seen."""
        known = self.fields
        return [
            (
                kind.label,
                self[f"{CODE_FIELD}{kind.key}"],
                self[last] if (last := f"{LAST_FIELD}{kind.key}") in known else None,
            )
            for kind in self.kinds
        ]

    def given(self) -> dict[str, dict[str, Any]]:
        """Arguments of setting.save_head. A number that was not touched is not set."""
        data = self.cleaned_data
        lasts = {name: value for name in self.changed_data if name.startswith(LAST_FIELD) and (value := data[name])}
        return {
            "names": {name: data[name] for name in NAMES},
            "codes": {kind.key: data[f"{CODE_FIELD}{kind.key}"] for kind in self.kinds},
            "lasts": {name.removeprefix(LAST_FIELD): value for name, value in lasts.items()},
        }
