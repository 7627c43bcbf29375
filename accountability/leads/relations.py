"""亲属关系申报 on the site: one's own, and those whose end waits for this person's word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from accountability.acts import ActForm
from accountability.fields import day, one_of
from accountability.leads.forms import name_people
from accountability.leads.recusing import KINDS, may_end
from accountability.models import Relation
from dushi import clock
from dushi.town.models import Person, User
from dushi.town.widgets import Choice


class RelationForm(ActForm):
    relative = one_of("亲属")
    kind = forms.ChoiceField(label="关系", widget=Choice, choices=[(one, one) for one in KINDS])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Person.objects.filter(town=self.user.rights.town_id).exclude(user=self.user)
        name_people(self.fields["relative"], others.order_by("name", "pk"))
        self.fields["relative"].help_text = "本镇干部中的近亲属；不在本镇任职的不用申报"


class EndForm(ActForm):
    ended_on = day("解除日期")

    def clean_ended_on(self) -> Any:
        ended = self.cleaned_data["ended_on"]
        if ended > clock.today():
            raise forms.ValidationError("解除日期不能晚于今天。")
        return ended


def own(user: User) -> list[Relation]:
    """Declared by this person or naming them, the open ones first. One query."""
    me = user.rights.person_id
    rows = Relation.objects.filter(Q(person=me) | Q(relative=me)).select_related("person", "relative")
    return sorted(rows, key=lambda row: (row.ended_on is not None, row.declared_at))


def to_end(user: User) -> list[Relation]:
    """Open ones of others that this person may end."""
    rights = user.rights
    if not (rights.is_main_leader or rights.is_commission_secretary):
        return []
    rows = Relation.objects.filter(town=rights.town_id, ended_on__isnull=True).select_related("person", "relative")
    return [row for row in rows.order_by("declared_at") if may_end(user, row)]
