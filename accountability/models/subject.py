"""Who something is about: one person or one unit, never both; and files kept with it, encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from dushi import chance
from dushi.records.sealing import EncryptedBytesField
from dushi.town.models import Person, Town, Unit

if TYPE_CHECKING:
    from dushi.town.models import User


def one_subject(name: str) -> models.CheckConstraint:
    """Exactly one of person and unit."""
    return models.CheckConstraint(
        condition=Q(person__isnull=False, unit__isnull=True) | Q(person__isnull=True, unit__isnull=False), name=name
    )


class AboutSubject(models.Model):
    """Answers for something: a person with the posts held at the time, or a unit of the town."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位")
    posts_text = models.CharField("时任职务", max_length=200, blank=True, help_text="as on the day of the deed, frozen")

    class Meta:
        abstract = True

    @property
    def subject(self) -> Person | Unit | None:
        return self.person or self.unit

    @property
    def subject_key(self) -> tuple[str, int]:
        """("person", 3) or ("unit", 7): the same for everything about one subject."""
        return ("person", self.person_id) if self.person_id else ("unit", self.unit_id or 0)

    def is_of(self, user: User) -> bool:
        """Whether it is about this user, or a unit they head."""
        rights = user.rights
        if self.unit_id:
            return self.unit_id in rights.headed
        return self.person_id is not None and self.person_id == rights.person_id

    @property
    def is_example_subject(self) -> bool:
        return bool(self.subject and self.subject.is_example)


class StoredFile(models.Model):
    """A paper or picture of chapter 3: its bytes stand encrypted in the database, under a random key."""

    LARGEST = 10 * 1024 * 1024  # bytes

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    name = models.CharField("文件名", max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("字节")
    sha256 = models.CharField(max_length=64)
    content = EncryptedBytesField()
    kept_at = models.DateTimeField("存入时间")
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "卷宗文件"

    def __str__(self) -> str:
        return "卷宗文件"

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")


def same_subject(row: AboutSubject) -> dict[str, Any]:
    """Filter for rows about the same subject."""
    return {"person": row.person_id, "unit": row.unit_id}
