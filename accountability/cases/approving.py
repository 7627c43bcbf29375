"""What a main leader does on the site: signs what several decided, and presides where the 纪委书记 must keep away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from accountability.acts import Act
from accountability.cases.offered import ACTS, SIGNING
from accountability.desk.case_page import page_of as case_context
from accountability.desk.topics import acts_of
from accountability.models import Case, Lead
from dushi.town.models import User


@dataclass(frozen=True)
class Desk:
    """A kind of thing on a main leader's pages. context: (obj, address of a file) -> what the template needs."""

    title: str
    model: Any
    template: str
    acts: Sequence[Act]
    context: Callable[[Any, Callable[[Any], str]], dict[str, Any]]


@dataclass(frozen=True)
class Item:
    """One line of 审批. what: the act that waits; due_at: aware."""

    what: str
    about: str
    url: str
    due_at: datetime | None


def desk_of(kind: str) -> Desk | None:
    """The desk of "lead" or "case"; None for anything else."""
    if kind == "case":
        return Desk("问责事项", Case, "accountability/approval_case.html", [*SIGNING, *ACTS], case_context)
    return None


def waiting(user: User) -> list[Item]:
    """Leads they are asked to open, decisions they are asked to sign, and what they preside over (what else they may
    see); what ends first stands first. Three queries."""
    me = user.rights.person_id
    cases = Case.objects.visible_to(user).select_related("person", "unit")
    to_sign = cases.filter(approver=me, status=Case.Status.DECIDED, decided_at__isnull=True)
    items = [_item("签发问责决定书", "case", one) for one in to_sign]
    items += [_item("代为主持", "case", one) for one in cases.open().exclude(approver=me)]
    leads = Lead.objects.visible_to(user).select_related("person", "unit")
    to_open = leads.filter(approver=me, status=Lead.Status.PROPOSED)
    items += [_item("审批：转问责事项", "lead", one) for one in to_open]
    items += [_item("代为主持", "lead", one) for one in leads.open().exclude(pk__in=to_open)]
    return sorted(items, key=lambda item: (item.due_at is None, item.due_at or 0))


def _item(what: str, kind: str, obj: Any) -> Item:
    about = f"{'问责事项' if kind == 'case' else '线索'}：{obj.subject or '未写明对象'}"
    return Item(what, about, reverse("approval_page", args=[kind, obj.pk]), obj.due_at)


__all__ = ["Desk", "acts_of", "desk_of", "waiting"]
