"""Rules of the house that no other linter holds: sizes, old browsers, nothing inline, no host of a package registry."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]

PYTHON_LINES = 400
TEMPLATE_LINES = 120
VIEW_LINES = 25

#: What Chromium 86 does not know; inside @supports it only degrades.
NEW_CSS = {
    r"@layer\b": "@layer (99)",
    r"@container\b": "@container (105)",
    r"@scope\b": "@scope (118)",
    r":has\(": ":has() (105)",
    r":is\(": ":is() (88)",
    r":where\(": ":where() (88)",
    r":not\([^()]*,": ":not() with a list (88)",
    r"(?<![\w-])aspect-ratio\s*:": "aspect-ratio (88)",
    r"(?<![\w-])inset(-inline|-block)?\s*:": "inset (87)",
    r"(?<![\w-])(margin|padding|border)-(inline|block)\s*:": "logical shorthands (87)",
    r"(?<![\w-])(translate|rotate|scale)\s*:": "individual transforms (104)",
    r"\bcolor-mix\(|\boklch\(|\boklab\(|\blch\(": "new colour functions (111)",
    r"\d[sld]v[hw]\b": "small, large and dynamic viewport units (108)",
    r"\bsubgrid\b": "subgrid (117)",
}
NEW_JS = {
    r"\.at\(": ".at() (92)",
    r"\bstructuredClone\(": "structuredClone (98)",
    r"\.findLast(Index)?\(": "findLast (97)",
    r"\bObject\.hasOwn\(": "Object.hasOwn (93)",
    r"\bObject\.groupBy\(": "Object.groupBy (117)",
    r"\.toSorted\(|\.toReversed\(|\.with\(": "copying array methods (110)",
    r"\brandomUUID\b": "crypto.randomUUID (92)",
    r"\bPromise\.withResolvers\b": "Promise.withResolvers (119)",
    r"\bAbortSignal\.(timeout|any)\b": "AbortSignal.timeout (103)",
    r"\beval\(|new Function\(": "eval, which the content policy forbids",
}
INLINE = {
    r"<style\b": "a <style> element",
    r"\sstyle\s*=": "a style attribute",
    r"<script(?![^>]*\ssrc=)[^>]*>\s*\S": "a script within the page",
    r"\son\w+\s*=": "an event attribute",
    r"\shx-on": "hx-on, which needs eval",
    r"javascript:": "a javascript: link",
}


def tracked(*patterns: str) -> list[Path]:
    """Files of the repository, new ones too, that match the patterns."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    names = subprocess.run(command, cwd=BASE_DIR, check=True, capture_output=True, text=True).stdout.split("\n")
    return sorted({BASE_DIR / name for name in names if name and (BASE_DIR / name).is_file()})


def without_comments(css: str) -> str:
    """The sheet without comments and without what stands in quotes; lines stay where they are."""
    keep_lines = lambda found: re.sub(r"[^\n]", "", found[0])  # noqa: E731
    return re.sub(r"\"[^\"\n]*\"|'[^'\n]*'", '""', re.sub(r"/\*.*?\*/", keep_lines, css, flags=re.DOTALL))


def css_faults(css: str) -> list[str]:
    """What Chromium 86 would not understand, nested rules and !important; each with its line."""
    text = without_comments(css)
    faults = [f"{line}: !important" for line in lines_of(r"!\s*important", text)]
    guarded = [line for opener, line, end in blocks(text) if "@supports" in opener for line in range(line, end + 1)]
    for pattern, name in NEW_CSS.items():
        faults += [f"{line}: {name}" for line in lines_of(pattern, text) if line not in guarded]
    return faults + [f"{line}: a rule within a rule (120)" for line in nested(text)]


def lines_of(pattern: str, text: str) -> list[int]:
    return [text.count("\n", 0, found.start()) + 1 for found in re.finditer(pattern, text)]


def blocks(css: str) -> Iterator[tuple[str, int, int]]:
    """Each block of the sheet: what opens it, its first and its last line."""
    stack: list[tuple[str, int]] = []
    start = 0
    for place, sign in enumerate(css):
        if sign == "{":
            stack.append((css[start:place].strip(), css.count("\n", 0, place) + 1))
        elif sign == "}" and stack:
            opener, first = stack.pop()
            yield opener, first, css.count("\n", 0, place) + 1
        if sign in "{};":
            start = place + 1


def nested(css: str) -> list[int]:
    """Lines of rules that stand within another rule; groups such as @media may hold rules."""
    depth: list[bool] = []
    found, start = [], 0
    for place, sign in enumerate(css):
        if sign == "{":
            is_group = css[start:place].strip().startswith("@")
            if any(not group for group in depth):
                found.append(css.count("\n", 0, place) + 1)
            depth.append(is_group)
        elif sign == "}" and depth:
            depth.pop()
        if sign in "{};":
            start = place + 1
    return found


def js_faults(script: str) -> list[str]:
    """What Chromium 86 would not understand, and eval; each with its line."""
    text = re.sub(r"(?<!:)//[^\n]*", "", re.sub(r"/\*.*?\*/", "", script, flags=re.DOTALL))
    return [f"{line}: {name}" for pattern, name in NEW_JS.items() for line in lines_of(pattern, text)]


def template_faults(html: str) -> list[str]:
    """What the content policy forbids, and templates that are too long."""
    text = re.sub(r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}", "", html, flags=re.DOTALL)
    faults = [f"{line}: {name}" for pattern, name in INLINE.items() for line in lines_of(pattern, text)]
    length = html.count("\n")
    return faults + ([f"{length} lines, more than {TEMPLATE_LINES}"] if length > TEMPLATE_LINES else [])


def function_lengths(path: Path) -> list[tuple[str, int]]:
    """Name and number of lines of each function in the file."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kinds)]
    return [(node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in nodes]


def p90(numbers: list[int]) -> float:
    return statistics.quantiles(numbers, n=10)[-1] if len(numbers) > 1 else float(sum(numbers))
