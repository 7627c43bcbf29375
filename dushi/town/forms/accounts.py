"""Logins of people, and what people say about the product."""

from __future__ import annotations

from django import forms

from dushi.town.models import Feedback

REQUIRED = {"required": "请填写。"}


class SlipFilter(forms.Form):
    """Whose one-time password is to be printed."""

    q = forms.CharField(label="姓名", max_length=40, required=False)
    state = forms.ChoiceField(
        label="登录",
        required=False,
        choices=[("", "还没有自己的口令"), ("all", "全部在任人员")],
    )


class LoginNameForm(forms.Form):
    username = forms.RegexField(
        r"^[0-9A-Za-z_.\-\u4e00-\u9fff]{2,40}$",
        label="登录名",
        error_messages={"invalid": "登录名用 2 至 40 个汉字、字母或数字。", **REQUIRED},
    )


class StateForm(forms.Form):
    """停用 needs a reason."""

    reason = forms.CharField(label="事由", max_length=60, error_messages=REQUIRED)


class AnswerForm(forms.Form):
    """What office or administrator says to a piece of feedback."""

    answer = forms.CharField(
        label="答复",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500}),
        error_messages=REQUIRED | {"max_length": "答复不超过 500 个字。"},
    )


class FeedbackForm(forms.ModelForm):
    class Meta:
        model = Feedback
        fields = ("text", "page")
        widgets = {"page": forms.HiddenInput, "text": forms.Textarea(attrs={"rows": 4, "maxlength": 500})}
        labels = {"text": "哪里费事、哪里不对、哪些可以不填"}
        error_messages = {"text": REQUIRED}
