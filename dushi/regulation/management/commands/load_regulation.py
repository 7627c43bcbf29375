"""manage.py load_regulation FILE: put a rule book into force. Loading the same file again changes nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dushi.records.errors import Refused
from dushi.regulation import loading, rulebook


class Command(BaseCommand):
    help = "载入制度规则书（YAML）；同一文件重复载入不改变任何内容"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=rulebook.DEFAULT, help="规则书文件")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            book = rulebook.read(options["file"])
            regulation, changed = loading.load_regulation(book=book)
        except rulebook.RulebookError as failure:
            raise CommandError(f"规则书有误，未载入：\n{failure}") from failure
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        state = "已载入" if changed else "内容未变"
        self.stdout.write(f"{regulation.title}（{regulation.version}）：{len(book.clauses)} 条，{state}。")
