"""The filters of 问题台账: what is asked in the address is filtered in the database, on screen and in Excel alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, Q

from dushi import clock
from dushi.matters.forms import DOING, UnitChoice
from dushi.matters.models import Matter, MatterQuerySet
from dushi.town.models import Unit, User

OPEN, ALL, SPOT, RECHECK = "open", "all", "spot", "recheck"
STATES = [(OPEN, "在办（未销号）"), *Matter.Status.choices, (RECHECK, "待回头看"), (SPOT, "即知即改"), (ALL, "全部")]


class MatterFilter(forms.Form):
    """Every answer is optional; without a state the open ones are shown."""

    q = forms.CharField(label="文字", required=False, max_length=60)
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
    about = UnitChoice(label="管区、村或部门", required=False, queryset=Unit.objects.none(), empty_label="全部")
    tier = forms.ChoiceField(label="层级", required=False, choices=[("", "全部"), *Matter.Tier.choices])
    source = forms.ChoiceField(label="来源", required=False, choices=[("", "全部"), *Matter.Source.choices])
    overdue = forms.BooleanField(label="只看逾期", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        units = Unit.objects.visible_to(user).filter(kind__in=DOING).order_by("kind", "order", "code", "pk")
        self.fields["about"].queryset = units  # type: ignore[attr-defined]

    def rows(self, at: datetime | None = None) -> MatterQuerySet:
        """The matters asked for, the nearest due moment first. An answer that is none of the choices finds nothing."""
        rows = Matter.objects.visible_to(self.user)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        rows = self._in_state(rows, asked["state"] or OPEN)
        if unit := asked["about"]:
            rows = rows.about_area(unit) if unit.kind == Unit.Kind.AREA else rows.concerning(unit)
        for name in ("tier", "source"):
            if asked[name]:
                rows = rows.filter(**{name: asked[name]})
        if asked["overdue"]:
            rows = rows.overdue(at)
        return rows.worded(asked["q"]).in_order()

    def _in_state(self, rows: MatterQuerySet, state: str) -> MatterQuerySet:
        if state == SPOT:
            return rows.filter(is_fixed_on_spot=True)
        rows = rows.ledger()
        if state == ALL:
            return rows
        if state == RECHECK:
            return rows.filter(status=Matter.Status.CLOSED, recheck_on__isnull=False, rechecked_at__isnull=True)
        return rows.open() if state == OPEN else rows.filter(status=state)


def totals(rows: MatterQuerySet, at: datetime | None = None) -> dict[str, int]:
    """The figures of the first sentence, without 示例 units (`example` tells how many open ones stand beside)."""
    moment = at or clock.now()
    counted = Q(about__is_example=False)
    status = Matter.Status
    return rows.aggregate(
        going=Count("pk", filter=counted & ~Q(status__in=Matter.ENDED)),
        late=Count("pk", filter=counted & Q(status__in=Matter.OWNERS, due_at__lt=moment)),
        asked=Count("pk", filter=counted & Q(status=status.REGISTERED)),
        submitted=Count("pk", filter=counted & Q(status=status.SUBMITTED)),
        example=Count("pk", filter=~counted & ~Q(status__in=Matter.ENDED)),
    )
