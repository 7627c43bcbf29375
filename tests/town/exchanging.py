"""What the tests of import and export share: files made as people make them, and read with a parser of another kind."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import load_workbook

from tests.cast import client_of


def book(*rows, sheets=None, **options):
    """A .xlsx as bytes. rows: of one sheet; sheets: name → rows."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, options)
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for name, lines in (sheets or {"表": rows}).items():
        sheet = workbook.add_worksheet(name)
        for row, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                elif hasattr(cell, "year"):
                    sheet.write_datetime(row, column, cell, day)
                else:
                    sheet.write(row, column, cell)
    workbook.close()
    return out.getvalue()


def text(*rows, encoding="utf-8-sig"):
    """The same as .csv."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def edited(data, change, part="xl/worksheets/sheet1.xml"):
    """The workbook with one of its parts changed by `change`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            contents = before.read(name)
            after.writestr(name, change(contents) if name == part else contents)
    return out.getvalue()


def declared(data, extent):
    """The workbook as it would be if it said of itself that its cells lie in `extent`."""
    return edited(
        data, lambda sheet: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="%s"' % extent.encode(), sheet)
    )


def bring(user, kind, data, name="表.xlsx", follow=False):
    """The answer to an upload."""
    path = reverse("import_new", args=[kind])
    return client_of(user).post(path, {"file": SimpleUploadedFile(name, data)}, follow=follow)


def faults(answer):
    """What the page names: (rows, heading, reason)."""
    assert answer.status_code == 200, answer.headers
    return answer.context["faults"]


def refusal(answer):
    """The one sentence at the file."""
    return answer.context["form"].errors["file"][0]


def bring_in(user, kind, data, name="表.xlsx"):
    """Upload and confirm; the page that follows."""
    answer = bring(user, kind, data, name)
    assert answer.status_code == 302, faults(answer) or refusal(answer)
    return client_of(user).post(f"{answer.url}confirm/", follow=True)


def taken_out(user, kind, form="xlsx"):
    """The rows of an export, read by a parser: heads first."""
    answer = client_of(user).get(reverse("roster_export", args=[kind, form]))
    assert answer.status_code == 200
    if form == "csv":
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return load_workbook(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
