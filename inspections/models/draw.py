"""随机抽取 (2.3, 2.0.m8): a frozen list, two sealed numbers, and what follows from them."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from dushi import chance
from dushi.records.sealing import EncryptedTextField
from dushi.town.models import Person, Town
from inspections.models.inspection import Inspection

if TYPE_CHECKING:
    from dushi.town.models import User

NUMERALS = "零一二三四五六七八九"


class DrawQuerySet(models.QuerySet["Draw"]):
    def visible_to(self, user: User) -> DrawQuerySet:
        """Those one draws or witnesses, and those of an inspection one drafted, approves or serves on. Office, 班子 and
        纪委书记 see those of every inspection they see, and a stand-alone one once it is used; everybody else those of
        an inspection they see, once that is closed."""
        rights = user.rights
        rows = self.filter(town_id=rights.town_id)
        own = Q(drawer=rights.person_id) | Q(witness=rights.person_id)
        seen = Inspection.objects.visible_to(user)
        if rights.sees_town or rights.is_commission_secretary:
            used = Q(inspection__isnull=True, opened_at__isnull=False)
            return rows.filter(own | used | Q(inspection__in=seen.values("pk")))
        closed = Q(inspection__in=seen.filter(status=Inspection.Status.CLOSED).values("pk"))
        drafts = Q(drafted_by=rights.person_id) | Q(approver=rights.person_id)
        serves = Q(inspection__in=Inspection.objects.served_by(rights.person_id).values("pk"))
        mine = Q(inspection__in=Inspection.objects.filter(drafts).values("pk"))
        return rows.filter(own | mine | serves | closed)

    def waiting_for(self, person_id: int | None) -> DrawQuerySet:
        """That wait for this person to write a number or to reveal it."""
        numbers = DrawNumber.objects.filter(draw=models.OuterRef("pk"), person=person_id)
        party = Q(drawer=person_id) | Q(witness=person_id)
        to_write = Q(status=Draw.Status.FROZEN) & ~Q(models.Exists(numbers))
        to_reveal = Q(status=Draw.Status.COMMITTED) & Q(models.Exists(numbers.filter(revealed_at__isnull=True)))
        return self.filter(party & (to_write | to_reveal))

    def unreplaced(self) -> DrawQuerySet:
        """The last of each line: nothing was drawn in its place."""
        return self.filter(replaced_by__isnull=True)


class Draw(models.Model):
    """One draw. `status` is written by `inspections.draws.moves.move` alone; what was frozen never changes."""

    class Kind(models.TextChoices):
        VILLAGES = "VILLAGES", "抽村"
        INSPECTORS = "INSPECTORS", "抽检查人员"

    class Status(models.TextChoices):
        FROZEN = "FROZEN", "待封数"
        COMMITTED = "COMMITTED", "待揭晓"
        DRAWN = "DRAWN", "已抽出"
        VOID = "VOID", "作废"

    #: TRANSITIONS[from] = states it may go to; held by draw_moves.move and walked by a test
    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.FROZEN: frozenset({Status.COMMITTED, Status.VOID}),
        Status.COMMITTED: frozenset({Status.DRAWN, Status.VOID}),
        Status.DRAWN: frozenset({Status.VOID}),
        Status.VOID: frozenset(),
    }
    #: still on their way to a result
    OPEN = (Status.FROZEN, Status.COMMITTED)

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="draws")
    kind = models.CharField("抽什么", max_length=12, choices=Kind.choices, default=Kind.VILLAGES)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.FROZEN)
    status_at = models.DateTimeField("进入本状态")
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, related_name="draws", verbose_name="检查")
    purpose = models.CharField("用途", max_length=80)
    ordinal = models.PositiveSmallIntegerField("第几次", default=1, help_text="along `replaces`, from 1")
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name="代替哪一次"
    )
    drawer = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="抽取人")
    witness = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="见证人")
    frozen_at = models.DateTimeField("名单封存时间")
    frozen = models.TextField("封存的名单", help_text="drawing.canonical: exactly what was hashed")
    list_hash = models.CharField("名单指纹", max_length=64)
    seed = models.CharField("种子", max_length=64, blank=True)
    result = models.JSONField("结果", default=list, help_text="ids of the list, in the order they were drawn")
    drawn_at = models.DateTimeField("抽出时间", null=True)
    record_hash = models.CharField("校验码", max_length=64, blank=True)
    void_reason = models.CharField("作废事由", max_length=200, blank=True)
    opened_at = models.DateTimeField(
        "公开时间", null=True, help_text="a stand-alone one is seen by others from then on"
    )
    used_at = models.DateTimeField("采用时间", null=True)
    used_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="采用人")

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = "随机抽取"
        ordering = ["-frozen_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(drawer=models.F("witness")), name="draw_witness_is_another"),
            models.CheckConstraint(
                condition=Q(seed="", drawn_at__isnull=True, record_hash="", result=[])
                | (Q(drawn_at__isnull=False) & ~Q(seed="") & ~Q(record_hash="") & ~Q(result=[])),
                name="draw_result_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status="DRAWN") | Q(drawn_at__isnull=False), name="draw_drawn_has_result"
            ),
            models.CheckConstraint(
                condition=Q(status="VOID") & ~Q(void_reason="") | ~Q(status="VOID") & Q(void_reason=""),
                name="draw_void_says_why",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False, drawn_at__isnull=False),
                name="draw_used_pair",
            ),
            models.CheckConstraint(
                condition=Q(ordinal=1, replaces__isnull=True) | Q(ordinal__gt=1, replaces__isnull=False),
                name="draw_named_by_its_line",
            ),
            # No silent second draw: one at a time for an inspection, one at a time for whoever draws without one.
            models.UniqueConstraint(
                fields=["inspection", "kind"], condition=~Q(status="VOID"), name="draw_one_for_an_inspection"
            ),
            models.UniqueConstraint(
                fields=["drawer", "kind"],
                condition=Q(inspection__isnull=True, opened_at__isnull=True) & ~Q(status="VOID"),
                name="draw_one_by_a_drawer",
            ),
        ]
        indexes = [models.Index(fields=["town", "-frozen_at"], name="draw_by_day")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.name}"

    @property
    def name(self) -> str:
        """第一次抽取, 第十二次抽取: counted along its own line, never across the town."""
        return f"第{numeral(self.ordinal)}次抽取"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @cached_property
    def roll(self) -> dict[str, Any]:
        """What was frozen, read back."""
        return dict(json.loads(self.frozen))

    @cached_property
    def chosen(self) -> list[dict[str, Any]]:
        """Lines of the list that were drawn, in their order; names are those of the day."""
        lines = {line["id"]: line for line in self.roll["eligible"]}
        return [lines[pk] for pk in self.result]


def numeral(number: int) -> str:
    """一, 十, 十二, 二十 … up to 九十九."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return head + (NUMERALS[ones] if ones or not head else "")


