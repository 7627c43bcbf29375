"""The checklist of each kind of inspection: the agenda of its article in the rule book (2.1(1)–(8), 2.2(1)–(7))."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dushi.regulation.models import Clause
from inspections.models import Inspection

Kind = Inspection.Kind
#: Articles whose agenda an inspection may choose from; the first one is the default where nothing is chosen.
AGENDAS: dict[str, tuple[str, ...]] = {Kind.ROUTINE: ("2.1",), Kind.FOCUSED: ("2.2",), Kind.SPOT: ("2.1", "2.2")}
#: The item that the ledger answers by itself (调度工作落实情况).
DISPATCH = "2.1(6)"


def choices(kind: str, on: date | None = None) -> list[Clause]:
    """Items an inspection of that kind may check, in the order of the text; without a rule book none. One query."""
    rows = Clause.objects.in_force(on).filter(kind=Clause.Kind.AGENDA, chapter=Clause.Chapter.INSPECTION)
    return [row for row in rows if row.code.partition("(")[0] in AGENDAS[kind]]


def default(kind: str, known: Iterable[Clause]) -> list[str]:
    """What is checked where nothing was chosen: the whole agenda of the first article."""
    return [clause.code for clause in known if clause.code.partition("(")[0] == AGENDAS[kind][0]]


def worded(codes: Iterable[str], on: date | None = None) -> dict[str, Clause]:
    """Id → clause with the regulation's words, for the codes the rule book of that day knows. One query."""
    return {clause.code: clause for clause in Clause.objects.in_force(on).filter(code__in=list(codes))}
