"""A visit on a phone: the village is tapped first, then who went; three answers are typed at most."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict

from dushi import chance, clock
from dushi.matters.forms import UnitChoice
from dushi.matters.handing_out import in_a_week
from dushi.offline.times import DeviceTime
from dushi.town.models import Person, Unit, User
from dushi.town.widgets import Choice, DayInput, MomentInput, PhotosField
from meetings.models import Visit
from meetings.permissions import may_give_tasks, units_for_tasks
from meetings.report_forms import Words
from meetings.visit_people import leaders, officers


class People(forms.TypedMultipleChoiceField):
    """Some of the people offered, tapped; cleans to their ids."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, required=False, **kwargs)


class VisitForm(DeviceTime):
    """Typed at most: what was seen, households, a finding. A leader went along by default; a clerk says who did."""

    clauses = {"leaders": "1.5", "visited_on": "1.5", "kind": "1.5", "seen": "1.5", "finding": "X.2"}
    key = forms.UUIDField(widget=forms.HiddenInput)
    leaders = People(label="去的班子成员")
    officers = People(label="一起去的管区书记、包村人员")
    visited_on = forms.DateField(label="日期", widget=DayInput)
    kind = forms.ChoiceField(label="方式", choices=Visit.Kind.choices, widget=Choice)
    seen = Words(label="看到的情况", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="一两句话即可")
    households = forms.IntegerField(label="走访户数（可不填）", required=False, min_value=0, max_value=999)
    finding = Words(
        label="发现的问题（可不填）", required=False, max_length=120, help_text="填了就转管区核实，列入问题台账"
    )
    on_spot = forms.BooleanField(label="当场已经改好（即知即改，只记一笔）", required=False)
    photos = PhotosField()

    def __init__(self, data: Any = None, files: Any = None, *, user: User, village: Unit) -> None:
        rights = user.rights
        today = clock.today()
        kind = Visit.Kind.SUPERVISION if rights.is_main_leader else Visit.Kind.RESEARCH
        me = [rights.person_id] if rights.is_leader else []
        first = {"key": chance.uuid4(), "visited_on": today, "kind": kind, "leaders": me}
        super().__init__(data, files, initial=first)
        self._offer("leaders", leaders(village.town_id, today))
        self._offer("officers", officers(village, today))

    def _offer(self, name: str, people: list[tuple[int, str]]) -> None:
        self.fields[name].choices = people  # type: ignore[attr-defined]
        if not people:
            del self.fields[name]

    @property
    def participants(self) -> list[Person]:
        """The people tapped."""
        said = self.cleaned_data
        return list(Person.objects.filter(pk__in=[*said.get("leaders", []), *said.get("officers", [])]).order_by("pk"))

    def renew_key(self) -> None:
        """What was refused under this key may be sent under another."""
        fresh = cast(QueryDict, self.data).copy()
        fresh["key"] = str(chance.uuid4())
        self.data = fresh

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("on_spot") and not said.get("finding") and "finding" not in self.errors:
            self.add_error("finding", "请写明当场改好的是什么问题。")
        return said


class FindingForm(forms.Form):
    """发现问题 → 事项 in one step; whoever may not hand out tasks has it registered."""

    clauses = {"title": "X.2", "owner_unit": "X.2", "due_at": "X.2"}
    title = Words(label="发现的问题", max_length=120, help_text="一句话说清什么地方、什么问题")
    owner_unit = UnitChoice(
        label="直接交办给（可不选）", queryset=Unit.objects.none(), required=False, empty_label="转管区核实"
    )
    due_at = forms.DateTimeField(label="办结时限", required=False, widget=MomentInput)
    on_spot = forms.BooleanField(label="当场已经改好（即知即改，只记一笔）", required=False)

    def __init__(self, *args: Any, visit: Visit, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_give_tasks(user, visit):
            for name in ("owner_unit", "due_at", "on_spot"):
                del self.fields[name]
            return
        self.fields["owner_unit"].queryset = units_for_tasks(user, visit)  # type: ignore[attr-defined]
        self.fields["due_at"].initial = in_a_week(clock.now())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("on_spot") and data.get("owner_unit"):
            self.add_error("on_spot", "当场已经改好的不用再交办，请只选一样。")
        elif data.get("owner_unit") and not data.get("due_at") and "due_at" not in self.errors:
            self.add_error("due_at", "直接交办的，请选办结时限。")
        return data


class VisitPhotosForm(forms.Form):
    photos = PhotosField(label="补传照片")


class VisitFilter(forms.Form):
    q = forms.CharField(label="村名或情况", max_length=40, required=False)
    who = forms.TypedChoiceField(label="参加人", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = leaders(user.rights.town_id or 0, clock.today())
        self.fields["who"].choices = [("", "全部"), *offered]  # type: ignore[attr-defined]
