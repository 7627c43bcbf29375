"""Who presides over a lead or a case: the 纪委书记; where they must withdraw or the seat is empty, the first main
leader who need not, for that one (政务处分法 §48: one level up)."""

from __future__ import annotations

from accountability.models import Case, Lead
from accountability.models.relation import PRESIDING, kept_away, presiding_order
from dushi.town.models import Person, User


def presiding_person(obj: Lead | Case) -> Person | None:
    """None where nobody is left: then it goes up (移送). One query, two more for each who must withdraw."""
    of, rows = obj._meta.model_name or "", type(obj)._default_manager.filter(pk=obj.pk)
    for person, in_commission in presiding_order(obj.town_id):
        if not rows.filter(kept_away(person, of=of, in_commission=in_commission)).exists():
            return Person.objects.get(pk=person)
    return None


def presides(user: User, obj: Lead | Case) -> bool:
    """True for the one person who presides over it."""
    rights = user.rights
    if not rights.kinds & set(PRESIDING):
        return False
    person = presiding_person(obj)
    return person is not None and person.pk == rights.person_id
