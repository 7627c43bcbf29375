"""manage.py lead_diagram: the states of a lead as mermaid, from the table that holds them."""

from typing import Any

from django.core.management.base import BaseCommand

from accountability.models import Lead


def diagram() -> str:
    """The text of the diagram in docs/lead-states.md."""
    names = dict(Lead.Status.choices)
    lines = [
        "stateDiagram-v2",
        f"    [*] --> {names[Lead.Status.SUGGESTED]}",
        f"    [*] --> {names[Lead.Status.REGISTERED]}",
    ]
    for before, after in Lead.TRANSITIONS.items():
        lines += [f"    {names[before]} --> {names[to]}" for to in names if to in after]
        if not after:
            lines.append(f"    {names[before]} --> [*]")
    return "\n".join(lines)


class Command(BaseCommand):
    help = "按状态表输出线索状态图（mermaid）"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(diagram())
