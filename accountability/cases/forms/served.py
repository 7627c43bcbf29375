"""What the subject writes on their own pages."""

from __future__ import annotations

from typing import Any

from django import forms

from accountability.acts import ActForm
from accountability.fields import said
from accountability.models import ServedPaper

OBJECTION = (("no", "对告知的事实没有异议"), ("yes", "对告知的事实有异议"))
LEAST = "没有异议、也没有要说明的，可以不写"


class StateForm(ActForm):
    """陈述申辩 or 书面说明: objection or not, the words, the typed name."""

    has_objection = forms.ChoiceField(label="对事实", choices=OBJECTION, widget=forms.RadioSelect)
    text = said("陈述申辩", rows=8, required=False, help_text=LEAST)
    signature = forms.CharField(label="签名", max_length=40, help_text="请写本人姓名")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.obj.kind == ServedPaper.Kind.EXPLAIN:
            del self.fields["has_objection"]
            self.fields["text"] = said("书面说明", rows=10)

    def clean_has_objection(self) -> bool:
        return bool(self.cleaned_data["has_objection"] == "yes")


class AppealForm(ActForm):
    text = said("申诉的理由", rows=8, help_text="写明不服哪一点、有什么事实和依据")
