"""What is asked of one loaded lead or case again and again is answered once: a page offers twenty steps that stand on
the same few conditions. An act loads the row anew and asks everything again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from accountability.models import Case, Lead
from dushi.town.models import User

T = TypeVar("T")
KEPT = "_answers"


def remembered(obj: Lead | Case, question: str, ask: Callable[[], T]) -> T:
    """The answer kept with this loaded row, asked where it is not there yet."""
    answers: dict[str, Any] = obj.__dict__.setdefault(KEPT, {})
    if question not in answers:
        answers[question] = ask()
    found: T = answers[question]
    return found


def forget(obj: Lead | Case) -> None:
    """From here on the row changes."""
    obj.__dict__.pop(KEPT, None)


def sees(user: User, obj: Lead | Case) -> bool:
    """Whether it is this user's to see."""
    rows = type(obj)._default_manager.visible_to(user)
    return remembered(obj, f"seen by {user.pk}", rows.filter(pk=obj.pk).exists)
