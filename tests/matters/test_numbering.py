"""Numbers run per town and year, without gaps, also when many register at once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from dushi import clock
from dushi.matters.models import Matter
from tests.cast import Cast
from tests.matters.making import raised


@pytest.mark.clause("X.2")
@pytest.mark.django_db
def test_numbers_begin_at_one_each_year_and_a_failure_leaves_no_gap(cast, at):
    assert raised(cast).number_text == "2026-001"
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raised(cast)
        raise ZeroDivisionError
    assert raised(cast).number_text == "2026-002"
    clock.travel(clock.at(clock.date(2027, 1, 1), 0))
    assert raised(cast).number_text == "2027-001"
    clock.travel(clock.at(clock.date(2026, 12, 31), 23, 59))
    assert raised(cast).number_text == "2026-003"


@pytest.mark.clause("X.2")
@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_each_number_once(at):
    cast, gate = Cast(), threading.Barrier(8)

    def register():
        try:
            gate.wait(10)
            for _ in range(5):
                raised(cast)
        finally:
            connection.close()

    threads = [threading.Thread(target=register) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(Matter.objects.values_list("number", flat=True)) == list(range(1, 41))
