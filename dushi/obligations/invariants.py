"""What must hold of 应办事项: one per key, one holder, moments in order, and evidence for all that is done."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from dushi.obligations.models import Obligation
from dushi.records.reconciling import Check, pointing_nowhere, settled_at
from dushi.town.models import Seat, Unit

DONE = Q(fulfilled_at__isnull=False) | Q(made_up_at__isnull=False)


def opened_twice() -> Iterator[str]:
    """More than one per duty, holder, scope and period."""
    key = ("duty__key", "holder_unit", "holder_seat", "scope", "period")
    for row in Obligation.objects.order_by().values_list(*key).annotate(n=Count("pk")).filter(n__gt=1):
        yield "应办事项 " + " ".join(str(part) for part in row[:5] if part is not None)


def held_by_none_or_two() -> QuerySet[Obligation]:
    return Obligation.objects.filter(~(Q(holder_unit__isnull=True) ^ Q(holder_seat__isnull=True)))


def moments_out_of_order() -> QuerySet[Obligation]:
    """Done in time after the last moment, missed before it, made up in time, or done and missed at once."""
    return Obligation.objects.filter(
        Q(fulfilled_at__gt=F("late_until"))
        | Q(made_up_at__lte=F("late_until"))
        | Q(missed_at__lte=F("late_until"))
        | Q(fulfilled_at__isnull=False, missed_at__isnull=False)
        | Q(fulfilled_at__isnull=False, made_up_at__isnull=False)
        | Q(late_until__lt=F("due_at"))
        | Q(ends_on__lt=F("starts_on"))
    )


def done_without_evidence() -> QuerySet[Obligation]:
    return Obligation.objects.filter(DONE).filter(Q(evidence_type="") | Q(evidence_id=""))


def evidence_without_deed() -> QuerySet[Obligation]:
    return Obligation.objects.exclude(DONE).exclude(evidence_type="", evidence_id="")


def evidence_that_is_gone() -> list[str]:
    return pointing_nowhere(Obligation.objects.filter(DONE).exclude(evidence_type=""), "evidence_type", "evidence_id")


def excused_without_reason() -> QuerySet[Obligation]:
    """A person gives a reason; a rule names itself, or the week it went into."""
    return Obligation.objects.filter(excused_at__isnull=False, excuse="", merged_into="")


def opened_before_live() -> QuerySet[Obligation]:
    return Obligation.objects.filter(ends_on__lt=F("town__live_from"))


def of_no_known_place() -> QuerySet[Obligation]:
    """Holder, scope and area are of the obligation's town, and the area is an area."""
    holder = Unit.objects.filter(pk=OuterRef("holder_unit"), town=OuterRef("town"))
    seat = Seat.objects.filter(pk=OuterRef("holder_seat"), town=OuterRef("town"))
    area = Unit.objects.filter(pk=OuterRef("area"), kind=Unit.Kind.AREA)
    return Obligation.objects.filter(
        Q(holder_unit__isnull=False) & ~Exists(holder)
        | Q(holder_seat__isnull=False) & ~Exists(seat)
        | Q(area__isnull=False) & ~Exists(area)
    )


def overdue_and_not_stamped() -> QuerySet[Obligation]:
    """Past the last moment when the last tick began, and still open."""
    moment = settled_at()
    return Obligation.objects.watched().filter(late_until__lt=moment) if moment else Obligation.objects.none()


CHECKS = (
    Check("应办事项同一职责、责任方、对象、周期只有一条", opened_twice),
    Check("应办事项须恰有一个责任方", held_by_none_or_two),
    Check("应办事项的时间须合乎先后", moments_out_of_order),
    Check("已办的应办事项须有依据", done_without_evidence),
    Check("未办的应办事项不得有依据", evidence_without_deed),
    Check("应办事项的依据须存在", evidence_that_is_gone),
    Check("免计的须有事由", excused_without_reason),
    Check("启用之前不得有应办事项", opened_before_live),
    Check("应办事项的责任方、管区须属本镇", of_no_known_place),
    Check("过了可补时限的须已判定", overdue_and_not_stamped),
)
