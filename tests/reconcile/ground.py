"""A violation for each check of what every chapter stands on."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import F

from accountability.models import (
    ScoreEntry,
)
from dushi import chance, clock
from dushi.alerts.models import Alert, Delivery
from dushi.offline.models import Copy, Kind, Receipt, Upload
from dushi.offline.photos import KEPT
from dushi.records.models import Attachment, Paper
from dushi.records.orphans import GRACE
from dushi.sheets.models import ExportJob
from dushi.town.models import AreaMembership, Handover, Person, Post, Town, Unit, User
from meetings.models import (
    DispatchReport,
    Visit,
)
from tests.reconcile.planting import (
    DAY,
    NOWHERE,
    again,
    alter,
    another_town,
    plant,
    sql,
)

# Kept ------------------------------------------------------------------------------------------------------------


@plant
def missing_constraints() -> None:
    sql("DROP INDEX obligation_chase")


@plant
def missing_triggers() -> None:
    sql("DROP TRIGGER records_event_no_update" + (" ON records_event" if connection.vendor == "postgresql" else ""))


@plant
def of_another_town() -> None:
    alter(DispatchReport.objects.all(), town=another_town())


@plant
def broken_chains() -> None:
    alter(ScoreEntry.objects.all(), nominal=F("nominal") - 1)


@plant
def attachments_without_object() -> None:
    photo(object_id=NOWHERE)


def photo(**values: object) -> Attachment:
    given = {"object_type": "meetings.visit", "object_id": str(Visit.objects.values_list("pk", flat=True)[0])}
    about = {"town": Town.objects.all()[0], "name": "照片", "content_type": "image/jpeg", "size": 1, "sha256": "0" * 64}
    return Attachment.objects.create(**{**given, **about, "uploaded_at": clock.now(), "file": "attachments/x"} | values)


@plant
def attachments_without_file() -> None:
    photo()


@plant
def files_without_attachment() -> None:
    path = Path(settings.MEDIA_ROOT) / "attachments" / "2026" / "09" / "lost.jpg"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    old = (clock.now() - GRACE - DAY).timestamp()
    os.utime(path, (old, old))


@plant
def papers_without_object() -> None:
    alter(Paper.objects.all(), object_id=NOWHERE, object_type="meetings.meeting")


@plant
def papers_beyond_counter() -> None:
    alter(Paper.objects.filter(number__isnull=False), number=9000)


# Town ------------------------------------------------------------------------------------------------------------


@plant
def memberships_that_overlap() -> None:
    row = AreaMembership.objects.filter(valid_to__isnull=True)[0]
    again(row, valid_to=row.valid_from + 5 * DAY)


@plant
def memberships_of_wrong_kind() -> None:
    alter(AreaMembership.objects.all(), village=Unit.objects.filter(kind=Unit.Kind.OFFICE)[0])


@plant
def memberships_across_towns() -> None:
    alter(Unit.objects.filter(kind=Unit.Kind.VILLAGE), town=another_town())


@plant
def posts_that_overlap() -> None:
    row = Post.objects.filter(valid_to__isnull=True, is_acting=False)[0]
    again(row, valid_to=row.valid_from + 5 * DAY)


@plant
def posts_of_strangers() -> None:
    alter(Person.objects.filter(posts__isnull=False), town=another_town())


@plant
def handovers_without_post() -> None:
    post = Post.objects.filter(valid_to__isnull=True)[0]
    others = Person.objects.exclude(posts__seat=post.seat)
    Handover.objects.create(
        seat=post.seat, successor=others[0], on=clock.today(), grace_until=clock.today(), at=clock.now()
    )


@plant
def logins_of_nobody() -> None:
    User.objects.create(username="nobody", last_login=clock.now())


# Sendings --------------------------------------------------------------------------------------------------------


@plant
def receipts_with_gaps() -> None:
    alter(Receipt.objects.all(), number=9000)


@plant
def receipts_without_object() -> None:
    alter(Receipt.objects.all(), object_type="meetings.visit", object_id=NOWHERE)


@plant
def copies_without_object() -> None:
    Copy.objects.create(
        town=Town.objects.all()[0], kind=Kind.VISIT, key=chance.uuid4(), received_at=clock.now(), title="", stands=[],
        object_type="meetings.visit", object_id=NOWHERE, url="/", body=[], body_sha256="0" * 64,
    )  # fmt: skip


def upload(**values: object) -> Upload:
    about = {"user": User.objects.all()[0], "kind": Kind.VISIT, "object_id": "1", "name": "照片", "size": 9}
    said = {"key": chance.uuid4(), "sha256": "0" * 64, "touched_at": clock.now()}
    return Upload.objects.create(**about | said | values)


@plant
def uploads_that_lost_bytes() -> None:
    upload(offset=5)


@plant
def uploads_never_swept() -> None:
    upload(touched_at=clock.now() - 3 * KEPT)


@plant
def parts_without_upload() -> None:
    folder = Path(settings.UPLOAD_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{chance.uuid4().hex}.part").write_bytes(b"x")


# Alerts ----------------------------------------------------------------------------------------------------------


@plant
def about_nothing() -> None:
    alter(Alert.objects.live(), object_type="matters.matter", object_id=NOWHERE)


@plant
def rungs_told_at_once() -> None:
    again(Alert.objects.live().filter(order__gt=0)[0], rung="another", key=chance.uuid4())


@plant
def told_to_strangers() -> None:
    person = Person.objects.create(town=another_town(), name="外镇")
    alter(Alert.objects.all(), person=person)


def delivery(**values: object) -> Delivery:
    about = {
        "town": Town.objects.all()[0],
        "person": Person.objects.all()[0],
        "channel": "EMAIL",
        "subject": "",
        "body": "",
    }
    said = {"key": chance.salt(), "created_at": clock.now(), "not_before": clock.now()}
    return Delivery.objects.create(**about | said | values)


@plant
def sent_and_given_up() -> None:
    delivery(sent_at=clock.now(), given_up_at=clock.now())


@plant
def sent_without_try() -> None:
    delivery(sent_at=clock.now())


@plant
def tried_too_often() -> None:
    delivery(tries=99)


@plant
def sent_too_early() -> None:
    delivery(sent_at=clock.now() - DAY)


# Exports ---------------------------------------------------------------------------------------------------------


def export(**values: object) -> ExportJob:
    about = {"town": Town.objects.all()[0], "owner": User.objects.all()[0], "address": "/", "title": "", "standing": ""}
    return ExportJob.objects.create(**about | {"asked_at": clock.now(), "total": 1} | values)


@plant
def finished_without_file() -> None:
    export(finished_at=clock.now())


@plant
def folders_without_job() -> None:
    (Path(settings.EXPORT_DIR) / str(chance.uuid4())).mkdir(parents=True)


@plant
def kept_too_long() -> None:
    export(asked_at=clock.now() - 60 * DAY)


@plant
def ended_twice() -> None:
    export(finished_at=clock.now(), failed_at=clock.now())
