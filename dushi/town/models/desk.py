"""What lies on a desk: 反馈与减负建议, imports not yet confirmed, and the filters one keeps as 常用."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.urls import reverse

from dushi import chance, clock
from dushi.records.sealing import EncryptedBytesField
from dushi.town.models.post import Person
from dushi.town.models.unit import Town

if TYPE_CHECKING:
    from dushi.town.models.login import User


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def visible_to(self, user: User) -> FeedbackQuerySet:
        """Office and administrator read all of their town; everybody else what they wrote."""
        rights = user.rights
        rows = self.filter(town_id=rights.town_id)
        return rows if rights.is_office or rights.is_admin else rows.filter(person=rights.person_id)


class Feedback(models.Model):
    """反馈与减负建议: a few words about what the product costs or lacks."""

    town = models.ForeignKey(Town, models.CASCADE, related_name="feedback")
    person = models.ForeignKey(Person, models.CASCADE, related_name="feedback", verbose_name="提出人")
    at = models.DateTimeField("时间")
    page = models.CharField("页面", max_length=120, blank=True, help_text="path of the page it was written from")
    text = models.TextField("内容", max_length=500)
    answer = models.TextField("答复", max_length=500, blank=True)
    answered_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = "反馈与减负建议"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text[:30]

    @property
    def names_page(self) -> bool:
        """True where `page` is an address of ours."""
        return self.page.startswith("/") and not self.page.startswith(("//", "/\\"))


class BroughtQuerySet(models.QuerySet[Any]):
    def owned_by(self, user: User, at: datetime | None = None) -> BroughtQuerySet:
        """What this user uploaded a moment ago: nobody else sees or confirms it."""
        return self.filter(owner=user, at__gt=(at or clock.now()) - Brought.KEPT)

    def abandoned(self, at: datetime | None = None) -> BroughtQuerySet:
        return self.filter(at__lte=(at or clock.now()) - Brought.KEPT)


class Brought(models.Model):
    """What somebody brought in a moment ago. It holds personal data, and is purged after a while."""

    KEPT = timedelta(minutes=15)

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    kind = models.CharField("表", max_length=20)
    name = models.CharField("文件名", max_length=120)
    at = models.DateTimeField("时间")

    objects = BroughtQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["at"], name="brought_%(class)s_by_age")]

    def __str__(self) -> str:
        return self.name

    @property
    def until(self) -> datetime:
        return self.at + self.KEPT


class Upload(Brought):
    """A table somebody is about to import: kept between preview and confirmation, then gone."""

    owner = models.ForeignKey("town.User", models.CASCADE, related_name="uploads")
    rows = models.JSONField("内容", help_text="cells as text, headings first: [[str, …], …]")

    class Meta(Brought.Meta):
        verbose_name = "待确认的导入"


class MarkedTable(Brought):
    """A table that could not be imported, with a column that says what to mend: for whoever brought it, to fetch."""

    owner = models.ForeignKey("town.User", models.CASCADE, related_name="marked_tables")
    content = EncryptedBytesField("内容", help_text=".xlsx")

    class Meta(Brought.Meta):
        verbose_name = "标出错处的表"


class SavedFilter(models.Model):
    """常用: a list narrowed the way somebody often wants it. Theirs alone; no event tells of it."""

    #: How many one keeps for one list; characters of a name and of an encoded query.
    MOST, NAME, QUERY = 12, 20, 500

    user = models.ForeignKey("town.User", models.CASCADE, related_name="saved_filters")
    list_name = models.CharField("列表", max_length=60, help_text="its URL name, a key of settings.FILTERED")
    name = models.CharField("名称", max_length=NAME)
    query = models.CharField("筛选", max_length=QUERY, help_text="encoded, what narrows the list and nothing else")

    class Meta:
        verbose_name = "常用筛选"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "list_name", "name"], name="one_saved_filter_of_a_name"),
        ]

    def __str__(self) -> str:
        return "常用筛选"

    @property
    def address(self) -> str:
        return f"{reverse(self.list_name)}?{self.query}"
