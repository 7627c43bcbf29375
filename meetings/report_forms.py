"""The questions of the weekly report (1.4.r): four typed answers at most, everything else is picked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from dushi import chance, words
from dushi.matters.models import Matter
from dushi.offline.times import DeviceTime
from dushi.town.templatetags.screen import faults
from dushi.town.widgets import Choice
from meetings.models import DispatchReport, ReportUpdate
from meetings.report_data import NewProblem, ReportData, tidy

#: Rows for new problems: one is open at first, more on demand.
MOST_PROBLEMS = 10
#: Tiers a village may ask; the 党委 is reached by 转上级 alone.
ASKED_TIERS = [(tier.value, tier.label) for tier in Matter.Tier if tier != Matter.Tier.PARTY_COMMITTEE]
UPDATE = "update_{}"


class Words(forms.CharField):
    """Text counted as the person counts it: a new line is one character, however the browser sends it."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ReportForm(DeviceTime):
    """One week of one village. `matters`: its open problems, each asked what became of it."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    corrects = forms.UUIDField(widget=forms.HiddenInput, required=False)
    told_by = Words(label="口述人", max_length=40, required=False, help_text="代填：这些情况是谁说的")
    support_visit = forms.ChoiceField(
        label="帮扶单位本周到村", choices=DispatchReport.SupportVisit.choices, widget=Choice
    )
    supporter_duty = forms.ChoiceField(
        label="联户责任人履责", choices=DispatchReport.SupporterDuty.choices, widget=Choice
    )
    supporter_names = Words(label="未履责人员", max_length=120, required=False, help_text="选“有未履责”时填写姓名")
    key_work = Words(label="本周重点工作", max_length=500, widget=_area(3))
    next_plan = Words(label="下周打算", max_length=300, required=False, widget=_area(2))

    clauses = {
        "told_by": "1.4.r",
        "support_visit": "1.4.r",
        "supporter_duty": "1.4.r",
        "supporter_names": "1.4.r",
        "key_work": "1.4.r",
        "next_plan": "1.4(c)",
    }

    def __init__(self, *args: Any, matters: Iterable[Matter] = (), is_proxy: bool = False, **kwargs: Any) -> None:
        """is_proxy: 代填, so that the one who told it must be named."""
        super().__init__(*args, **kwargs)
        self.matters = list(matters)
        self.fields["told_by"].required = is_proxy
        if not is_proxy:
            del self.fields["told_by"]
        for matter in self.matters:
            self.fields[UPDATE.format(matter.pk)] = forms.ChoiceField(
                label=f"续报：{matter.title}",
                help_text=f"{words.short_day(matter.raised_at)}提出 · 请求{matter.get_tier_display()}",
                choices=ReportUpdate.Answer.choices,
                initial=ReportUpdate.Answer.OPEN,
                required=False,
                widget=Choice,
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "supporter_names" in self.errors or "supporter_duty" in self.errors:
            return said
        is_lacking = said["supporter_duty"] == DispatchReport.SupporterDuty.LACKING
        names = said["supporter_names"]
        if is_lacking and not names:
            self.add_error("supporter_names", "请写明未履责的联户责任人姓名。")
        if names and not is_lacking:
            self.add_error("supporter_duty", "已填了未履责人员，请选“有未履责”，或删去姓名。")
        return said

    @property
    def updates(self) -> dict[int, str]:
        """Every answer that was posted, also about matters that are closed by now: a report sent again is the same."""
        asked = UPDATE.format("")
        posted = {name.removeprefix(asked): self.data[name] for name in self.data if name.startswith(asked)}
        known = ((pk, answer) for pk, answer in posted.items() if answer in ReportUpdate.Answer)
        return {int(pk): answer for pk, answer in known if pk.isdecimal() and len(pk) < 18}

    def renew_key(self) -> None:
        """What was refused is sent under a new key the next time: nothing is stored under the old one."""
        self.data = {**self.data.dict(), "key": str(chance.uuid4())} if isinstance(self.data, QueryDict) else self.data

    @property
    def update_fields(self) -> list[tuple[Matter, forms.BoundField]]:
        return [(matter, self[UPDATE.format(matter.pk)]) for matter in self.matters]


class ProblemForm(forms.Form):
    """新发现问题; a row that names no problem and asks nothing is no row."""

    title = Words(label="问题", max_length=120, required=False)
    tier = forms.ChoiceField(
        label="请谁协调", choices=ASKED_TIERS, initial=Matter.Tier.AREA, required=False, widget=Choice
    )
    help_asked = Words(label="请求协调的事", max_length=200, required=False)

    clauses = {"title": "1.4(c)", "help_asked": "1.3(c)"}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("help_asked") and not said.get("title") and "title" not in self.errors:
            self.add_error("title", "请写明是什么问题。")
        return said


class ReturnForm(forms.Form):
    """退回补正."""

    reason = Words(label="退回事由", max_length=200, help_text="写明缺什么、要补什么，报送人照此补正")

    clauses = {"reason": "1.4(b)"}


class PhotoForm(forms.Form):
    """One photo, never compulsory."""

    photo = forms.FileField(
        label="添加照片（可不传）",
        help_text="每次一张，最多 9 张；自动缩小，不保留拍摄地点和时间",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"empty": "照片是空的，请重新选择。"},
        required=False,
    )

    def clean_photo(self) -> UploadedFile:
        photo: UploadedFile | None = self.cleaned_data["photo"]
        if photo is None:
            raise forms.ValidationError("请先选一张照片。")
        return photo


def problem_rows(data: QueryDict | None = None, initial: list[dict[str, str]] | None = None, extra: int = 1) -> Any:
    """The formset of new problems, prefix "problem"."""
    kind = forms.formset_factory(
        ProblemForm, extra=extra, max_num=MOST_PROBLEMS, absolute_max=MOST_PROBLEMS, validate_max=True
    )
    return kind(data, prefix="problem", initial=initial or [])


def answers(form: ReportForm, problems: Any) -> ReportData:
    """What two valid forms say."""
    said = form.cleaned_data
    rows = [row.cleaned_data for row in problems if row.cleaned_data.get("title")]
    return ReportData(
        key_work=said["key_work"],
        support_visit=said["support_visit"],
        supporter_duty=said["supporter_duty"],
        supporter_names=said["supporter_names"],
        next_plan=said["next_plan"],
        told_by=said.get("told_by", ""),
        updates=form.updates,
        problems=tuple(NewProblem(row["title"], row["tier"] or Matter.Tier.AREA, row["help_asked"]) for row in rows),
    )


def wrong(form: ReportForm, problems: Any) -> list[tuple[str, str, str]]:
    """What has to be put right, for the summary: id of the field ("" for the whole form), its label, what is said."""
    said = [("", "", str(message)) for message in (*form.non_field_errors(), *problems.non_form_errors())]
    for part in (form, *problems.forms):
        for field in part.visible_fields():
            said += [(str(field.auto_id), str(field.label), message) for message in faults(field)]
    return said


#: Fields of the form that a draft keeps under their own names.
KEPT = ("told_by", "support_visit", "supporter_duty", "supporter_names", "key_work", "next_plan")


def typed(post: QueryDict) -> dict[str, Any]:
    """Everything typed so far, unchecked, for a draft."""
    kept: dict[str, Any] = {name: _bare(post.get(name, "")) for name in KEPT}
    prefix = UPDATE.format("")
    kept["updates"] = {name.removeprefix(prefix): _bare(post.get(name)) for name in post if name.startswith(prefix)}
    rows = range(min(_number(post.get("problem-TOTAL_FORMS")), MOST_PROBLEMS))
    kept["problems"] = [
        {name: _bare(post.get(f"problem-{row}-{name}", "")) for name in ProblemForm.base_fields} for row in rows
    ]
    return kept


def key_of(post: QueryDict) -> UUID:
    """The key the form carries; a new one where it carries none that can be read."""
    try:
        return UUID(post.get("key", ""))
    except ValueError:
        return chance.uuid4()


def _bare(text: str | None) -> str:
    """JSON on PostgreSQL holds no NUL."""
    return (text or "").replace("\0", "")


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def initial_of(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Initial values of the form from a draft."""
    updates = {UPDATE.format(pk): answer for pk, answer in kept.get("updates", {}).items()}
    return {name: kept.get(name, "") for name in KEPT} | updates


def post_of(data: ReportData, key: UUID, corrects: UUID | None) -> list[tuple[str, str]]:
    """Names and values of the form that says `data`: what a page that only asks for a yes carries hidden."""
    pairs = [("key", str(key)), ("corrects", str(corrects or ""))]
    pairs += [(name, str(getattr(data, name))) for name in KEPT]
    pairs += [(UPDATE.format(pk), answer) for pk, answer in data.updates.items()]
    pairs += [("problem-TOTAL_FORMS", str(len(data.problems))), ("problem-INITIAL_FORMS", "0")]
    for number, row in enumerate(data.problems):
        pairs += [(f"problem-{number}-{name}", str(getattr(row, name))) for name in ProblemForm.base_fields]
    return pairs
