"""python -m tools.secret_scan: does any tracked file hold a secret? Ends with 1 and names file, line and kind, never
the secret itself.

Words that are no secret (a fixed token of a test) say so in their line: "not a secret".
"""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXCUSE = "not a secret"
#: Files of digests and numbers that look like chance.
SKIPPED = (".lock", ".json.gz", ".csv.gz", ".png", ".jpg", ".svg", ".docx", ".xlsx", ".woff2", "package-lock.json")
KINDS = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "cloud key": re.compile(r"\b(?:AKIA|ASIA|LTAI|AKID)[0-9A-Za-z]{12,}\b"),
    "access token": re.compile(
        r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{22,}|glpat-[\w-]{20}|xox[abprs]-[\w-]{10,}|pypi-[\w-]{30,})"
    ),
    "signed token": re.compile(r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
    "password in an address": re.compile(r"\b[a-z][a-z+]*://[^\s:/@\"'{}$<]*:(?P<value>[^\s/@\"'{}$<]{8,})@"),
    "named secret": re.compile(
        r"(?i)\b\w*(?:secret|token|passw(?:or)?d|api_?key|field_?keys?|receipt_?keys?|backup_?key)\w*['\"]?\s*[:=]\s*['\"]?(?P<value>[A-Za-z0-9+/_=-]{20,})"
    ),
}
#: Bits per character: words and names lie below, chance above.
CHANCE = 3.9


def entropy(text: str) -> float:
    """Bits per character, from how often each occurs."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def findings(text: str) -> Iterator[tuple[int, str]]:
    """(line, kind) of whatever looks like a secret. A value or password counts where it looks like chance."""
    for number, line in enumerate(text.splitlines(), 1):
        if EXCUSE in line:
            continue
        for kind, pattern in KINDS.items():
            for found in pattern.finditer(line):
                value = found.groupdict().get("value")
                if value is None or (entropy(value) > CHANCE and re.search(r"\d", value)):
                    yield number, kind
                    break


def tracked() -> list[Path]:
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in told.split("\0") if name and not name.endswith(SKIPPED)]


def main() -> int:
    files = [path for path in tracked() if path.is_file()]
    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {kind}"
        for path in files
        for number, kind in findings(path.read_text(errors="replace"))
    ]
    print("\n".join(wrong) or f"no secret in {len(files)} tracked files")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
