"""A paper as a superior would send it, to be kept with what rests on it: one page, plainly marked 示例."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.uploadedfile import SimpleUploadedFile

MARK = "示例文件，只供演示，不是任何机关的文件"
FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts["
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor"
    b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0"
    b"/Ascent 859 /Descent -141 /CapHeight 683 /StemV 69>>>>]>>"
)


def pdf(name: str, lines: Sequence[str]) -> SimpleUploadedFile:
    """An A4 page that says these lines. Without a font of its own: the reader's Song type is used."""
    shown = [MARK, "", *lines]
    text = b"".join(
        b"BT /F 14 Tf 72 %d Td <%s> Tj ET\n" % (760 - 28 * n, line.encode("utf-16-be").hex().encode())
        for n, line in enumerate(shown)
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%sendstream" % (len(text), text),
        FONT,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, content)
    start = len(out)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\n" % (size, rows, size)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return SimpleUploadedFile(name, out, "application/pdf")
