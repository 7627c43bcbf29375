"""Who may do what with education and typical cases (3.0): the commission, never about oneself or a relative."""

from __future__ import annotations

from typing import Any

from accountability.models import Case, Education, TypicalCase
from accountability.remembered import sees
from dushi.town.models import User


def may_plan(user: User, obj: Any = None) -> bool:
    return user.rights.is_commission


def may_plan_beside(user: User, case: Case) -> bool:
    """Beside a case: who sees it on the commission's desk."""
    return user.rights.is_commission and sees(user, case)


def may_hold(user: User, education: Education) -> bool:
    return education.held_on is None and _sees(user, education)


def may_follow_up(user: User, education: Education) -> bool:
    waits = education.follow_up_on is not None and education.followed_up_on is None
    return waits and _sees(user, education)


def may_cancel(user: User, education: Education) -> bool:
    return education.held_on is None and _sees(user, education)


def _sees(user: User, education: Education) -> bool:
    return Education.objects.visible_to(user).filter(pk=education.pk).exists()


def may_write(user: User, obj: Any = None) -> bool:
    return user.rights.is_commission


def may_change(user: User, typical: TypicalCase) -> bool:
    """Only who wrote it, until it is published."""
    return typical.published_at is None and user.rights.is_commission and typical.written_by_id == user.rights.person_id


def may_publish(user: User, typical: TypicalCase) -> bool:
    """Another member of the commission than who wrote it."""
    waits = typical.published_at is None
    return waits and user.rights.is_commission and typical.written_by_id != user.rights.person_id


def may_withdraw(user: User, typical: TypicalCase) -> bool:
    return typical.published_at is not None and typical.withdrawn_at is None and user.rights.is_commission
