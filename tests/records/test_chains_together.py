"""Sixteen at once add to one chain: no fork, no gap, and who verifies meanwhile is never alarmed."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from dushi import clock
from dushi.records.chains import append, head, verify
from dushi.records.models import Attachment, ChainLink
from tests.cast import Cast
from tests.records.chained import CHAIN, attach, chained  # noqa: F401

WRITERS, EACH = 16, 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("3.4.c")
def test_sixteen_writers_at_once_make_one_chain(at, chained):  # noqa: F811
    town, gate, verdicts = Cast().town, threading.Barrier(WRITERS + 1), []

    def write(writer):
        gate.wait(30)
        try:
            for number in range(EACH):
                undo = (writer + number) % 4 == 0
                with transaction.atomic():
                    append(attach(town, f"{writer}写{number}"), chain=CHAIN, at=clock.now())
                    transaction.set_rollback(undo)
        finally:
            connection.close()

    def watch():
        gate.wait(30)
        try:
            while not all(one.done() for one in writing):
                verdicts.append(verify(town, CHAIN, [head(town, CHAIN)]))
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        writing = [pool.submit(write, writer) for writer in range(WRITERS)]
        watching = pool.submit(watch)
    for one in [*writing, watching]:
        one.result()
    kept = WRITERS * EACH * 3 // 4
    assert Attachment.objects.count() == kept
    assert list(ChainLink.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, kept + 1))
    assert verify(town, CHAIN).is_sound
    assert verdicts
    assert all(verdict.is_sound for verdict in verdicts)
