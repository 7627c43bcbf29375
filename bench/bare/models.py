"""Our tables as a bare project sees them, and one of its own for the floor of sending a report."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class User(AbstractBaseUser):
    username = models.CharField(max_length=40, unique=True)
    is_active = models.BooleanField(default=True)

    objects = BaseUserManager["User"]()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        managed = False
        db_table = "town_user"


class Unit(models.Model):
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name

    class Meta:
        managed = False
        db_table = "town_unit"


class Owed(models.Model):
    town_id = models.BigIntegerField()
    scope = models.ForeignKey(Unit, models.PROTECT)
    period = models.CharField(max_length=8)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.period

    class Meta:
        managed = False
        db_table = "obligations_obligation"


class Note(models.Model):
    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT)
    village = models.ForeignKey(Unit, models.PROTECT)
    period = models.CharField(max_length=8)
    key_work = models.TextField()
    support_visit = models.CharField(max_length=12)
    supporter_duty = models.CharField(max_length=12)
    next_plan = models.TextField()
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key_work

    class Meta:
        managed = False
        db_table = "bare_note"
