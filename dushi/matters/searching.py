"""What the ledger hands to 查找 (settings.SEARCH_PROVIDERS)."""

from __future__ import annotations

from collections.abc import Iterator

from dushi import words
from dushi.matters.models import Matter
from dushi.matters.moves import page_of
from dushi.town.models import User
from dushi.town.search import Asked, Found, Shelf

TEXTS = ("title", "detail", "measure", "about__name", "owner_unit__name")


def shelves(user: User, asked: Asked) -> Iterator[Shelf]:
    """Matters by what they say, whom they concern, and number."""
    hit = asked.among(*TEXTS) | asked.numbered(*TEXTS, year="year", number="number")
    rows = Matter.objects.visible_to(user).filter(hit).select_related("about")
    yield Shelf("matters", "问题台账", rows.order_by("-pk"), _line)


def _line(matter: Matter) -> Found:
    state, day = matter.get_status_display(), words.short_day(matter.raised_at)
    return Found(
        matter.title, f"{matter.number_text}\u00a0· {matter.about}\u00a0· {state}\u00a0· {day}", page_of(matter)
    )
