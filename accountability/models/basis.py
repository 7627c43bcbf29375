"""依据文件: the paper that 3.4.a cites, as the superior issued it. Its text is nobody's to retype."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from accountability.models.subject import StoredFile
from dushi import chance
from dushi.town.models import Person, Town

if TYPE_CHECKING:
    from dushi.town.models import User


class BasisQuerySet(models.QuerySet["BasisPaper"]):
    def visible_to(self, user: User) -> BasisQuerySet:
        """Everybody of the town: who is bound by a rule may read it."""
        return self.filter(town_id=user.rights.town_id)


class BasisPaper(models.Model):
    """One paper, kept by the commission for all to read. A newer copy is kept beside it."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    number = models.CharField("文号", max_length=60)
    title = models.CharField("标题", max_length=120)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="basis", verbose_name="文件")
    kept_at = models.DateTimeField("上传时间")
    kept_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="上传人")

    objects = BasisQuerySet.as_manager()

    class Meta:
        verbose_name = "依据文件"
        ordering = ["-kept_at", "pk"]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）"
