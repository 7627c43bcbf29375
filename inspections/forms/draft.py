"""拟定 an inspection: what, where, how, when, who; nearly everything is answered before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import F

from dushi import clock
from dushi.regulation.models import Clause
from dushi.regulation.periods import Period
from dushi.town.models import Person, Town, Unit, User
from dushi.town.widgets import DayInput
from inspections import agenda
from inspections.candidates import AREAS, LEAD, Candidate, candidates, may_be_asked, may_lead
from inspections.drafts import INSPECTED, LEADING
from inspections.forms.narrowing import narrow
from inspections.models import Draw, Inspection

Kind = Inspection.Kind
METHODS = (Inspection.Method.RECORDS, Inspection.Method.ON_SITE)
IN_ORDER = ("kind", "is_example", "order", "code", "pk")
#: Days an inspection takes where nothing else is said.
DAYS = 2


class Ticks(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class DraftForm(forms.Form):
    """`user` and `kind` give the choices; `inspection` the answers of what is changed; `asked` what is looked for among
    the units and people of a large town."""

    clauses = {
        "units": "2.0", "focus": "2.1", "methods": "2.0", "members": "2.0", "approver": "2.0", "cross_reason": "2.0",
    }  # fmt: skip
    title = forms.CharField(label="名称", max_length=80)
    units = Ticks(label="被检单位")
    focus = Ticks(label="检查内容")
    methods = Ticks(
        label="检查方式", choices=Inspection.Method.choices, help_text="选“暗访”的，办结前只有检查组和批准人知道"
    )
    first_on = forms.DateField(label="开始日期", widget=DayInput)
    last_on = forms.DateField(label="结束日期", widget=DayInput)
    leader = forms.ChoiceField(label="组长")
    members = Ticks(label="检查组成员", required=False, help_text="至少两人；不检查本人任职和近 12 个月任过职的单位")
    cross_reason = forms.CharField(label="交叉检查理由（抽调其他管区人员时写）", max_length=200, required=False)
    approver = forms.ChoiceField(label="送谁批准")

    def __init__(self, data: Any = None, *, user: User, town: Town, kind: str, **more: Any) -> None:
        self.user, self.town, self.kind = user, town, kind
        self.inspection: Inspection | None = more.pop("inspection", None)
        self.draw: Draw | None = more.pop("draw", None)
        asked: Mapping[str, str] = more.pop("asked", None) or data or {}
        self.people = {one.key: one for one in candidates(town, kind)}
        known = agenda.choices(kind)
        first = (of_inspection(self.inspection, self.people) if self.inspection else self._fresh(known)) | more
        if self.draw:
            first |= {"units": [str(pk) for pk in self.draw.result], "approver": ""}
        super().__init__(data, initial=first)
        self._offer(known)
        for name in ("units", "members"):
            narrow(self, name, asked)

    def _fresh(self, known: list[Clause]) -> dict[str, Any]:
        today = clock.today()
        mine = next((one for one in self.people.values() if one.person.pk == self.user.rights.person_id), None)
        leaders = [one for one in self.people.values() if may_lead(one, self.kind)]
        is_spot = self.kind == Kind.SPOT
        leader = mine if is_spot and mine in leaders else (leaders[0] if leaders else None)
        return {
            "title": title_of(self.kind, today),
            "focus": agenda.default(self.kind, known),
            "methods": list(METHODS),
            "first_on": today,
            "last_on": today + timedelta(days=DAYS - 1),
            "leader": leader.key if leader else "",
            "members": [one.key for one in (leader, mine) if one and (one == leader or one.group == LEAD)],
            "approver": leader.key if leader and is_spot else "",
        }

    def _offer(self, known: list[Clause]) -> None:
        people = list(self.people.values())
        given: dict[str, Any] = {
            "units": unit_choices(self.user, self.town, self.kind, self.inspection, self.draw),
            "focus": [(clause.code, f"{clause.code} {clause.summary}") for clause in known],
            "leader": [("", "请选择"), *((one.key, one.label) for one in people if may_lead(one, self.kind))],
            "members": grouped(people),
            "approver": [("", "请选择"), *((one.key, one.label) for one in people if may_be_asked(one, self.kind))],
        }
        for name, choices in given.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if self.draw or (self.inspection and self.inspection.is_drawn):
            self.fields["units"].help_text = "由随机抽取产生，不能更换"

    def read(self) -> dict[str, Any]:
        """What draft_inspection and change_inspection take, of a valid form."""
        said = dict(self.cleaned_data)
        leader = self.people[said["leader"]]
        team = {leader.key: leader} | {key: self.people[key] for key in said["members"]}
        return said | {
            "units": list(Unit.objects.filter(pk__in=said["units"], town=self.town).order_by(*IN_ORDER)),
            "members": [(one.person, one.unit) for one in team.values()],
            "leader": leader.person,
            "approver": self.people[said["approver"]].person,
        }

    def lead_unit(self) -> Unit:
        """The office, the commission; of a 2.3 the unit its leader comes from. Raises Unit.DoesNotExist."""
        kind = LEADING.get(Kind(self.kind))
        if kind is None:
            return self.people[self.cleaned_data["leader"]].unit
        return Unit.objects.in_force().filter(town=self.town, kind=kind).order_by("pk")[:1].get()


def title_of(kind: str, day: date) -> str:
    """11月平时检查, 第4季度重点督导, 11月不定抽查."""
    quarter = Period.of(Period.Kind.QUARTER, day).number
    when = f"第{quarter}季度" if kind == Kind.FOCUSED else f"{day.month}月"
    return f"{when}{Kind(kind).label}"


def unit_choices(user: User, town: Town, kind: str, inspection: Inspection | None, draw: Draw | None) -> list[Any]:
    """Units by area and kind; of a member's own spot inspection what they cover (2.3). One query."""
    rows = Unit.objects.in_force().filter(town=town, kind__in=INSPECTED).with_area()
    if kind != Kind.FOCUSED:
        rows = rows.exclude(kind=Unit.Kind.OFFICE)
    if draw:
        rows = rows.filter(pk__in=draw.result)
    elif inspection and inspection.is_drawn:
        rows = rows.filter(inspected__inspection=inspection)
    elif kind == Kind.SPOT and not user.rights.is_office:
        rows = rows.filter(pk__in=user.rights.covered)
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for unit in rows.order_by(F("area_order").asc(nulls_last=True), "area", *IN_ORDER):
        name = f"{unit}（示例）" if unit.is_example and "示例" not in unit.name else str(unit)
        groups[unit.area_name or unit.get_kind_display()].append((str(unit.pk), name))
    return list(groups.items())


def grouped(people: Iterable[Candidate]) -> list[Any]:
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in people:
        groups[one.group].append((one.key, one.label))
    if AREAS in groups:
        groups[AREAS] = groups.pop(AREAS)
    return list(groups.items())


def of_inspection(inspection: Inspection, people: dict[str, Candidate]) -> dict[str, Any]:
    """The answers as they stand."""
    by_person = {one.person.pk: key for key, one in people.items()}
    named: list[Person] = [member.person for member in inspection.members.all() if member.person is not None]
    leader = inspection.leader
    return {
        "title": inspection.title,
        "units": [str(place.unit_id) for place in inspection.places.all()],
        "focus": inspection.focus,
        "methods": inspection.methods,
        "first_on": inspection.first_on,
        "last_on": inspection.last_on,
        "leader": by_person.get(leader.person_id or 0, "") if leader else "",
        "members": [by_person[person.pk] for person in named if person.pk in by_person],
        "cross_reason": inspection.cross_reason,
        "approver": by_person.get(inspection.approver_id or 0, ""),
    }
