"""A town with a year of points behind it: subjects with ten entries each, every entry in the chain. Made once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from bench.sizes import scaled

CODE, YEAR = "999999901", 2026
#: Entries of one subject; the SQL below has as many lines.
EACH = 10


def subjects() -> int:
    return scaled(100_000, 100)


def made() -> Any:
    """The town, with the ledger in it; of the database on which Django stands."""
    from dushi.town.models import Town

    town, is_new = Town.objects.get_or_create(
        code=CODE, defaults={"name": "示例·计分镇", "county": "", "live_from": date(YEAR, 1, 1)}
    )
    if is_new:
        with connection.cursor() as cursor:
            for statement in _STATEMENTS:
                cursor.execute(statement, {"town": town.pk, "count": subjects(), "year": YEAR})
            _tie(town, cursor)
            cursor.execute("VACUUM ANALYZE")
    return town


def _tie(town: Any, cursor: Any) -> None:
    """Every entry gets its link, as `chains.append_all` would make it one act after the other."""
    from accountability.models import ScoreEntry
    from dushi.records.chains.appending import EMPTY
    from dushi.records.chains.facts import facts_text, moment_text
    from dushi.records.models import ChainHead, ChainLink

    columns = ("town_id", "chain", "seq", "object_type", "object_id", "at_text", "facts_text", "previous", "hash")
    label, previous, seq = ScoreEntry._meta.label_lower, EMPTY, 0
    rows = ScoreEntry.objects.filter(town=town).order_by("posted_at", "pk").iterator(chunk_size=5000)
    links = []
    for seq, row in enumerate(rows, 1):
        link = ChainLink(town=town, chain=ScoreEntry.CHAIN, seq=seq, object_type=label, object_id=str(row.pk))
        link.at_text, link.facts_text, link.previous = moment_text(row.posted_at), facts_text(row), previous
        link.hash = previous = link.hashed()
        links.append([getattr(link, name) for name in columns])
        if seq % 5000 == 0:
            _copy(cursor, ChainLink._meta.db_table, columns, links)
            links.clear()
    _copy(cursor, ChainLink._meta.db_table, columns, links)
    ChainHead.objects.create(town=town, chain=ScoreEntry.CHAIN, seq=seq, hash=previous)


def _copy(cursor: Any, table: str, columns: tuple[str, ...], rows: list[list[Any]]) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


_STATEMENTS = (
    """INSERT INTO town_person (town_id, name, level, phone, email, is_example)
       SELECT %(town)s, '示例·第' || n || '人', 'TOWN', '', '', false FROM generate_series(1, %(count)s) n""",
    """INSERT INTO accountability_scoreaccount (id, town_id, year, person_id, posts_text)
       SELECT md5('account' || id)::uuid, town_id, %(year)s, id, '' FROM town_person WHERE town_id = %(town)s""",
    # Seven deductions and a commendation; then one of the deductions is reversed, or given back as of one matter; and
    # the commendation is reversed, or capped.
    """INSERT INTO accountability_scoreentry
           (id, town_id, account_id, kind, nominal, counted, matter_key, source_type, source_id, basis, posts_text,
            rule, clause, happened_on, reverses_id, reason, posted_at)
       SELECT md5(a.id::text || n)::uuid, a.town_id, a.id, k.kind, k.figure, k.figure,
              CASE WHEN k.kind = 'CAP' THEN 'bonus' ELSE 'matter:' || n END, 'accountability.noticesubject',
              md5(a.id::text || 'source' || n)::uuid::text, '示例镇通报〔2026〕' || n || '号：环境卫生整治不到位', '',
              '2026年度考核办法（第1版）：通报批评', '3.4.d', date '2026-01-01' + n * 30,
              CASE k.kind WHEN 'REVERSAL' THEN md5(a.id::text || CASE n WHEN 9 THEN 1 ELSE 8 END)::uuid END, '',
              timestamptz '2026-01-01 09:00+08' + n * interval '30 days' + a.person_id * interval '1 second'
       FROM accountability_scoreaccount a, generate_series(1, 10) n,
            LATERAL (SELECT CASE WHEN n < 8 THEN 'POINTS' WHEN n = 8 THEN 'BONUS'
                                 WHEN n = 9 THEN CASE a.person_id %% 5 WHEN 0 THEN 'REVERSAL' ELSE 'SAME_MATTER' END
                                 ELSE CASE a.person_id %% 7 WHEN 0 THEN 'REVERSAL' ELSE 'CAP' END END AS kind,
                            CASE WHEN n < 8 THEN -100 * n WHEN n = 8 THEN 50 WHEN n = 9 THEN 100
                                 ELSE CASE a.person_id %% 7 WHEN 0 THEN -50 ELSE -10 END END AS figure) k
       WHERE a.town_id = %(town)s""",
)
