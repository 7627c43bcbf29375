"""2.1(6) 调度工作落实情况: what the ledger knows of a unit by itself, gathered through the ground floor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings
from django.utils.module_loading import import_string

from dushi import clock
from dushi.obligations.contracts import Fact
from dushi.regulation.periods import Period
from dushi.town.models import Unit

#: Months looked back on, the current one among them.
MONTHS = 3


def span(at: datetime) -> tuple[date, date]:
    """From the first day of the month before last to the day itself."""
    today = clock.local(at).date()
    month = Period.of(Period.Kind.MONTH, today)
    for _ in range(MONTHS - 1):
        month = month.previous()
    return month.first_day, today


def facts_of(unit: Unit, at: datetime) -> Iterator[Fact]:
    """Every provider of settings.FACT_PROVIDERS, in their order."""
    first, last = span(at)
    for path in settings.FACT_PROVIDERS:
        yield from import_string(path)(unit, first, last, at)


def texts_of(unit: Unit, at: datetime) -> list[str]:
    """As they are frozen when the inspector confirms them."""
    return [fact.text for fact in facts_of(unit, at)]
