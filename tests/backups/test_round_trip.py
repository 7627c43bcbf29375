"""What is restored equals what was saved: rows, sequences, media and chains, also while everybody goes on working."""

import stat
import threading

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from dushi import clock
from dushi.backups import JOB
from dushi.backups.restoring import restore_backup
from dushi.backups.taking import take_backup
from dushi.records.chains import verify
from dushi.records.models import Attachment, ChainHead, Event, JobRun
from dushi.town.models import Person
from tests.backups.machines import (
    PHOTO,
    another_machine,
    copy_of_sqlite,
    in_schema,
    photographed,
    read,
    strangers_table,
)
from tests.records.chained import CHAIN, attach, tie
from tests.sizes import size


def told(path, folder):
    """What an archive says of the data it holds. The rows about backups themselves are left out."""
    with read(path, folder) as reader:
        manifest = reader.manifest
        tables = {name: table for name, table in manifest["tables"].items() if name != "records_jobrun"}
        sequences = {name: at for name, at in manifest["sequences"].items() if "jobrun" not in name}
        media = {name: part for name, part in manifest["parts"].items() if name.startswith("media/")}
        return tables, sequences, media, manifest["chain_heads"], manifest["migrations"]


@pytest.mark.parametrize("turn", range(size("backups", 1)))
@pytest.mark.django_db(transaction=True)
def test_an_empty_machine_becomes_the_saved_one_while_people_work(machine, settings, tmp_path, turn):
    stop, number = threading.Event(), 0

    def work():
        nonlocal number
        try:
            while not stop.is_set():
                number += 1
                photographed(machine.town, f"第{number}张")
        finally:
            connection.close()

    working = threading.Thread(target=work)
    working.start()
    try:
        saved = take_backup()
    finally:
        stop.set()
        working.join()
    assert number > 0
    assert not saved.missing
    assert stat.S_IMODE(saved.path.stat().st_mode) == 0o600
    assert [path.name for path in saved.path.parent.iterdir()] == [saved.path.name]
    with another_machine(settings, tmp_path / "empty"):
        strangers_table()
        restored = restore_backup(saved.path, overwrite=connection.vendor == "postgresql")
        assert (in_schema(restored.kept) if restored.kept else [(7,)]) == [(7,)]
        assert bool(restored.kept) == (connection.vendor == "postgresql")
        assert any("完好" in line for line in restored.lines)
        assert told(take_backup(tmp_path / "again.backup").path, tmp_path) == told(saved.path, tmp_path)
        town = machine.town
        assert verify(town, CHAIN).is_sound
        photo = Attachment.objects.get(name="甲")
        assert photo.file.read() == PHOTO + "甲".encode()
        assert all(row.file.storage.exists(row.file.name) for row in Attachment.objects.all())
        tie(attach(town, "恢复之后"))  # numbers go on where they stopped
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            Event.objects.create(at=clock.now(), verb="登记", object_type="x.y", object_id="1", object_label="甲")
            Event.objects.update(verb="改")


@pytest.mark.django_db(transaction=True)
@pytest.mark.only_on("sqlite")
def test_the_moment_is_kept_and_keys_are_only_named(machine, settings, tmp_path, capsys):
    settings.FIELD_KEYS = ["a field key that nobody may ever read in a backup"]
    call_command("backup")
    assert "没有加密" in capsys.readouterr().err
    [path] = settings.BACKUP_DIR.iterdir()
    assert JobRun.objects.get(name=JOB).ok_at == clock.now()
    assert settings.FIELD_KEYS[0].encode() not in path.read_bytes()
    with read(path, tmp_path) as reader, copy_of_sqlite(reader, tmp_path) as inside:
        assert len(reader.manifest["field_keys"][0]) == 16
        people = inside.execute("SELECT count(*) FROM town_person").fetchone()
    assert people == (Person.objects.count(),)
    settings.BACKUP_DIR = path / "no folder"
    with pytest.raises(OSError, match="Not a directory"):
        take_backup()
    run = JobRun.objects.get(name=JOB)
    assert (run.failed_at, run.error, run.ok_at) == (clock.now(), "NotADirectoryError", clock.now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.only_on("sqlite")
def test_what_stood_there_is_set_aside_whole(machine, settings, tmp_path):
    saved = take_backup()
    with another_machine(settings, tmp_path / "other"):
        call_command("restore", str(saved.path))
        photographed(machine.town, "后来的")
        restored = restore_backup(saved.path, overwrite=True)
        assert not Attachment.objects.filter(name="后来的").exists()
        assert ChainHead.objects.get(chain=CHAIN).seq == 3
        database, media = restored.kept
        connection.settings_dict["NAME"] = database
        connection.close()
        assert Attachment.objects.filter(name="后来的").exists()
        assert [path.name for path in (tmp_path / "other").glob("media.before*/attachments/*/*/后来的*")]
        assert media.startswith(str(tmp_path / "other" / "media.before-"))
