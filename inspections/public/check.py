"""Does a 转办摘要 betray who reported? What a machine can see of it; the handler reads the rest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

#: So many characters in a row, punctuation aside, are no coincidence.
RUN = 12
#: So many digits in a row of a telephone number.
DIGITS = 6
MOBILE = re.compile(r"1[3-9]\d{9}")
#: The three usual ways in which a village finds out, said at the tick of the form.
TRAPS = (
    "写了姓名、电话、门牌、亲属关系，或者“本村某组一位老人”这样的身份",
    "照抄了原话，或写了只有当事人才知道的日子、数目、细节",
    "一说这件事就知道是谁家的（如全村只有一户）",
)


def plain(text: str) -> str:
    """Letters, characters and digits alone, in one form."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isalnum()).lower()


def names_reporter(digest: str, name: str, contact: str) -> str:
    """What of name and contact stands in the digest, in words; "" where nothing does."""
    said = plain(digest)
    if len(plain(name)) >= 2 and plain(name) in said:
        return "摘要里有反映人的姓名，请改写。"
    number = "".join(sign for sign in plain(contact) if sign.isdigit())
    pieces = (number[n : n + DIGITS] for n in range(len(number) - DIGITS + 1))
    if MOBILE.search(said) or any(piece in said for piece in pieces):
        return "摘要里有电话号码或其中一段，请删去。"
    return ""


def copied(digest: str, sources: Iterable[str]) -> str:
    """The longest run of at least RUN characters that the digest takes over word for word; "" where none."""
    said, longest = plain(digest), ""
    for source in sources:
        text = plain(source)
        start = 0
        while start + RUN <= len(said):
            end = start + RUN
            if said[start:end] not in text:
                start += 1
                continue
            while end < len(said) and said[start : end + 1] in text:
                end += 1
            longest = max(longest, said[start:end], key=len)
            start = end - RUN + 1
    return longest
