"""Forms of public reports (2.0.m7): the window, the handler, the public. They clean; the actions decide."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from dushi import clock
from dushi.matters.forms import UnitChoice
from dushi.matters.handing_out import in_a_week
from dushi.town.models import Person, Town, Unit, User
from dushi.town.widgets import Choice, MomentInput, PhotosField
from inspections.actions.public import MOST_PHOTOS, window_of
from inspections.models import PublicReport, PublicReportCall, WindowSettings
from inspections.public.check import TRAPS
from inspections.public.codes import Ticket
from inspections.public.permissions import about_units, handlers, posts_text

Kind = PublicReport.Kind
Channel = PublicReport.Channel
WHY = "2.0.m7"
KINDS = (
    (Kind.HELP.value, "求助：家里有困难，要人帮一把"),
    (Kind.PETITION.value, "信访：有事没办好，要个说法"),
    (Kind.TIP.value, "检举：有人违规、多吃多占"),
)


#: A shared telephone offers the next person nothing that was typed.
ALONE = {"autocomplete": "off"}


class Words(forms.CharField):
    """Text in which a new line is one character, however the browser sends it."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").strip()


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class TicketForm(forms.Form):
    """Carries the ticket under which a report is stored once; a form with a forged one is as good as empty."""

    ticket = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, town: Town, **kwargs: Any) -> None:
        kwargs["initial"] = {"ticket": Ticket.new().signed()}
        super().__init__(*args, **kwargs)
        self.town = town
        about = cast(forms.ModelChoiceField, self.fields["about"])
        about.queryset = about_units(town.pk, clock.today())

    def clean_ticket(self) -> Ticket:
        ticket = Ticket.opened(self.cleaned_data["ticket"])
        if ticket is None:
            raise forms.ValidationError("这一页已失效，请重新打开后再填。")
        return ticket


class IntakeForm(TicketForm):
    """At the window, in under two minutes: three taps and one text; name and contact only where they are given."""

    clauses = {"kind": WHY, "about": WHY, "text": WHY}
    channel = forms.ChoiceField(
        label="怎么来的", choices=[c for c in Channel.choices if c[0] != Channel.PAGE], initial="VISIT", widget=Choice
    )
    kind = forms.ChoiceField(label="什么事", choices=KINDS, widget=Choice)
    about = UnitChoice(label="关于哪个村、哪个部门", queryset=Unit.objects.none(), required=False, empty_label="不确定")
    text = Words(label="反映的情况", max_length=3000, widget=_area(5), help_text="时间、地点、什么事，照他说的记")
    name = Words(label="姓名（可不留）", max_length=40, required=False)
    contact = Words(label="联系方式（可不留）", max_length=60, required=False, help_text="加密保存，只有经办人能看")


class TellForm(TicketForm):
    """The public page: what happened and where; everything else may stay empty."""

    kind = forms.ChoiceField(label="这是哪一类事？", choices=KINDS, widget=Choice)
    about = UnitChoice(
        label="关于哪个村、哪个部门？", queryset=Unit.objects.none(), required=False, empty_label="说不准"
    )
    text = Words(
        label="什么事？",
        max_length=3000,
        widget=_area(6),
        help_text="写清时间、地点、什么事。不想让人知道是您，就不写自己的名字。",
    )
    photos = PhotosField(
        most=MOST_PHOTOS, label="照片（可不传，最多 3 张）", help_text="照片里的拍摄地点、时间、手机型号会自动去掉。"
    )
    name = Words(label="您的姓名（可不留）", max_length=40, required=False, widget=forms.TextInput(attrs=ALONE))
    contact = Words(
        label="您的电话（可不留）",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=ALONE),
        help_text="只有经办人能看，每看一次都留记录。",
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label="20 位查询码",
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class FollowForm(forms.Form):
    """The reporter adds something or answers; the code travels with it, nothing else knows whose it is."""

    code = forms.CharField(widget=forms.HiddenInput)
    text = Words(label="补充或回答", max_length=3000, widget=_area(4))


class JoinForm(CodeForm):
    """Somebody comes again with the receipt: what they add goes to the same report, wherever it is now."""

    clauses = {"code": WHY, "text": WHY}
    text = Words(label="这次补充的情况", max_length=3000, widget=_area(4))


