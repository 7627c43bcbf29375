"""manage.py restore PATH: what `backup` wrote, put in the place of this system's data (docs/deployment.md)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dushi.backups.errors import BackupRefused
from dushi.backups.restoring import restore_backup


class Command(BaseCommand):
    help = "从备份恢复数据库和附件；核对无误才替换"
    #: An empty machine has no tables to check yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="备份文件")
        parser.add_argument("--overwrite", action="store_true", help="这里已有数据也恢复，原有的另存")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restored = restore_backup(options["path"], overwrite=options["overwrite"])
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as failure:
            raise CommandError(f"没有恢复成，原有数据没有动：{failure.strerror or failure}。") from None
        self.stdout.write(
            f"已恢复 {restored.made_at} 的备份：{restored.tables} 张表 {restored.rows:,} 行，"
            f"附件 {restored.media} 个，与清单一致。"
        )
        for line in restored.lines:
            self.stdout.write(line)
        for place in restored.kept:
            self.stdout.write(f"原有数据另存在 {place}，确认无误后可以删去。")
