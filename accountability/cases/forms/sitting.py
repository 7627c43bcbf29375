"""Forms of 集体研究 and of what follows from it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms

from accountability.cases import people as around
from accountability.cases.deciding import signers
from accountability.cases.forms.fields import Votes, measure_choices
from accountability.cases.forms.inquiry import CaseForm, lawful
from accountability.cases.sitting import must_withdraw
from accountability.cases.standing import measures_of, rules_of
from accountability.fields import day, one_of, said, ticks
from accountability.models import CaseMeasure
from accountability.models.hearing import DeliberationMember
from accountability.rules.grounds import Ground, GroundKind, choices, grounds
from accountability.rules.measures import Body, rule_set_on
from accountability.rules.measures import measure as rule_of
from accountability.rules.situations import COMMISSION_SEATS
from dushi import clock
from dushi.town.models import Person, Post
from dushi.town.widgets import Choice

Vote = DeliberationMember.Vote
VOTE = "vote_"
#: Seats that say by what right somebody sits in a deciding body.
SITTING = (*around.TEAM_SEATS, *COMMISSION_SEATS)
STRANGER = ("", "不是该机构成员")


class SittingForm(CaseForm):
    """Body, day, how each member stood, and what was said. Cleans to body, held_on, votes, conclusion."""

    body = forms.ChoiceField(label="研究机构", widget=Choice)
    held_on = day("研究日期")
    conclusion = said("研究意见", rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = around.bodies_for(rules_of(self.obj, CaseMeasure.Stage.PROPOSED))
        self.choose("body", [(one.value, one.label) for one in bodies])
        self.initial = {"body": Body.PARTY_COMMITTEE, "held_on": clock.today()}
        self.members = self._members(bodies)
        bound, posts = must_withdraw(self.obj, self.members), posts_of(self.members)
        for person in self.members:
            self.fields[f"{VOTE}{person.pk}"] = forms.ChoiceField(
                label=f"{person}（{posts[person.pk]}）" if person.pk in posts else str(person),
                required=False,
                widget=Votes,
                choices=[*Vote.choices, STRANGER],
                help_text=f"须回避：{bound[person]}" if person in bound else "",
                initial=Vote.WITHDRAWN if person in bound else None,
            )
        self.order_fields(["body", "held_on", *(f"{VOTE}{one.pk}" for one in self.members), "conclusion"])

    def _members(self, bodies: list[Body]) -> list[Person]:
        """Who may have sat: the members of these bodies, on the day it was put before them and today."""
        days = {clock.today(), clock.local(self.obj.status_at).date()}
        sat = (around.members_of(self.obj.town_id, body, day) for day in days for body in bodies)
        return list({one.pk: one for members in sat for one in members}.values())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        said_by = {one: cleaned.pop(f"{VOTE}{one.pk}", "") for one in self.members}
        cleaned["votes"] = {one: vote for one, vote in said_by.items() if vote and not self._is_beside(one, vote)}
        return cleaned

    def _is_beside(self, person: Person, vote: str) -> bool:
        """回避 of somebody who does not sit in the chosen body: the form says it of itself, for whatever body."""
        return vote == Vote.WITHDRAWN and person not in self._sitting

    @cached_property
    def _sitting(self) -> list[Person]:
        body, on = self.cleaned_data.get("body"), self.cleaned_data.get("held_on")
        return around.members_of(self.obj.town_id, body, on) if body and on else []


def posts_of(people: list[Person]) -> dict[int, str]:
    """Person → the title they sit by. One query."""
    posts = Post.objects.in_force().filter(person__in=people, seat__kind__in=SITTING).select_related("seat__unit")
    return {post.person_id: str(post.seat) for post in posts.order_by("-seat__ordinal", "-pk")}


def listed(found: tuple[Ground, ...]) -> str:
    return "；".join(f"{one.name}：{one.text}" for one in found)


class NothingForm(SittingForm):
    exemption_reason = said("不予问责的理由", rows=4)


class ExemptForm(SittingForm):
    exemptions = ticks("免予问责的情形", help_text=listed(grounds(GroundKind.EXEMPTION)))
    exemption_reason = said("理由", rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("exemptions", choices(GroundKind.EXEMPTION))


class HoldForm(SittingForm):
    measures = ticks("决定的方式", help_text="不得重于事实告知书写明的拟处理意见")
    note = said("具体要求", rows=2, most=400, required=False)
    weights = ticks("从轻、从重的情形（没有不选）", required=False)
    exemption_reason = said("为什么不适用不予、免予问责的情形", rows=4)
    approver = one_of("请谁签发")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proposed = measures_of(self.obj, CaseMeasure.Stage.PROPOSED)
        self.choose("measures", lawful(self.obj))
        self.choose("weights", choices(GroundKind.LIGHTER) + choices(GroundKind.HEAVIER))
        shown = listed(grounds(GroundKind.EXEMPTION))
        self.fields["exemption_reason"].help_text = f"逐项对照——{shown}"
        self.initial = {
            **self.initial,
            "measures": [row.code for row in proposed],
            "note": next((row.note for row in proposed if row.note), ""),
        }
        offer_signers(self)


class SignerForm(CaseForm):
    approver = one_of("请谁签发")
    reason = said("改请的理由", rows=2, most=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_signers(self)


def offer_signers(form: CaseForm) -> None:
    field: Any = form.fields["approver"]
    field.queryset = Person.objects.filter(pk__in=[one.pk for one in signers(form.obj)])


class ChangeForm(SittingForm):
    measures = ticks("变更后的方式", help_text="只能从轻")
    note = said("具体要求", rows=2, most=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("measures", lawful(self.obj))
        self.initial["measures"] = [row.code for row in measures_of(self.obj, CaseMeasure.Stage.DECIDED)]


class CarryForm(CaseForm):
    measure = one_of("问责方式")
    carried_out_on = day("执行日期")
    note = said("执行情况", rows=3, most=1000, help_text="谁谈话、在什么范围通报、检查何时交来等")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = self.obj.measures.standing(CaseMeasure.Stage.DECIDED).filter(carried_out_on__isnull=True)
        field: Any = self.fields["measure"]
        field.queryset = open_ones
        field.label_from_instance = lambda row: rule_of(row.code, self.obj.deed_on).name
        self.initial = {"carried_out_on": clock.today()}


class TransferForm(CaseForm):
    receiver = forms.CharField(label="接收机关", max_length=60, initial="区纪委监委")
    reason = said("移送的理由", rows=3, most=1000)
    contents = said("移交的材料", rows=4, help_text="每行一件；写入移送函")


class HandoverForm(CaseForm):
    receipt_on = day("收到回执的日期")


class OutcomeForm(CaseForm):
    outcome = said("处理结果", rows=4, help_text="照来文登记")
    outcome_on = day("决定日期")
    paper = forms.CharField(label="决定文号", max_length=60, required=False)
    measures = ticks("作出的处理（没有不选）", required=False, help_text="由有权机关决定，镇里只登记")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = rule_set_on(self.obj.deed_on).measures_for(self.obj.category, town_only=False)
        self.choose("measures", measure_choices(rules))
