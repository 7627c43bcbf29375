"""表彰: a superior commends a village, a department or a person; the other side of a notice, with its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from accountability.models.notice import CriticismNotice
from accountability.models.relation import near
from accountability.models.subject import AboutSubject, StoredFile, one_subject
from dushi import chance
from dushi.town.models import Person, Town

if TYPE_CHECKING:
    from dushi.town.models import User


class CommendationQuerySet(models.QuerySet["Commendation"]):
    def visible_to(self, user: User) -> CommendationQuerySet:
        """The commission's to register and check, but for relatives; the subject reads the points it gave."""
        rights = user.rights
        rows = self.filter(town_id=rights.town_id)
        if not rights.is_commission:
            return rows.none()
        return rows.filter(Q(unit__isnull=False) | ~near(rights.person_id, "person"))


class Commendation(AboutSubject):
    """One document that commends one subject. No document, no bonus; checked by another than registered it."""

    class Status(models.TextChoices):
        REGISTERED = "REGISTERED", "待核对"
        COUNTED = "COUNTED", "已加分"
        WITHDRAWN = "WITHDRAWN", "已撤销"

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.REGISTERED: frozenset({Status.COUNTED, Status.WITHDRAWN}),
        Status.COUNTED: frozenset({Status.WITHDRAWN}),
        Status.WITHDRAWN: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    level = models.CharField("级别", max_length=8, choices=CriticismNotice.Level.choices)
    document_number = models.CharField("文号", max_length=60)
    issuer = models.CharField("发文机关", max_length=60)
    title = models.CharField("标题", max_length=120)
    issued_on = models.DateField("成文日期")
    document = models.OneToOneField(StoredFile, models.PROTECT, related_name="commendation", verbose_name="文件")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.REGISTERED)
    registered_at = models.DateTimeField("登记时间")
    registered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="登记人")
    checked_at = models.DateTimeField("核对时间", null=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="核对人")

    objects = CommendationQuerySet.as_manager()

    class Meta:
        verbose_name = "表彰"
        ordering = ["-issued_on", "pk"]
        constraints = [
            one_subject("commendation_of_one_subject"),
            models.UniqueConstraint(
                fields=["town", "document_number", "unit"],
                condition=~Q(status="WITHDRAWN"),
                name="commendation_unit_once",
            ),
            models.UniqueConstraint(
                fields=["town", "document_number", "person"],
                condition=~Q(status="WITHDRAWN"),
                name="commendation_person_once",
            ),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, checked_by__isnull=True)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="commendation_checked_together",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("registered_by")),
                name="commendation_checked_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.document_number
