"""What a main leader does on the site: signs what several decided, and presides where the 纪委书记 must keep away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accountability.acts import Act
from accountability.cases.offered import ACTS, SIGNING
from accountability.desk.case_page import page_of as case_context
from accountability.desk.lead_page import page_of as lead_context
from accountability.leads.forms import RecusalForm
from accountability.leads.offered import ACTS as LEAD_ACTS
from accountability.leads.recusing import decide, may_decide
from accountability.models import Case, Lead, Objection, Recusal
from accountability.notices.page import to_answer
from accountability.parts import case_parts, lead_parts
from accountability.rules.grounds import GroundKind, ground
from dushi.once import once_a_page
from dushi.town.models import User


@dataclass(frozen=True)
class Desk:
    """A kind of thing on a main leader's pages. whole: rows → with the parts of the page. context: (obj, address of a
    file) → what the template needs."""

    title: str
    model: Any
    whole: Callable[[Any], Any]
    template: str
    acts: Sequence[Act]
    context: Callable[[Any, Callable[[Any], str]], dict[str, Any]]


RECUSAL = "决定回避"


@dataclass(frozen=True)
class Item:
    """One line of 审批. what: the act that waits; due_at: aware. work: the same for 我的工作, where nobody is named."""

    what: str
    about: str
    url: str
    due_at: datetime | None

    @property
    def work(self) -> str:
        return self.what.partition("：")[0] if self.what.startswith(RECUSAL) else self.what


def desk_of(kind: str) -> Desk | None:
    """The desk of "lead" or "case"; None for anything else."""
    return DESKS.get(kind)


DESKS = {
    "case": Desk("问责事项", Case, case_parts, "accountability/approval_case.html", [*SIGNING, *ACTS], case_context),
    "lead": Desk("线索", Lead, lead_parts, "accountability/approval_lead.html", LEAD_ACTS, lead_context),
}


@once_a_page
def waiting(user: User) -> list[Item]:
    """Leads they are asked to open, decisions they are asked to sign, and what they preside over (what else they may
    see); what ends first stands first."""
    me = user.rights.person_id
    items = []
    for case in Case.objects.visible_to(user).open().select_related("person", "unit"):
        if case.approver_id != me:
            items.append(_item("代为主持", "case", case))
        elif case.status == Case.Status.DECIDED and case.decided_at is None:
            items.append(_item("签发问责决定书", "case", case))
    for lead in Lead.objects.visible_to(user).open().select_related("person", "unit"):
        is_asked = lead.approver_id == me and lead.status == Lead.Status.PROPOSED
        items.append(_item("审批：转问责事项" if is_asked else "代为主持", "lead", lead))
    items += [_recusal(row) for row in recusals_for(user)]
    items += [_objection(one) for one in to_answer(user)]
    return sorted(items, key=lambda item: (item.due_at is None, item.due_at or 0))


def _objection(one: Objection) -> Item:
    url = reverse("objection_page", args=[one.pk])
    return Item("答复异议", f"{one.line.notice.level_text}通报：{one.line.subject}", url, one.due_at)


def recusals_for(user: User) -> list[Recusal]:
    """Those this main leader decides on, of a lead or case that they may then open: the 纪委书记's own, another main
    leader's."""
    rows = Recusal.objects.waiting().filter(Q(lead__town=user.rights.town_id) | Q(case__town=user.rights.town_id))
    return [row for row in rows.select_related("person", "asked_by", "lead", "case") if may_decide(user, row)]


def recusal_act(row: Recusal) -> Act:
    """Decide on it, with who asked and why before one's eyes."""
    said = f"{row.person}，{ground(GroundKind.RECUSAL, row.ground)}：{row.reason}（{row.asked_by}提出）"
    return Act("recusal", RECUSAL, "recusal", may_decide, decide, RecusalForm, clause="3.0", note=said)


def _recusal(row: Recusal) -> Item:
    kind = "case" if row.case_id else "lead"
    url = reverse("approval_recusal", args=[row.pk])
    return Item(f"{RECUSAL}：{row.person}", "问责事项" if kind == "case" else "线索", url, None)


def _item(what: str, kind: str, obj: Any) -> Item:
    about = f"{'问责事项' if kind == 'case' else '线索'}：{obj.subject or '未写明对象'}"
    return Item(what, about, reverse("approval_page", args=[kind, obj.pk]), obj.due_at)
