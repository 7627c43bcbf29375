"""Who presides over a lead or a case: the 纪委书记; where they must withdraw or the seat is empty, the first main
leader who need not, for that one (政务处分法 §48: one level up)."""

from __future__ import annotations

from django.db.models import Q

from accountability.models import Case, Lead
from accountability.models.relation import Recusal, near
from dushi.town.models import Person, Post, Seat, User

ORDER = (Seat.Kind.COMMISSION_SECRETARY, Seat.Kind.MAIN_LEADER)


def presiding_person(obj: Lead | Case) -> Person | None:
    """None where nobody is left: then it goes up (移送). Three queries, two more for each who must withdraw."""
    for kind in ORDER:
        posts = Post.objects.in_force().filter(seat__town=obj.town_id, seat__kind=kind).select_related("person")
        for post in posts.order_by("seat__ordinal", "-is_acting", "pk"):
            if not _keeps_away(post.person_id, obj):
                return post.person
    return None


def presides(user: User, obj: Lead | Case) -> bool:
    """True for the one person who presides over it."""
    rights = user.rights
    if not rights.kinds & set(ORDER):
        return False
    person = presiding_person(obj)
    return person is not None and person.pk == rights.person_id


def _keeps_away(person_id: int, obj: Lead | Case) -> bool:
    about = Q(person=person_id) | near(person_id, "person")
    withdrawn = Recusal.objects.binding(person_id).filter(**{obj._meta.model_name or "": obj})
    return type(obj)._default_manager.filter(about, pk=obj.pk).exists() or withdrawn.exists()
