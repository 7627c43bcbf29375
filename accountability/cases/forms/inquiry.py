"""Forms of the inquiry and the hearing."""

from __future__ import annotations

from typing import Any

from django import forms

from accountability.acts import ActForm
from accountability.cases import people as around
from accountability.cases.forms.fields import measure_choices
from accountability.cases.standing import measures_of
from accountability.desk.files import StoredFileField
from accountability.fields import any_of, day, one_of, said, ticks
from accountability.models import Case, CaseMeasure, Evidence, ServedPaper
from accountability.rules import situations
from accountability.rules.category import categories_for
from accountability.rules.measures import rule_set_on
from accountability.rules.situations import COMMISSION_SEATS
from dushi import clock, words
from dushi.town.models import Person, Post
from dushi.town.widgets import Choice

OBJECTION = (("no", "对事实没有异议"), ("yes", "对事实有异议"), ("", "没有表示"))


class CaseForm(ActForm):
    """A form about one case, `self.obj`."""

    obj: Case

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class NameForm(CaseForm):
    people = any_of("核查人（两名以上）", help_text="须回避的人和主持人不在其中")
    leader = one_of("组长")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        presider = around.presider(self.obj)
        seated = around.members_of(self.obj.town_id, "COMMISSION", clock.today())
        tied = around.tied(seated, self.obj)
        free = [one.pk for one in seated if one != presider and not tied[one.pk]]
        named = around.investigators(self.obj)
        for name in ("people", "leader"):
            self.fields[name].queryset = Person.objects.filter(pk__in=free)  # type: ignore[attr-defined]
        self.initial = {"people": named, "leader": named[0] if named else None}


class FindingsForm(CaseForm):
    findings = said("认定的事实", rows=8, help_text="时间、地点、经过、造成的影响；告知书照此原样印发")
    category = forms.ChoiceField(label="对象类别", help_text="决定可以采取哪些方式；与系统判断不同的须写理由")
    category_reason = said("类别改动的理由", rows=2, most=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subject = self.obj.subject
        self.choose("category", [(one.value, one.label) for one in categories_for(subject)] if subject else [])
        fields = ("findings", "category", "category_reason")
        self.initial = {name: getattr(self.obj, name) for name in fields}


class EvidenceForm(CaseForm):
    label = forms.CharField(label="证据名称", max_length=80)
    text = said("内容", rows=6, required=False, help_text="谈话笔录、核实经过等；有原件的上传文件")
    upload = StoredFileField(label="文件（可不传）", required=False)


class ExcludeForm(CaseForm):
    evidence = one_of("排除的证据")
    reason = said("排除理由", rows=3, most=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_evidence(self)


class CiteForm(CaseForm):
    situation = forms.ChoiceField(label="问责情形", widget=forms.RadioSelect, help_text="只列与对象行为时身份相符的")
    evidence = any_of("证明它的证据")
    reason = said("认定理由", rows=3, most=1000, required=False, help_text="兜底情形必须写明")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subject = self.obj.subject
        fitting = situations.situations_for(subject, self.obj.deed_on) if subject else []
        self.choose("situation", [(one.code, f"{words.article(one.code)} {one.text}") for one in fitting])
        label_evidence(self)


def label_evidence(form: CaseForm) -> None:
    """Pieces of evidence by their own names: str() of one says nothing."""
    field: Any = form.fields["evidence"]
    field.queryset = Evidence.objects.filter(case=form.obj, excluded_at__isnull=True)
    field.label_from_instance = lambda one: one.label


class UnciteForm(CaseForm):
    situation = forms.ChoiceField(label="撤回的情形")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [row.clause for row in self.obj.situations.all()]
        self.choose("situation", [(code, words.article(code)) for code in codes])


class ProposeForm(CaseForm):
    measures = ticks("拟采取的方式", help_text="由轻到重；只列行为之日的规定允许镇里对该类对象决定的")
    note = said("具体要求", rows=2, most=400, required=False)
    reason = said("新查明的事实", rows=2, most=1000, required=False, help_text="听取申辩后要加重的，必须写明")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("measures", lawful(self.obj))
        self.initial = {"measures": [row.code for row in measures_of(self.obj, CaseMeasure.Stage.PROPOSED)]}


def lawful(case: Case) -> list[tuple[str, str]]:
    return measure_choices(rule_set_on(case.deed_on).measures_for(case.category, town_only=True))


class ServeForm(CaseForm):
    way = forms.ChoiceField(
        label="送达方式",
        choices=ServedPaper.Way.choices,
        widget=Choice,
        help_text="本系统送达须对方有登录账号；其他方式在送达后登记，期限自登记之时起算",
    )


class WitnessedForm(CaseForm):
    refusal = said("拒签情况（没有拒签不填）", rows=2, most=400, required=False)
    witnesses = any_of("见证人（拒签时两名以上）", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["witnesses"]
        field.queryset = possible_witnesses(self.obj)


def possible_witnesses(case: Case) -> Any:
    """Who works in the commission or in the unit of the subject's posts: a short list, never the subject."""
    units = set(Post.objects.in_force().filter(person=case.person_id).values_list("seat__unit", flat=True))
    units |= {case.unit_id} if case.unit_id else set()
    near_by = Post.objects.in_force().filter(seat__unit__in=units) if units else Post.objects.none()
    seated = Post.objects.in_force().filter(seat__town=case.town_id, seat__kind__in=COMMISSION_SEATS)
    rows = Person.objects.filter(posts__in=near_by) | Person.objects.filter(posts__in=seated)
    return rows.exclude(pk__in=[case.person_id] if case.person_id else []).distinct()


class ReceiptForm(WitnessedForm):
    """Empty: signed for on the paper itself. With a refusal: two witnesses say so."""


class StatementForm(WitnessedForm):
    has_objection = forms.ChoiceField(label="对事实", choices=OBJECTION, required=False, widget=forms.RadioSelect)
    text = said("陈述申辩的内容", rows=6, required=False)
    upload = StoredFileField(label="本人签字的原件", required=False)
    field_order = ("has_objection", "text", "upload", "refusal", "witnesses")

    def clean_has_objection(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["has_objection"])


class AnswerForm(CaseForm):
    text = said("采纳情况和理由", rows=5, help_text="哪些采纳、哪些不采纳，为什么；写入决定书")


class ReasonForm(CaseForm):
    reason = said("理由", rows=3, most=1000)


class AppealForm(CaseForm):
    received_on = day("收到日期", help_text="信封或者收件登记上的日期；是否超过期限、何时答复，从这一天算")
    text = said("申诉的理由", rows=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = clock.today()


class ReviewForm(CaseForm):
    reason = said("复核的理由", rows=3, most=1000)
    basis = forms.CharField(label="上级文号（依上级要求的填写）", max_length=80, required=False)
