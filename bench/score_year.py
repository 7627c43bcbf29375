"""A year's scores of 100,000 subjects from 1,000,000 entries, beside the one GROUP BY written by hand."""

from __future__ import annotations

from typing import Any

from django.db import connection

from bench import ledger
from bench.harness import Result, pairs
from bench.world import World

NAMES = ("score-year",)

#: As good as it gets: by the account alone, which is then looked up.
GROUPED = """
    SELECT a.unit_id, a.person_id, sums.deducted, sums.bonus, sums.entries
    FROM (SELECT e.account_id,
                 coalesce(sum(e.counted) FILTER (WHERE NOT is_bonus), 0) AS deducted,
                 coalesce(sum(e.counted) FILTER (WHERE is_bonus), 0) AS bonus,
                 count(*) AS entries
          FROM accountability_scoreentry e
          LEFT JOIN accountability_scoreentry r ON r.id = e.reverses_id,
          LATERAL (SELECT e.kind = 'BONUS' OR e.kind = 'CAP' AND e.matter_key = 'bonus'
                          OR e.kind = 'REVERSAL' AND coalesce(r.kind = 'BONUS', false) AS is_bonus) AS told
          WHERE e.town_id = %(town)s
          GROUP BY e.account_id) AS sums
    JOIN accountability_scoreaccount a ON a.id = sums.account_id
    WHERE a.town_id = %(town)s AND a.year = %(year)s
"""


def measure(world: World) -> list[Result]:
    with world.on(world.town):
        from accountability.scores.standing import sums

        town = ledger.made()

        def ours() -> dict[str, tuple[int, ...]]:
            return {key: (own.deducted, own.bonus, own.entries) for key, own in sums(town, ledger.YEAR).items()}

        return [pairs(ours, lambda: _floor(town)).at_most("score-year", 1.5)]


def _floor(town: Any) -> dict[str, tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(GROUPED, {"town": town.pk, "year": ledger.YEAR})
        rows = cursor.fetchall()
    return {f"unit:{row[0]}" if row[0] else f"person:{row[1]}": row[2:] for row in rows}