class DrawNumberManager(models.Manager["DrawNumber"]):
    def get_queryset(self) -> models.QuerySet[DrawNumber]:
        """What is sealed is read by the act that reveals it alone."""
        return super().get_queryset().defer("sealed")


class DrawNumber(models.Model):
    """The number of one side: sealed until both have written theirs and its owner reveals it."""

    class Role(models.TextChoices):
        DRAWER = "DRAWER", "抽取人"
        WITNESS = "WITNESS", "见证人"

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="numbers")
    role = models.CharField("身份", max_length=8, choices=Role.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="本人")
    commitment = models.CharField("封数指纹", max_length=64, help_text="SHA-256 of the opening")
    committed_at = models.DateTimeField("封数时间")
    sealed = EncryptedTextField("封存的数", blank=True, help_text="encrypted; gone once it is open or void")
    revealed_at = models.DateTimeField("揭晓时间", null=True)
    opening = models.CharField("数和随机码", max_length=48, blank=True, help_text="number:salt, once revealed")

    objects = DrawNumberManager()

    class Meta:
        verbose_name = "封数"
        ordering = ["role"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "role"], name="draw_number_once"),
            models.CheckConstraint(
                condition=Q(revealed_at__isnull=True, opening="") | Q(revealed_at__isnull=False) & ~Q(opening=""),
                name="draw_number_revealed_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.person}"

    @property
    def number(self) -> str:
        """What its owner wrote; "" until revealed."""
        return self.opening.partition(":")[0]

    @property
    def salt(self) -> str:
        return self.opening.partition(":")[2]
