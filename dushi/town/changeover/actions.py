"""换届: every line or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from dushi import clock
from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.town.actions.posts import GRACE, start_post, transfer, vacate
from dushi.town.changeover.lines import Line
from dushi.town.models import Changeover, Handover, Town, User


@transaction.atomic
def change_over(*, town: Town, on: date, reason: str, lines: Sequence[Line], by: User) -> Changeover:
    """From `on` (a civil day) every seat is its successor's, empty, or held by somebody acting, all in one.

    What is open follows the seat; what was late before stays with the predecessor; whoever loses their last post is
    logged out from that day on. Lines that change nothing are passed over.
    Raises Refused, naming the seat, for the first line that cannot be, and changes nothing; and where nothing changes.
    """
    changed = [line for line in lines if line.changes]
    if not changed:
        raise Refused("没有要变动的岗位。")
    changeover = Changeover.objects.create(town=town, on=on, reason=reason, at=clock.now(), by=by)
    for line in changed:
        try:
            _change(changeover, line, by)
        except Refused as refusal:
            raise Refused(f"{line.seat}：{refusal.message}", field=str(line.seat.pk)) from None
    record("换届", changeover, by=by, reason=reason, data={"on": on.isoformat(), "posts": len(changed)})
    return changeover


def _change(changeover: Changeover, line: Line, by: User) -> None:
    given = {"seat": line.seat, "on": changeover.on, "by": by}
    is_acting = line.acting_until is not None
    if line.person is None:
        vacate(**given, reason=changeover.reason, changeover=changeover)
    elif not is_acting and line.holder is not None:
        transfer(**given, successor=line.person, reason=changeover.reason, changeover=changeover)
    else:
        start_post(**given, person=line.person, until=line.acting_until, is_acting=is_acting, reason=changeover.reason)
        Handover.objects.create(
            **given,
            changeover=changeover,
            predecessor=line.holder,
            successor=line.person,
            acting_until=line.acting_until,
            grace_until=changeover.on + GRACE - timedelta(days=1),
            at=changeover.at,
        )
