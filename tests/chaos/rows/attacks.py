"""Rows 19, 20, 22–35: attacks that the suite plays at a reduced size, here in full."""

from __future__ import annotations

from tests.chaos.outcome import Row
from tests.chaos.suites import tests

BOTH = ("sqlite", "postgresql")
SERVER = ("postgresql",)
PUBLIC, DESK, CASES = "tests/inspections/public", "tests/accountability/desk", "tests/accountability/cases"


def row(number: int, title: str, play: object, control: str, suite: dict[str, int], drill: dict[str, int]) -> Row:
    return Row(number, title, play, suite, {"rounds": 1} | drill, control, is_alone=True)  # type: ignore[arg-type]


ROWS = (
    row(19, "backup and restore while people work",
        tests("tests/backups/test_round_trip.py", engines=BOTH), "media", {"backups": 1}, {"backups": 2, "rounds": 10}),
    row(20, "damaged archives",
        tests("tests/backups/test_refused.py"), "sum", {"mutants": 200}, {"mutants": 1_000}),
    row(22, "every address × role × method",
        tests("tests/test_access.py", "tests/test_access_strangers.py", engines=SERVER), "rules", {}, {}),
    row(23, "ids of others in every parameter",
        tests("tests/test_foreign_ids.py", engines=SERVER), "scope",
        {"foreign_ids": 60}, {"foreign_ids": 1_000, "rounds": 50}),
    row(24, "a canary in every confidential field",
        tests(f"{PUBLIC}/test_canary.py", "tests/records/test_sealing.py", "tests/inspections/findings",
              "tests/inspections/draws/test_draw_seen.py", f"{CASES}/test_secrecy.py", engines=BOTH),
        "sealing", {}, {}),
    row(25, "side doors of the admin",
        tests(f"{DESK}/test_side_doors.py", f"{DESK}/test_doors.py", engines=SERVER), "closed", {}, {}),
    row(26, "who told something stays unknown",
        tests(f"{PUBLIC}/test_tell.py", f"{PUBLIC}/test_intake.py", f"{PUBLIC}/test_attack_window.py",
              f"{PUBLIC}/test_untraced.py", engines=BOTH), "stripping", {}, {}),
    row(27, "a covert visit leaves no trace", tests("tests/inspections/covert"), "covert", {}, {}),
    row(28, "guessing, sessions and logins",
        tests("tests/town/test_login.py", "tests/dushi/test_idle.py"), "lockout", {"guesses": 30}, {"guesses": 1_000}),
    row(29, "no token no act, no script but our own",
        tests("tests/e2e/test_every_page.py", "tests/e2e/test_desk_keyboard.py", "tests/test_access_strangers.py",
              engines=SERVER), "policy", {}, {}),
    row(30, "files that are no photos",
        tests("tests/records/test_photos.py", "tests/records/test_photos_fuzzed.py"),
        "stripping", {"photos": 300}, {"photos": 1_000, "rounds": 20}),
    row(31, "files that are no tables",
        tests("tests/town/test_exchange_reading.py", "tests/town/test_exchange_anything.py"), "parsing",
        {"imports": 150, "rows": 40, "tables": 40}, {"imports": 750, "rows": 200, "tables": 10, "rounds": 20}),
    row(32, "formulas in what goes out",
        tests("tests/town/test_exchange_export.py", "tests/records/test_spreadsheets.py",
              "tests/records/official/test_text_is_data.py", "tests/sheets"),
        "plain", {"texts": 100, "papers": 40}, {"texts": 1_000, "papers": 50, "rounds": 20}),
    row(33, "out, in and out again",
        tests("tests/town/test_exchange_export.py", "tests/records/test_spreadsheets.py"),
        "unguarded", {"round_trips": 12, "texts": 100}, {"round_trips": 50, "texts": 250, "rounds": 20}),
    row(34, "the ledger of points",
        tests("tests/accountability/scores", "tests/accountability/test_chains.py", engines=SERVER), "waiting",
        {"arithmetic": 80, "ledgers": 3, "steps": 12, "entries": 16},
        {"arithmetic": 40, "ledgers": 40, "steps": 100, "entries": 2_000, "rounds": 50}),
    row(35, "chains tampered with",
        tests("tests/records/test_chains_tampered.py", "tests/records/test_chains_anywhere.py",
              "tests/records/test_chains_together.py", engines=BOTH),
        "links", {"tamperings": 1, "clean": 2}, {"tamperings": 10, "clean": 5, "rounds": 20}),
)  # fmt: skip
