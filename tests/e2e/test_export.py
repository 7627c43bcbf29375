"""The office takes its ledger out: a short one at once and again, a long one while it goes on with something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from dushi import clock
from dushi.sheets import making, views
from dushi.sheets.making import make
from dushi.sheets.models import ExportJob
from tests.cast import Cast
from tests.e2e.people import Somebody
from tests.matters.making import assigned
from tests.sheets.taking import rows_of


def taken_by(somebody: Somebody, name: str) -> list[list[object]]:
    """What a touch on that button or link hands over."""
    with somebody.page.expect_download() as waiting:
        somebody.main.get_by_text(name, exact=True).click()
    assert waiting.value.suggested_filename == "问题台账20260917.xlsx"
    return rows_of(Path(waiting.value.path()).read_bytes())


@pytest.mark.clause("X.2")
def test_a_ledger_is_taken_out_short_and_long(
    transactional_db: None, at: object, cast: Cast, page: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "EXPORT_DIR", tmp_path)
    for number in range(4):
        assigned(cast, f"修路灯{number}")
    clerk = Somebody(page, cast.clerk)
    page.goto("/matters/?q=修路灯1")
    for _ in range(2):  # the page stays as it was, so does its button
        assert [row[1] for row in taken_by(clerk, "导出 Excel")] == ["事项", "修路灯1"]
    monkeypatch.setattr(views, "AT_ONCE", 2)
    monkeypatch.setattr(making, "CHUNK", 1)
    page.goto("/matters/?state=all")
    clerk.main.get_by_role("button", name="导出 Excel").click()
    expect(clerk.main).to_contain_text("正在排队")
    job = ExportJob.objects.get()
    ExportJob.objects.update(seen_at=clock.now(), done=3)
    expect(clerk.main).to_contain_text("已写 3 行，共 4 行")
    ExportJob.objects.update(seen_at=None)
    assert make(job.pk, clock.now())
    expect(clerk.main).to_contain_text("已经导出，共 4 行")
    page.goto("/alerts/")
    clerk.main.get_by_role("button", name="您要的表格已经导出，可以下载").click()
    assert len(taken_by(clerk, "下载 Excel")) == 5
