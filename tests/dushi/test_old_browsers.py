"""The telephones of villages have old browsers: nothing essential needs more than Chromium 86 (house style, CSS)."""

import re

import pytest
from django.conf import settings

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")

STATIC = settings.BASE_DIR / "static"
#: What a browser of 86 does not know → since when it is known.
SCRIPT = {
    r"[^\w]static\s*\{": 94,
    r"#\w+\s+in\s|\bawait\s*\(?\s*import\.meta": 91,
    r"\.at\(": 92,
    r"\.(?:findLast|findLastIndex)\(": 97,
    r"\.(?:toSorted|toReversed|toSpliced|with)\(": 110,
    r"\bstructuredClone\(": 98,
    r"\bObject\.(?:hasOwn|groupBy)\(": 93,
    r"\bcrypto\.randomUUID\(": 92,
    r"\bAbortSignal\.(?:timeout|any)\(": 103,
    r"\bArray\.fromAsync\(|\bPromise\.(?:withResolvers|try)\(": 119,
    r"^await\s": 89,
    r"\binert\b": 102,
    r"[\"'`][^\"'`\n]*:(?:has|is|where)\(": 88,
    r"\bshowPopover\(|\bstartViewTransition\(": 111,
    r"/[dgimsuy]*v[dgimsuy]*\.(?:test|exec)\(": 112,
}
SHEET = {
    r":has\(": 105,
    r":(?:is|where)\(": 88,
    r":not\([^)]*,": 88,
    r"@(?:layer|scope|container|property|starting-style)\b": 99,
    r"(?<![\w-])inset(?:-\w+)*\s*:": 87,
    r"aspect-ratio\s*:": 88,
    r"color-mix\(|\boklch\(|\blight-dark\(": 111,
    r"\d(?:dvh|svh|lvh|dvw|svw|lvw)\b": 108,
    r"accent-color\s*:": 93,
    r"text-wrap\s*:": 114,
    r"scrollbar-gutter\s*:": 94,
    r"overflow(?:-\w)?\s*:\s*clip": 90,
    r"(?:^|[{;])\s*&": 112,
    r"\bsubgrid\b": 117,
}
#: Used all the same, as the page loses nothing where it is not known → why.
ALLOWED = {
    ("css/sheet.css", "text-wrap:"): "a long title breaks less evenly",
    ("css/items.css", "accent-color:"): "a progress bar has the browser's own colour",
}


def uses(kind, newer):
    """(file, what it uses, since which Chromium) of every place."""
    for path in sorted(STATIC.rglob(f"*.{kind}")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        text = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE) if kind == "js" else text
        for pattern, since in newer.items():
            for found in re.finditer(pattern, text, re.MULTILINE):
                yield str(path.relative_to(STATIC)), found[0].strip(), since


def test_scripts_and_sheets_use_nothing_essential_that_is_newer_than_chromium_86():
    found = [*uses("js", SCRIPT), *uses("css", SHEET)]
    assert {(path, what) for path, what, _ in found} == set(ALLOWED), found


@pytest.mark.parametrize(
    ("newer", "written"),
    [
        (SCRIPT, "rows.at(-1)"),
        (SCRIPT, "const { a } = 1;\nawait start();"),
        (SCRIPT, "one.closest('li:has(a)')"),
        (SHEET, ".a { inset: 0; }"),
        (SHEET, ".a { color: red; &:hover { color: blue; } }"),
        (SHEET, "main { height: 100dvh; }"),
        (SHEET, "li:not(.a, .b) { }"),
    ],
)
def test_what_is_newer_is_noticed(newer, written):
    assert any(re.search(pattern, written, re.MULTILINE) for pattern in newer)
    harmless = ".a { clip-path: inset(50%); } // formats.format(x); it.matches('a'); if (isInert) run(); a && b;"
    assert not any(re.search(pattern, harmless, re.MULTILINE) for pattern in newer)
