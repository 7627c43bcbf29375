"""人员, 岗位, 任职, 移交, 请假."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from dushi.town.models.dated import Dated, DatedQuerySet
from dushi.town.models.unit import Town, Unit

if TYPE_CHECKING:
    from dushi.town.models.login import User


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: User) -> PersonQuerySet:
        """People whose post in force lies in a unit this user sees; always oneself."""
        rights = user.rights
        people = self.filter(town_id=rights.town_id)
        if rights.sees_town or rights.is_admin:
            return people
        seated = Post.objects.in_force().filter(person=OuterRef("pk"), seat__unit__in=rights.units)
        return people.filter(Q(pk=rights.person_id) | Exists(seated))


class Person(models.Model):
    """人员: a cadre; may have a login. No ID-card number, no home address."""

    class Level(models.TextChoices):
        COUNTY = "COUNTY", "区管"
        TOWN = "TOWN", "镇管"
        VILLAGE = "VILLAGE", "村级"

    town = models.ForeignKey(Town, models.CASCADE, related_name="people")
    name = models.CharField("姓名", max_length=40)
    level = models.CharField("管理权限", max_length=8, choices=Level.choices, default=Level.TOWN)
    phone = models.CharField("工作电话", max_length=20, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    is_example = models.BooleanField("示例", default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "人员"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


def joined(unit: str, label: str) -> str:
    """示例一管区 and 管区书记 are spoken as 示例一管区书记."""
    said_twice = next((n for n in range(len(label), 0, -1) if unit.endswith(label[:n])), 0)
    return unit + label[said_twice:]


class Seat(models.Model):
    """岗位: unit × kind × ordinal. Rights come from the posts in force on it; an empty seat shows 空缺."""

    class Kind(models.TextChoices):
        MAIN_LEADER = "MAIN_LEADER", "主要领导"
        MEMBER = "MEMBER", "班子成员"
        AREA_LEADER = "AREA_LEADER", "包片领导"
        LINK_LEADER = "LINK_LEADER", "联系领导"
        AREA_SECRETARY = "AREA_SECRETARY", "管区书记"
        LIAISON = "LIAISON", "包村人员"
        HEAD = "HEAD", "主要负责人"
        STAFF = "STAFF", "工作人员"
        PETITION_DESK = "PETITION_DESK", "信访窗口"
        COMMISSION_SECRETARY = "COMMISSION_SECRETARY", "纪委书记"
        COMMISSION_STAFF = "COMMISSION_STAFF", "纪委人员"
        ADMINISTRATOR = "ADMINISTRATOR", "系统管理员"

    town = models.ForeignKey(Town, models.CASCADE, related_name="seats")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="seats")
    kind = models.CharField("岗位类别", max_length=24, choices=Kind.choices)
    ordinal = models.PositiveSmallIntegerField("序", default=1, help_text="包村人员: 1 主, 2 副")
    title = models.CharField("职务名称", max_length=40, blank=True, help_text="镇党委书记, 镇长 …")

    class Meta:
        verbose_name = "岗位"
        ordering = ["unit", "kind", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "ordinal"], name="seat_once")]

    def __str__(self) -> str:
        return self.title or joined(self.unit.name, self.get_kind_display())

    def holder_on(self, on: date | None = None) -> Person | None:
        """The person in post on that day (代理 before the absent holder), or None when 空缺."""
        post = self.posts.in_force(on).select_related("person").order_by("-is_acting", "-valid_from").first()
        return post.person if post else None


class PostQuerySet(DatedQuerySet):
    def of_person(self, on: date | None = None, **whose: Any) -> PostQuerySet:
        """Posts of one person in force on that day, with what a page says of them, in the order it says them.

        Annotates `is_after_mergers`: units of the town were merged (并入) into others.
        whose: what names the person (person=, person__user=).
        """
        posts: PostQuerySet = self.in_force(on).filter(**whose)
        merged = Unit.objects.filter(town=OuterRef("seat__town"), successor__isnull=False)
        posts = posts.annotate(is_after_mergers=Exists(merged))
        return posts.select_related("seat__unit", "seat__town").order_by("seat__kind", "pk")


class Post(Dated):
    """任职: a person in a seat, from–to, or 代理. All rights come from posts in force."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="posts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="posts")
    is_acting = models.BooleanField("代理", default=False)
    #: Annotated by `of_person` alone.
    is_after_mergers: bool

    objects = PostQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = "任职"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["seat"], condition=Q(valid_to__isnull=True, is_acting=False), name="post_open_once"
            ),
        ]
        indexes = [models.Index(fields=["person", "valid_from"], name="post_by_person")]

    def __str__(self) -> str:
        return f"{self.seat} {self.person}{'（代理）' if self.is_acting else ''}"


class Changeover(models.Model):
    """换届: posts of one day that changed hands in one act."""

    town = models.ForeignKey(Town, models.CASCADE, related_name="changeovers")
    on = models.DateField("到岗日期", help_text="first civil day of the successors")
    reason = models.CharField("事由", max_length=60)
    at = models.DateTimeField("办理时间")
    by = models.ForeignKey("town.User", models.SET_NULL, null=True, related_name="+", verbose_name="办理人")

    class Meta:
        verbose_name = "换届"
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.reason


class Handover(models.Model):
    """岗位移交: a post changed hands. Lateness before `on` stays with the predecessor; then a week of grace."""

    changeover = models.ForeignKey(Changeover, models.CASCADE, null=True, related_name="handovers")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="handovers")
    predecessor = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", verbose_name="移交人")
    successor = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", verbose_name="接任人")
    acting_until = models.DateField("代理至", null=True, help_text="the predecessor stays in post, the successor acts")
    items = models.JSONField(
        "移交事项",
        default=list,
        help_text="[{'title', 'due': '2026-11-27 18:00' or '', 'late', 'stays'}] as they stood",
    )
    on = models.DateField("移交日期", help_text="first civil day of the successor")
    grace_until = models.DateField("宽限至", help_text="last civil day on which the successor is not chased")
    at = models.DateTimeField("办理时间")
    by = models.ForeignKey("town.User", models.SET_NULL, null=True, related_name="+", verbose_name="办理人")

    class Meta:
        verbose_name = "岗位移交"
        ordering = ["-on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(grace_until__gte=F("on")), name="handover_grace_after")]

    def __str__(self) -> str:
        return f"{self.seat} {self.predecessor or '空缺'}→{self.successor or '空缺'}"


class Leave(Dated):
    """请假: days on which a person is not at work; enters the rule that excuses a holder."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="leaves")
    reason = models.CharField("事由", max_length=60)
    approved_by = models.CharField("批准人", max_length=40)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = "请假"

    def __str__(self) -> str:
        return f"{self.person} {self.valid_from}—{self.valid_to or ''}"
