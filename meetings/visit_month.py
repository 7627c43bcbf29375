"""Where each leader's month stands (1.5): a list in the order of the seats, never a ranking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dushi import clock, words
from dushi.obligations.models import Obligation, State
from dushi.records.links import url_of
from dushi.regulation.periods import Period
from dushi.town.models import Post, User
from meetings.packs.shape import Lead, lead
from meetings.visit_rules import MAIN, MEMBER


@dataclass(frozen=True)
class Standing:
    """One leader's duty of this month."""

    clause: str
    who: str
    state: State
    word: str
    url: str


@dataclass(frozen=True)
class Month:
    label: str
    lines: tuple[Standing, ...]

    @property
    def lead(self) -> Lead:
        owed = [line for line in self.lines if line.state not in (State.EXCUSED, State.MERGED)]
        done = sum(line.state in (State.MET, State.MET_LATE) for line in owed)
        late = sum(line.state in (State.GRACE, State.MISSED) for line in owed)
        return lead(f"{self.label}应调研 {len(owed)} 人次，已办 {done} 人次", [f"{late} 人次逾期" if late else ""])


def month_of(user: User, at: datetime) -> Month | None:
    """The month's duties of 1.5 that this user may see; None where there are none. Three queries."""
    month = Period.of(Period.Kind.MONTH, clock.local(at).date())
    rows = Obligation.objects.visible_to(user).filter(period=month.key, duty__key__in=(MAIN, MEMBER))
    owed = list(
        rows.with_state(at)
        .select_related("duty", "holder_seat__unit", "scope")
        .order_by("duty__clause__order", "holder_seat__kind", "holder_seat__ordinal", "pk")
    )
    if not owed:
        return None
    posts = Post.objects.in_force().filter(seat__in=[one.holder_seat_id for one in owed])
    holders = dict(posts.values_list("seat", "person__name"))
    lines = tuple(
        Standing(
            clause=one.duty.key,
            who=f"{holders.get(one.holder_seat_id, '空缺')}（{one.holder_seat}）",
            state=State(one.state),
            word=f"{State(one.state).label} {one.count_text}".strip(),
            url=url_of(one.evidence_type, one.evidence_id),
        )
        for one in owed
    )
    return Month(words.period(month.key), lines)
