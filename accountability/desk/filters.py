"""Filters of the desk's lists: by state, deadline, situation, unit. A value that is not offered is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from accountability.rules.situations import situations_on
from dushi import clock
from dushi.town.models import Post, Unit

#: Makes the query of everything the person may see.
Seen = Callable[[], QuerySet[Any]]


class Filter(SimpleListFilter):
    """title: on screen. parameter_name: in the address. `options` offers [(value, label)]; `narrow` does the work."""

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.model = model
        super().__init__(request, params, model, model_admin)
        if self.value() not in {None, "", *(str(value) for value, _ in self.lookup_choices)}:
            raise IncorrectLookupParameters

    def options(self, seen: Seen) -> Iterable[tuple[str, str]]:
        """What may be chosen; most need not know what the person may see."""
        raise NotImplementedError

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.options(lambda: model_admin.get_queryset(request)))

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return self.narrow(queryset, value) if value else queryset


class StatusFilter(Filter):
    """By the model's own states; 未了结 where the model says which have ended."""

    title = "状态"
    parameter_name = "status"
    OPEN = "open"

    def options(self, seen: Seen) -> list[tuple[str, str]]:
        model = self.model
        return [*([(self.OPEN, "未了结")] if hasattr(model, "ENDED") else []), *model.Status.choices]

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        model: Any = rows.model
        return rows.exclude(status__in=model.ENDED) if value == self.OPEN else rows.filter(status=value)


class DueFilter(Filter):
    """By the deadline of the present state. due: the field; a subclass may name another."""

    title = "时限"
    parameter_name = "due"
    field = "due_at"

    def options(self, seen: Seen) -> list[tuple[str, str]]:
        return [("late", "逾期"), ("week", "本周到期"), ("later", "以后"), ("none", "没有时限")]

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        now, monday = clock.now(), clock.today() + timedelta(days=7 - clock.today().weekday())
        week_end = clock.at(monday)
        asked = {
            "late": Q(**{f"{self.field}__lt": now}),
            "week": Q(**{f"{self.field}__gte": now, f"{self.field}__lt": week_end}),
            "later": Q(**{f"{self.field}__gte": week_end}),
            "none": Q(**{f"{self.field}__isnull": True}),
        }
        if hasattr(rows.model, "ENDED"):
            rows = rows.exclude(status__in=rows.model.ENDED)
        return rows.filter(asked[value]).order_by(F(self.field).asc(nulls_last=True), "pk")


class UnitFilter(Filter):
    """By the unit that is the subject, or in which the subject has or had a post."""

    title = "单位"
    parameter_name = "unit"

    def options(self, seen: Seen) -> list[tuple[str, str]]:
        plain = seen().order_by()
        held = Post.objects.filter(person__in=plain.filter(person__isnull=False).values("person"))
        units = Unit.objects.filter(
            Q(pk__in=plain.filter(unit__isnull=False).values("unit")) | Q(pk__in=held.values("seat__unit"))
        )
        return [(str(unit.pk), unit.name) for unit in units]

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(
            Q(unit=int(value)) | Q(person__in=Post.objects.filter(seat__unit_id=int(value)).values("person"))
        )


class SituationFilter(Filter):
    """By the situation of 3.1–3.3. field: where the row keeps its clause."""

    title = "情形"
    parameter_name = "situation"
    field = "clause"

    def options(self, seen: Seen) -> list[tuple[str, str]]:
        return [(one.code, f"{one.code} {one.summary}") for one in situations_on(clock.today())]

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(**{self.field: value}).distinct()
