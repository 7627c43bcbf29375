"""Text as a paper takes it: nothing in it is read as anything but text; how wide it is; where a title breaks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import combinations, pairwise

#: What XML cannot carry, and what turns or hides the text around it.
UNSPEAKABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
#: Justified lines would tear them wide open.
BESIDE_FIGURES = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[0-9])|(?<=[0-9]) (?=[\u4e00-\u9fff])")
NAME = re.compile(r"(示例·)?([\u4e00-\u9fff])([\u4e00-\u9fff])")
#: A title is not broken before these, nor after those, nor within a word of the town's work.
NOT_FIRST, NOT_LAST = set("的、，。；：！？）》”’〕】·之与和及"), set("（《“‘〔【关第与和及、")
WORDS = re.compile(
    r"关于|召开|印发|通知书|通知|通报|会议|调度会|调度|材料|扶贫办|办公室|领导小组|党政联席|党委|管区|脱贫攻坚|扶贫|工作|检查|督导|抽查"
    r"|整改|情况|人民政府|委员会|纪委|年度|考核|决定书|决定|示例|[0-9]+(?:年|月|日|周|次|期|号)?|第\s*\d+\s*\w|[A-Za-z]+|《[^》]{1,12}》"
)
MOST_LINES = 4


def clean(text: object) -> str:
    """As it may stand in a paper: without control characters and marks that turn the direction of reading."""
    return UNSPEAKABLE.sub("", str(text).replace("\r\n", "\n").replace("\t", " "))


def set_text(text: object) -> str:
    """As it is set: clean, and without the blanks that a screen puts between Chinese and figures."""
    return BESIDE_FIGURES.sub("", clean(text))


def width(text: str) -> float:
    """In characters of the grid: figures and Latin letters are half as wide."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.5 for sign in text)


def spaced(name: str) -> str:
    """张　三: a name of two characters takes the room of three, so that names stand under each other."""
    found = NAME.fullmatch(name)
    return f"{found[1] or ''}{found[2]}　{found[3]}" if found else name


def rows(names: Iterable[str], room: float) -> list[str]:
    """Names by lines of `room` characters, an empty one between them, no name broken that fits a line."""
    lines: list[str] = []
    for name in names:
        longer = f"{lines[-1]}　{name}" if lines else name
        if lines and width(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(name)
    return lines


def broken(title: str, room: float) -> list[str]:
    """The lines of a title of which each holds `room` characters: by sense, and as a trapezoid or rhombus.

    A title that has its own line breaks keeps them.
    """
    if "\n" in title:
        return [line.strip() for line in title.split("\n") if line.strip()]
    if width(title) <= room:
        return [title]
    places = _places(title)
    for count in range(2, MOST_LINES + 1):
        ways = [_cut(title, cuts) for cuts in combinations(places, count - 1)]
        fitting = [lines for lines in ways if all(width(line) <= room for line in lines)]
        if fitting:
            return min(fitting, key=_unevenness)
    return [title]


def _places(title: str) -> list[int]:
    """Where the title may break. A title with no room for sense breaks anywhere."""
    inside = {place for word in WORDS.finditer(title) for place in range(word.start() + 1, word.end())}
    places = [
        place
        for place in range(2, len(title) - 1)
        if place not in inside and title[place] not in NOT_FIRST and title[place - 1] not in NOT_LAST
    ]
    # More are not tried than can be tried at once.
    return places if len(places) < 60 else places[:: len(places) // 30]


def _cut(title: str, cuts: tuple[int, ...]) -> list[str]:
    edges = [0, *cuts, len(title)]
    return [title[first:last].strip() for first, last in pairwise(edges)]


def _unevenness(lines: list[str]) -> float:
    """Small for a trapezoid or a rhombus whose lines differ a little; an hourglass or equal lines are worse."""
    widths = [width(line) for line in lines]
    steps = [after - before for before, after in pairwise(widths)]
    is_hourglass = any(before < 0 < after for before, after in pairwise(steps))
    spread = max(widths) - min(widths)
    return abs(spread - 3 * (len(lines) - 1)) + 20 * is_hourglass + sum(step == 0 for step in steps)
