"""What a village's form shows beside the questions: last week, open problems, tasks, drafts, what is filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import QueryDict

from dushi import chance, clock
from dushi.matters.models import Matter
from dushi.regulation.periods import Period
from dushi.town.models import Unit, User
from meetings.models import DispatchReport, ReportDraft, ReportUpdate
from meetings.report_data import ReportData
from meetings.report_forms import UPDATE, ReportForm, initial_of, problem_rows
from meetings.report_permissions import answers_for, may_correct
from meetings.report_weeks import Deadline, deadline_of, merged_into

UNCHANGED = "本周无变化，继续："


@dataclass
class Filling:
    """One person at the form of one village's week. Reads the database at most once per question."""

    village: Unit
    week: Period
    user: User
    at: datetime
    #: 代填 was asked for by an officer who could file in their own name
    asks_proxy: bool = False

    @cached_property
    def is_proxy(self) -> bool:
        return self.asks_proxy or not answers_for(self.user, self.village, self.week)

    @cached_property
    def deadline(self) -> Deadline:
        return deadline_of(self.village, self.week)

    @cached_property
    def merged(self) -> list[Period]:
        """Weeks that are 并入 this one."""
        return merged_into(self.week)

    @cached_property
    def filed(self) -> DispatchReport | None:
        """The newest version that stands."""
        versions = DispatchReport.objects.of_week(self.village, self.week)
        return versions.current().select_related("author").first()

    @property
    def may_file(self) -> bool:
        """False where the week is filed and its time for corrections is over."""
        return self.filed is None or may_correct(self.user, self.filed, self.deadline, self.at)

    @cached_property
    def last(self) -> DispatchReport | None:
        """The newest report of an earlier week."""
        earlier = DispatchReport.objects.current().filter(village=self.village, period__lt=self.week.key)
        return earlier.order_by("-period").first()

    @cached_property
    def _matters(self) -> list[Matter]:
        return list(Matter.objects.open().filter(about=self.village).select_related("owner_unit").order_by("pk"))

    @property
    def tasks(self) -> list[Matter]:
        """What meetings handed to the village and is not done: shown, answered on its own page."""
        return [matter for matter in self._matters if is_task(matter)]

    @property
    def problems(self) -> list[Matter]:
        """Open problems, each asked what became of it; what is reported done already waits for its verifier, and what
        this week's own report raised is asked next week."""
        raised = {row.matter_id for row in self.raised}
        return [
            matter
            for matter in self._matters
            if not is_task(matter) and matter.status != Matter.Status.SUBMITTED and matter.pk not in raised
        ]

    @cached_property
    def raised(self) -> list[Any]:
        """Problems of the version that is being corrected."""
        return list(self.filed.problems.select_related("matter")) if self.filed else []

    @cached_property
    def _drafts(self) -> list[ReportDraft]:
        rows = ReportDraft.objects.filter(village=self.village, period=self.week.key).select_related("person")
        return list(rows.order_by("-saved_at"))

    @property
    def draft(self) -> ReportDraft | None:
        """One's own."""
        return next((row for row in self._drafts if row.person_id == self.user.person_id), None)

    @property
    def others(self) -> list[ReportDraft]:
        """Drafts of the other officer, or of one's predecessor, saved after what is filed."""
        since = self.filed.received_at if self.filed else None
        return [
            row
            for row in self._drafts
            if row.person_id != self.user.person_id and (since is None or row.saved_at > since)
        ]

    @property
    def is_overtaken(self) -> bool:
        """Somebody filed after one's own draft was saved."""
        return self.filed is not None and self.draft is not None and self.filed.received_at > self.draft.saved_at

    # The forms ------------------------------------------------------------------------------------------------------

    def form(self, post: QueryDict | None = None) -> ReportForm:
        """As posted; else the draft, what is filed, or last week's picks."""
        initial: dict[str, Any] = {}
        if post is None:
            initial = {"key": self.key, "corrects": self.filed.pk if self.filed else None, **self._answers()}
        form = ReportForm(post, initial=initial, matters=self.problems, is_proxy=self.is_proxy)
        form.fields["support_visit"].help_text = "、".join(unit.name for unit in self.village.support_units.all())
        return form

    def sent(self, post: QueryDict) -> ReportForm:
        """The same questions without what only a page shows: enough to read what was posted."""
        return ReportForm(post, is_proxy=self.is_proxy)

    def rows(self, post: QueryDict | None = None) -> Any:
        """New problems: as posted; else those of the draft, and one empty row."""
        if post is not None:
            return problem_rows(post)
        kept = self.draft.data.get("problems", []) if self.draft else []
        extra = 0 if kept and not any(kept[-1].get(name) for name in ("title", "help_asked")) else 1
        return problem_rows(post, kept, extra)

    @cached_property
    def key(self) -> UUID:
        return self.draft.key if self.draft else chance.uuid4()

    def _answers(self) -> dict[str, Any]:
        """The draft; else what is filed and being corrected; else last week's two picks."""
        if self.draft:
            return initial_of(self.draft.data)
        said = self.filed or self.last
        if said is None:
            return {}
        answers = {name: getattr(said, name) for name in ("support_visit", "supporter_duty", "supporter_names")}
        if self.filed:
            answers |= {"key_work": said.key_work, "next_plan": said.next_plan, "told_by": said.told_by}
            for matter_id, answer in self.filed.updates.values_list("matter", "answer"):
                answers[UPDATE.format(matter_id)] = answer
        return answers

    # 本周无变化 -----------------------------------------------------------------------------------------------------

    @property
    def may_be_unchanged(self) -> bool:
        """There is a last report, nothing is filed or typed yet, and no task falls due this week."""
        due = any(task.due_at and clock.local(task.due_at).date() <= self.week.last_day for task in self.tasks)
        return self.last is not None and self.filed is None and self.draft is None and not due and not self.is_proxy

    def unchanged(self) -> ReportData | None:
        """Last week's answers once more; None where `may_be_unchanged` is False."""
        last = self.last
        if last is None or not self.may_be_unchanged:
            return None
        going_on = (last.next_plan or last.key_work).removeprefix(UNCHANGED)
        return ReportData(
            key_work=f"{UNCHANGED}{going_on}"[:500],
            support_visit=last.support_visit,
            supporter_duty=last.supporter_duty,
            supporter_names=last.supporter_names,
            next_plan=last.next_plan,
            updates={matter.pk: ReportUpdate.Answer.OPEN for matter in self.problems},
        )


def is_task(matter: Matter) -> bool:
    """Handed out by a meeting, not a problem that somebody found."""
    return matter.source == Matter.Source.MEETING
