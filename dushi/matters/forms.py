"""Forms of the ledger. They clean; the actions decide. `clauses` says for which article a field is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from dushi import clock
from dushi.matters.actions import RECHECK_DAYS
from dushi.matters.handing_out import area_of, in_a_week
from dushi.matters.models import WORKING, Matter, MatterPart
from dushi.town.models import Seat, Unit, User
from dushi.town.widgets import Choice, DayInput, MomentInput, PhotosField

#: Bodies decide; what is to be done is done by these.
DOING = (Unit.Kind.VILLAGE, Unit.Kind.AREA, Unit.Kind.DEPARTMENT, Unit.Kind.OFFICE, Unit.Kind.COMMISSION)


class UnitChoice(forms.ModelChoiceField):
    """A unit, by its name; 示例 units say so."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}（示例）" if obj.is_example and "示例" not in str(obj) else str(obj)


def doing_units(matter: Matter) -> QuerySet[Unit]:
    """Units the tier of the matter may give tasks to: a 管区 its own villages and itself, the tiers above all."""
    units = Unit.objects.in_force().filter(town=matter.town_id, kind__in=DOING).order_by("kind", "order", "code", "pk")
    if matter.tier not in (Matter.Tier.VILLAGE, Matter.Tier.AREA):
        return units
    area = area_of(matter)
    return units.filter(Q(pk=area.pk) | Q(pk__in=Unit.objects.of_area(area).values("pk"))) if area else units


class MatterForm(forms.Form):
    """Whatever is asked about one matter; `matter` gives the choices and the first answers."""

    use_required_attribute = True
    clauses: dict[str, str] = {}

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_{type(self).__name__}_%s")
        super().__init__(*args, **kwargs)
        self.matter = matter
        self.prepare()

    def prepare(self) -> None:
        """Set choices and first answers from `self.matter`."""


class PlainForm(MatterForm):
    """Nothing is asked: one button."""


