"""What is on a .docx, in the units of GB/T 9704-2012, read back from its XML: styles resolved, nothing rendered."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from functools import cached_property

from docx import Document
from docx.oxml.ns import qn
from lxml import etree

MM = 1440 / 25.4
EIGHTH_MM = 25.4 / 72 / 8


def mm(twips):
    return round(int(twips) / MM, 2)


@dataclass
class Rule:
    """kind: single, thickThinSmallGap … width, space: mm."""

    kind: str
    width: float
    space: float
    color: str


@dataclass
class Line:
    """One paragraph. size: points. pitch: twips, exact lines only. Indents in hundredths of a character and in mm.

    before, after: mm. runs: (text, font, size, color) as resolved.
    """

    style: str
    runs: list[tuple[str, str, float, str]]
    align: str
    pitch: int | None
    spacing: int
    before: float
    after: float
    chars: dict[str, int]
    indent: dict[str, float]
    stops: list[tuple[int, str]]
    rules: dict[str, Rule]
    keeps_next: bool
    frame: dict[str, str]

    @property
    def text(self):
        return "".join(run[0] for run in self.runs)

    @property
    def font(self):
        return self.runs[0][1]

    @property
    def size(self):
        return self.runs[0][2]

    @property
    def color(self):
        return self.runs[0][3]


@dataclass
class Measured:
    blob: bytes
    document: object = field(init=False)

    def __post_init__(self):
        self.document = Document(io.BytesIO(self.blob))

    @cached_property
    def section(self):
        return self.document.sections[0]

    @property
    def page(self):
        return round(self.section.page_width.mm, 1), round(self.section.page_height.mm, 1)

    @property
    def margins(self):
        """top, right, bottom, left in mm."""
        one = self.section
        return tuple(
            round(side.mm, 1) for side in (one.top_margin, one.right_margin, one.bottom_margin, one.left_margin)
        )

    @property
    def measure(self):
        """Width and height of the 版心 in twips."""
        one = self.section
        width = one.page_width - one.left_margin - one.right_margin
        height = one.page_height - one.top_margin - one.bottom_margin
        return round(width / 635), round(height / 635)

    @property
    def grid(self):
        """Kind, lines on a page and characters in a line, by the grid of the section."""
        grid = self.section._sectPr.find(qn("w:docGrid"))
        width, height = self.measure
        normal = self.looked_up("Normal")
        character = normal.size * 20 + int(grid.get(qn("w:charSpace"))) * 20 / 4096
        return grid.get(qn("w:type")), height // int(grid.get(qn("w:linePitch"))), int(width // character)

    def looked_up(self, style):
        """A paragraph of nothing but the style."""
        return _line(self, None, self.document.styles[style])

    @cached_property
    def lines(self):
        """The paragraphs of the body, without those in tables."""
        return [_line(self, paragraph._p, paragraph.style) for paragraph in self.document.paragraphs]

    @cached_property
    def cells(self):
        """Every row of every table: its lines."""
        return [
            [_line(self, one._p, one.style) for cell in row.cells for one in cell.paragraphs]
            for table in self.document.tables
            for row in table.rows
        ]

    def line(self, start):
        """The first paragraph that begins so."""
        return next(line for line in self.lines if line.text.startswith(start))

    def styled(self, style):
        return [line for line in self.lines if line.style == style]

    def band(self, kind):
        """Lines of a header or footer: first_page_header, footer, even_page_footer …; [] where there is none."""
        band = getattr(self.section, kind)
        return [] if band.is_linked_to_previous else [_line(self, one._p, one.style) for one in band.paragraphs]

    @cached_property
    def parts(self):
        with zipfile.ZipFile(io.BytesIO(self.blob)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @cached_property
    def fonts(self):
        """Font → the names that may stand in for it."""
        table = etree.fromstring(self.parts["word/fontTable.xml"])
        return {
            font.get(qn("w:name")): font.find(qn("w:altName")).get(qn("w:val")).split(",")
            for font in table
            if font.find(qn("w:altName")) is not None
        }

    @property
    def fonts_used(self):
        found = {run[1] for line in self.lines for run in line.runs}
        return found | {run[1] for row in self.cells for line in row for run in line.runs}

    @property
    def imprint(self):
        """The 版记: (table, rows as lines); None where there is none."""
        for table in self.document.tables:
            if table._tbl.tblPr.find(qn("w:tblpPr")) is not None:
                return table, [
                    _line(self, row.cells[0].paragraphs[0]._p, row.cells[0].paragraphs[0].style) for row in table.rows
                ]
        return None


#: The order of the schema: Word calls a file that breaks it unreadable.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"
    " suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd"
    " snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment"
    " textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid"
    " vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em"
    " lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing"
    " tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType"
    " pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    "font": "altName panose1 charset family notTrueType pitch sig",
}


def misordered(measured):
    """Elements whose children do not stand in the order of the schema, as part: parent: children."""
    found = []
    for name, blob in measured.parts.items():
        if not name.startswith("word/") or not name.endswith(".xml"):
            continue
        for parent, order in ORDER.items():
            for element in etree.fromstring(blob).iter(qn(f"w:{parent}")):
                children = [child.tag.split("}")[1].replace("footerR", "headerR") for child in element]
                places = [order.split().index(child) for child in children]
                if places != sorted(places):
                    found.append(f"{name}: {parent}: {children}")
    return found


def measured(blob):
    return Measured(blob)


def _chain(measured, style):
    """The style, those it is based on, and the document's defaults, as (pPr, rPr)."""
    while style is not None:
        yield style.element.pPr, style.element.rPr
        style = style.base_style
    defaults = measured.document.styles.element.find(qn("w:docDefaults"))
    yield defaults.find(f".//{qn('w:pPr')}"), defaults.find(f".//{qn('w:rPr')}")


