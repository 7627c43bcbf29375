"""The embedded product on a disk that fills up, in a process of its own: python -m tests.chaos.full FOLDER SENDINGS

FOLDER is a small disk (tests/chaos/rows/disk.py mounts it). Prints what was seen as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django

#: What is left of the disk when it begins to be full.
LEFT = 600 * 1024


def main(folder: Path, sendings: int) -> dict[str, object]:
    from django.core.management import call_command
    from django.db.models.fields.files import FieldFile

    from dushi import chance, clock, tick
    from dushi.regulation.periods import Period
    from tests.chaos.rows.web import photo, send_photo
    from tests.chaos.town import FIRST, found, inside

    if "tidy" in os.environ.get("CHAOS_OFF", ""):
        FieldFile.delete = lambda *about, **how: None  # type: ignore[method-assign]
    call_command("migrate", verbosity=0)
    town, week = found(sendings), Period.of(Period.Kind.WEEK, FIRST.first_day)
    picture, sent = photo(), []
    with clock.frozen(clock.at(week.first_day, 10)):
        tick.run()
        scene = SimpleNamespace(phone=inside)
        ballast = folder / "ballast"
        ballast.write_bytes(bytes(shutil.disk_usage(folder).free - LEFT))
        for officer in town.officers:
            key = chance.uuid4()
            answers = [inside(officer).report(week, key)]
            if answers[0].is_kept:
                answers += [send_photo(scene, officer, key, picture + bytes([n])) for n in range(2)]  # type: ignore[arg-type]
            sent.append((officer, key, answers))
        full = seen(sent) | {"orphans": orphans()}
        ballast.unlink()
        again = [(officer, key, [inside(officer).report(week, key)]) for officer, key, _ in sent]
        tick.run()
        wrong = broken()
    return {"full": full, "after": seen(again) | {"orphans": orphans()}, "broken": wrong, "sendings": len(sent)}


def seen(sent: list[tuple[Any, Any, list[Any]]]) -> dict[str, object]:
    """Statuses, what stands of what was acknowledged, and whether a refusal says why."""
    from dushi.offline.models import Receipt
    from meetings.models import DispatchReport

    kept = [key for _, key, answers in sent if answers[0].is_kept]
    refused = [one for _, _, answers in sent for one in answers if one.status == 503]
    there = DispatchReport.objects.filter(pk__in=kept).count(), Receipt.objects.filter(key__in=kept).count()
    return {
        "statuses": dict(Counter(str(one.status) for _, _, answers in sent for one in answers)),
        "kept": len(kept),
        "lost": 2 * len(kept) - sum(there),
        "unsaid": sum("磁盘" not in str(one.told) for one in refused),
    }


def orphans() -> int:
    """Files of photos without a row, and rows without their file."""
    from django.conf import settings

    from dushi.records.models import Attachment

    root = Path(settings.MEDIA_ROOT)
    files = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    return len(files ^ set(Attachment.objects.values_list("file", flat=True)))


def broken() -> list[str]:
    """What the database says of itself, and the invariants."""
    from django.db import connection

    from dushi.records.reconciling import violations

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        said = [line for (line,) in cursor.fetchall() if line != "ok"]
    return said + [f"{one.says}: {one.count}" for one in violations()]


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2])), ensure_ascii=False))
