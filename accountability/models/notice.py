"""通报批评: a superior names somebody, or names the town through somebody's fault (3.4.d). One line per subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accountability.models.subject import AboutSubject, StoredFile, one_subject
from dushi import chance, words
from dushi.records.chains import moment_fact
from dushi.records.sealing import EncryptedTextField
from dushi.town.models import Person, Town

if TYPE_CHECKING:
    from dushi.town.models import User


class NamedMatter(models.Model):
    """The one matter behind a chain of notices: 省 names, 市 and 区 forward. Locked while a line is added."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    title = models.CharField("事由", max_length=120)
    happened_on = models.DateField("发生日期")

    class Meta:
        verbose_name = "通报事由"

    def __str__(self) -> str:
        return "通报事由"

    @property
    def score_key(self) -> str:
        """ScoreEntry.matter_key of all that is about it, by notice and by case: 同一事项就高 settles what they cost."""
        return f"matter:{self.pk}"


class NoticeQuerySet(models.QuerySet["CriticismNotice"]):
    def visible_to(self, user: User) -> NoticeQuerySet:
        """The commission and the 班子 all; a subject the notices that name them or a unit they head, once they were
        told."""
        rights = user.rights
        rows = self.filter(town_id=rights.town_id)
        if rights.is_commission or rights.is_leader:
            return rows
        lines = NoticeSubject.objects.about(user).filter(told_at__isnull=False)
        return rows.filter(pk__in=lines.values("notice"))


class CriticismNotice(models.Model):
    """One document of a superior. No document, no points: number, issuer and the paper itself are there.

    Tied to the hash chain when it is checked; until then it may be corrected.
    """

    CHAIN = "accountability"
    CHAIN_ROWS = Q(checked_at__isnull=False)

    class Level(models.TextChoices):
        CENTRAL = "CENTRAL", "中央"
        PROVINCE = "PROVINCE", "省"
        CITY = "CITY", "市"
        DISTRICT = "DISTRICT", "区"

    class Status(models.TextChoices):
        REGISTERED = "REGISTERED", "待核对"
        CHECKED = "CHECKED", "已核对"
        WITHDRAWN = "WITHDRAWN", "已被更正或撤销"

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.REGISTERED: frozenset({Status.CHECKED, Status.WITHDRAWN}),
        Status.CHECKED: frozenset({Status.WITHDRAWN}),
        Status.WITHDRAWN: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    matter = models.ForeignKey(NamedMatter, models.PROTECT, related_name="notices", verbose_name="事由")
    level = models.CharField("级别", max_length=8, choices=Level.choices)
    document_number = models.CharField("文号", max_length=60)
    issuer = models.CharField("发文机关", max_length=60)
    title = models.CharField("标题", max_length=120)
    issued_on = models.DateField("成文日期")
    received_on = models.DateField("收到日期")
    forwards = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="forwarded_by", verbose_name="转发的通报"
    )
    names_town = models.BooleanField("点名我镇", default=False)
    document = models.OneToOneField(StoredFile, models.PROTECT, related_name="notice", verbose_name="文件")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.REGISTERED)
    registered_at = models.DateTimeField("登记时间")
    registered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="登记人")
    checked_at = models.DateTimeField("核对时间", null=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="核对人")
    withdrawn_on = models.DateField("更正或撤销日期", null=True)
    withdrawn_number = models.CharField("更正或撤销文号", max_length=60, blank=True)
    withdrawn_document = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="withdrawn_notices", verbose_name="更正或撤销文件"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "通报批评"
        ordering = ["-issued_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["town", "level", "document_number"], name="notice_document_once"),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, checked_by__isnull=True)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="notice_checked_together",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=models.F("registered_by")),
                name="notice_checked_by_another",
            ),
        ]
        indexes = [models.Index(fields=["checked_at"], name="notice_by_check")]

    def __str__(self) -> str:
        return self.document_number

    def chain_facts(self) -> dict[str, str | int | None]:
        """What the document says and who vouched for it; the file by its digest."""
        digest = StoredFile.objects.filter(pk=self.document_id).values_list("sha256", flat=True).first()
        return {
            "matter": str(self.matter_id),
            "level": self.level,
            "number": self.document_number,
            "issuer": self.issuer,
            "title": self.title,
            "issued_on": self.issued_on.isoformat(),
            "received_on": self.received_on.isoformat(),
            "forwards": str(self.forwards_id) if self.forwards_id else None,
            "names_town": self.names_town,
            "document": digest,
            "registered_by": self.registered_by_id,
            "checked_by": self.checked_by_id,
            "checked_at": moment_fact(self.checked_at),
        }

    @property
    def level_text(self) -> str:
        """中央, 省级, 市级, 区级."""
        return self.get_level_display() + ("" if self.level == self.Level.CENTRAL else "级")