def _value(sources, tag, attribute="val", default=None):
    for source in sources:
        element = source.find(qn(f"w:{tag}")) if source is not None else None
        if element is not None and element.get(qn(f"w:{attribute}")) is not None:
            return element.get(qn(f"w:{attribute}"))
    return default


def _line(measured, p, style):
    chain = list(_chain(measured, style))
    own = p.pPr if p is not None else None
    paragraph = [own, *(pair[0] for pair in chain)]
    plain = [pair[1] for pair in chain]
    runs = [run for one in (p.iter(qn("w:r")) if p is not None else []) if (run := _run(one, plain))[0]]

    def ind(name):
        return int(_value(paragraph, "ind", name, 0))

    exact = _value(paragraph, "spacing", "lineRule") == "exact"
    borders = own.find(qn("w:pBdr")) if own is not None else None
    tabs = own.find(qn("w:tabs")) if own is not None else None
    frame = own.find(qn("w:framePr")) if own is not None else None
    return Line(
        style=style.name,
        runs=runs or [_run(None, plain)],
        align=_value(paragraph, "jc"),
        pitch=int(_value(paragraph, "spacing", "line")) if exact else None,
        spacing=int(_value(plain, "spacing", default=0)),
        before=mm(_value(paragraph, "spacing", "before", 0)),
        after=mm(_value(paragraph, "spacing", "after", 0)),
        chars={name: ind(f"{name}Chars") for name in ("left", "right", "firstLine", "hanging")},
        indent={name: mm(ind(name)) for name in ("left", "right", "firstLine", "hanging")},
        stops=[(int(tab.get(qn("w:pos"))), tab.get(qn("w:val"))) for tab in tabs] if tabs is not None else [],
        rules={border.tag.split("}")[1]: _rule(border) for border in borders} if borders is not None else {},
        keeps_next=_is_on(paragraph, "keepNext"),
        frame={key.split("}")[1]: value for key, value in frame.attrib.items()} if frame is not None else {},
    )


def _run(run, plain):
    """Text, font, size and color of a run; of the plain style for None."""
    sources = [run.rPr if run is not None else None, *plain]
    words = "".join(_words(child) for child in run) if run is not None else ""
    size = int(_value(sources, "sz")) / 2
    return words, _value(sources, "rFonts", "eastAsia"), size, _value(sources, "color", default="")


def _is_on(sources, tag):
    """Whether a switch is on by the nearest source that has it."""
    found = (source.find(qn(f"w:{tag}")) for source in sources if source is not None)
    nearest = next((one for one in found if one is not None), None)
    return nearest is not None and nearest.get(qn("w:val")) not in ("0", "false")


def _words(child):
    if child.tag == qn("w:t"):
        return child.text or ""
    return {qn("w:br"): "\n", qn("w:tab"): "\t"}.get(child.tag, "")


def _rule(border):
    size, space = int(border.get(qn("w:sz"))), int(border.get(qn("w:space")))
    return Rule(
        border.get(qn("w:val")), round(size * EIGHTH_MM, 3), round(space * 25.4 / 72, 2), border.get(qn("w:color"))
    )
