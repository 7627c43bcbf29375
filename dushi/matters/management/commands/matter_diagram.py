"""manage.py matter_diagram: the states of a matter as a mermaid diagram, from the table that holds them."""

from typing import Any

from django.core.management.base import BaseCommand

from dushi.matters.models import Matter


def diagram() -> str:
    """The text of docs/matter-states.md's diagram."""
    names = {status.value: status.label for status in Matter.Status}
    lines = ["stateDiagram-v2", f"    [*] --> {names['REGISTERED']}", f"    [*] --> {names['ASSIGNED']}: 会议交办"]
    for before, after in Matter.TRANSITIONS.items():
        lines += [f"    {names[before]} --> {names[to]}" for to in Matter.Status.values if to in after]
        if not after:
            lines.append(f"    {names[before]} --> [*]")
    return "\n".join(lines)


class Command(BaseCommand):
    help = "按状态表输出事项状态图（mermaid）"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(diagram())
