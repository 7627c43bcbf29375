"""manage.py inspection_diagram: the states of an inspection as a mermaid diagram, from the table that holds them."""

from typing import Any

from django.core.management.base import BaseCommand

from inspections.models import Inspection, PublicReport


def diagram(model: type[Inspection] | type[PublicReport] = Inspection) -> str:
    """The text of the diagram in docs/inspection-states.md, or in docs/public-report-states.md."""
    names = dict(model.Status.choices)
    lines = ["stateDiagram-v2", f"    [*] --> {next(iter(names.values()))}"]
    for before, after in model.TRANSITIONS.items():
        lines += [f"    {names[before]} --> {names[to]}" for to in names if to in after]
        if not after:
            lines.append(f"    {names[before]} --> [*]")
    return "\n".join(lines)


class Command(BaseCommand):
    help = "按状态表输出检查状态图（mermaid）"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(diagram())
