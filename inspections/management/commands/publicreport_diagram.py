"""manage.py publicreport_diagram: the states of a public report as mermaid, from the table that holds them."""

from typing import Any

from django.core.management.base import BaseCommand

from inspections.management.commands.inspection_diagram import diagram
from inspections.models import PublicReport


class Command(BaseCommand):
    help = "按状态表输出群众反映状态图（mermaid）"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(diagram(PublicReport))