class ReasonForm(MatterForm):
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(MatterForm):
    answer = forms.CharField(label="答复意见", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    clauses = {"answer": "1.0"}


class AssignForm(MatterForm):
    owner_unit = UnitChoice(label="责任单位", queryset=Unit.objects.none())
    owner_seat = forms.ModelChoiceField(
        label="责任岗位", queryset=Seat.objects.none(), required=False, help_text="不选即由责任单位整体负责"
    )
    due_at = forms.DateTimeField(label="办结时限", widget=MomentInput)
    measure = forms.CharField(
        label="措施要求", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    clauses = {"owner_unit": "X.2", "due_at": "X.2", "measure": "X.2"}

    def prepare(self) -> None:
        units = doing_units(self.matter)
        seats = Seat.objects.filter(unit__in=units, kind__in=WORKING).select_related("unit")
        self.fields["owner_unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["owner_seat"].queryset = seats.order_by("unit__order", "unit", "pk")  # type: ignore[attr-defined]
        self.fields["owner_unit"].initial = self.matter.owner_unit_id or self.matter.about_id
        self.fields["owner_seat"].initial = self.matter.owner_seat_id
        self.fields["due_at"].initial = in_a_week(clock.now())
        self.fields["measure"].initial = self.matter.measure


class TextForm(MatterForm):
    """进展, with photos if any."""

    text = forms.CharField(label="进展", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    photos = PhotosField()
    clauses = {"text": "X.2"}


class ResultForm(MatterForm):
    """办结情况, with photos as proof if any."""

    result = forms.CharField(label="办理结果", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    photos = PhotosField(label="佐证照片（可不传）")
    clauses = {"result": "X.2"}


class SendBackForm(ReasonForm):
    due_at = forms.DateTimeField(label="新的时限", required=False, widget=MomentInput, help_text="不填即按原时限")

    def prepare(self) -> None:
        if self.matter.due_at and self.matter.due_at < clock.now():
            self.fields["due_at"].initial = in_a_week(clock.now())


class CloseForm(MatterForm):
    recheck = forms.BooleanField(label="以后回头看", required=False)
    recheck_on = forms.DateField(
        label="回头看日期", required=False, widget=DayInput, help_text="勾选后有效，默认 28 天后"
    )

    def prepare(self) -> None:
        self.fields["recheck_on"].initial = clock.today() + timedelta(days=RECHECK_DAYS)

    def clean(self) -> dict[str, Any]:
        """Without the tick there is no 回头看, whatever day stands there; with it and no day, 28 days later."""
        data = super().clean() or {}
        if not data.get("recheck"):
            data["recheck_on"] = None
        elif not data.get("recheck_on") and "recheck_on" not in self.errors:
            data["recheck_on"] = clock.today() + timedelta(days=RECHECK_DAYS)
        return data


class RecheckForm(MatterForm):
    passed = forms.TypedChoiceField(
        label="结果",
        choices=[("1", "未反弹"), ("0", "已反弹")],
        widget=Choice,
        coerce=lambda answer: answer == "1",
    )
    note = forms.CharField(
        label="情况", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="反弹的请写明"
    )
    due_at = forms.DateTimeField(label="反弹后的办结时限", required=False, widget=MomentInput, help_text="不填即一周")
    clauses = {"passed": "X.2"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("passed") is False and not data.get("note"):
            self.add_error("note", "请写明反弹情况。")
        return data


class ExtendForm(MatterForm):
    due_at = forms.DateTimeField(label="延至", widget=MomentInput)
    reason = forms.CharField(label="延期理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    clauses = {"due_at": "X.2", "reason": "X.2"}

    def prepare(self) -> None:
        if self.matter.due_at:
            self.fields["due_at"].initial = in_a_week(self.matter.due_at)


class PartExtendForm(ExtendForm):
    """延期 of a part: a week after its own due moment is offered."""

    def __init__(self, *args: Any, part: MatterPart, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_at"].initial = in_a_week(part.due_at)


class DecideForm(MatterForm):
    granted = forms.TypedChoiceField(
        label="批复", choices=[("1", "同意"), ("0", "不同意")], widget=Choice, coerce=lambda answer: answer == "1"
    )
    answer = forms.CharField(label="批复意见", max_length=200, required=False, help_text="不同意的请写明理由")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("granted") is False and not data.get("answer"):
            self.add_error("answer", "不同意延期的，请写明理由。")
        return data


class PartForm(MatterForm):
    unit = UnitChoice(label="配合单位", queryset=Unit.objects.none())
    task = forms.CharField(label="分工", max_length=120)
    due_at = forms.DateTimeField(label="时限", widget=MomentInput)
    clauses = {"unit": "X.2", "task": "X.2", "due_at": "X.2"}

    def prepare(self) -> None:
        units = doing_units(self.matter).exclude(pk__in=[self.matter.owner_unit_id])
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["due_at"].initial = self.matter.due_at


class PartResultForm(MatterForm):
    result = forms.CharField(label="办理结果", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class RegisterForm(forms.Form):
    """直接登记, and 即知即改 with one tick for those who may."""

    title = forms.CharField(label="问题", max_length=120, help_text="一句话说清什么地方、什么问题")
    about = UnitChoice(label="所涉单位", queryset=Unit.objects.none())
    detail = forms.CharField(label="情况", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    tier = forms.ChoiceField(label="请求哪一级解决", choices=Matter.Tier.choices, widget=Choice)
    help_asked = forms.CharField(label="请求协调什么", max_length=200, required=False)
    on_spot = forms.BooleanField(label="即知即改：当场已经改好，只记一笔", required=False)
    clauses = {"title": "X.2", "about": "X.2", "tier": "1.0", "help_asked": "1.0"}

    def __init__(self, *args: Any, user: User, may_tick: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(user).in_force().filter(kind__in=DOING)
        self.fields["about"].queryset = units.order_by("kind", "order", "code", "pk")  # type: ignore[attr-defined]
        self.fields["tier"].initial = Matter.Tier.AREA
        if not may_tick:
            del self.fields["on_spot"]
