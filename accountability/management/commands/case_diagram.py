"""manage.py case_diagram: states and steps of 问责事项 from the table that holds them."""

from typing import Any

from django.core.management.base import BaseCommand

from accountability.cases.table import ROWS, Step, transitions
from accountability.models import Appeal, Case
from accountability.rules.limits import limits

HEADS = ("步骤", "从", "到", "谁", "须先具备", "登记时核对", "时限", "文书", "申诉", "条款")


def diagram() -> str:
    """The mermaid text."""
    names = dict(Case.Status.choices)
    lines = ["stateDiagram-v2", f"    [*] --> {names['ACCEPTED']}"]
    for before, after in transitions().items():
        lines += [f"    {names[before]} --> {names[to]}" for to in names if to in after]
        if not after:
            lines.append(f"    {names[before]} --> [*]")
    return "\n".join(lines)


def rows() -> str:
    """The table as markdown, in the words of the screen."""
    head = [f"| {' | '.join(HEADS)} |", f"|{'---|' * len(HEADS)}"]
    return "\n".join([*head, *(f"| {' | '.join(_cells(row))} |" for row in ROWS)])


def _cells(row: Step) -> list[str]:
    names, appeals = dict(Case.Status.choices), dict(Appeal.Status.choices)
    beside = f"{appeals.get(row.appeal[0], '')}→{appeals[row.appeal[1]]}" if row.appeal else ""
    return [
        row.verb,
        "、".join(str(names[source]) for source in row.sources),
        str(names[row.to]) if row.to else "不变",
        row.who.label,
        "；".join(need.sentence for need in row.needs),
        "；".join(ask.sentence for ask in row.asks),
        str(limits()[row.limit]) if row.limit else "",
        row.paper_name,
        beside,
        row.clause,
    ]


class Command(BaseCommand):
    help = "按状态表输出问责事项状态图和步骤表"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{diagram()}\n\n{rows()}")
