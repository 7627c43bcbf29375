"""What must hold of the ledger: states as its history tells them, numbers without gaps, sign-off by another (X.2)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from dushi.alerts.models import Alert
from dushi.clock import SHANGHAI
from dushi.matters.models import WORKING, Matter, MatterPart
from dushi.obligations.models import Obligation
from dushi.records.models import Event
from dushi.records.reconciling import (
    Check,
    key_of_text,
    not_as_told,
    pointing_nowhere,
    settled_at,
    text_of_key,
    unlawful_steps,
    with_gaps,
)
from dushi.town.models import Post
from dushi.town.models.dated import in_force

Status = Matter.Status


def steps_out_of_line() -> Iterator[str]:
    return unlawful_steps(Matter)


def state_of_no_step() -> QuerySet[Matter]:
    return not_as_told(Matter)


def without_history() -> QuerySet[Matter]:
    """Nobody knows how they came into the ledger."""
    told = Event.objects.filter(object_type=Matter._meta.label_lower, object_id=text_of_key(Matter))
    return Matter.objects.filter(~Exists(told))


def numbers_with_gaps() -> Iterator[str]:
    return with_gaps(Matter.objects.all(), "number", "town", "year")


def verified_by_owner() -> QuerySet[Matter]:
    """Signed off by whoever reported it done, kept it, held the seat it was given to, or, where that stood empty,
    worked for the unit that owned it, on that day."""
    closed = Matter.objects.filter(status=Status.CLOSED, verified_by__isnull=False)
    that_day = Post.objects.filter(in_force(OuterRef("on")))
    by_name = that_day.filter(seat=OuterRef("owner_seat"))
    by_unit = that_day.filter(seat__unit=OuterRef("owner_unit"), seat__kind__in=WORKING)
    verifier = {"person": OuterRef("verified_by")}
    works = Q(Exists(by_name.filter(**verifier))) | ~Exists(by_name) & Q(Exists(by_unit.filter(**verifier)))
    own = Q(submitted_by=F("verified_by")) | Q(kept_by=F("verified_by")) | Q(kept_by__isnull=True) & works
    return closed.annotate(on=TruncDate("closed_at", tzinfo=SHANGHAI)).filter(own)


def closed_with_open_parts() -> QuerySet[MatterPart]:
    return MatterPart.objects.filter(matter__status=Status.CLOSED, done_at__isnull=True)


def sources_that_are_gone() -> list[str]:
    return pointing_nowhere(Matter.objects.exclude(source_type=""), "source_type", "source_id")


def chased_though_done() -> QuerySet[Alert]:
    """A rung of the ladder still live though the last tick saw that the matter, or the obligation, is over."""
    moment = settled_at()
    if moment is None:
        return Alert.objects.none()
    lately = Event.objects.filter(object_type=OuterRef("object_type"), object_id=OuterRef("object_id"))
    live = Alert.objects.live().filter(~Exists(lately.filter(at__gte=moment)), order__gt=0)
    looked_at_again = Q(status=Matter.Status.CLOSED, recheck_on__isnull=False, rechecked_at__isnull=True)
    ended = Matter.objects.filter(status__in=Matter.ENDED, pk=key_of_text(Matter, "object_id"))
    over = ended.exclude(looked_at_again)  # 回头看 of what was signed off has a rung of its own
    open_ = Obligation.objects.open().filter(pk=key_of_text(Obligation, "object_id"))
    return live.filter(
        Q(object_type=Matter._meta.label_lower) & Q(Exists(over))
        | Q(object_type=Obligation._meta.label_lower) & ~Exists(open_)
    )


CHECKS = (
    Check("事项的每一步须合乎办理流程", steps_out_of_line),
    Check("事项的状态须与履历一致", state_of_no_step),
    Check("事项须有履历", without_history),
    Check("事项编号须连续不重", numbers_with_gaps),
    Check("销号不得由责任人自行核验", verified_by_owner),
    Check("销号的事项不得有未签办的分工", closed_with_open_parts),
    Check("事项的来源须存在", sources_that_are_gone),
    Check("已了结的不再催办", chased_though_done),
)
