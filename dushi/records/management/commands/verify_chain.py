"""manage.py verify_chain: reads every hash chain, names the first broken link; leaves with 1 where one is broken."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dushi.records.chains.report import report


class Command(BaseCommand):
    help = "核对各镇的链，指出第一处断开的一节；--head 查对印在纸上的链头"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", action="append", default=[], metavar="链头", help="纸上的链头，可给多个")

    def handle(self, *args: Any, **options: Any) -> None:
        sound = True
        for line in report(options["head"]):
            self.stdout.write(line.text)
            sound = sound and line.is_sound
        if not sound:
            raise CommandError("链已断开或与印出的链头不符，见上。")
