"""亲属关系申报 and 回避: declared once per pair; asked for one lead or case by oneself, the subject or others, and
decided one level up (政务处分法 §47–48)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from accountability import steps
from accountability.leads.moves import demand, locked
from accountability.models import Case, Lead, Recusal, Relation
from accountability.models.relation import kept_away, presiding_order
from accountability.once import once
from accountability.posts import in_post
from accountability.remembered import forget, sees
from accountability.rules.grounds import GroundKind, choices
from dushi import clock
from dushi.town.access import person_of
from dushi.town.models import Person, Post, Seat, User

#: Who declares: whoever handles, decides or deliberates.
DECLARING = "亲属关系由镇纪委和党政班子成员申报。"
KINDS = ("配偶", "父母", "子女", "兄弟姐妹", "配偶的父母、兄弟姐妹", "其他近亲属")


def may_declare(user: User) -> bool:
    return user.rights.is_commission or user.rights.is_leader


@transaction.atomic
def declare(*, relative: Person, kind: str, by: User, at: datetime | None = None) -> Relation:
    """申报: binds both ways from now; the same again changes nothing. Raises Refused."""
    mine = person_of(by)
    demand(may_declare(by), DECLARING)
    demand(relative.town_id == mine.town_id and relative.pk != mine.pk, "请选择本镇的另一名人员。", "relative")
    demand(kind in KINDS, "请选择关系。", "kind")
    same = Relation.objects.filter(person=mine, relative=relative, ended_on__isnull=True).first()
    if same:
        return same
    with once("已经申报过。", field="relative"):
        return Relation.objects.create(
            town_id=mine.town_id,
            person=mine,
            relative=relative,
            kind=kind,
            declared_at=at or clock.now(),
            declared_by=mine,
        )


def may_end(user: User, relation: Relation) -> bool:
    """Nobody frees themself: the 纪委书记 ends it for the others, a main leader for the 纪委书记."""
    rights = user.rights
    if rights.town_id != relation.town_id or rights.person_id in (relation.person_id, relation.relative_id):
        return False
    chiefs = {one.pk for one in in_post(relation.town_id, Seat.Kind.COMMISSION_SECRETARY)}
    if chiefs & {relation.person_id, relation.relative_id}:
        return rights.is_main_leader
    return rights.is_commission_secretary


@transaction.atomic
def end_relation(*, relation: Relation, ended_on: date, by: User) -> Relation:
    """解除, by somebody else than the two. Raises Refused."""
    row = Relation.objects.select_for_update().get(pk=relation.pk)
    demand(may_end(by, row), "本人不能解除；由纪委书记办理，纪委书记的由主要领导办理。")
    demand(row.ended_on is None, "这项申报已经解除。")
    demand(ended_on <= clock.today(), "解除日期不能晚于今天。", "ended_on")
    row.ended_on = ended_on
    row.save(update_fields=["ended_on"])
    return row


def of(obj: Lead | Case) -> dict[str, Lead | Case]:
    """Which column of a recusal names it: {"lead": …} or {"case": …}."""
    return {obj._meta.model_name or "": obj}


def may_ask(user: User, obj: Lead | Case) -> bool:
    """Whoever works on it or presides; the subject, or who heads the unit, once a paper was served."""
    if sees(user, obj):
        return True
    return obj.is_of(user) and obj.papers.filter(served_at__isnull=False).exists()


@transaction.atomic
def ask(*, obj: Lead | Case, person: Person, ground: str, reason: str, by: User, at: datetime | None = None) -> Recusal:
    """申请回避, one's own or another's. Until it is decided the person keeps away. Raises Refused."""
    moment = at or clock.now()
    demand(may_ask(by, obj), "您不能就此申请回避。")
    demand(ground in dict(choices(GroundKind.RECUSAL)), "请选择回避事由。", "ground")
    demand(bool(reason), "请写明情况。", "reason")
    demand(person.town_id == obj.town_id, "请选择本镇的人员。", "person")
    known = Recusal.objects.about(obj)
    demand(not known.binding(person.pk).exists(), "已经申请或者决定这位同志回避。", "person")
    again = known.filter(person=person, ground=ground, is_upheld=False, asked_by=person_of(by))
    demand(not again.exists(), "您以同样的事由申请过，已经决定不回避。", "ground")
    made = Recusal.objects.create(
        person=person, ground=ground, reason=reason, asked_at=moment, asked_by=person_of(by), **of(obj)
    )
    forget(obj)
    steps.write(verb="申请回避", by=by, at=moment, text=f"{person}：{reason}", clause="3.0", **of(obj))  # type: ignore[arg-type]
    return made


def decider_of(recusal: Recusal) -> Person | None:
    """One level up: of an officer who presides; of the 纪委书记 the main leader who then presides; of a main leader
    another one, else the 纪委书记. None where nobody is left: then the person keeps away.

    Where everybody was asked to withdraw, one whose own withdrawal is not decided yet decides on the others: nobody
    stops a matter by asking that all withdraw.
    """
    obj = recusal.lead or recusal.case
    if obj is None:
        return None
    order = [(one, seated) for one, seated in presiding_order(obj.town_id) if one.pk != recusal.person_id]
    held = Post.objects.in_force().filter(person=recusal.person, seat__kind=Seat.Kind.MAIN_LEADER)
    if held.exists():
        order.sort(key=lambda one: one[1])
    rows, of_what = type(obj)._default_manager.filter(pk=obj.pk), obj._meta.model_name or ""
    for waits in (True, False):
        for person, seated in order:
            if not rows.filter(kept_away(person.pk, of=of_what, in_commission=seated, waits=waits)).exists():
                return person
    return None


def may_decide(user: User, recusal: Recusal) -> bool:
    decider = decider_of(recusal) if recusal.is_upheld is None else None
    return decider is not None and decider.pk == user.rights.person_id


@transaction.atomic
def decide(*, recusal: Recusal, is_upheld: bool, by: User, at: datetime | None = None) -> Recusal:
    """决定回避 or not. Who must withdraw has the lead in hand no more, and leaves those who inquire into its case.
    Raises Refused."""
    moment = at or clock.now()
    if recusal.lead is not None:
        locked(recusal.lead)  # before the case, the recusal and the chain, as every act on a lead does
    case = Case.objects.locked().filter(pk__in=Recusal.objects.filter(pk=recusal.pk).matters()).first()
    row = Recusal.objects.select_for_update(of=("self",)).select_related("lead", "case", "person").get(pk=recusal.pk)
    demand(row.is_upheld is None, "这项回避申请已经决定。")
    demand(may_decide(by, row), "回避由上一级决定：纪委人员由纪委书记，纪委书记由主要领导。")
    row.is_upheld, row.decided_at, row.decided_by = is_upheld, moment, person_of(by)
    row.save(update_fields=["is_upheld", "decided_at", "decided_by"])
    obj = row.lead or row.case
    assert obj is not None  # noqa: S101 - held by recusal_of_one_thing
    if is_upheld and row.lead is not None:
        _free(row.lead, row.person)
    has_left = is_upheld and case is not None and _leave(case, row.person, moment)
    word = "决定回避" if is_upheld else "决定不回避"
    steps.write(verb=word, by=by, at=moment, text=str(row.person), clause="3.0", **of(obj))  # type: ignore[arg-type]
    if has_left:
        steps.write(verb="退出核查", by=by, at=moment, text=str(row.person), clause="3.0", case=case)
    return row


def _free(lead: Lead, person: Person) -> None:
    lead.checkers.remove(person)
    if lead.handler_id == person.pk:
        Lead.objects.filter(pk=lead.pk).update(handler=None)


def _leave(case: Case, person: Person, at: datetime) -> bool:
    """Inquires no more; stays among those who once did and so never decide. False where they were not named."""
    return bool(case.members.filter(person=person, left_at__isnull=True).update(left_at=at))
