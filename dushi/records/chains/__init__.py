"""Hash chains: who changes, removes or slips in a chained row is found, and the first broken link is named.

A chained model stands in CHAINED_MODELS (dushi/gathered.py), has a `town` (CHAIN_TOWN names the lookup where it is
reached through another row, "case__town") and `chain_facts() -> dict[str, str | int | None]`: what never changes of it,
from its own columns and its texts (`text_fact`). The act that makes the row appends it once, in the same transaction;
where rows are final only later, CHAIN_ROWS (a Q) says which of them must be tied.
"""

from dushi.records.chains.appending import append, append_all, head, hold
from dushi.records.chains.facts import moment_fact, text_fact
from dushi.records.chains.texts import erase_text, keep_text
from dushi.records.chains.verifying import Broken, Verdict, verify

__all__ = [
    "Broken",
    "Verdict",
    "append",
    "append_all",
    "erase_text",
    "head",
    "hold",
    "keep_text",
    "moment_fact",
    "text_fact",
    "verify",
]
