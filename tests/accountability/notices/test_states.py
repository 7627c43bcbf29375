"""Every state of a notice and of a line against every other: what the tables allow, and nothing else (3.4.d)."""

from __future__ import annotations

import pytest
from django.db import transaction

from accountability.models import CaseStep, CriticismNotice, NoticeSubject
from accountability.notices.moves import move_line, move_notice
from dushi import clock
from dushi.records.errors import Refused
from tests.accountability.notices.making import named, registered

pytestmark = [pytest.mark.usefixtures("at"), pytest.mark.clause("3.4.d")]

#: state → states it may go to, written a second time; whatever is not named is an end.
MAY = {
    CriticismNotice: {"REGISTERED": {"CHECKED", "WITHDRAWN"}, "CHECKED": {"WITHDRAWN"}},
    NoticeSubject: {
        "REGISTERED": {"PENDING", "WITHDRAWN"},
        "PENDING": {"POSTED", "DROPPED", "WITHDRAWN"},
        "POSTED": {"REVERSED"},
    },
}


def test_the_tables_hold_these_states_and_no_other():
    for model, may in MAY.items():
        assert {status: may.get(status, set()) for status in model.Status.values} == model.TRANSITIONS


def tried(row, move, before, to, by):
    """Whether the move is made; it is undone afterwards."""
    type(row).objects.filter(pk=row.pk).update(status=before)
    row.refresh_from_db()
    with transaction.atomic():
        try:
            move(row, to, verb="试", by=by, at=clock.now())
            step = CaseStep.objects.get(verb="试")
            made = (step.before, step.after) == (before, to)
        except Refused:
            made = False
        transaction.set_rollback(True)
    return made


def test_a_notice_and_its_lines_move_as_their_tables_say_and_no_other_way(cast):
    notice = registered(cast)
    line = named(notice, cast.village, by=cast.commission_staff)
    for model, row, move in ((CriticismNotice, notice, move_notice), (NoticeSubject, line, move_line)):
        for before in model.Status.values:
            for to in model.Status.values:
                made = tried(row, move, before, to, cast.commission_staff)
                assert made is (to in MAY[model].get(before, ())), (model.__name__, before, to)
