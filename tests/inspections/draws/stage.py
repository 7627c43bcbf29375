"""Draws in every state, made by the real actions: the clerk draws two of the six villages, 纪委人员 witnesses."""

from __future__ import annotations

import pytest

from dushi import chance
from inspections.actions.drawing import commit_number, new_draw, reveal_number
from inspections.draws.pool import Wish
from inspections.models import Draw
from tests.inspections import making

#: Numbers no page holds by accident.
NUMBERS = (987654321, 123454321)


@pytest.fixture
def ruled(cast, at):
    """The cast under the rule book, for draws of inspections."""
    making.with_rulebook()
    return cast


def frozen(cast, *, by=None, witness=None, purpose="11月随机走访", kind="VILLAGES", count=2, inspection=None, **more):
    """The list stands; nobody has written a number. more: what Wish takes, `replaces` and `reason`."""
    given = {name: more.pop(name) for name in ("replaces", "reason", "at") if name in more}
    return new_draw(
        town=cast.town,
        wish=Wish(kind=kind, count=count, **more),
        purpose=purpose,
        witness=(witness or cast.commission_staff).person,
        by=by or cast.clerk,
        inspection=inspection,
        **given,
    )


def sides(cast, draw):
    """Logins of drawer and witness."""
    by_person = {user.person_id: user for user in cast.everybody().values()}
    return by_person[draw.drawer_id], by_person[draw.witness_id]


def committed(cast, draw=None, **more):
    made = draw or frozen(cast, **more)
    for user, number in zip(sides(cast, made), NUMBERS, strict=True):
        made = commit_number(draw=made, number=number, by=user)
    return made


def drawn(cast, draw=None, **more):
    made = committed(cast, draw, **more)
    for user in sides(cast, made):
        made = reveal_number(draw=made, by=user)
    return Draw.objects.get(pk=made.pk)


def drawn_as(cast, wanted, **more):
    """A draw whose result `wanted` accepts, by trying seeds of chance."""
    for seed in range(500):
        with chance.seeded(seed):
            made = drawn(cast, **more)
        if wanted(made):
            return made
        made.delete()
    raise AssertionError("no such result")
