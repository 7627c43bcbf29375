"""The login of a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.functional import cached_property

from dushi import clock
from dushi.town.models.post import Person

if TYPE_CHECKING:
    from dushi.town.rights import Rights


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """A login. password None makes one that cannot log in until a password is set."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A login of one person. is_superuser and is_staff open nothing by themselves: rights come from posts."""

    username = models.CharField("登录名", max_length=40, unique=True)
    person = models.OneToOneField(Person, models.CASCADE, null=True, related_name="user")
    is_active = models.BooleanField("启用", default=True)
    is_staff = models.BooleanField(default=False)
    must_change_password = models.BooleanField("须改初始口令", default=True)
    password_set_on = models.DateField("口令设定日期", default=clock.today)
    login_epoch = models.PositiveIntegerField(default=0, help_text="raised to end every session of this login")
    created_at = models.DateTimeField(default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "登录"

    def __str__(self) -> str:
        return self.person.name if self.person else self.username

    @property
    def must_renew_password(self) -> bool:
        """The password is a one-time one, or older than PASSWORD_DAYS where that is set."""
        days = settings.PASSWORD_DAYS
        is_stale = bool(days) and clock.today() >= self.password_set_on + timedelta(days=days)
        return self.must_change_password or is_stale

    def get_session_auth_hash(self) -> str:
        """What a session must match: changes with the password and with `login_epoch`."""
        return f"{super().get_session_auth_hash()}:{self.login_epoch}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for fallback in super().get_session_auth_fallback_hash():
            yield f"{fallback}:{self.login_epoch}"

    @cached_property
    def rights(self) -> Rights:
        """What the posts in force today give this user; computed once per loaded user (one request)."""
        from dushi.town.rights import rights_of  # rights reads these models

        return rights_of(self.person_id)
