"""The packs of 1.1: the month for the joint meeting, the quarter for the party committee, on the output of 1.2."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from dushi import words
from dushi.matters.models import Matter
from dushi.regulation.models import Duty
from dushi.regulation.periods import Period
from dushi.town.models import Post, Seat, Unit
from meetings.models import Meeting, VisitParticipant
from meetings.packs.duties import Tally, decisions, first_moment, keys_of, ledger_row, ledger_table, tallies
from meetings.packs.facts import last_pack
from meetings.packs.group import area_names
from meetings.packs.matters import MOST, last_tasks, late_line, overdue, problem_line, put_to
from meetings.packs.shape import Last, Lead, Line, Pack, Row, asked, cell, lead, row, table

DUTY_COLUMNS = ("条款", "职责", "已办 / 应办", "其中迟办")
LEADERS = (Seat.Kind.MAIN_LEADER, Seat.Kind.MEMBER)


@dataclass(frozen=True)
class PartyFacts:
    period: Period
    since: datetime
    at: datetime
    #: (key, title) of chapter 1's duties, in the regulation's order
    duties: tuple[tuple[str, str], ...]
    tallies: dict[str, Tally]
    #: (职务 and name, visits confirmed) in the order of the seats
    visits: tuple[tuple[str, int], ...]
    outcomes: tuple[Line, ...]
    ledger: tuple[Counter[str], int, int]
    problems: tuple[Matter, ...]
    area_names: dict[int, str]
    late: tuple[Matter, ...]
    last: Last


def load(meeting: Meeting, at: datetime) -> PartyFacts:
    """A fixed number of queries, whatever the number of villages."""
    period, town = meeting.counts_for, meeting.town_id
    on = min(words.civil(at), period.last_day)
    problems = tuple(put_to(Matter.Tier.PARTY_COMMITTEE, town)[:MOST])
    groups = Unit.objects.filter(town=town, kind=Unit.Kind.LEADING_GROUP).values_list("pk", flat=True)
    duties = Duty.objects.filter(clause__chapter=1, regulation__superseded_on__isnull=True)
    return PartyFacts(
        period=period,
        since=last_pack(meeting).frozen_at,
        at=at,
        duties=tuple(duties.order_by("clause__order").values_list("key", "title")),
        tallies=tallies(town, period, at),
        visits=_visits(town, period, on),
        outcomes=tuple(decisions(groups, keys_of(period))),
        ledger=ledger_row(town, first_moment(period), at),
        problems=problems,
        area_names=area_names(problems, on),
        late=tuple(overdue(town, at)[:MOST]),
        last=last_tasks(meeting, at),
    )


def _visits(town_id: int, period: Period, on: date) -> tuple[tuple[str, int], ...]:
    """Each leader once, in the order of the seats, with the visits they have confirmed. Two queries."""
    posts = Post.objects.in_force(on).filter(seat__town=town_id, seat__kind__in=LEADERS)
    rows = posts.select_related("person", "seat__unit").order_by("seat__kind", "seat__ordinal", "pk")
    made = VisitParticipant.objects.filter(
        visit__town=town_id,
        visit__visited_on__gte=period.first_day,
        visit__visited_on__lte=period.last_day,
        confirmed_at__isnull=False,
    )
    counts = dict(made.values_list("person").annotate(n=Count("pk")).order_by())
    named: dict[int, str] = {}
    for post in rows:
        named.setdefault(post.person_id, f"{post.seat} {post.person}")
    return tuple((label, counts.get(person, 0)) for person, label in named.items())


def compile_party(facts: PartyFacts) -> Pack:
    """Pure: the same facts give the same pack."""
    return {
        "tier": Matter.Tier.PARTY_COMMITTEE,
        "lead": _lead(facts),
        "tables": [
            table(
                "制度执行",
                ("条款", "职责", "已办 / 应办", "其中迟办"),
                [_duty_row(facts, *duty) for duty in facts.duties],
            ),
            table(
                "领导小组议定事项",
                ("议定事项", "会议"),
                [row(one["title"], [cell(one["note"])]) for one in facts.outcomes],
            ),
            table("领导调研督导", ("领导",), _visit_rows(facts.visits)),
            ledger_table(*facts.ledger),
        ],
        "problems_title": "提请党委研究的问题",
        "problems": [
            problem_line(one, facts.area_names.get(one.about_id, ""), since=facts.since, at=facts.at)
            for one in facts.problems
        ],
        "late": [late_line(one, facts.at) for one in facts.late],
        "missing": [],
        "arrived": [],
        "last": facts.last,
    }


def _duty_row(facts: PartyFacts, key: str, title: str) -> Row:
    tally = facts.tallies.get(key, Tally())
    short = tally.due and tally.done < tally.due
    return row(key, [cell(title), cell(tally.text, "late" if short else ""), cell(tally.late or "–")])


def _outcome_row(outcome: Line) -> Row:
    return row(outcome["title"], [cell(outcome["note"])])


def _visit_rows(visits: Iterable[tuple[str, int]]) -> list[Row]:
    """Who has been to the villages and who not yet, in the order of the seats; never a ranking."""
    been = "、".join(f"{name}（{count} 次）" for name, count in visits if count)
    waiting = "、".join(name for name, count in visits if not count)
    return [row(f"已到村：{been or '–'}", []), row(f"尚未到村：{waiting or '–'}", [])]


def _lead(facts: PartyFacts) -> Lead:
    def done(key: str) -> int:
        return facts.tallies.get(key, Tally()).done

    visits = sum(count for _, count in facts.visits)
    real = sum(not one.about.is_example for one in facts.problems)
    examples = len(facts.problems) - real
    states, late, closed = facts.ledger
    plain = (
        f"{facts.period.short_label}领导小组调度 {done('1.2')} 次，办公室调度 {done('1.3')} 次，"
        f"各管区调度 {done('1.4')} 次；"
        f"镇领导调研督导 {visits} 人次；问题台账在办 {sum(states.values())} 件，本期销号 {closed} 件"
    )
    return lead(
        plain,
        [
            asked(real, examples, "提请党委研究"),
            f"{late} 件事项逾期" if late else "",
        ],
    )
