"""The record of a draw leaves the printer as one sheet of A4, of a town as of a list of a hundred and twenty."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from tests.cast import client_of
from tests.e2e.looking import Window
from tests.inspections.draws.stage import drawn
from tests.scale import grow


@pytest.mark.clause("2.3")
@pytest.mark.parametrize("villages", [19, 120])
def test_the_record_of_a_draw_prints_on_one_page(cast, at, browser: Browser, window: Window, villages: int) -> None:
    grow(cast.town, villages)
    made = drawn(cast, count=5, weighs_lately=True, weighs_findings=True, by_hand={cast.village.pk: "村道封闭施工"})
    again = drawn(cast, count=5, weighs_lately=True, replaces=made, reason="示例二村当天迎接上级检查" * 8)
    path = reverse("draw_sheet", args=[again.pk])
    answer = client_of(cast.clerk).get(path)
    page = browser.new_page()
    window.show(page, path, answer)
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
