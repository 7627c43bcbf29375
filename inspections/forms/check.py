"""One line of the checklist on a phone: four big answers, a few words where there is something to say."""

from __future__ import annotations

from typing import Any

from django import forms

from dushi import chance
from dushi.offline.times import DeviceTime
from dushi.town.widgets import Choice, PhotosField
from inspections.actions.fieldwork import BY_HAND, NOTE


class LineForm(DeviceTime):
    """A form of its own per item, so that two inspectors on one unit never send each other's lines."""

    item = forms.CharField(max_length=16, widget=forms.HiddenInput)
    #: of a sending from a telephone: what is known again, and what the line said when the page was opened
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    base = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    result = forms.ChoiceField(label="结果", choices=[(one.value, one.label) for one in BY_HAND], widget=Choice)
    note = forms.CharField(
        label="说明（可不填）",
        max_length=NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "placeholder": "说明（可不填）"}),
    )

    def __init__(self, data: Any = None, *, item: str, initial: dict[str, Any] | None = None) -> None:
        self.about = item
        name = "".join(sign if sign.isalnum() else "_" for sign in item)
        super().__init__(
            data, initial={"item": item, "key": chance.uuid4(), **(initial or {})}, auto_id=f"id_{name}_%s"
        )

    @property
    def answer(self) -> dict[str, str]:
        """What the line says."""
        return {name: self.cleaned_data[name] for name in ("item", "result", "note")}


class PhotoForm(forms.Form):
    photos = PhotosField(label="照片（可不传）")
