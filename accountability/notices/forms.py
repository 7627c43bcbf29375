"""What the acts on notices ask. Fields are named like the arguments of the actions; the actions decide."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from accountability.acts import ActForm
from accountability.desk.files import StoredFileField
from accountability.fields import day, said
from accountability.models import CriticismNotice, NoticeSubject
from accountability.notices.lines import SCORED
from dushi import clock
from dushi.matters.forms import UnitChoice
from dushi.town.forms.people import PersonChoice
from dushi.town.models import Person, Post, Unit, in_force
from dushi.town.widgets import Choice

CLAUSE = "3.4.d"


class NoticeFields(ActForm):
    """What stands on the document."""

    clauses = {"level": CLAUSE, "document_number": CLAUSE, "names_town": CLAUSE, "document": CLAUSE}
    level = forms.ChoiceField(label="级别", choices=CriticismNotice.Level.choices, widget=Choice)
    document_number = forms.CharField(label="文号", max_length=60, help_text="照文件抄写，如 菏牡通〔2026〕5号")
    issuer = forms.CharField(label="发文机关", max_length=60)
    title = forms.CharField(label="标题", max_length=120)
    issued_on = day("成文日期")
    received_on = day("收到日期")
    names_town = forms.BooleanField(label="通报点名了我镇", required=False)


class NoticeForm(NoticeFields):
    """登记通报. A forwarded one is of the same matter; else the matter is said here."""

    forwards = forms.ModelChoiceField(
        label="转发的是哪一份通报",
        queryset=CriticismNotice.objects.none(),
        required=False,
        empty_label="不是转发，是新的事由",
        help_text="省里通报、市里转发、区里再转发，是同一件事：同一对象按考核办法就高或者累计",
    )
    matter_title = forms.CharField(label="事由", max_length=120, required=False, help_text="转发的不填")
    happened_on = day("事情发生日期", required=False, help_text="当时任职的人承担；转发的不填")
    document = StoredFileField(label="通报原件", help_text="没有文件不得计分。PDF、扫描件或照片，不超过 10 MB")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = CriticismNotice.objects.visible_to(self.user).exclude(status=CriticismNotice.Status.WITHDRAWN)
        field = cast(forms.ModelChoiceField, self.fields["forwards"])
        field.queryset = rows
        field.label_from_instance = _named  # type: ignore[assignment,method-assign]
        self.fields["received_on"].initial = clock.today()


def _named(notice: CriticismNotice) -> str:
    return f"{notice.get_level_display()} {notice.document_number} {notice.title}"


class CorrectForm(NoticeFields):
    """改登记: the same, filled in; the matter only where it is this notice's alone."""

    matter_title = forms.CharField(label="事由", max_length=120, required=False)
    happened_on = day("事情发生日期", required=False)
    document = StoredFileField(label="换一份原件（不换不用选）", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        notice = self.obj
        for name in (*NoticeFields.base_fields, "matter_title", "happened_on"):
            source = notice.matter if name in ("matter_title", "happened_on") else notice
            self.fields[name].initial = getattr(source, "title" if name == "matter_title" else name)
        if notice.forwards_id or notice.forwarded_by.exists():
            del self.fields["matter_title"], self.fields["happened_on"]


class RoleFields(ActForm):
    clauses = {"role": CLAUSE, "sentence": CLAUSE, "fault": CLAUSE}
    role = forms.ChoiceField(label="点名方式", choices=NoticeSubject.Role.choices, widget=Choice)
    sentence = said("通报原句", most=500, rows=3, help_text="照抄点名的那一句；被点名的只看到自己这一句")
    fault = said(
        "责任说明（造成我镇被点名的填）",
        most=200,
        required=False,
        rows=2,
        help_text="凭什么说是因其责任：通报里怎么写的，或者核实的情况",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        notice = self.obj.notice if isinstance(self.obj, NoticeSubject) else self.obj
        if not notice.names_town:
            del self.fields["fault"]
            cast(forms.ChoiceField, self.fields["role"]).choices = [NoticeSubject.Role.choices[0]]
            self.fields["role"].initial = NoticeSubject.Role.NAMED


class LineForm(RoleFields):
    """登记对象: a village or department, or a person."""

    unit = UnitChoice(label="村或部门", queryset=Unit.objects.none(), required=False, empty_label="不是单位，是个人")
    person = PersonChoice(label="个人", required=False, empty_label="不是个人，是单位")
    field_order = ["unit", "person"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        notice = self.obj
        units = Unit.objects.filter(town=notice.town_id, kind__in=SCORED)
        there = notice.subjects.filter(unit__isnull=False).values("unit")
        ordered = units.exclude(pk__in=there).order_by("-kind", "order", "code", "pk")
        cast(forms.ModelChoiceField, self.fields["unit"]).queryset = ordered
        days = in_force(notice.matter.happened_on) | in_force(clock.today())
        seated = Post.objects.filter(days, seat__town=notice.town_id).values("person")
        people = cast(Any, self.fields["person"])
        people.of_town(notice.town_id)
        people.queryset = people.queryset.filter(pk__in=seated).exclude(level=Person.Level.COUNTY)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("unit")) == bool(cleaned.get("person")):
            self.add_error("unit", "请选一个单位或者一个人，只选一个。")
        return cleaned


class ChangeForm(RoleFields):
    """改对象: everything but the subject."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.initial = getattr(self.obj, name)


class CheckForm(ActForm):
    """核对: nothing is asked but that it was done."""

    is_compared = forms.BooleanField(label="我已打开原件，逐行核对过对象、点名方式和原句")

    def clean(self) -> dict[str, Any]:
        return {}


class WithdrawForm(ActForm):
    """A superior's document takes it back."""

    clauses = {"number": CLAUSE, "document": CLAUSE}
    number = forms.CharField(label="更正或撤销文件的文号", max_length=60)
    withdrawn_on = day("更正或撤销日期")
    document = StoredFileField(label="更正或撤销的原件", help_text="没有文件不改计分。PDF、扫描件或照片，不超过 10 MB")


class AnswerForm(ActForm):
    """答复异议."""

    clauses = {"is_upheld": CLAUSE}
    is_upheld = forms.TypedChoiceField(
        label="结论",
        choices=[("1", "异议成立，不计分"), ("0", "异议不成立，异议期满计分")],
        coerce=lambda value: value == "1",
        widget=Choice,
    )
    text = said("答复和理由", most=1000, rows=4, help_text="提出人看得到")

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is answered, above the fields."""
        line = self.obj.line
        told = [("通报", str(line.notice)), ("对象", str(line.subject)), ("通报原句", line.sentence)]
        return [*told, *([("责任说明", line.fault)] if line.fault else []), ("异议", self.obj.text)]


class TakeDownForm(ActForm):
    """代收异议."""

    clauses = {"text": CLAUSE}
    text = said("对方的异议", most=2000, rows=6, help_text="照来件或者口述如实录入，不加评论")

    @property
    def facts(self) -> list[tuple[str, str]]:
        return [("对象", str(self.obj.subject)), ("通报原句", self.obj.sentence), ("异议期至", self.obj.window_text)]


class ObjectionForm(forms.Form):
    """提出异议, on the site: why it is not so, in one's own words."""

    clauses = {"text": CLAUSE}
    text = said("哪里不符、理由和依据", most=2000, rows=6, help_text="加密保存，只有镇纪委和答复人能看")
