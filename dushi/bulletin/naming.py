"""Whether words that go out to everybody name people of the town, or the 区直 units that help its villages."""

from __future__ import annotations

from dushi.town.models import Town
from dushi.town.naming import SHORTEST, names_of, plain


def named_in(text: str, town: Town) -> list[str]:
    """Names that stand in the text, each once. Three queries; none for an empty text."""
    said = plain(text)
    if not said:
        return []
    return sorted({name for name in names_of(town) if len(plain(name)) >= SHORTEST and plain(name) in said})
