"""A 周通报 in each state, by the real acts."""

from __future__ import annotations

from dushi import clock
from dushi.bulletin import actions
from dushi.bulletin.compiling import compile_due
from dushi.bulletin.models import Bulletin


def draft_of(town):
    """The draft of the week that ended."""
    compile_due(clock.now())
    return Bulletin.objects.get(town=town)


def ready_of(cast, summary=""):
    draft = draft_of(cast.town)
    actions.edit_words(bulletin=draft, summary=summary, note="请各管区提早准备。", by=cast.clerk)
    return actions.send(bulletin=draft, by=cast.clerk)


def signed_of(cast, summary=""):
    return actions.sign(bulletin=ready_of(cast, summary), by=cast.mayor)
