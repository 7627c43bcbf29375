"""The numbers of GB/T 9704-2012, in millimetres as the standard gives them and in twips (1/1440 inch) as Word keeps
them. A point is 20 twips; 2号 is 22 points, 3号 16, 4号 14."""

from __future__ import annotations

MM = 1440 / 25.4


def twips(mm: float) -> int:
    return round(mm * MM)


PAGE_WIDTH, PAGE_HEIGHT = 210, 297
#: 天头 37, 订口 28; the 版心 of 156 × 225 leaves 35 below and 26 at the right.
TOP, BOTTOM, LEFT = 37, 35, 28
WIDTH, HEIGHT = 156, 225
LINES, CHARACTERS = 22, 28
#: Points. Tables stand closer in 材料, of which one page is read at a meeting.
TITLE, BODY, SMALL, TABLE_IN_TEXT, TABLE = 22, 16, 14, 12, 10.5
#: One of 22 lines, never rounded up, so that the last line stays on the page.
LINE = int(HEIGHT * MM / LINES)
#: The 版心 and one of its 28 characters in twips: a little closer than 3号 by itself.
MEASURE = twips(WIDTH)
CHARACTER = MEASURE / CHARACTERS
#: What Word's grid adds to each character for it, in 1/4096 of a point. Some programs give a character two places where
#: the grid is closer than the type, so the styles say it again, in twips, and justified lines take up what is left.
CHARACTER_SPACE = int((CHARACTER / 20 - BODY) * 4096) - 1
CLOSER = -5
#: The head: top edge of the 发文机关标志 below the top of the 版心, the rule below the 发文字号.
MARK_TOP, RULE_BELOW = 35, 4
#: 信函格式: the mark from the top of the page, the second rule from its foot, both rules 170 long.
LETTER_MARK_TOP, LETTER_RULE_BELOW, LETTER_FOOT_RULE, LETTER_RULE_WIDTH = 30, 4, 20, 170
#: The 一字线 beside the page number, below the 版心.
PAGE_NUMBER_BELOW = 7
#: 版记: first and last rule, and those between, in eighths of a point: 0.35 mm and 0.25 mm.
THICK, THIN = 8, 6
RED = "FF0000"
#: The largest size of a 发文机关标志 in points; a long name is set smaller, to stand in one line.
MARK = 54


def characters(count: float) -> int:
    """The width in twips of so many characters of the grid."""
    return round(count * CHARACTER)
