"""manage.py meeting_diagram: the states of a meeting as a mermaid diagram, from the table that holds them."""

from typing import Any

from django.core.management.base import BaseCommand

from meetings.models import Meeting


def diagram() -> str:
    """The text of docs/meeting-states.md's diagram."""
    names = {status.value: status.label for status in Meeting.Status}
    lines = ["stateDiagram-v2", f"    [*] --> {names['PLANNED']}"]
    for before, after in Meeting.TRANSITIONS.items():
        lines += [f"    {names[before]} --> {names[to]}" for to in Meeting.Status.values if to in after]
        if not after:
            lines.append(f"    {names[before]} --> [*]")
    return "\n".join(lines)


class Command(BaseCommand):
    help = "按状态表输出会议状态图（mermaid）"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(diagram())
