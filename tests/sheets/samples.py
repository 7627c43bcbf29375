"""Examples for the test that opens every address as everybody."""

from __future__ import annotations

from dushi.sheets.actions import ask_for
from dushi.sheets.lists import ExportedList
from tests.sample import sample


@sample("export")
def export(cast, is_foreign):
    user = cast.foreigner if is_foreign else cast.clerk
    return [ask_for(listed=ExportedList.at("/matters/"), title="问题台账", count=1000, by=user).pk]
