"""A lawful next step as a button: who may take it, what is still missing, what it asks, and what does it.

The commission's admin and the pages of the site offer the same acts by the same object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from dushi.town.models import User


def nothing(obj: Any) -> list[str]:
    return []


@dataclass(frozen=True)
class Act:
    """One act on an object.

    code: in the address. label: on the button. may: (user, obj) -> bool, state and person together. do: the action,
    called as do(**{target: obj}, by=user, **form.cleaned_data). form: a form class taking user= and obj= beside data
    and files; None where nothing is asked. missing: sentences that say what must be there first; the button then
    stands there unusable with them. is_grave: irreversible, asked once more.
    """

    code: str
    label: str
    target: str
    may: Callable[[User, Any], bool]
    do: Callable[..., Any]
    form: type[ActForm] | None = None
    missing: Callable[[Any], list[str]] = nothing
    clause: str = ""
    note: str = ""
    is_grave: bool = False


class ActForm(forms.Form):
    """What an act asks. Fields are named like the arguments of the action; `user` and `obj` are there to choose by."""

    def __init__(self, *args: Any, user: User, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.obj = obj


@dataclass(frozen=True)
class Offer:
    """An act as this user meets it on the page of an object."""

    act: Act
    missing: list[str]

    @property
    def is_ready(self) -> bool:
        return not self.missing


def offers(acts: Iterable[Act], user: User, obj: Any) -> list[Offer]:
    """The acts this user may take on the object now, each with what is missing for it."""
    return [Offer(act, act.missing(obj)) for act in acts if act.may(user, obj)]
