"""Logins: own passwords, one-time passwords, and their end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from dushi import chance, clock
from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.town.models import Person, User

#: Digits of a one-time password: short enough to print and type, gone after the first login.
ONE_TIME_DIGITS = 10


@dataclass(frozen=True)
class Slip:
    """What is printed for one person: shown once, stored nowhere in the clear."""

    person: Person
    username: str
    password: str


@transaction.atomic
def change_password(*, user: User, password: str) -> User:
    """The own password of a login. All its other sessions end, because what they must match has changed."""
    user.set_password(password)
    user.must_change_password, user.password_set_on = False, clock.today()
    user.save(update_fields=["password", "must_change_password", "password_set_on"])
    record("修改口令", user, by=user, town=_town_of(user))
    return user


@transaction.atomic
def issue_slips(*, people: Iterable[Person], by: User | None) -> list[Slip]:
    """A new one-time password for each person, and a login for whoever has none. Their sessions end.

    Raises Refused for a person whose login is disabled.
    """
    slips = [_issue(person, by) for person in people]
    if not slips:
        raise Refused("请先选择要发一次性口令的人员。")
    return slips


def _issue(person: Person, by: User | None) -> Slip:
    password = chance.code(ONE_TIME_DIGITS)
    user = User.objects.select_for_update().filter(person=person).first() or User(
        person=person, username=_free_username()
    )
    if not user.is_active:
        raise Refused(f"{person}的登录已停用，请先启用。")
    user.password = make_password(password)
    user.must_change_password = True
    user.login_epoch += 1
    user.save()
    record("发一次性口令", user, by=by, town=person.town)
    return Slip(person, user.username, password)


def _free_username() -> str:
    """A number that is easy to type and tells nothing."""
    while User.objects.filter(username=(name := chance.code(6))).exists():
        pass
    return name


@transaction.atomic
def rename_login(*, user: User, username: str, by: User) -> User:
    """Another 登录名. Raises Refused where it is taken."""
    if User.objects.exclude(pk=user.pk).filter(username=username).exists():
        raise Refused("这个登录名已有人用，请换一个。", field="username")
    before, user.username = user.username, username
    user.save(update_fields=["username"])
    record("改登录名", user, by=by, town=_town_of(user), data={"before": before})
    return user


@transaction.atomic
def set_active(*, user: User, is_active: bool, by: User, reason: str = "") -> User:
    """Enable or disable a login. A disabled one loses every session for good. Raises Refused for one's own."""
    if user == by and not is_active:
        raise Refused("不能停用自己的登录，请由另一位管理员办理。")
    user.is_active = is_active
    user.login_epoch += 1
    user.save(update_fields=["is_active", "login_epoch"])
    record("启用登录" if is_active else "停用登录", user, by=by, town=_town_of(user), reason=reason)
    return user


def _town_of(user: User) -> object:
    return user.person.town if user.person else None
