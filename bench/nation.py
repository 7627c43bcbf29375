"""The nation's towns and villages: the real lists where NATION names their folder, else as many with the same spread.

NATION=<folder> holds nation-towns.csv.gz (code,name,…) and nation-villages.csv.gz (code,name), codes of 9 and 12
digits. bench/spread.json says how many towns have how many villages.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection

SPREAD = Path(__file__).with_name("spread.json")
#: Villages of one made-up 管区: no list says how towns are divided.
EACH = 12


@dataclass(frozen=True)
class Lists:
    """source: what the table says of them. towns: (code, name); villages: (code, name), the town's code in front."""

    source: str
    towns: list[tuple[str, str]]
    villages: list[tuple[str, str]]


def lists(share: float = 1.0) -> Lists:
    """The lists, or the first `share` of them (0 < share ≤ 1)."""
    folder = os.environ.get("NATION", "")
    found = _real(Path(folder)) if folder else _made()
    if share == 1:
        return found
    towns = found.towns[:: round(1 / share)]
    codes = {code for code, _ in towns}
    return Lists(f"{found.source}, {share:g} of them", towns, [row for row in found.villages if row[0][:9] in codes])


def _real(folder: Path) -> Lists:
    towns, villages = (_rows(folder / f"nation-{name}.csv.gz") for name in ("towns", "villages"))
    return Lists("real lists", [(row[0], row[1]) for row in towns], [(row[0], row[1]) for row in villages])


def _rows(path: Path) -> Iterator[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


def _made() -> Lists:
    spread: dict[str, int] = json.loads(SPREAD.read_text())
    sizes = [int(size) for size, towns in spread.items() for _ in range(towns)]
    # Large and small towns stand mixed, as in any list by code: a step prime to their number walks through all.
    step = 9973
    towns = [(f"{100000001 + n}", f"示例第{n + 1}镇") for n in range(len(sizes))]
    villages = [
        (f"{code}{n:03}", f"示例第{n}村")
        for at, (code, _) in enumerate(towns)
        for n in range(1, sizes[at * step % len(sizes)] + 1)
    ]
    return Lists("made lists of the same spread", towns, villages)


def load(lists: Lists, live_from: date) -> None:
    """Put them beside what is there: towns at work from `live_from`, 管区 of a dozen villages, each village with an
    officer in post, each 管区 with its secretary. Nothing is opened."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE listed_town (code text, name text)")
        cursor.execute("CREATE TEMP TABLE listed_village (code text, name text)")
        for table, rows in (("listed_town", lists.towns), ("listed_village", lists.villages)):
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        for statement in _STATEMENTS:
            cursor.execute(statement, {"on": live_from, "each": EACH})
        cursor.execute("DROP TABLE listed_town, listed_village, placed")
        cursor.execute("ANALYZE")


_STATEMENTS = (
    # The town of the story is one of the real ones: it stays as it is.
    "DELETE FROM listed_village v USING town_town t WHERE t.code = left(v.code, 9)",
    "DELETE FROM listed_town l USING town_town t WHERE t.code = l.code",
    """INSERT INTO town_town (code, name, county, live_from)
       SELECT code, name, '', %(on)s FROM listed_town ON CONFLICT DO NOTHING""",
    # Two villages of one town may bear the same name; each stands in an area by its place in the list.
    """CREATE TEMP TABLE placed AS
       SELECT t.id AS town, v.code,
              v.name || CASE row_number() OVER same
                            WHEN 1 THEN '' ELSE '（' || row_number() OVER same || '）' END AS name,
              '第' || ((row_number() OVER listed - 1) / %(each)s + 1) || '管区' AS area
       FROM listed_village v JOIN town_town t ON t.code = left(v.code, 9)
       WINDOW same AS (PARTITION BY t.id, v.name ORDER BY v.code), listed AS (PARTITION BY t.id ORDER BY v.code)""",
    """INSERT INTO town_unit (valid_from, town_id, kind, name, code, is_key, is_example, "order")
       SELECT DISTINCT %(on)s::date, town, 'AREA', area, '', false, false, 0 FROM placed""",
    """INSERT INTO town_unit (valid_from, town_id, kind, name, code, is_key, is_example, "order")
       SELECT %(on)s, town, 'VILLAGE', name, code, false, false, 0 FROM placed""",
    """INSERT INTO town_areamembership (valid_from, village_id, area_id)
       SELECT %(on)s, v.id, a.id FROM placed p
       JOIN town_unit v ON v.town_id = p.town AND v.kind = 'VILLAGE' AND v.name = p.name
       JOIN town_unit a ON a.town_id = p.town AND a.kind = 'AREA' AND a.name = p.area""",
    """INSERT INTO town_seat (town_id, unit_id, kind, ordinal, title)
       SELECT u.town_id, u.id, CASE u.kind WHEN 'AREA' THEN 'AREA_SECRETARY' ELSE 'LIAISON' END, 1, ''
       FROM town_unit u JOIN listed_town l ON true JOIN town_town t ON t.code = l.code AND t.id = u.town_id
       WHERE u.kind IN ('AREA', 'VILLAGE')""",
    """INSERT INTO town_person (town_id, name, level, phone, email, is_example)
       SELECT s.town_id, '示例·第' || s.id || '人', 'TOWN', '', '', false
       FROM town_seat s JOIN town_town t ON t.id = s.town_id JOIN listed_town l ON l.code = t.code""",
    """INSERT INTO town_post (valid_from, seat_id, person_id, is_acting)
       SELECT %(on)s, s.id, p.id, false FROM town_seat s
       JOIN town_person p ON p.town_id = s.town_id AND p.name = '示例·第' || s.id || '人'""",
)
