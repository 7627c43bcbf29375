"""What the acts of education ask. Fields are named like the arguments of the actions; the actions decide."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from accountability.acts import ActForm
from accountability.fields import Key, day, said
from accountability.models import Education, TypicalCase
from accountability.rules.situations import situations_on
from dushi import clock
from dushi.matters.forms import UnitChoice
from dushi.town.forms.people import PersonChoice
from dushi.town.models import Person, Post, Unit
from dushi.town.widgets import Choice
from dushi.words import article

CLAUSE = "3.0"
#: Units whose people are talked to or trained together.
TALKED_TO = (Unit.Kind.VILLAGE, Unit.Kind.AREA, Unit.Kind.DEPARTMENT, Unit.Kind.OFFICE)


class PlanFields(ActForm):
    """方式, 内容, 日期."""

    key = Key()
    clauses = {"kind": CLAUSE, "topic": CLAUSE}
    kind = forms.ChoiceField(label="方式", choices=Education.Kind.choices, widget=Choice)
    topic = said("内容", most=500, rows=3, help_text="谈什么、学什么；加密保存，只有安排人、谈话人和纪委书记能看")
    planned_on = day("计划日期")


class PlanForm(PlanFields):
    """安排教育, beside no case."""

    person = PersonChoice(label="个人", required=False, empty_label="不是个人，是单位")
    unit = UnitChoice(label="单位", queryset=Unit.objects.none(), required=False, empty_label="不是单位，是个人")
    field_order = ["person", "unit"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        town = self.user.rights.town_id or 0
        units = Unit.objects.in_force().filter(town=town, kind__in=TALKED_TO)
        cast(forms.ModelChoiceField, self.fields["unit"]).queryset = units.order_by("kind", "order", "code", "pk")
        seated = Post.objects.in_force().filter(seat__town=town).values("person")
        people = cast(Any, self.fields["person"])
        people.of_town(town)
        offered = people.queryset.filter(pk__in=seated).exclude(level=Person.Level.COUNTY)
        people.queryset = offered.exclude(pk=self.user.rights.person_id)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("unit")) == bool(cleaned.get("person")):
            self.add_error("person", "请选一个人或者一个单位，只选一个。")
        return cleaned


class HoldForm(ActForm):
    """记完成."""

    clauses = {"note": CLAUSE}
    held_on = day("完成日期")
    note = said("情况", most=1000, rows=4, help_text="对方怎么说、怎么改；加密保存")
    follow_up_on = day("回访日期（可不填）", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].initial = clock.today()

    @property
    def facts(self) -> list[tuple[str, str]]:
        return [("对象", str(self.obj.subject)), ("方式", self.obj.get_kind_display()), ("内容", self.obj.topic)]


class FollowUpForm(ActForm):
    """记回访."""

    clauses = {"follow_up_note": CLAUSE}
    followed_up_on = day("回访日期")
    follow_up_note = said("回访情况", most=1000, rows=4, help_text="改了没有，还需要什么；加密保存")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["followed_up_on"].initial = clock.today()

    @property
    def facts(self) -> list[tuple[str, str]]:
        return [("对象", str(self.obj.subject)), ("内容", self.obj.topic), ("当时情况", self.obj.note)]


class TypicalForm(ActForm):
    """典型案例: nobody is named, neither person nor unit nor paper."""

    title = forms.CharField(label="标题", max_length=80, help_text="如 某村危房改造弄虚作假案")
    text = said("案情", most=2000, rows=8, help_text="不写人名、村名、单位名和文号，写“某村”“某部门工作人员”")
    lesson = said("启示", most=1000, rows=4)
    clauses = forms.MultipleChoiceField(label="涉及条款", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cited = situations_on(clock.today())
        field = cast(forms.MultipleChoiceField, self.fields["clauses"])
        field.choices = [(clause.code, f"{article(clause.code)} {clause.summary}") for clause in cited]
        if isinstance(self.obj, TypicalCase):
            for name, one in self.fields.items():
                one.initial = getattr(self.obj, name)
