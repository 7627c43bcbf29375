"""A workbook in the shape WPS 表格 writes, made by hand from what its files are known to hold: not by WPS.

What differs from Excel's: the application named in docProps, its own namespaces (etc, the customData part), dates by
the built-in Chinese formats 31 and 57, names in pieces of rich text, codes as numbers in the general format, styled
blank rows far below the contents with a <dimension> that counts them in, and a hidden sheet of its own.
"""

from __future__ import annotations

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACK = "http://schemas.openxmlformats.org/package/2006"
APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = f"""<Types xmlns="{PACK}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{SHEET_TYPE}.styles+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="{SHEET_TYPE}.sharedStrings+xml"/>
</Types>"""
RELS = f"""<Relationships xmlns="{PACK}/relationships">
<Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/>
<Relationship Id="rId2" Type="{REL}/extended-properties" Target="docProps/app.xml"/>
</Relationships>"""
BOOK = f"""<workbook xmlns="{MAIN}" xmlns:r="{REL}">
<fileVersion appName="xl" lastEdited="3" lowestEdited="5" rupBuild="9302"/><workbookPr/>
<bookViews><workbookView windowWidth="28800" windowHeight="12540"/></bookViews>
<sheets><sheet name="单位" sheetId="1" r:id="rId1"/></sheets><calcPr calcId="144525"/></workbook>"""
BOOK_RELS = f"""<Relationships xmlns="{PACK}/relationships">
<Relationship Id="rId3" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>
<Relationship Id="rId2" Type="{REL}/styles" Target="styles.xml"/>
<Relationship Id="rId1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/>
</Relationships>"""
STYLES = f"""<styleSheet xmlns="{MAIN}">
<fonts count="1"><font><sz val="11"/><name val="宋体"/><charset val="134"/></font></fonts>
<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="3"><xf numFmtId="0" xfId="0"/><xf numFmtId="31" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="57" xfId="0" applyNumberFormat="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""

PROPERTIES = f"""<Properties xmlns="{APP}">
<Application>WPS Office_11.1.0.10495_F1E327BC</Application></Properties>"""


def letter(column: int) -> str:
    return "ABCDEFGHIJ"[column]


def cell_of(row: int, column: int, value: object, texts: list[str]) -> str:
    """Texts are shared; a number is plain; (serial, style) is a date."""
    place = f"{letter(column)}{row}"
    if isinstance(value, tuple):
        return f'<c r="{place}" s="{value[1]}"><v>{value[0]}</v></c>'
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    if not value:
        return f'<c r="{place}" s="1"/>'
    texts.append(str(value))
    return f'<c r="{place}" t="s"><v>{len(texts) - 1}</v></c>'


def shared(text: str) -> str:
    """In two pieces, as after a change of font within the cell."""
    pieces = (text[:1], text[1:])
    return (
        "<si>"
        + "".join(f'<r><rPr><rFont val="宋体"/></rPr><t xml:space="preserve">{one}</t></r>' for one in pieces)
        + "</si>"
    )


def wps(*rows: list[object], blank: int = 400) -> bytes:
    """The rows, then `blank` styled rows without contents."""
    texts: list[str] = []
    width = max(map(len, rows))
    lines = [
        f'<row r="{number}" spans="1:{width}" ht="14.25">'
        + "".join(cell_of(number, column, value, texts) for column, value in enumerate(cells))
        + "</row>"
        for number, cells in enumerate(rows, 1)
    ]
    last = len(rows) + blank
    lines += [
        f'<row r="{number}" spans="1:{width}"><c r="A{number}" s="1"/></row>'
        for number in range(len(rows) + 1, last + 1)
    ]
    sheet = f"""<worksheet xmlns="{MAIN}" xmlns:r="{REL}" xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData">
<sheetPr/><dimension ref="A1:{letter(width - 1)}{last}"/>
<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews>
<sheetFormatPr defaultColWidth="9" defaultRowHeight="13.5"/><sheetData>{"".join(lines)}</sheetData>
<pageMargins left="0.75" right="0.75" top="1" bottom="1" header="0.5" footer="0.5"/><headerFooter/></worksheet>"""
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS,
        "docProps/app.xml": PROPERTIES,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": BOOK_RELS,
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" count="{len(texts)}" uniqueCount="{len(texts)}">'
        + "".join(map(shared, texts))
        + "</sst>",
        "xl/worksheets/sheet1.xml": sheet,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, HEAD + content)
    return out.getvalue()
