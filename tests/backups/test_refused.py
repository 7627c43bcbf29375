"""An archive that is not whole, not ours to open, or newer is refused in words, and what is living stays as it was."""

import hashlib
import json

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from dushi.backups import archive
from dushi.backups.errors import BackupRefused
from dushi.backups.restoring import restore_backup
from dushi.backups.sealing import CHUNK
from dushi.backups.taking import take_backup
from dushi.records.models import Attachment
from dushi.records.sealing import key_names
from tests.backups.machines import another_machine, read
from tests.records.chained import rewrite
from tests.sizes import seen, size

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_on("sqlite")]

FLIPPED, CUT = size("mutants", 200) * 4 // 5, size("mutants", 200) // 5


def digest(folder):
    """Every file below the folder with its content."""
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def mutants(content):
    """(what was done, bytes): single bits flipped all over the file, its ends too; cut short; something added."""
    spread = [len(content) * n // FLIPPED for n in range(FLIPPED)]
    for place in [*spread, 0, len(content) - 1, len(content) - 66, len(content) - 80]:
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        yield f"bit in byte {place}", bytes(changed)
    for number in range(CUT):
        left = len(content) * number // CUT
        yield f"cut to {left}", content[:left]
    yield "cut by one", content[:-1]
    yield "added", content + b"\0"
    yield "empty", b""


@pytest.mark.parametrize("secret", ["", "示例的备份密钥，只在测试里用"])
def test_every_mutant_is_refused_and_nothing_living_changes(machine, settings, tmp_path, secret, monkeypatch):
    settings.BACKUP_KEY = secret
    if secret:  # two hundred times the real cost would be felt
        monkeypatch.setattr("dushi.backups.sealing.hashlib.scrypt", cheap_scrypt)
    content = take_backup().path.read_bytes()
    path = tmp_path / "mutant.backup"
    with another_machine(settings, tmp_path / "other"):
        path.write_bytes(content)  # the control: unchanged, it is taken
        restore_backup(path)
        assert Attachment.objects.count() == 3
        connection.close()
        before, wrong = digest(settings.VAR), []
        for what, changed in mutants(content):
            path.write_bytes(changed)
            try:
                restore_backup(path, overwrite=True)
                wrong.append(what)
            except BackupRefused as refusal:
                assert any("\u4e00" <= letter <= "\u9fff" for letter in str(refusal))
        assert wrong == []
        assert digest(settings.VAR) == before
    seen(mutants=FLIPPED + CUT)


def cheap_scrypt(password, *, salt, **costs):
    return hashlib.sha256(salt + password).digest()


def test_chunks_of_a_sealed_archive_cannot_be_dropped_or_moved(machine, settings, tmp_path):
    settings.BACKUP_KEY = "示例的备份密钥，只在测试里用"
    (settings.MEDIA_ROOT / "big.jpg").write_bytes(hashlib.shake_256(b"photo").digest(3 * CHUNK))
    content = take_backup().path.read_bytes()
    head, size = 32, CHUNK + 16
    chunks = [content[at : at + size] for at in range(head, len(content), size)]
    assert len(chunks) >= 4
    path = tmp_path / "mutant.backup"
    with another_machine(settings, tmp_path / "empty"):
        for order in ([1, 0, *range(2, len(chunks))], range(len(chunks) - 1), range(1, len(chunks)), []):
            path.write_bytes(content[:head] + b"".join(chunks[number] for number in order))
            with pytest.raises(BackupRefused):
                restore_backup(path)


def said(path, **options):
    with pytest.raises(BackupRefused) as refused:
        restore_backup(path, **options)
    return str(refused.value)


def test_it_says_what_is_in_the_way(machine, settings, tmp_path, monkeypatch):
    saved = take_backup().path
    assert "已有数据" in said(saved)
    settings.BACKUP_KEY = "示例的备份密钥，只在测试里用"
    sealed = take_backup(tmp_path / "sealed.backup").path
    with another_machine(settings, tmp_path / "empty"):
        settings.BACKUP_KEY = "别的密钥"
        assert "BACKUP_KEY 不是" in said(sealed)
        settings.BACKUP_KEY = ""
        assert "请设好做备份时的 BACKUP_KEY" in said(sealed)
        assert "没有这个备份文件" in said(tmp_path / "none.backup")
        (tmp_path / "text.backup").write_text("不是备份" * 100)
        assert "不是本系统的备份" in said(tmp_path / "text.backup")
        [name] = key_names(settings.FIELD_KEYS)
        settings.FIELD_KEYS = ["another"]
        assert f"缺少加密密钥 {name}" in said(saved)
        settings.FIELD_KEYS = ["another", "for tests alone"]
        monkeypatch.setattr("dushi.backups.restoring.FORMAT", 0)
        assert "比本系统的版本新" in said(saved)
        monkeypatch.undo()
        assert not (settings.VAR / "dushi.sqlite3").exists()


def test_an_archive_of_a_newer_program_is_refused(machine, settings, tmp_path):
    MigrationRecorder(connection).record_applied("records", "0999_from_tomorrow")
    try:
        saved = take_backup().path
    finally:
        MigrationRecorder(connection).record_unapplied("records", "0999_from_tomorrow")
    with another_machine(settings, tmp_path / "empty"):
        assert "（本系统没有 records.0999_from_tomorrow）：请先升级程序" in said(saved)


def forged(path, folder, change):
    """The archive with another manifest, its sums right again."""
    target = folder / "forged.backup"
    with read(path, folder) as reader, target.open("wb") as out:
        writer = archive.Writer(out, "")
        for name, part in reader.parts.items():
            writer.add(name, reader.open(name), part["size"])
        manifest = json.loads(json.dumps(reader.manifest))
        change(manifest)
        writer.finish(manifest)
    return target


def test_rows_that_differ_from_the_manifest_and_other_engines_are_refused(machine, settings, tmp_path):
    saved = take_backup().path

    def other_rows(manifest):
        manifest["tables"]["town_person"]["rows"] += 1

    def other_engine(manifest):
        manifest["engine"] = "postgresql"

    with another_machine(settings, tmp_path / "empty"):
        assert "与清单不符（town_person）" in said(forged(saved, tmp_path, other_rows))
        assert "来自 PostgreSQL，这里用的是 SQLite" in said(forged(saved, tmp_path, other_engine))
        assert sorted(path.name for path in settings.VAR.iterdir()) == ["serve.lock"]


def test_a_broken_chain_is_not_put_in_the_place_of_a_sound_one(machine, settings, tmp_path):
    rewrite("UPDATE records_attachment SET name = %s WHERE name = %s", "改过", "乙")
    saved = take_backup().path
    with another_machine(settings, tmp_path / "empty"):
        assert "链已断开" in said(saved)


def test_nobody_restores_under_a_running_system(machine, settings, tmp_path):
    from dushi.serve import hold

    saved = take_backup().path
    with another_machine(settings, tmp_path / "empty"), hold(settings.VAR):
        assert "系统正在运行" in said(saved)
