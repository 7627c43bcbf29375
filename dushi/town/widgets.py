"""Inputs as a phone likes them: its own pickers for days and hours, big choices instead of selects."""

from __future__ import annotations

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """A civil day, by the device's own picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A moment in Shanghai time, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class Choice(forms.RadioSelect):
    """One of few, side by side; the empty answer of a model's choices is not offered."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        return [group for group in groups if any(option["value"] != "" for option in group[1])]


class PhotosInput(forms.FileInput):
    """Several photos at once, from the camera or the album. Never compulsory."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/*", "multiple": True, **(attrs or {})})


class PhotosField(forms.FileField):
    """Cleans to a list of uploads, in the order they were chosen; [] where none."""

    widget = PhotosInput

    def __init__(self, *, most: int = 9, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**{"required": False, "label": "照片（可不传）", **kwargs})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        uploads = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(uploads) > self.most:
            raise forms.ValidationError(f"照片最多 {self.most} 张，本次选了 {len(uploads)} 张，请减少后再传。")
        clean_one = super().clean
        return [clean_one(upload, initial) for upload in uploads]
