"""随机抽取 (2.3, 2.0.m8): what is to be drawn, who is left out by hand, one number each, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import Q

from dushi import clock
from dushi.town.models import Person, Unit, User
from dushi.town.widgets import Choice
from inspections.draws import drawing
from inspections.draws.permissions import witnesses
from inspections.draws.pool import CROSS, STAFF, Wish, posts_in, scopes
from inspections.models import Draw, Inspection

#: More scopes or people than these are picked from a list.
TAPPED = 6


class DrawForm(forms.Form):
    """What is drawn, out of what, and who watches. Everything but the count has a first answer."""

    clauses = {"scope": "2.3", "witness": "2.3"}
    reason = forms.CharField(label="为什么重新抽取", max_length=120, help_text="会写进新的记录，并与上一次一起列出")
    purpose = forms.CharField(label="用途", max_length=80)
    scope = forms.ChoiceField(label="从哪里抽", widget=Choice)
    count = forms.IntegerField(label="抽几个", min_value=1, max_value=99, initial=3)
    witness = forms.TypedChoiceField(label="见证人（镇纪委）", coerce=int, widget=Choice)
    skips_month = forms.BooleanField(label="本月已检查的不抽", required=False, initial=True)
    weighs_lately = forms.BooleanField(label="久未检查的机会大一些（缺省不加权）", required=False)
    weighs_findings = forms.BooleanField(label="问题没有销号的机会大一些（缺省不加权）", required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        user: User,
        kind: str,
        inspection: Inspection | None = None,
        replaces: Draw | None = None,
    ) -> None:
        today = clock.today()
        super().__init__(data, initial=_first(inspection, replaces, today.month))
        self.kind = kind
        offered = scopes(user, kind, today)
        chairs = witnesses(user.rights.town_id or 0, user.rights.person_id, today)
        people = {post.person_id: f"{post.seat} {post.person}" for post in chairs}
        self._offer("scope", offered)
        self._offer("witness", list(people.items()))
        if not self.fields["scope"].initial and not self.initial.get("scope"):
            self.initial["scope"] = offered[0][0]
        if len(people) == 1:
            self.initial["witness"] = next(iter(people))
        if replaces is None:
            del self.fields["reason"]
        if kind == Draw.Kind.INSPECTORS:
            for name in ("skips_month", "weighs_lately", "weighs_findings"):
                del self.fields[name]

    def _offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        if len(choices) > TAPPED:
            field.widget = forms.Select()
        field.choices = choices

    @property
    def watcher(self) -> Person:
        return Person.objects.get(pk=self.cleaned_data["witness"])

    def wish(self, by_hand: dict[int, str]) -> Wish:
        said = self.cleaned_data
        return Wish(
            kind=self.kind,
            count=said["count"],
            scope=said["scope"],
            skips_month=said.get("skips_month", False),
            weighs_lately=said.get("weighs_lately", False),
            weighs_findings=said.get("weighs_findings", False),
            by_hand=by_hand,
        )


def _first(inspection: Inspection | None, replaces: Draw | None, month: int) -> dict[str, Any]:
    if replaces is not None:
        return {"purpose": replaces.purpose, "count": replaces.roll["count"], "witness": replaces.witness_id}
    return {"purpose": inspection.title if inspection else f"{month}月随机访问"}


class LeftOutForm(forms.Form):
    """One left out by hand, with the reason that is published."""

    who = forms.TypedChoiceField(label="不抽哪一个", coerce=int, empty_value=None, required=False)
    why = forms.CharField(label="理由", max_length=60, required=False)

    def __init__(self, *args: Any, offered: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["who"]).choices = [("", "不选"), *offered]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("who") and not said.get("why") and "why" not in self.errors:
            self.add_error("why", "请写明理由。")
        if said.get("why") and not said.get("who") and "who" not in self.errors:
            self.add_error("who", "请选择不抽哪一个。")
        return said


if TYPE_CHECKING:
    FormRows = forms.BaseFormSet[LeftOutForm]
else:
    FormRows = forms.BaseFormSet


class LeftOutRows(FormRows):
    @property
    def by_hand(self) -> dict[int, str]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("who")]
        return {row["who"]: row["why"] for row in rows}


LeftOutSet = forms.formset_factory(LeftOutForm, formset=LeftOutRows, extra=1, max_num=30)


def left_out_rows(data: Any, user: User, kind: str) -> LeftOutRows:
    """Rows of those left out by hand: everybody who could stand on the list is offered. One query."""
    today = clock.today()
    if kind == Draw.Kind.VILLAGES:
        villages = Unit.objects.in_force(today).villages().filter(town=user.rights.town_id)
        offered = [(pk, name) for pk, name in villages.order_by("order", "code", "pk").values_list("pk", "name")]
    else:
        posts = [post for scope in (STAFF, CROSS) for post in posts_in(user.rights.town_id or 0, scope, today)]
        offered = list({post.person_id: f"{post.person}（{post.seat.unit}）" for post in posts}.items())
    return cast(LeftOutRows, LeftOutSet(data, form_kwargs={"offered": offered}, prefix="out"))


class NumberForm(forms.Form):
    """One's own number. The browser is asked not to keep it."""

    clauses = {"number": "2.3"}
    number = forms.IntegerField(
        label="您的数",
        min_value=0,
        max_value=drawing.LARGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 12}),
        help_text="0 到 999999999 之间的任意整数，随您写；请自己记住，不要告诉别人",
    )


class WithholdForm(forms.Form):
    clauses = {"reason": "2.3"}
    reason = forms.CharField(label="原因", max_length=120, help_text="如：见证人不愿揭晓；名单有误")


class UseForm(forms.Form):
    """Which draft the villages are for; none: random visits."""

    clauses = {"inspection": "2.0.m8"}
    inspection = forms.ModelChoiceField(
        label="用于哪次检查",
        queryset=Inspection.objects.none(),
        required=False,
        empty_label="不用于检查，直接用于随机访问",
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        person = user.rights.person_id
        drafts = Inspection.objects.visible_to(user).filter(status=Inspection.Status.DRAFTED)
        mine = drafts.filter(Q(drafted_by=person) | Q(members__person=person, members__is_leader=True)).distinct()
        field = cast(forms.ModelChoiceField, self.fields["inspection"])
        field.queryset = mine.exclude(draws__kind=Draw.Kind.VILLAGES)
