"""Taking a list out as its readers do, and reading the file with a parser of another kind."""

from __future__ import annotations

import io
from urllib.parse import urlencode
from zipfile import ZipFile

from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.cast import client_of


def ask(user, name, *args, **asked):
    """The answer to 导出 Excel on that list with those filters."""
    of = reverse(name, args=args) + (f"?{urlencode(asked, doseq=True)}" if asked else "")
    return client_of(user).post(reverse("export_start"), {"of": of})


def rows_of(content):
    """Heads first."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def taken(user, name, *args, **asked):
    """The rows of a list that is not long, heads first."""
    answer = ask(user, name, *args, **asked)
    assert answer.status_code == 200, answer.status_code
    return rows_of(answer.content)


def xml_of(content):
    return ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
