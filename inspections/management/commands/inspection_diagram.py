"""manage.py inspection_diagram: the states of an inspection as a mermaid diagram, from the table that holds them."""

from typing import Any

from django.core.management.base import BaseCommand

from inspections.models import Inspection


def diagram() -> str:
    """The text of docs/inspection-states.md's diagram."""
    names = {status.value: status.label for status in Inspection.Status}
    lines = ["stateDiagram-v2", f"    [*] --> {names['DRAFTED']}"]
    for before, after in Inspection.TRANSITIONS.items():
        lines += [f"    {names[before]} --> {names[to]}" for to in Inspection.Status.values if to in after]
        if not after:
            lines.append(f"    {names[before]} --> [*]")
    return "\n".join(lines)


class Command(BaseCommand):
    help = "按状态表输出检查状态图（mermaid）"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(diagram())
