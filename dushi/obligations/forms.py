"""What people fill in about obligations."""

from __future__ import annotations

from django import forms


class ExcuseForm(forms.Form):
    """经批准免予: the reason is shown on 制度执行 and stays in the 履历."""

    reason = forms.CharField(
        label="免予事由",
        max_length=120,
        help_text="写明由谁批准、因何免予；将显示在制度执行中，不能撤回。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
