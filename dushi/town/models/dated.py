"""What holds from one civil day to another."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Q

from dushi import clock


def in_force(on: date | OuterRef, prefix: str = "") -> Q:
    """Rows whose valid_from..valid_to (both inclusive, open end allowed) holds the civil day `on`, or that in a column
    of the outer row."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": on})
    )


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with valid_from and valid_to (civil days, inclusive)."""

    def in_force(self, on: date | None = None) -> Any:
        return self.filter(in_force(on or clock.today()))


class Dated(models.Model):
    """Something that holds from one civil day to another, inclusive; no end means until further notice."""

    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="%(class)s_dates_in_order"
            )
        ]

    def is_in_force(self, on: date | None = None) -> bool:
        day = on or clock.today()
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)
