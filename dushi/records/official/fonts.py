"""Fonts by the names that offices have, with open ones for where they are not installed. None is shipped."""

from __future__ import annotations

from typing import Any

from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

SONG, FANGSONG, HEI, KAI, PLAIN_SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
#: What stands in, the nearest first.
FALLBACKS = {
    SONG: ("方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "思源宋体", "Noto Serif CJK SC", "宋体"),
    FANGSONG: ("仿宋", "FangSong", "方正仿宋_GBK", "朱雀仿宋", "Noto Serif CJK SC"),
    HEI: ("SimHei", "思源黑体", "Noto Sans CJK SC", "文泉驿正黑"),
    KAI: ("楷体", "KaiTi", "霞鹜文楷", "LXGW WenKai", "AR PL UKai CN"),
    PLAIN_SONG: ("SimSun", "思源宋体", "Noto Serif CJK SC", "AR PL UMing CN"),
}
TABLE_PART = "/word/fontTable.xml"


def name_fonts(document: Any) -> None:
    """Write the table of fonts anew: each with the names that may stand in for it."""
    part = next(part for part in document.part.package.iter_parts() if part.partname == TABLE_PART)
    table = parse_xml(part.blob)
    for old in list(table):
        table.remove(old)
    for name, others in FALLBACKS.items():
        font = OxmlElement("w:font", {qn("w:name"): name})
        for tag, value in (
            ("w:altName", ",".join(others)),
            ("w:charset", "86"),
            ("w:family", "swiss" if name == HEI else "roman"),
            ("w:pitch", "variable"),
        ):
            font.append(OxmlElement(tag, {qn("w:val"): value}))
        table.append(font)
    part._blob = serialize_part_xml(table)


def set_fonts(fonts: Any, name: str) -> None:
    """Figures, Latin and Chinese in one font."""
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)
