"""50,000 matters to .xlsx as the list exports them, beside the writer alone fed constants; and the memory it takes.

Started as a program (`python -m bench.export_matters ROWS`) it writes so many of them and prints the memory it took.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import connection

from bench.harness import Result, alike, pairs
from bench.sizes import scaled
from bench.world import BASE_DIR, World

NAMES = ("export-matters", "export-matters-memory")

CODE, LOGIN, FIRST = "999999903", "bench-export", date(2026, 1, 1)
MOMENT = datetime(2026, 11, 23, 9, 30)  # noqa: DTZ001 - as cells hold it


def measure(world: World) -> list[Result]:
    count = scaled(50_000, 500)
    with world.on(world.town), tempfile.TemporaryDirectory() as folder:
        _fill(count)
        time = pairs(lambda: write(folder, count), lambda: _floor(folder, count)).at_most("export-matters", 2)
    return [time, alike("export-matters-memory", *(_memory(world, rows) for rows in (count // 10, count)), within=0.1)]


def write(folder: str, most: int) -> int:
    """The first `most` of the list, all states, into a file; how many they are."""
    from dataclasses import replace

    from django.http import QueryDict

    from dushi.matters.exports import matters
    from dushi.records import workbooks
    from dushi.town.models import User

    sheet = matters(User.objects.get(username=LOGIN), QueryDict("state=all"))
    sheet = replace(sheet, rows=sheet.rows.filter(number__lte=most))  # type: ignore[union-attr]
    return workbooks.write(sheet, str(Path(folder) / "ours.xlsx"), "导出", folder)


def _floor(folder: str, count: int) -> int:
    """The same number of cells, of the same kinds and lengths, without asking what they are."""
    book = xlsxwriter.Workbook(str(Path(folder) / "floor.xlsx"), {"constant_memory": True, "tmpdir": folder})
    page, wrapped = book.add_worksheet(), book.add_format({"text_wrap": True})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    texts = (TITLE, TITLE * 2, "示例一村", "直接登记", "X.2", "办公室", "交办", "扶贫办", "限期整改到位")
    done = 0
    for row in range(1, count + 1):
        page.write_string(row, 0, "2026-001", wrapped)
        for place, text in enumerate(texts, 1):
            page.write_string(row, place, text, wrapped)
        page.write_datetime(row, 10, MOMENT, moment)
        page.write_datetime(row, 11, MOMENT, moment)
        page.write_string(row, 13, TITLE, wrapped)
        page.write_number(row, 16, 0, wrapped)
        page.write_number(row, 17, 0, wrapped)
        done += 1
    book.close()
    return done


def _memory(world: World, rows: int) -> float:
    """MiB at the most, of a process of its own that writes so many rows."""
    command = [sys.executable, "-m", "bench.export_matters", str(rows)]
    done = subprocess.run(
        command, cwd=BASE_DIR, env=world.environment(world.town), capture_output=True, text=True, check=True
    )
    return float(done.stdout)


TITLE = "村内道路两侧堆放杂物"


def _fill(count: int) -> None:
    """A town with so many matters, assigned to its office, each with its progress told once."""
    from dushi.town.models import Person, Post, Seat, Town, Unit, User

    town = Town.objects.create(code=CODE, name="示例·导出镇", county="", live_from=FIRST)
    office = Unit.objects.create(town=town, kind=Unit.Kind.OFFICE, name="扶贫办", valid_from=FIRST)
    village = Unit.objects.create(town=town, kind=Unit.Kind.VILLAGE, name="示例一村", valid_from=FIRST)
    clerk = Person.objects.create(town=town, name="示例·经办人")
    Post.objects.create(
        seat=Seat.objects.create(town=town, unit=office, kind=Seat.Kind.HEAD), person=clerk, valid_from=FIRST
    )
    User.objects.create(username=LOGIN, person=clerk, must_change_password=False)
    told: dict[str, Any] = {"town": town.pk, "office": office.pk, "village": village.pk, "by": clerk.pk}
    with connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, told | {"count": count, "title": TITLE})
        cursor.execute("VACUUM ANALYZE")


_STATEMENTS = (
    """INSERT INTO matters_matter
           (town_id, year, number, title, detail, help_asked, clause, source, source_type, source_id, source_label,
            about_id, tier, escalations, status, status_at, raised_at, owner_unit_id, measure, due_at, returns,
            rebounds, is_fixed_on_spot)
       SELECT %(town)s, 2026, n, %(title)s, %(title)s || %(title)s, '', 'X.2', 'DIRECT', '', '', '', %(village)s,
              'OFFICE', 0, 'ASSIGNED', now(), timestamptz '2026-01-05 09:30+08' + n * interval '1 minute',
              %(office)s, '限期整改到位', timestamptz '2030-01-05 09:30+08' + n * interval '1 minute', 0, 0, false
       FROM generate_series(1, %(count)s) n""",
    """INSERT INTO matters_matternote (matter_id, at, by_id, text, is_proof)
       SELECT id, now(), %(by)s, %(title)s, false FROM matters_matter WHERE town_id = %(town)s""",
)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "dushi.settings"
    import django

    django.setup()
    with tempfile.TemporaryDirectory() as scratch:
        write(scratch, int(sys.argv[1]))
    # Not getrusage: what it tells begins with the size of the process that started this one.
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(int(peak.split()[1]) / 1024)
