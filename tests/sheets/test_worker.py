"""The power goes in the middle of a long export: the tick has it made anew, once, and the 提醒 comes once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from dushi import clock
from dushi.alerts.models import Alert
from dushi.matters.models import Matter
from dushi.sheets.models import CLAIM_HOLDS, ExportJob
from dushi.tasks import tick
from tests.cast import Cast, client_of
from tests.sheets.taking import ask, rows_of
from tests.workers import Worker, wait_for

ROWS = 8_000


def long_ledger(cast: Cast) -> None:
    at = clock.now()
    Matter.objects.bulk_create(
        (
            Matter(
                town=cast.town, year=2026, number=n, title=f"示例事项{n}", source=Matter.Source.REPORT,
                about=cast.village, tier=Matter.Tier.AREA, status=Matter.Status.ASSIGNED, status_at=at, raised_at=at,
                owner_unit=cast.village, due_at=at + timedelta(days=1),
            )
            for n in range(1, ROWS + 1)
        ),
        batch_size=2000,
    )  # fmt: skip


@pytest.mark.only_on("postgresql")
def test_a_worker_killed_in_the_middle_of_an_export_neither_loses_nor_doubles_it(
    worker: Worker, settings, tmp_path: Path
) -> None:
    settings.EXPORT_DIR = tmp_path / "exports"
    cast = Cast()
    long_ledger(cast)
    page = ask(cast.clerk, "matter_list").url
    job = ExportJob.objects.get()
    wait_for(lambda: ExportJob.objects.get().done > 0)
    worker.kill()
    assert ExportJob.objects.get().state() == "running" and (job.folder / "1.part").is_dir()
    clock.advance(CLAIM_HOLDS + timedelta(seconds=1))
    worker.start()
    tick.delay()
    wait_for(lambda: ExportJob.objects.get().finished_at, 60)
    tick.delay()
    job.refresh_from_db()
    assert (job.tries, job.done) == (2, ROWS)
    assert Alert.objects.filter(object_type="sheets.exportjob").count() == 1
    assert "下载 Excel" in client_of(cast.clerk).get(page).content.decode()
    file = client_of(cast.clerk).get(reverse("export_file", args=[job.pk]))
    heads, *rows = rows_of(b"".join(file.streaming_content))
    assert len(rows) == len({row[0] for row in rows}) == ROWS
    assert {row[heads.index("提出时间")] for row in rows} == {clock.local(job.asked_at).replace(tzinfo=None)}
    assert sorted(path.name for path in job.folder.iterdir()) == ["2.xlsx"]
