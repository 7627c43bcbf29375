"""Who: towns, units, seats, people and posts; logins; households and who supports them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from dushi import clock

if TYPE_CHECKING:
    from dushi.town.rights import Rights


def in_force(on: date, prefix: str = "") -> Q:
    """Rows whose valid_from..valid_to (both inclusive, open end allowed) holds the civil day `on`."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": on})
    )


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with valid_from and valid_to (civil days, inclusive)."""

    def in_force(self, on: date | None = None) -> Any:
        return self.filter(in_force(on or clock.today()))


class Dated(models.Model):
    """Something that holds from one civil day to another, inclusive; no end means until further notice."""

    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="%(class)s_dates_in_order"
            )
        ]

    def is_in_force(self, on: date | None = None) -> bool:
        day = on or clock.today()
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)


class Town(models.Model):
    """镇: root of everything. One deployment may serve many; a user sees one."""

    code = models.CharField("区划代码", max_length=9, unique=True, help_text="9 digits, GB/T 2260 + township")
    name = models.CharField("名称", max_length=40)
    county = models.CharField("所属县（区）", max_length=40, blank=True)
    live_from = models.DateField("启用日期", help_text="nothing opens before this civil day")

    class Meta:
        verbose_name = "镇"

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(DatedQuerySet):
    def visible_to(self, user: User) -> UnitQuerySet:
        """Units this user may open; a foreign unit answers as if it did not exist."""
        rights = user.rights
        units = self.filter(town_id=rights.town_id)
        return units if rights.sees_town else units.filter(pk__in=rights.units)

    def villages(self) -> UnitQuerySet:
        return self.filter(kind=Unit.Kind.VILLAGE)

    def areas(self) -> UnitQuerySet:
        return self.filter(kind=Unit.Kind.AREA)

    def of_area(self, area: Unit, on: date | None = None) -> UnitQuerySet:
        """Villages that belong to the area on that day."""
        return self.filter(in_force(on or clock.today(), "memberships__"), memberships__area=area)


class Unit(Dated):
    """单位: part of the town."""

    class Kind(models.TextChoices):
        AREA = "AREA", "管区"
        VILLAGE = "VILLAGE", "村"
        DEPARTMENT = "DEPARTMENT", "部门"
        PARTY_COMMITTEE = "PARTY_COMMITTEE", "党委"
        JOINT_MEETING = "JOINT_MEETING", "党政联席会议"
        LEADING_GROUP = "LEADING_GROUP", "领导小组"
        OFFICE = "OFFICE", "扶贫办"
        COMMISSION = "COMMISSION", "镇纪委"

    town = models.ForeignKey(Town, models.CASCADE, related_name="units")
    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    name = models.CharField("名称", max_length=60)
    code = models.CharField("代码", max_length=12, blank=True, help_text="12 digits for a village")
    is_key = models.BooleanField("重点村", default=False)
    is_example = models.BooleanField("示例", default=False, help_text="stands beside the real ones, outside the counts")
    order = models.PositiveSmallIntegerField("排序", default=0)
    successor = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = UnitQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = "单位"
        ordering = ["kind", "order", "code", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["town", "kind", "name"], name="unit_name_once"),
            models.CheckConstraint(condition=Q(is_key=False) | Q(kind="VILLAGE"), name="unit_key_is_village"),
        ]

    def __str__(self) -> str:
        return self.name

    def area_on(self, on: date | None = None) -> Unit | None:
        """The 管区 of a village on that day, or None."""
        membership = self.memberships.in_force(on).select_related("area").first()
        return membership.area if membership else None


class AreaMembership(Dated):
    """A village belongs to one area at a time; obligations keep the area of their day."""

    village = models.ForeignKey(Unit, models.CASCADE, related_name="memberships")
    area = models.ForeignKey(Unit, models.CASCADE, related_name="member_villages")

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = "管区所辖村"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["village"], condition=Q(valid_to__isnull=True), name="membership_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.village}"


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: User) -> PersonQuerySet:
        """People whose post in force lies in a unit this user sees; always oneself."""
        rights = user.rights
        people = self.filter(town_id=rights.town_id)
        if rights.sees_town or rights.is_admin:
            return people
        seated = Post.objects.in_force().filter(seat__unit__in=rights.units).values("person")
        return people.filter(Q(pk=rights.person_id) | Q(pk__in=seated))


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
        return self.title or f"{self.unit}{self.get_kind_display()}"

    def holder_on(self, on: date | None = None) -> Person | None:
        """The person in post on that day (代理 before the absent holder), or None when 空缺."""
        post = self.posts.in_force(on).select_related("person").order_by("-is_acting", "-valid_from").first()
        return post.person if post else None


class Post(Dated):
    """任职: a person in a seat, from–to, or 代理. All rights come from posts in force."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="posts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="posts")
    is_acting = models.BooleanField("代理", default=False)

    objects = DatedQuerySet.as_manager()

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
    created_at = models.DateTimeField(default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = "登录"

    def __str__(self) -> str:
        return self.person.name if self.person else self.username

    @cached_property
    def rights(self) -> Rights:
        """What the posts in force today give this user; computed once per loaded user (one request)."""
        from dushi.town.rights import rights_of  # rights reads these models

        return rights_of(self.person_id)


class SupportUnit(models.Model):
    """帮扶单位: who helps a village; without login and not answerable to the town (第一书记, 驻村工作队, 区直)."""

    class Kind(models.TextChoices):
        COUNTY = "COUNTY", "区直帮扶单位"
        FIRST_SECRETARY = "FIRST_SECRETARY", "第一书记"
        VILLAGE_TEAM = "VILLAGE_TEAM", "驻村工作队"
        TOWN = "TOWN", "镇直部门"
        SOCIAL = "SOCIAL", "社会力量"

    town = models.ForeignKey(Town, models.CASCADE, related_name="support_units")
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    villages = models.ManyToManyField(Unit, related_name="support_units", verbose_name="帮扶村")

    class Meta:
        verbose_name = "帮扶单位"
        constraints = [models.UniqueConstraint(fields=["town", "name"], name="support_unit_once")]

    def __str__(self) -> str:
        return self.name


class HouseholdQuerySet(models.QuerySet["Household"]):
    def visible_to(self, user: User) -> HouseholdQuerySet:
        rights = user.rights
        households = self.filter(town_id=rights.town_id)
        return households if rights.sees_town else households.filter(village__in=rights.units)


class Household(models.Model):
    """贫困户: a code and a masked name, nothing else (个人信息保护法: only what is needed)."""

    town = models.ForeignKey(Town, models.CASCADE, related_name="households")
    village = models.ForeignKey(Unit, models.CASCADE, related_name="households")
    code = models.CharField("户编号", max_length=20)
    masked_name = models.CharField("户主（隐名）", max_length=10, help_text="张*")

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "贫困户"
        ordering = ["village", "code"]
        constraints = [models.UniqueConstraint(fields=["town", "code"], name="household_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.masked_name}"


class HouseholdSupporter(Dated):
    """联户责任人: who answers for a household."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="supporters")
    name = models.CharField("联户责任人", max_length=40)
    unit_name = models.CharField("所在单位", max_length=60, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = "联户责任人"

    def __str__(self) -> str:
        return self.name
