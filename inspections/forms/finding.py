"""A finding on a phone: the item is tapped first; three short texts, everything else has an answer already."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict

from dushi import chance
from dushi.matters.forms import DOING, UnitChoice
from dushi.town.models import Unit, User
from dushi.town.widgets import Choice, MomentInput, PhotosField
from inspections.findings.flow import STAGES
from inspections.findings.items import RECTIFY_DAYS, item_words
from inspections.findings.permissions import is_sealed_by_default
from inspections.models import Finding, Inspection

Severity = Finding.Severity
NEXT = {Severity.MINOR: Severity.MAJOR, Severity.MAJOR: Severity.GRAVE, Severity.GRAVE: Severity.GRAVE}
BY_SEVERITY = "、".join(f"{Severity(level).label}{days}天" for level, days in RECTIFY_DAYS.items())


def suggested_severity(earlier: Finding | None) -> str:
    """One up from the last time; the person decides."""
    return NEXT[Severity(earlier.severity)] if earlier else Severity.MINOR


class FindingForm(forms.Form):
    """What was found at one unit about one item."""

    clauses = {
        "title": "2.0",
        "severity": "2.0",
        "evidence": "2.0",
        "measure": "X.2",
        "due_at": "X.2",
        "on_spot": "X.2",
    }
    key = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label="问题", max_length=120, help_text="一句话说清什么问题")
    evidence = forms.CharField(
        label="事实依据",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="查了什么、看到什么；不写群众姓名",
    )
    on_spot = forms.BooleanField(label="当场已经改好（即知即改，只记一笔，下面不用填）", required=False)
    severity = forms.ChoiceField(label="程度", choices=Severity.choices, widget=Choice)
    measure = forms.CharField(
        label="整改要求", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    due_at = forms.DateTimeField(
        label="整改时限", required=False, widget=MomentInput, help_text=f"不填即按程度：{BY_SEVERITY}"
    )
    photos = PhotosField()
    unsealed = forms.BooleanField(label="不另行处理，按一般问题交办整改（写明理由、整改要求）", required=False)
    reason = forms.CharField(label="不另行处理的理由", max_length=200, required=False)

    def __init__(
        self, data: Any = None, files: Any = None, *, user: User, item: str, earlier: Finding | None = None
    ) -> None:
        super().__init__(data, files, initial={"key": chance.uuid4(), "severity": suggested_severity(earlier)})
        self.is_sealed_by_default = is_sealed_by_default(item)
        for name in self._not_asked(user):
            del self.fields[name]
        if self.is_sealed_by_default:
            self.order_fields(["key", "title", "evidence", "severity", "unsealed", "reason"])

    def _not_asked(self, user: User) -> tuple[str, ...]:
        """What is sealed is not put right by the unit; only the commission says that it is not sealed."""
        if not self.is_sealed_by_default:
            return ("unsealed", "reason")
        return ("on_spot",) if user.rights.is_commission else ("on_spot", "unsealed", "reason", "measure", "due_at")

    @property
    def given(self) -> dict[str, Any]:
        """What `add_finding` takes, but for the photos."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("photos", "unsealed")}
        return {**said, "is_sealed": False if self.cleaned_data.get("unsealed") else None}

    def renew_key(self) -> None:
        """What was refused under this key may be sent under another."""
        fresh = cast(QueryDict, self.data).copy()
        fresh["key"] = str(chance.uuid4())
        self.data = fresh


class OpenForm(forms.Form):
    reason = forms.CharField(label="转为一般整改的理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    clauses = {"reason": "2.2"}


class FindingFilter(forms.Form):
    """Every answer is optional. What cannot be read finds nothing."""

    unit = UnitChoice(label="管区、村或部门", required=False, queryset=Unit.objects.none(), empty_label="全部")
    item = forms.ChoiceField(label="检查内容", required=False)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *Inspection.Kind.choices])
    stage = forms.ChoiceField(label="环节", required=False, choices=[("", "全部"), *STAGES])

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(user).filter(kind__in=DOING).order_by("kind", "order", "code", "pk")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        words = item_words()
        self.fields["item"].choices = [("", "全部"), *((code, f"{code} {said}") for code, said in words.items())]  # type: ignore[attr-defined]
