"""回避: who must keep away from what. Declared once per pair of people, or for one lead or case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from dushi import chance
from dushi.once import once_a_page
from dushi.records.sealing import EncryptedTextField
from dushi.town.models import Person, Post, Seat, Town, Unit

if TYPE_CHECKING:
    from accountability.models.case import Case
    from accountability.models.lead import Lead
    from dushi.town.models import User


def near(person_id: int | None, field: str) -> Q:
    """Rows whose `field` (a path to a Person) is somebody declared near to this person, whoever declared it."""
    open_ones = Relation.objects.filter(ended_on__isnull=True)
    named = open_ones.filter(person=person_id).values("relative")
    naming = open_ones.filter(relative=person_id).values("person")
    return Q(**{f"{field}__in": named}) | Q(**{f"{field}__in": naming})


def is_kin(person_id: int | None, other: Person) -> bool:
    """Declared so by either of the two."""
    return Person.objects.filter(near(person_id, "pk"), pk=other.pk).exists()


class Relation(models.Model):
    """近亲属: declared by either of the two, binding both ways until it ends."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="申报人")
    relative = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="亲属")
    kind = models.CharField("关系", max_length=20)
    declared_at = models.DateTimeField("申报时间")
    declared_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="登记人")
    ended_on = models.DateField("解除日期", null=True, blank=True)

    class Meta:
        verbose_name = "亲属关系"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "relative"], condition=Q(ended_on__isnull=True), name="relation_open_once"
            ),
            models.CheckConstraint(condition=~Q(person=models.F("relative")), name="relation_is_of_two"),
        ]

    def __str__(self) -> str:
        return "亲属关系"


#: The case that a recusal is about, that its lead was opened as or merged into; None for a lead alone. Who withdraws
#: from one part of a matter withdraws from it whole.
MATTER = Coalesce("case", "lead__case", "lead__merged_into")


class RecusalQuerySet(models.QuerySet["Recusal"]):
    def binding(self, person_id: int | None) -> RecusalQuerySet:
        """Upheld, or asked for and not yet decided: until then the person keeps away."""
        return self.filter(person=person_id).exclude(is_upheld=False)

    def waiting(self) -> RecusalQuerySet:
        return self.filter(is_upheld__isnull=True)

    def about(self, obj: Lead | Case) -> RecusalQuerySet:
        """From that lead or case, or any other part of the same matter."""
        rows = self.annotate(matter=MATTER)
        if obj._meta.model_name == "case":
            return rows.filter(matter=obj.pk)
        own = type(obj)._default_manager.filter(pk=obj.pk).annotate(matter=Coalesce("case", "merged_into"))
        return rows.filter(Q(lead=obj.pk) | Q(matter__in=own.values("matter")))

    def matters(self) -> models.QuerySet[Recusal, Any]:
        """Keys of the cases that they are about, or whose leads they are about; without those of a lead alone."""
        return self.annotate(matter=MATTER).filter(matter__isnull=False).values("matter")


class Recusal(models.Model):
    """A person asked to withdraw from one lead or case, or was asked to; decided one level up (政务处分法 §47–48)."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    lead = models.ForeignKey("Lead", models.CASCADE, null=True, related_name="recusals")
    case = models.ForeignKey("Case", models.CASCADE, null=True, related_name="recusals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="回避人")
    ground = models.CharField("事由", max_length=24, help_text="code in rules/data/grounds.yaml")
    reason = EncryptedTextField("说明", blank=True)
    asked_at = models.DateTimeField("提出时间")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="提出人")
    is_upheld = models.BooleanField("决定回避", null=True)
    decided_at = models.DateTimeField("决定时间", null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="决定人")

    objects = RecusalQuerySet.as_manager()

    class Meta:
        verbose_name = "回避"
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lead__isnull=False, case__isnull=True) | Q(lead__isnull=True, case__isnull=False),
                name="recusal_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(is_upheld__isnull=True, decided_at__isnull=True, decided_by__isnull=True)
                | Q(is_upheld__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="recusal_decided_together",
            ),
        ]

    def __str__(self) -> str:
        return "回避"

    @property
    def is_binding(self) -> bool:
        """As `binding` says it of many rows."""
        return self.is_upheld is not False


def kept_away(person_id: int | None, *, of: str, in_commission: bool, waits: bool = True) -> Q:
    """What this person must keep away from: about themself or a relative, about a unit that one of them heads, where
    they withdrew, and for the commission's people what is about the commission itself. of: "lead" or "case".

    waits: also where their withdrawal was asked for and is not decided yet.
    """
    # By the town: a nation's posts are too many to be looked through for each.
    town = Person.objects.filter(Q(pk=person_id)).values("town")
    heading = Post.objects.in_force().filter(seat__kind=Seat.Kind.HEAD, seat__town__in=town)
    headed = heading.filter(Q(person=person_id) | near(person_id, "person"))
    about = Q(person=person_id) | near(person_id, "person") | Q(unit__in=headed.values("seat__unit"))
    about |= _withdrawn(person_id, of=of, waits=waits)
    return about | Q(unit__kind=Unit.Kind.COMMISSION) if in_commission else about


def _withdrawn(person_id: int | None, *, of: str, waits: bool) -> Q:
    """Every part of the matters from which that person withdrew."""
    bound = Recusal.objects.binding(person_id)
    rows = bound if waits else bound.filter(is_upheld=True)
    cases = rows.matters()
    if of == "case":
        return Q(pk__in=cases)
    return Q(pk__in=rows.filter(lead__isnull=False).values("lead")) | Q(case__in=cases) | Q(merged_into__in=cases)


def keep_away(user: User, *, of: str) -> Q:
    """What this user must not see."""
    return kept_away(user.rights.person_id, of=of, in_commission=user.rights.is_commission)


#: Who presides: the 纪委书记; where they must keep away, or there is none, the main leaders in their order.
PRESIDING = (Seat.Kind.COMMISSION_SECRETARY, Seat.Kind.MAIN_LEADER)


@once_a_page
def presiding_order(town_id: int | None) -> list[tuple[Person, bool]]:
    """(person, sits in the commission) of those who may preside in the town today, whoever comes first. One query."""
    posts = Post.objects.in_force().filter(seat__town=town_id, seat__kind__in=PRESIDING)
    held = list(posts.order_by("seat__ordinal", "-is_acting", "pk").select_related("person", "seat"))
    order: dict[Person, bool] = {}
    for kind in PRESIDING:
        for post in held:
            if post.seat.kind == kind:
                order.setdefault(post.person, kind == PRESIDING[0])
    return list(order.items())


def presided_by(user: User, *, of: str) -> Q:
    """Over which this user presides unless `keep_away`: everybody before them must keep away from it."""
    before = ~Q(pk__in=[])
    for person, in_commission in presiding_order(user.rights.town_id):
        if person.pk == user.rights.person_id:
            return before
        before &= kept_away(person.pk, of=of, in_commission=in_commission)
    return Q(pk__in=[])
