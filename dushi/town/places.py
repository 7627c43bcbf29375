"""In which 管区 things lay on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce

from dushi.town.models import AreaMembership, Unit, in_force


def placed(rows: Any, unit: str, on: date) -> Any:
    """The QuerySet annotated with `place`: the area in which its `unit` (name of a foreign key) lay on that day, the
    unit itself where it is an area; None for the town's own units."""
    village = AreaMembership.objects.filter(in_force(on), village=OuterRef(unit)).values("area")[:1]
    area = Case(When(**{f"{unit}__kind": Unit.Kind.AREA}, then=F(unit)), output_field=BigIntegerField())
    return rows.order_by().annotate(place=Coalesce(Subquery(village, output_field=BigIntegerField()), area))
