"""What must hold of chapter 3: points add up and are only answered, steps follow their tables, nobody decides on
themselves. Everything is named by its random key alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import Concat, Lag

from accountability.models import (
    AssessmentScheme,
    Case,
    CaseMember,
    CaseStep,
    CriticismNotice,
    DeliberationMember,
    Lead,
    NoticeSubject,
    ScoreAccount,
    ScoreEntry,
    YearSheet,
)
from accountability.scores.arithmetic import Key, Line, adjustments
from accountability.scores.settling import ADJUSTED, POSTED
from accountability.scores.sheets import differing
from accountability.scores.subjects import kind_of
from dushi.records.chain_models import ChainLink
from dushi.records.reconciling import Check, reference, text_of_key

Kind = ScoreEntry.Kind
Vote = DeliberationMember.Vote
#: Who took part in deciding: neither absent nor withdrawn.
VOTED = Q(vote__in=[Vote.FOR, Vote.AGAINST, Vote.ABSTAIN])


def reversals_that_leave_something() -> QuerySet[ScoreEntry]:
    """A reversal and what it answers add up to nothing, in one account."""
    return ScoreEntry.objects.filter(reverses__isnull=False).exclude(
        counted=0 - F("reverses__counted"), account=F("reverses__account")
    )


def reversals_of_adjustments() -> QuerySet[ScoreEntry]:
    """Only what was posted from a source is reversed, never a reversal or what a cap gave."""
    return ScoreEntry.objects.filter(reverses__isnull=False).exclude(reverses__kind__in=POSTED)


def posted_not_as_counted() -> QuerySet[ScoreEntry]:
    """What is posted counts in full; what caps take or give are entries of their own."""
    posted = ScoreEntry.objects.filter(kind__in=POSTED)
    return posted.filter(
        ~Q(nominal=F("counted")) | Q(kind=Kind.ZERO) & ~Q(counted=0) | Q(kind=Kind.BONUS, counted__lt=0)
    )


def accounts_not_settled() -> Iterator[str]:
    """Same-matter and caps do not stand as the scheme in force asks for."""
    schemes = {(one.town_id, one.year): one.rules for one in AssessmentScheme.objects.in_force()}
    entries = ScoreEntry.objects.order_by("account").values_list("account", "kind", "matter_key", "nominal", "counted")
    standing = entries.filter(Q(kind__in=ADJUSTED) | Q(kind__in=POSTED, reversed_by__isnull=True))
    accounts = ScoreAccount.objects.select_related("person", "unit").in_bulk
    for batch in _batches(groupby(standing.iterator(chunk_size=2000), key=lambda row: row[0])):
        known = accounts([pk for pk, _ in batch])
        for pk, rows in batch:
            account = known[pk]
            rules, subject = schemes.get((account.town_id, account.year)), account.subject
            kind = kind_of(subject) if subject else None
            if rules and kind and _asked(rows, rules.limits(kind)) != _given(rows):
                yield reference(account)


def _batches(groups: Iterable[tuple[Any, Iterable[Any]]], size: int = 500) -> Iterator[list[tuple[Any, list[Any]]]]:
    batch: list[tuple[Any, list[Any]]] = []
    for key, rows in groups:
        batch.append((key, list(rows)))
        if len(batch) == size:
            yield batch
            batch = []
    yield batch


def _asked(rows: Iterable[Any], limits: Any) -> dict[Key, int]:
    return adjustments([Line(matter, nominal) for _, kind, matter, nominal, _ in rows if kind in POSTED], limits)


def _given(rows: Iterable[Any]) -> dict[Key, int]:
    sums: dict[Key, int] = {}
    for _, kind, matter, _, counted in rows:
        if kind in ADJUSTED:
            sums[kind, matter] = sums.get((kind, matter), 0) + counted
    return {key: figure for key, figure in sums.items() if figure}


def sheets_that_differ() -> Iterator[str]:
    """The frozen lines are not what the entries said that were chained when the sheet was made."""
    return (reference(sheet) for sheet in YearSheet.objects.select_related("town").iterator() if differing(sheet))


def sheets_without_head() -> QuerySet[YearSheet]:
    links = ChainLink.objects.filter(town=OuterRef("town"), chain=ScoreEntry.CHAIN, hash=OuterRef("chain_head"))
    return YearSheet.objects.filter(~Exists(links)).exclude(chain_head="0" * 64)


def lines_posted_without_entry() -> QuerySet[NoticeSubject]:
    """计分 without points, points without 计分, or 冲销 that left some standing."""
    label = NoticeSubject._meta.label_lower
    posted = ScoreEntry.objects.filter(source_type=label, kind__in=POSTED, reversed_by__isnull=True)
    ids = [*posted.order_by().values_list("source_id", flat=True).distinct()]
    standing = NoticeSubject.objects.filter(pk__in=ids)
    status = NoticeSubject.Status
    return NoticeSubject.objects.filter(
        Q(status=status.POSTED) & ~Q(pk__in=standing.values("pk"))
        | ~Q(status=status.POSTED) & Q(pk__in=standing.values("pk"))
    )


def steps_out_of_line() -> Iterator[str]:
    """A step that does not begin where the one before ended, or that no table knows."""
    for model, field in ((Lead, "lead"), (Case, "case")):
        allowed = [f"{before}>{after}" for before, tos in model.TRANSITIONS.items() for after in tos]
        moved = CaseStep.objects.filter(**{f"{field}__isnull": False}).exclude(after="")
        ordered = _in_order(moved).annotate(
            last=Window(Lag("after"), partition_by=[F(field)], order_by=["seq"]),
            step=Concat("before", Value(">"), "after"),
        )
        torn = Q(last__isnull=False) & ~Q(before=F("last"))
        unknown = ~Q(before="") & ~Q(before=F("after")) & ~Q(step__in=allowed)
        for key in ordered.filter(torn | unknown).values_list(field, flat=True):
            yield f"{model._meta.verbose_name} {key}"


def states_of_no_step() -> Iterator[str]:
    """In another state than the last step led to, or with no step at all."""
    for model, field in ((Lead, "lead"), (Case, "case")):
        moved = _in_order(CaseStep.objects.filter(**{field: OuterRef("pk")}).exclude(after="")).order_by("-seq")
        rows = model._base_manager.annotate(told=Subquery(moved.values("after")[:1]))
        yield from map(reference, rows.filter(Q(told__isnull=True) | ~Q(told=F("status"))))
    taken = CaseStep.objects.filter(notice=OuterRef("pk"))
    yield from map(reference, CriticismNotice.objects.filter(~Exists(taken)))


def _in_order(steps: QuerySet[CaseStep]) -> QuerySet[Any]:
    """With `seq`, their numbers in the chain: several steps may bear one moment."""
    links = ChainLink.objects.filter(object_type=CaseStep._meta.label_lower, town=OuterRef("town"))
    return steps.annotate(seq=Subquery(links.filter(object_id=text_of_key(CaseStep)).values("seq")[:1]))


def decided_on_oneself() -> QuerySet[DeliberationMember]:
    """Took part in deciding on themselves, or on what they inquired into."""
    inquired = CaseMember.objects.filter(case=OuterRef("deliberation__case"), person=OuterRef("person"))
    return DeliberationMember.objects.filter(VOTED).filter(Q(person=F("deliberation__case__person")) | Exists(inquired))


def inquired_into_oneself() -> QuerySet[CaseMember]:
    return CaseMember.objects.filter(person=F("case__person"))


def signed_by_oneself() -> QuerySet[Case]:
    return Case.objects.filter(Q(approver=F("person")) | Q(opened_by=F("person")))


def checked_by_the_same() -> QuerySet[CriticismNotice]:
    return CriticismNotice.objects.filter(checked_by=F("registered_by"))


def in_force_without_minutes() -> QuerySet[AssessmentScheme]:
    status = AssessmentScheme.Status
    return AssessmentScheme.objects.exclude(status=status.DRAFT).filter(minutes_number="")


CHECKS = (
    Check("冲销须与原分相抵为零", reversals_that_leave_something),
    Check("冲销只针对原分", reversals_of_adjustments),
    Check("计分须足额，封顶另记", posted_not_as_counted),
    Check("同一事项就高和封顶须合考核办法", accounts_not_settled),
    Check("年度考核表须与计分一致", sheets_that_differ),
    Check("年度考核表所印链头须在链上", sheets_without_head),
    Check("通报的计分状态须与计分一致", lines_posted_without_entry),
    Check("线索和问责事项的每一步须合乎办理流程", steps_out_of_line),
    Check("线索、问责事项、通报须有办理记录", states_of_no_step),
    Check("不得研究本人或本人核查的事项", decided_on_oneself),
    Check("不得核查本人", inquired_into_oneself),
    Check("不得受理、签发本人的事项", signed_by_oneself),
    Check("通报须由另一人核对", checked_by_the_same),
    Check("考核办法施行须有纪要编号", in_force_without_minutes),
)
