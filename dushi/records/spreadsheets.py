"""Text in cells of .xlsx and .csv: it stays text wherever it is opened or copied to."""

from __future__ import annotations

import re

#: What a spreadsheet may take for the beginning of a formula, in half and full width, also behind blanks.
#: Behind apostrophes too, so that the one put before it can be told from those of the text itself.
FORMULA = re.compile(r"^'*\s*[=+\-@＝＋－＠|]")
#: What XML 1.0 cannot hold.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MOST_TEXT = 32_000


def plain(text: str) -> str:
    """Text that stays text wherever the cell is copied to: a leading formula sign stands behind an apostrophe."""
    # What can be printed holds none of what is taken out or put right here.
    clean = text[:MOST_TEXT] if text.isprintable() else _mended(text)
    return f"'{clean}" if FORMULA.match(clean) else clean


def _mended(text: str) -> str:
    return UNWRITABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")[:MOST_TEXT]


def unguarded(text: str) -> str:
    """What `plain` guarded, as it was before: read back from a file that went out and came in again."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
