"""Weeks in addresses: /reports/12/2026-W38/."""

from __future__ import annotations

from django.urls import register_converter

from dushi.regulation.periods import Period


class WeekConverter:
    """A week by its key; what is no week answers 404."""

    regex = r"\d{4}-W\d{2}"

    def to_python(self, value: str) -> Period:
        return Period.parse(value)

    def to_url(self, value: Period | str) -> str:
        return value if isinstance(value, str) else value.key


register_converter(WeekConverter, "week")
