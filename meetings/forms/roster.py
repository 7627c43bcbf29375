"""Who came, as it is typed: everybody present, one tap for whoever was not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from dushi import clock
from dushi.town.models import Leave, Person, Post, Seat
from dushi.town.widgets import Choice, MomentInput
from meetings.bodies import CHAIRING
from meetings.models import Attendance, Meeting
from meetings.papers.people import roster_of
from meetings.registration import Line

Status = Attendance.Status
CAME = [
    (Status.PRESENT.value, "到会"),
    (Status.LEAVE.value, "请假"),
    (Status.SUBSTITUTE.value, "代会"),
    (Status.ABSENT.value, "缺席"),
]


class LineForm(forms.Form):
    """One person of the roster."""

    status = forms.ChoiceField(label="到会", choices=CAME, widget=Choice)
    who = forms.CharField(label="准假人或代会人", max_length=40, required=False)

    def __init__(self, *args: Any, attendance: Attendance, chair: str, approver: str = "", **kwargs: Any) -> None:
        """chair: approves leave asked for in the 回执. approver: who approved a leave that covers the day, or ""."""
        super().__init__(*args, **kwargs)
        self.attendance = attendance
        asked_leave = attendance.receipt == Attendance.Receipt.LEAVE or bool(approver)
        chair = approver or chair
        status = attendance.status
        if status == Status.EXPECTED:
            status = Status.LEAVE if asked_leave else Status.PRESENT
        self.fields["status"].initial = status
        self.fields["who"].initial = (
            attendance.substitute or attendance.leave_approved_by or (chair if asked_leave else "")
        )

    @property
    def is_plain(self) -> bool:
        """Present: the line stays folded."""
        return self["status"].value() == Status.PRESENT

    @property
    def word(self) -> str:
        return dict(CAME).get(str(self["status"].value()), "")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name, who = self.attendance.person.name, (data.get("who") or "").strip()
        if data.get("status") == Status.LEAVE and not who:
            self.add_error("who", f"{name}请假，请填准假人。")
        if data.get("status") == Status.SUBSTITUTE and not who:
            self.add_error("who", f"{name}委托代会，请填代会人姓名。")
        return data

    def read(self) -> Line:
        who = self.cleaned_data["who"]
        return Line(self.attendance.person_id, self.cleaned_data["status"], approved_by=who, substitute=who)


class RosterForms:
    """The roster of a meeting; in a 套会, of all its meetings at once: one sign-in."""

    def __init__(self, meeting: Meeting, data: Mapping[str, Any] | None = None, chair: str = "") -> None:
        lines = roster_of(meeting)
        if meeting.sitting_id:
            lines = _together(meeting, lines)
        away = _on_leave(meeting, lines)
        self.forms = [
            LineForm(
                data,
                prefix=f"p{line.person_id}",
                attendance=line,
                chair=chair,
                approver=away.get(line.person_id, ""),
            )
            for line in lines
        ]

    def is_valid(self) -> bool:
        checked = [form.is_valid() for form in self.forms]  # every line says what is wrong with it
        return all(checked)

    def read(self) -> list[Line]:
        """The lines that are complete."""
        return [form.read() for form in self.forms if not form.errors]


def _on_leave(meeting: Meeting, lines: list[Attendance]) -> dict[int, str]:
    """Who is on leave on the meeting's day → who approved it: not asked again. One query."""
    day = clock.local(meeting.starts_at).date()
    rows = Leave.objects.in_force(day).filter(person__in=[line.person_id for line in lines])
    return dict(rows.values_list("person", "approved_by"))


def _together(meeting: Meeting, lines: list[Attendance]) -> list[Attendance]:
    """Everybody of the sitting, each once, own meeting first."""
    others = Attendance.objects.filter(meeting__sitting=meeting.sitting_id, meeting__status__in=Meeting.AHEAD)
    known = {line.person_id: line for line in lines}
    for line in others.select_related("person", "seat__unit"):
        known.setdefault(line.person_id, line)
    return list(known.values())


class HeldForm(forms.Form):
    """When it was held and who chaired."""

    held_at = forms.DateTimeField(label="召开时间", widget=MomentInput)
    chaired_by = forms.ModelChoiceField(label="主持人", queryset=Person.objects.none())
    mandate = forms.CharField(
        label="受委托", max_length=60, required=False, help_text="不是例会主持人主持的，写明受谁委托，如：受书记委托"
    )
    observers = forms.CharField(
        label="列席（可不填）", max_length=200, required=False, help_text="名单以外来参加的人，写姓名"
    )
    is_topical_item = forms.BooleanField(label="本次是党委会议（党政联席会议）的一个专题议题", required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.fields["held_at"].initial = min(meeting.starts_at, clock.now())
        self.initial.update(meeting.sheet)
        people = _may_chair(meeting)
        self.fields["chaired_by"].queryset = people  # type: ignore[attr-defined]
        holder = meeting.chair.holder_on() if meeting.chair else None
        self.usual = holder
        self.fields["chaired_by"].initial = holder.pk if holder else None
        if not meeting.clause.startswith("1.1"):
            del self.fields["is_topical_item"]

    @property
    def typed(self) -> dict[str, str]:
        """As typed, for the draft."""
        return {name: str(self[name].data or "") for name in self.fields}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = data.get("chaired_by")
        if chosen and self.usual and chosen != self.usual and not (data.get("mandate") or "").strip():
            self.add_error("mandate", f"例会由{self.usual}主持；由{chosen}主持的，请写明受谁委托。")
        return data


def _may_chair(meeting: Meeting) -> Any:
    """People in post in seats from which a meeting may be chaired, and those on its roster."""
    seats = Post.objects.in_force().filter(seat__town=meeting.town_id, seat__kind__in=CHAIRING)
    seats = seats.exclude(seat__kind=Seat.Kind.HEAD, seat__unit__kind="VILLAGE")
    asked = Attendance.objects.filter(meeting=meeting).values("person")
    people = Person.objects.filter(town=meeting.town_id)
    return people.filter(pk__in=seats.values("person")) | people.filter(pk__in=asked)
