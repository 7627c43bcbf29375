"""People: to look for them, to enter them, and the days they are away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Prefetch

from dushi import clock
from dushi.town.models import Leave, Person, Post
from dushi.town.widgets import Choice, DayInput

REQUIRED = {"required": "请填写。"}
phone_number = RegexValidator(r"^[0-9+\- ]{3,20}$", "电话只填数字，可加区号，例如 0530-1234567。")


class PersonFilter(forms.Form):
    """Filters of the list of people."""

    q = forms.CharField(label="姓名", max_length=40, required=False)
    state = forms.ChoiceField(label="任职", required=False, choices=[("", "在任"), ("all", "全部"), ("none", "无任职")])


class PersonForm(forms.ModelForm):
    """A person. No ID-card number, no home address: they are not asked."""

    phone = forms.CharField(label="工作电话", max_length=20, required=False, validators=[phone_number])

    class Meta:
        model = Person
        fields = ("name", "level", "phone", "email")
        widgets = {"level": Choice}
        error_messages = {"name": REQUIRED, "email": {"invalid": "邮箱格式不对，例如 name@example.com。"}}
        help_texts = {"level": "管理权限；班子成员一般为区管"}


class SettingsForm(PersonForm):
    """What everybody sets for themselves."""

    phone = forms.CharField(
        label="工作电话",
        max_length=20,
        required=False,
        validators=[phone_number],
        help_text="填手机号码的，可以收短信提醒",
    )

    class Meta(PersonForm.Meta):
        fields = ("phone", "email")  # type: ignore[assignment]
        help_texts = {"email": "用于接收提醒；收哪些在下面选"}


class PersonChoice(forms.ModelChoiceField):
    """One of the town's people, with what they do now."""

    def __init__(self, **kwargs: Any) -> None:
        errors = {"required": "请选择人员。", "invalid_choice": "没有这个人，请从列表中选择。"}
        super().__init__(Person.objects.none(), **{"empty_label": "请选择", "error_messages": errors, **kwargs})

    def of_town(self, town_id: int) -> None:
        posts = Post.objects.in_force().select_related("seat__unit")
        people = Person.objects.filter(town_id=town_id).order_by("name", "pk")
        self.queryset = people.prefetch_related(Prefetch("posts", queryset=posts, to_attr="now"))

    def label_from_instance(self, person: Any) -> str:
        now = "、".join(str(post.seat) for post in person.now)
        return f"{person}（{now}）" if now else f"{person}（无任职）"


class LeaveForm(forms.ModelForm):
    """请假. Its days enter the rule that excuses a holder."""

    class Meta:
        model = Leave
        fields = ("valid_from", "valid_to", "reason", "approved_by")
        widgets = {"valid_from": DayInput, "valid_to": DayInput}
        error_messages = dict.fromkeys(("valid_from", "reason", "approved_by"), REQUIRED)
        help_texts = {"valid_to": "最后一天；未定的可不填，回来后销假"}


class EndLeaveForm(forms.Form):
    """销假."""

    on = forms.DateField(label="请假的最后一天", widget=DayInput, initial=clock.today, error_messages=REQUIRED)
