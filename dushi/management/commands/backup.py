"""manage.py backup [PATH]: database and media in one archive (docs/deployment.md)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dushi.backups.errors import BackupRefused
from dushi.backups.taking import take_backup


class Command(BaseCommand):
    help = "备份数据库和附件，成一个文件"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, help="文件或文件夹；缺省为 var/backups")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            taken = take_backup(options["path"])
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as failure:
            raise CommandError(f"没有备份成：{failure.strerror or failure}。") from None
        self.stdout.write(f"已备份到 {taken.path}（{taken.size:,} 字节）")
        self.stdout.write(f"{taken.tables} 张表 {taken.rows:,} 行，附件 {taken.media} 个；已读回核对，完好。")
        if taken.missing:
            self.stderr.write(
                f"注意：有 {len(taken.missing)} 个附件登记了但文件不在，备份里也没有：{taken.missing[0]} 等。"
            )
        if not taken.is_sealed:
            self.stderr.write("注意：没有设 BACKUP_KEY，这份备份没有加密，请加密后再放到别处。")
