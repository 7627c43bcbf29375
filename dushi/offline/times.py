"""When a text was written on the device, as the device says: kept and shown, believed as far as each act says."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.dateparse import parse_datetime

from dushi import clock


class DeviceTime(forms.Form):
    """A form whose sender may say when it was filled in (static/js/offline/forms.js does)."""

    device_at = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_device_at(self) -> datetime | None:
        """What cannot be read is not held against anybody."""
        try:
            moment = parse_datetime(self.cleaned_data["device_at"])
            return clock.local(moment) if moment is not None and moment.tzinfo is not None else None
        except (ValueError, OverflowError):
            return None
