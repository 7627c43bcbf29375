"""Who may do what with a 周通报; loading through `visible_to` comes first."""

from __future__ import annotations

from dushi.bulletin.models import Bulletin, may_sign_here
from dushi.town.models import User

Status = Bulletin.Status


def edits(user: User) -> bool:
    """The office writes the words, sends it and puts the open version out."""
    return user.rights.is_office


def may_edit(user: User, bulletin: Bulletin) -> bool:
    return edits(user) and bulletin.status == Status.DRAFT


def may_sign(user: User, bulletin: Bulletin) -> bool:
    return bulletin.status == Status.READY and may_sign_here(user)


def may_publish(user: User, bulletin: Bulletin) -> bool:
    return edits(user) and bulletin.is_signed