class EnvelopeForm(forms.Form):
    """Nothing is asked but who receives it: no name, no matter, no unit."""

    clauses = {"receiver": WHY}
    receiver = forms.ChoiceField(label="交给谁", widget=Choice)

    def __init__(self, *args: Any, town: Town, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [name.strip() for name in window_of(town).receivers.split("、") if name.strip()]
        field = cast(forms.ChoiceField, self.fields["receiver"])
        field.choices = [(name, name) for name in names]
        field.initial = names[0] if names else None


class WindowForm(forms.ModelForm):
    class Meta:
        model = WindowSettings
        fields = ["phone", "place", "elsewhere", "receivers"]
        widgets = {"elsewhere": _area(3)}


# Steps of one report ------------------------------------------------------------------------------------------------


class StepForm(forms.Form):
    """Whatever is asked about one report; `report` and `user` give the choices."""

    clauses: dict[str, str] = {}

    def __init__(self, *args: Any, report: PublicReport, user: User, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_{type(self).__name__}_%s")
        super().__init__(*args, **kwargs)
        self.report, self.user = report, user
        self.prepare()

    def prepare(self) -> None:
        """Set choices from `self.report`."""

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        return self.cleaned_data


class PlainForm(StepForm):
    """Nothing is asked: one button."""


class HandForm(StepForm):
    handler = forms.ModelChoiceField(label="交给谁办", queryset=Person.objects.none(), empty_label=None, widget=Choice)

    def prepare(self) -> None:
        today = clock.today()
        offered = handlers(self.report, today)
        seats = posts_text(offered, today)
        field = cast(forms.ModelChoiceField, self.fields["handler"])
        field.queryset = Person.objects.filter(pk__in=[one.pk for one in offered]).order_by("pk")
        field.label_from_instance = lambda one: f"{one}（{seats.get(one.pk, '')}）"  # type: ignore[assignment,method-assign]


class AcceptForm(StepForm):
    text = Words(
        label="告知反映人的话（可不写）", max_length=300, required=False, widget=_area(2), help_text="凭查询码看得到"
    )


class TextForm(StepForm):
    text = Words(
        label="写给反映人", max_length=1000, widget=_area(3), help_text="凭查询码看得到；电话或当面告知的也写在这里"
    )


class ExtendForm(StepForm):
    approved_by = forms.CharField(label="批准人", max_length=40)
    text = Words(label="延长的理由", max_length=300, widget=_area(2), help_text="反映人凭查询码看得到")


class CallForm(StepForm):
    result = forms.ChoiceField(label="结果", choices=PublicReportCall.Result.choices, widget=Choice)
    note = Words(label="说的情况（可不写）", max_length=300, required=False, widget=_area(2))


class IdentityForm(StepForm):
    reason = forms.CharField(label="为什么要看", max_length=100, help_text="每看一次都记下是谁、何时、为何")


class MergeForm(StepForm):
    into = forms.ModelChoiceField(label="并入哪一件", queryset=PublicReport.objects.none())
    reason = Words(label="为什么是同一件事", max_length=200)

    def prepare(self) -> None:
        rows = PublicReport.objects.visible_to(self.user).open().exclude(pk=self.report.pk).select_related("about")
        rows = rows.filter(kind=Kind.TIP) if self.report.is_tip else rows.exclude(kind=Kind.TIP)
        field = cast(forms.ModelChoiceField, self.fields["into"])
        field.queryset = rows
        field.label_from_instance = _one_line  # type: ignore[assignment,method-assign]


def _one_line(report: PublicReport) -> str:
    about = report.about or "未写明单位"
    return f"{report.received_on:%m-%d} {report.get_kind_display()} {about}：{report.text[:20]}"


class SealForm(StepForm):
    receiver = forms.ChoiceField(label="交给谁", widget=Choice)
    is_printed = forms.BooleanField(label="已打印装袋封好。此后系统里不再有它的内容，也找不回来")

    def given(self) -> dict[str, Any]:
        return {"receiver": self.cleaned_data["receiver"]}

    def prepare(self) -> None:
        cast(forms.ChoiceField, self.fields["receiver"]).choices = cast(
            forms.ChoiceField, EnvelopeForm(town=self.report.town).fields["receiver"]
        ).choices


class DigestForm(StepForm):
    """转办摘要: in the handler's own words, checked against the three usual traps."""

    clauses = {"unit": "X.2", "title": "X.2", "text": "X.2", "due_at": "X.2", "is_checked": WHY}
    unit = UnitChoice(label="转给谁办", queryset=Unit.objects.none())
    title = Words(label="要办的事", max_length=120, help_text="一句话，只说事，不说人")
    text = Words(label="转办摘要", max_length=1000, widget=_area(4), help_text="用自己的话写，不照抄原话")
    due_at = forms.DateTimeField(label="办结时限", widget=MomentInput)
    is_kept = forms.BooleanField(label="提示与原话一字不差，但是通用的说法，不会暴露反映人", required=False)
    is_checked = forms.BooleanField(label="我已对照上面三条逐句看过，不会暴露反映人", required=False)

    traps = TRAPS

    def prepare(self) -> None:
        today = clock.today()
        field = cast(forms.ModelChoiceField, self.fields["unit"])
        field.queryset = about_units(self.report.town_id, today)
        self.fields["unit"].initial = self.report.about_id
        self.fields["due_at"].initial = in_a_week(clock.now())
        if not self.is_bound:  # asked only once a copied run was found
            del self.fields["is_kept"]
