"""Examples for the test that opens every address as everybody."""

from __future__ import annotations

from dushi import clock
from dushi.bulletin.actions import publish, send
from dushi.bulletin.models import BulletinSigner
from tests.bulletin.stage import draft_of, ready_of, signed_of
from tests.sample import sample


@sample("bulletin_draft")
def bulletin_draft(cast, is_foreign):
    return [draft_of(cast.foreign_town if is_foreign else cast.town).pk]


@sample("bulletin_ready")
def bulletin_ready(cast, is_foreign):
    if is_foreign:
        return [send(bulletin=draft_of(cast.foreign_town), by=cast.foreigner).pk]
    return [ready_of(cast).pk]


@sample("bulletin")
def bulletin(cast, is_foreign):
    """Signed; the next town has nobody who could."""
    return bulletin_ready(cast, True) if is_foreign else [signed_of(cast).pk]


@sample("bulletin_open")
def bulletin_open(cast, is_foreign):
    if is_foreign:
        return ["unknown"]
    return [publish(bulletin=signed_of(cast), by=cast.clerk).public_key]


@sample("bulletin_signer")
def bulletin_signer(cast, is_foreign):
    town, by = (cast.foreign_town, cast.foreigner) if is_foreign else (cast.town, cast.mayor)
    person = cast.foreigner.person if is_foreign else cast.member.person
    row = BulletinSigner.objects.create(town=town, person=person, named_at=clock.now(), named_by=by.person)
    return [row.pk]