class NoticeSubjectQuerySet(models.QuerySet["NoticeSubject"]):
    def visible_to(self, user: User) -> NoticeSubjectQuerySet:
        """The commission and the 班子 all; a subject their own, once they were told."""
        rights = user.rights
        rows = self.filter(notice__town_id=rights.town_id)
        if rights.is_commission or rights.is_leader:
            return rows
        return rows.about(user).filter(told_at__isnull=False)

    def about(self, user: User) -> NoticeSubjectQuerySet:
        """Lines about this user or a unit they head."""
        return self.filter(Q(person=user.rights.person_id) | Q(unit__in=user.rights.headed))

    def pending(self) -> NoticeSubjectQuerySet:
        return self.filter(status=NoticeSubject.Status.PENDING)


class NoticeSubject(AboutSubject):
    """Who is named, or through whose fault the town was named; within one matter never both for one subject.

    Tied to the hash chain when the notice is checked and the subject told.
    """

    CHAIN = "accountability"
    CHAIN_TOWN = "notice__town"
    CHAIN_ROWS = Q(told_at__isnull=False)

    class Role(models.TextChoices):
        NAMED = "NAMED", "被点名"
        CAUSED = "CAUSED", "造成我镇被点名"

    class Status(models.TextChoices):
        REGISTERED = "REGISTERED", "待核对"
        PENDING = "PENDING", "异议期内，待计分"
        POSTED = "POSTED", "已计分"
        DROPPED = "DROPPED", "异议成立，不计分"
        REVERSED = "REVERSED", "已冲销"
        WITHDRAWN = "WITHDRAWN", "通报已更正或撤销，不计分"

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.REGISTERED: frozenset({Status.PENDING, Status.WITHDRAWN}),
        Status.PENDING: frozenset({Status.POSTED, Status.DROPPED, Status.WITHDRAWN}),
        Status.POSTED: frozenset({Status.REVERSED}),
        Status.DROPPED: frozenset(),
        Status.REVERSED: frozenset(),
        Status.WITHDRAWN: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    notice = models.ForeignKey(CriticismNotice, models.CASCADE, related_name="subjects")
    role = models.CharField("点名方式", max_length=8, choices=Role.choices)
    sentence = models.TextField("通报原句", max_length=500)
    fault = models.CharField("责任说明", max_length=200, blank=True, help_text="why the town was named through them")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.REGISTERED)
    told_at = models.DateTimeField("告知时间", null=True, help_text="the objection window runs from here")
    window_ends_at = models.DateTimeField("异议期至", null=True, help_text="24:00 of the last day; posted from here on")
    withdrawn_on = models.DateField("更正或撤销日期", null=True)
    withdrawn_number = models.CharField("更正或撤销文号", max_length=60, blank=True)
    withdrawn_document = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="withdrawn_lines", verbose_name="更正或撤销文件"
    )

    objects = NoticeSubjectQuerySet.as_manager()

    class Meta:
        verbose_name = "被点名对象"
        ordering = ["pk"]
        constraints = [
            one_subject("notice_line_of_one_subject"),
            models.UniqueConstraint(fields=["notice", "unit"], name="notice_unit_once"),
            models.UniqueConstraint(fields=["notice", "person"], name="notice_person_once"),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, window_ends_at__isnull=True)
                | Q(told_at__isnull=False, window_ends_at__isnull=False),
                name="notice_line_told_together",
            ),
        ]
        indexes = [models.Index(fields=["status", "window_ends_at"], name="notice_line_by_window")]

    def __str__(self) -> str:
        return "被点名对象"

    @property
    def town(self) -> Town:
        return self.notice.town

    def chain_facts(self) -> dict[str, str | int | None]:
        return {
            "notice": str(self.notice_id),
            "person": self.person_id,
            "unit": self.unit_id,
            "posts": self.posts_text,
            "role": self.role,
            "sentence": self.sentence,
            "fault": self.fault,
        }

    @property
    def window_text(self) -> str:
        """The end of the window as it is spoken of: 10月8日 24:00; "" before it runs."""
        if self.window_ends_at is None:
            return ""
        day, hour = words.deadline(self.window_ends_at)
        return f"{words.short_day(day)} {hour}"


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, user: User) -> ObjectionQuerySet:
        """The commission and the main leaders, who answer them; a subject their own."""
        rights = user.rights
        rows = self.filter(line__notice__town_id=rights.town_id)
        if rights.is_commission or rights.is_main_leader:
            return rows
        return rows.filter(line__in=NoticeSubject.objects.about(user))

    def open(self) -> ObjectionQuerySet:
        return self.filter(status=Objection.Status.FILED)


class Objection(models.Model):
    """异议 against points: within its window, answered by somebody who neither registered nor checked the notice."""

    class Status(models.TextChoices):
        FILED = "FILED", "待答复"
        UPHELD = "UPHELD", "异议成立"
        REJECTED = "REJECTED", "异议不成立"
        WITHDRAWN = "WITHDRAWN", "已撤回"

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    line = models.ForeignKey(NoticeSubject, models.PROTECT, related_name="objections", verbose_name="对象")
    text = EncryptedTextField("异议内容")
    filed_at = models.DateTimeField("提出时间")
    filed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="提出人")
    due_at = models.DateTimeField("答复时限")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.FILED)
    answer = EncryptedTextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="答复人")

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = "异议"
        ordering = ["filed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=Q(status="FILED"), name="objection_open_once"),
        ]

    def __str__(self) -> str:
        return "异议"
