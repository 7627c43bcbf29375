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
    return presiders_of([obj]).get(obj.pk)


def presides(user: User, obj: Lead | Case) -> bool:
    """True for the one person who presides over it."""
    rights = user.rights
    if not rights.kinds & set(PRESIDING):
        return False
    one = presiding_person(obj)
    return one is not None and one.pk == rights.person_id


def presiders_of(rows: Iterable[Lead | Case]) -> dict[Any, Person]:
    """Primary key → person who presides, of leads or of cases. One query per town, and one per person in its order."""
    towns: dict[int, list[Any]] = defaultdict(list)
    found: dict[Any, Person] = {}
    model: Any = None
    for row in rows:
        model = type(row)
        towns[row.town_id].append(row.pk)
    for town, keys in towns.items():
        left = set(keys)
        for person, seated in presiding_order(town):
            away = kept_away(person.pk, of=model._meta.model_name, in_commission=seated)
            free = left - set(model._default_manager.filter(away, pk__in=left).values_list("pk", flat=True))
            found |= dict.fromkeys(free, person)
            left -= free
            if not left:
                break
    return found
