"""Who presides over a lead or a case: the 纪委书记; where they must withdraw or the seat is empty, the first main
leader who need not, for that one (政务处分法 §48: one level up)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from accountability.models import Case, Lead
from accountability.models.relation import PRESIDING, kept_away, presiding_order
from dushi.town.models import Person, User


def presiding_person(obj: Lead | Case) -> Person | None:
    """None where nobody is left: then it goes up (移送). Two queries, one more for each who must withdraw."""
    person = presiders_of([obj]).get(obj.pk)
    return Person.objects.get(pk=person) if person else None


def presides(user: User, obj: Lead | Case) -> bool:
    """True for the one person who presides over it."""
    rights = user.rights
    if not rights.kinds & set(PRESIDING):
        return False
    return rights.person_id is not None and presiders_of([obj]).get(obj.pk) == rights.person_id


def presiders_of(rows: Iterable[Lead | Case]) -> dict[Any, int]:
    """Primary key → person who presides, of leads or of cases. One query per town, and one per person in its order."""
    towns: dict[int, list[Any]] = defaultdict(list)
    found: dict[Any, int] = {}
    model: Any = None
    for row in rows:
        model = type(row)
        towns[row.town_id].append(row.pk)
    for town, keys in towns.items():
        left = set(keys)
        for person, seated in presiding_order(town):
            away = kept_away(person, of=model._meta.model_name, in_commission=seated)
            free = left - set(model._default_manager.filter(away, pk__in=left).values_list("pk", flat=True))
            found |= dict.fromkeys(free, person)
            left -= free
            if not left:
                break
    return found
