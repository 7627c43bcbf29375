"""A visit on a phone: tap the village and who went, type what was seen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from dushi import chance, clock
from dushi.matters.forms import DOING, UnitChoice
from dushi.matters.handing_out import in_a_week
from dushi.town.models import AreaMembership, Person, Post, Seat, Unit, User
from dushi.town.widgets import Choice, DayInput, MomentInput, PhotosField
from meetings.models import Visit
from meetings.visit_rules import leaders_of

#: Officers who go along: offered below the 班子.
OFFICERS = (Seat.Kind.AREA_SECRETARY, Seat.Kind.LIAISON)
MOST_VILLAGES_TO_TAP = 40


class PeopleChoice(forms.ModelMultipleChoiceField):
    """People by name and 职务."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple, **kwargs)
        self.named: dict[int, str] = {}

    def label_from_instance(self, obj: Any) -> str:
        return self.named.get(obj.pk, str(obj))


class VisitForm(forms.Form):
    """Three fields typed at most: what was seen, households, a finding."""

    clauses = {"village": "1.5", "seen": "1.5", "finding": "X.2"}
    key = forms.UUIDField(widget=forms.HiddenInput)
    village = UnitChoice(label="到哪个村", queryset=Unit.objects.none())
    visited_on = forms.DateField(label="日期", widget=DayInput)
    kind = forms.ChoiceField(label="方式", choices=Visit.Kind.choices, initial=Visit.Kind.RESEARCH, widget=Choice)
    participants = PeopleChoice(label="谁去的")
    seen = forms.CharField(label="看到的情况", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
    households = forms.IntegerField(label="走访户数（可不填）", required=False, min_value=0, max_value=999)
    finding = forms.CharField(
        label="发现的问题（可不填）", required=False, max_length=120, help_text="填了就转管区核实，列入问题台账"
    )
    photos = PhotosField()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rights = user.rights
        today = clock.today()
        self.fields["key"].initial = chance.uuid4()
        self.fields["visited_on"].initial = today
        self.fields["village"].queryset = villages_for(user)  # type: ignore[attr-defined]
        people = self.fields["participants"]
        leaders = leaders_of(rights.town_id or 0, today)
        officers = _officers(user)
        people.named = dict([*officers, *leaders])  # type: ignore[attr-defined]
        ordered = [pk for pk, _ in leaders] + [pk for pk, _ in officers if pk not in dict(leaders)]
        people.queryset = Person.objects.filter(pk__in=ordered)  # type: ignore[attr-defined]
        people.initial = [rights.person_id] if rights.person_id in dict(leaders) else []


def villages_for(user: User) -> QuerySet[Unit]:
    """Villages this user may write down a visit to: the own and linked ones first where there are any."""
    villages = Unit.objects.visible_to(user).in_force().villages()
    return villages.order_by("is_example", "order", "code", "pk")


def _officers(user: User) -> list[tuple[int, str]]:
    """管区书记 and 包村人员 whom the user works with: of the own areas, else 管区书记 alone."""
    rights = user.rights
    posts = Post.objects.in_force().filter(seat__town=rights.town_id, seat__kind__in=OFFICERS)
    if rights.areas and not rights.is_office:
        villages = AreaMembership.objects.in_force().filter(area__in=rights.areas).values("village")
        posts = posts.filter(seat__unit__in=villages) | posts.filter(seat__unit__in=rights.areas)
    else:
        posts = posts.filter(seat__kind=Seat.Kind.AREA_SECRETARY)
    rows = posts.select_related("person", "seat__unit").order_by("seat__kind", "seat__unit__order", "pk")
    named: dict[int, str] = {}
    for post in rows:
        named.setdefault(post.person_id, f"{post.person}（{post.seat}）")
    return list(named.items())


class FindingForm(forms.Form):
    """发现问题 → 事项 in one step."""

    clauses = {"title": "X.2", "owner_unit": "X.2", "due_at": "X.2"}
    title = forms.CharField(label="发现的问题", max_length=120)
    owner_unit = UnitChoice(
        label="直接交办给（可不选）", queryset=Unit.objects.none(), required=False, empty_label="转管区核实"
    )
    due_at = forms.DateTimeField(label="办结时限", required=False, widget=MomentInput)

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.in_force().filter(town=visit.town_id, kind__in=DOING)
        self.fields["owner_unit"].queryset = units.order_by("kind", "order", "code", "pk")  # type: ignore[attr-defined]
        self.fields["due_at"].initial = in_a_week(clock.now())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("owner_unit") and not data.get("due_at") and "due_at" not in self.errors:
            self.add_error("due_at", "直接交办的，请选办结时限。")
        return data


class VisitFilter(forms.Form):
    village = UnitChoice(label="村", queryset=Unit.objects.none(), required=False, empty_label="全部")
    who = forms.ModelChoiceField(label="参加人", queryset=Person.objects.none(), required=False, empty_label="全部")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = villages_for(user)  # type: ignore[attr-defined]
        leaders = [pk for pk, _ in leaders_of(user.rights.town_id or 0, clock.today())]
        self.fields["who"].queryset = Person.objects.filter(pk__in=leaders)  # type: ignore[attr-defined]
