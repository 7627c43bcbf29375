"""周通报 and who may sign it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from dushi import chance
from dushi.records.models import Paper
from dushi.regulation.periods import Period
from dushi.town.models import Person, Town

if TYPE_CHECKING:
    from dushi.town.models import User

#: Characters of the words that people add: what one page holds beside the figures.
SUMMARY_LENGTH, NOTE_LENGTH = 60, 30


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def visible_to(self, user: User) -> BulletinQuerySet:
        """Once signed, whoever works in the town; before, the office and who may sign it."""
        rights = user.rights
        rows = self.filter(town_id=rights.town_id)
        if rights.is_office or may_sign_here(user):
            return rows
        return rows.filter(status=Bulletin.Status.SIGNED)


class Bulletin(models.Model):
    """One town's week. Its figures are counted anew until it is signed, and then kept. `status` is written by
    `moves.move` alone, along TRANSITIONS."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "待编辑"
        READY = "READY", "待签发"
        SIGNED = "SIGNED", "已签发"

    #: TRANSITIONS[from] = states it may go to
    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.DRAFT: frozenset({Status.READY}),
        Status.READY: frozenset({Status.DRAFT, Status.SIGNED}),
        Status.SIGNED: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="bulletins")
    period = models.CharField("周", max_length=8, help_text="Period.key of the week it tells of")
    status = models.CharField("状态", max_length=6, choices=Status.choices, default=Status.DRAFT)
    compiled_at = models.DateTimeField("汇总时间")
    summary = models.CharField("本周综述", max_length=SUMMARY_LENGTH, blank=True)
    note = models.CharField("内部提示", max_length=NOTE_LENGTH, blank=True)
    signed_at = models.DateTimeField("签发时间", null=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="签发人")
    paper = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+", help_text="内部版 as signed")
    public_body = models.JSONField("公开版", null=True, help_text="as signed; see dushi.records.lines.body")
    public_key = models.CharField(max_length=32, null=True, unique=True, help_text="address of its open page; or none")

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = "周通报"
        ordering = ["-period"]
        constraints = [
            models.UniqueConstraint(fields=["period", "town"], name="bulletin_once_per_week"),
            models.CheckConstraint(
                condition=Q(status="SIGNED", signed_at__isnull=False, signed_by__isnull=False, paper__isnull=False)
                | ~Q(status="SIGNED") & Q(signed_at__isnull=True, signed_by__isnull=True, paper__isnull=True),
                name="bulletin_signed_is_kept",
            ),
            models.CheckConstraint(
                condition=Q(public_key__isnull=True) | Q(status="SIGNED"), name="bulletin_public_is_signed"
            ),
        ]

    def __str__(self) -> str:
        return f"周通报（{self.week.label}）"

    @property
    def week(self) -> Period:
        return Period.parse(self.period)

    @property
    def is_signed(self) -> bool:
        return self.status == self.Status.SIGNED

    @property
    def colour(self) -> str:
        """A state of the screen (`state_tag`)."""
        return {self.Status.DRAFT: "todo", self.Status.READY: "late"}.get(self.Status(self.status), "done")

    @property
    def number_text(self) -> str:
        return self.paper.number_text if self.paper else ""


class SignerQuerySet(models.QuerySet["BulletinSigner"]):
    def live(self) -> SignerQuerySet:
        return self.filter(ended_at__isnull=True)


class BulletinSigner(models.Model):
    """Whom a main leader named to sign in their stead; holds while the person sits in the 班子."""

    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="签发人")
    named_at = models.DateTimeField("委托时间")
    named_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="委托人")
    ended_at = models.DateTimeField("收回时间", null=True)

    objects = SignerQuerySet.as_manager()

    class Meta:
        verbose_name = "周通报签发委托"
        constraints = [
            models.UniqueConstraint(
                fields=["town", "person"], condition=Q(ended_at__isnull=True), name="bulletin_signer_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


def may_sign_here(user: User) -> bool:
    """A main leader, or a member of the 班子 whom one of them named. At most one query."""
    rights = user.rights
    if rights.is_main_leader or not rights.is_leader:
        return rights.is_main_leader
    return BulletinSigner.objects.live().filter(town=rights.town_id, person=rights.person_id).exists()
