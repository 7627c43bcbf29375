"""manage.py clauses [--json]: every id of the rule book and whether the product serves it. Needs no database."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dushi.regulation import rulebook, serving


class Command(BaseCommand):
    help = "列出规则书全部条款，以及每条是否已有页面和测试"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON")
        parser.add_argument("--file", type=Path, default=rulebook.DEFAULT, help="规则书文件")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            book = rulebook.read(options["file"])
        except rulebook.RulebookError as failure:
            raise CommandError(str(failure)) from failure
        tested = serving.tested_codes(settings.BASE_DIR / "tests")
        rows: list[dict[str, Any]] = [
            {
                "id": clause.code,
                "kind": clause.kind.lower(),
                "text": clause.text,
                "served": clause.code in tested and serving.resolves(clause.page),
            }
            for clause in book.clauses
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            self.stdout.write(f"{'✓' if row['served'] else '·'} {row['id']:<12}{row['kind']:<10}{row['text'][:40]}")
