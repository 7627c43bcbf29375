"""What the acts on a lead ask, with only lawful answers to choose from. They clean; the actions decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from accountability.acts import ActForm
from accountability.desk.files import StoredFileField
from accountability.fields import Key, any_of, day, one_of, said
from accountability.leads.people import main_leaders, officers
from accountability.models import Case, Evidence, Lead, Recusal, ServedPaper
from accountability.posts import in_post
from accountability.rules.grounds import GroundKind, choices, ground
from accountability.rules.situations import situations_for, situations_on
from dushi import clock, words
from dushi.town.models import Person, Post, Seat, Unit
from dushi.town.widgets import Choice

UNTIL = 40
BARE = "区管干部和镇纪委自己的问题，只存函号、日期和接收机关"


def name_people(field: Any, people: Iterable[Person]) -> None:
    """Lists these people, each with the posts of today, as there may be two of one name."""
    rows = list(people)
    posts: dict[int, list[str]] = {}
    for post in Post.objects.in_force().filter(person__in=rows).select_related("seat__unit").order_by("pk"):
        posts.setdefault(post.person_id, []).append(str(post.seat))
    field.queryset = Person.objects.filter(pk__in=[one.pk for one in rows])
    field.label_from_instance = lambda one: f"{one}（{'、'.join(posts.get(one.pk, ['现无任职']))[:UNTIL]}）"


class LeadForm(ActForm):
    """A form about one lead, `self.obj`; None where it is still to be made."""

    obj: Lead


class SaidForm(LeadForm):
    """What a registration says."""

    person = one_of("对象：人员")
    unit = one_of("对象：单位")
    deed_on = day("行为日期", help_text="按这一天的规定判断；持续的写最后一天")
    title = said("反映的问题", most=500, rows=3, help_text="用登记人自己的话写，不写反映人是谁")
    clause = forms.ChoiceField(label="可能的情形", required=False, help_text="须与对象当时的身份相符，可以先不选")
    text = said("材料内容", most=4000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        town, today = self.user.rights.town_id, clock.today()
        for name in ("person", "unit"):
            self.fields[name].required = False
            self.fields[name].help_text = "人员和单位选一个"
        name_people(self.fields["person"], Person.objects.filter(town=town).order_by("name", "pk"))
        self.fields["unit"].queryset = Unit.objects.in_force(today).filter(town=town)  # type: ignore[attr-defined]
        listed = [(one.code, f"{words.article(one.code)} {one.summary}") for one in situations_on(today)]
        self.fields["clause"].choices = [("", "先不选"), *listed]  # type: ignore[attr-defined]


class RegisterForm(SaidForm):
    key = Key()
    source = forms.ChoiceField(label="来源", widget=Choice, choices=[])
    upload = StoredFileField(label="材料文件", required=False)
    field_order = ("source",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_hand = [one for one in Lead.Source if one != Lead.Source.BREACH]
        self.fields["source"].choices = [(one.value, one.label) for one in by_hand]  # type: ignore[attr-defined]


class TakeUpForm(SaidForm):
    with_report = forms.BooleanField(
        label="附上检举的内容", required=False, help_text="不附姓名和联系方式。附之前请核对，内容没有写明反映人是谁"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.obj.source == Lead.Source.PUBLIC:
            self.fields["title"].help_text = "检举写了什么，请到“反映问题”看；这里用自己的话写，不写反映人是谁"
        else:
            del self.fields["with_report"]
        self.initial = {name: getattr(self.obj, name) for name in ("person", "unit", "deed_on", "title", "clause")}


class ReasonForm(LeadForm):
    reason = said("理由", most=1000)


class AssignForm(LeadForm):
    handler = one_of("承办人")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_people(self.fields["handler"], officers(self.obj))
        self.fields["handler"].help_text = "在任的纪委人员，须回避的不在其中"


class ProposeForm(LeadForm):
    outcome = forms.ChoiceField(
        label="拟办意见", widget=Choice, choices=Lead.Outcome.choices, help_text="并案并入哪一件，由审批人选"
    )
    opinion = said("理由", most=2000)
    clause = forms.ChoiceField(label="可能的情形", required=False, help_text="只列与对象行为时身份相符的")
    checkers = any_of("核查人", required=False, help_text="拟核查的，选两名以上")
    approver = one_of("请哪位主要领导审批")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = situations_for(self.obj.subject, self.obj.deed_on) if self.obj.subject and self.obj.deed_on else []
        listed = [(one.code, f"{words.article(one.code)} {one.summary}") for one in fitting]
        self.fields["clause"].choices = [("", "先不选"), *listed]  # type: ignore[attr-defined]
        self.initial = {"clause": self.obj.clause}
        name_people(self.fields["checkers"], officers(self.obj))
        name_people(self.fields["approver"], main_leaders(self.obj))
        self.fields["approver"].required = False
        self.fields["approver"].help_text = "拟转问责事项的，选一位"


class ApproveForm(LeadForm):
    case = one_of("并入哪一件")
    text = said("审批意见", most=1000, rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.obj.outcome != Lead.Outcome.MERGE:
            del self.fields["case"]
            return
        same = Case.objects.visible_to(self.user).open().filter(person=self.obj.person_id, unit=self.obj.unit_id)
        field: Any = self.fields["case"]
        field.queryset = same
        field.label_from_instance = lambda one: f"{words.short_day(one.opened_at)}受理：{one.title[:UNTIL]}"


class ExplainForm(LeadForm):
    question = said("要说明的问题", most=2000, rows=5, help_text="通知书照此原样印发，不写线索从哪里来")
    way = forms.ChoiceField(label="送达方式", widget=Choice, choices=ServedPaper.Way.choices)


class ExplanationForm(LeadForm):
    text = said("书面说明的内容", rows=6, required=False, help_text="本人已在系统提交、或者逾期未说明的，不填")


class CheckForm(LeadForm):
    result = said("核查的情况和结果", rows=6)


class TransferForm(LeadForm):
    number = forms.CharField(
        label="移送函号", max_length=40, help_text="函已另行印发，照函上的编号填写；问责事项的移送函由系统编号"
    )
    receiver = forms.CharField(label="接收机关", max_length=60)
    handed_on = day("移送日期")
    contents = said("移交的材料", most=1000, required=False, help_text=BARE)


class EvidenceForm(LeadForm):
    label = forms.CharField(label="证据名称", max_length=80)
    text = said("内容", rows=6, required=False)
    upload = StoredFileField(label="文件", required=False)


class ExcludeForm(LeadForm):
    evidence = one_of("排除的证据")
    reason = said("排除的理由", most=400, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["evidence"]
        field.queryset = Evidence.objects.filter(lead=self.obj, excluded_at__isnull=True)
        field.label_from_instance = lambda one: one.label


class AskRecusalForm(ActForm):
    person = one_of("请谁回避")
    ground = forms.ChoiceField(label="事由", widget=Choice, choices=choices(GroundKind.RECUSAL))
    reason = said("情况", most=1000, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (Seat.Kind.COMMISSION_SECRETARY, Seat.Kind.COMMISSION_STAFF, Seat.Kind.MAIN_LEADER)
        name_people(self.fields["person"], [one for kind in kinds for one in in_post(self.obj.town_id, kind)])


class RecusalForm(ActForm):
    """Of one that was chosen before."""

    is_upheld = forms.TypedChoiceField(
        label="决定", widget=Choice, choices=[("yes", "回避"), ("no", "不回避")], coerce=lambda value: value == "yes"
    )


class DecideRecusalForm(RecusalForm):
    recusal = one_of("哪一项申请")
    field_order = ("recusal", "is_upheld")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["recusal"]
        field.queryset = self.obj.recusals.waiting()
        field.label_from_instance = said_of


def said_of(row: Recusal) -> str:
    return f"{row.person}：{ground(GroundKind.RECUSAL, row.ground)}，{row.reason[:UNTIL]}"


class ReceiptForm(ActForm):
    receipt_on = day("收到回执的日期")


class OutcomeForm(ActForm):
    outcome = said("反馈的处理结果")
    outcome_on = day("反馈日期")
