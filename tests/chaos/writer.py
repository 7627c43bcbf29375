"""One of many writers on an SQLite: python -m tests.chaos.writer N takes N numbers and says how often it failed."""

from __future__ import annotations

import sys

import django


def main(most: int) -> int:
    django.setup()
    from django.db import OperationalError

    from dushi.records.numbers import next_number
    from dushi.town.models import Town

    town, failed = Town.objects.get(), 0
    for _ in range(most):
        try:
            next_number(town=town, series="练兵", year=2026)
        except OperationalError:
            failed += 1
    print(failed)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
