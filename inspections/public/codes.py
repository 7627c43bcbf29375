"""The query code of a public report: 20 random digits, shown once, kept only as a slow hash that can be looked up.

Every code that is asked for costs the same: the hash is computed also for what cannot be a code.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.db import transaction

from dushi import chance
from inspections.models import CodeSalt, PublicReport

DIGITS = 20
#: scrypt: 16 MB and some 50 ms a try
COST = {"n": 2**14, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024, "dklen": 32}
_signer = signing.Signer(salt="inspections.public")


@dataclass(frozen=True)
class Ticket:
    """Made with the empty form and sent back with it, so that a report sent twice is stored once, under one code."""

    key: UUID
    code: str

    @classmethod
    def new(cls) -> Ticket:
        return cls(chance.uuid4(), chance.code(DIGITS))

    def signed(self) -> str:
        """For a hidden field: nobody but the product makes codes."""
        return str(_signer.sign_object([str(self.key), self.code]))

    @classmethod
    def opened(cls, text: str) -> Ticket | None:
        """The ticket a form brings back; None where it was not made here."""
        try:
            key, code = _signer.unsign_object(text)
        except (signing.BadSignature, ValueError):
            return None
        return cls(UUID(key), code)


def spoken(code: str) -> str:
    """1234 5678 … as it is printed and read aloud."""
    return " ".join(code[n : n + 4] for n in range(0, len(code), 4))


def tidied(typed: str) -> str:
    """The digits of what somebody typed, full-width ones too."""
    return "".join(str(unicodedata.digit(sign)) for sign in typed[:80] if unicodedata.category(sign) == "Nd")


def _salt() -> str:
    with transaction.atomic():
        row, _ = CodeSalt.objects.get_or_create(pk=1, defaults={"salt": chance.token(32)})
    return row.salt


def hashed(code: str) -> str:
    """The slow hash of a code, under the deployment's one secret salt. Some 50 ms."""
    return hashlib.scrypt(code.encode(), salt=_salt().encode(), **COST).hex()


def report_of(typed: str) -> PublicReport | None:
    """The report of a typed code, or None; takes as long for any wrong one, of whatever length."""
    found = hashed(tidied(typed))
    return PublicReport.objects.select_related("town", "about", "merged_into").filter(code_hash=found).first()
