"""Whatever is sent as a photo: it is refused in words, or what is kept is pixels and nothing of what was sent."""

from __future__ import annotations

import io
import random  # noqa: TID251 - dice of a test, seeded
import resource
import struct
import zlib

import pytest
from PIL import Image

from dushi.records.errors import Refused
from dushi.records.photos import LONGEST_SIDE, display_name, shrunk
from tests.sizes import SEED, seen, size

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")
FILES = size("photos", 300)
#: What may lie in a file beside its pixels and must not be in what is kept.
HIDDEN = (b"<script", b"Exif", b"CANARY", b"<?php", b"<svg", b"PK\x03\x04")
#: KiB by which the process may grow over all files: far less than a flood of pixels asks for.
ROOM = 300 * 1024


def saved(kind: str, side: int = 60, **options) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((side, side // 2), 60).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def flood(width: int, height: int) -> bytes:
    """A PNG of some bytes that says it has so many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def corpus() -> list[bytes]:
    exif = Image.Exif()
    exif[0x010F] = "CANARY"
    photos = [saved("JPEG", exif=exif, comment=b"<script>CANARY</script>"), saved("PNG"), saved("WEBP", exif=exif)]
    polyglots = [photo + tail for photo in photos for tail in (b"<script>alert(1)</script>", b"PK\x03\x04" + bytes(30))]
    others = [
        b"<svg onload='alert(1)'/>",
        b"<html><script>1</script>",
        b"GIF89a" + bytes(40),
        b"%PDF-1.7",
        b"",
        b"\0" * 9,
    ]
    floods = [flood(60_000, 60_000), flood(2**31 - 1, 1), flood(7_000, 7_000), flood(0, 0)]
    return [
        *photos,
        *polyglots,
        *others,
        *floods,
        saved("JPEG", 2_000),
        b"\xff\xd8<?php CANARY",
        b"RIFF\xff\xff\xff\xffWEBP",
    ]


def mutant(dice: random.Random, files: list[bytes]) -> bytes:
    """One of the files, damaged as wires, disks and enemies damage them."""
    content = bytearray(dice.choice(files))
    for _ in range(dice.randrange(4)):
        place = dice.randrange(len(content) + 1)
        match dice.randrange(5):
            case 0:
                del content[place:]
            case 1:
                content[place:place] = dice.randbytes(dice.randrange(1, 40))
            case 2:
                content[place:] = dice.choice(files)[place:]
            case 3 if content:
                content[place % len(content)] ^= 1 << dice.randrange(8)
            case _:
                del content[place : place + dice.randrange(40)]
    return bytes(content)


def test_whatever_is_sent_as_a_photo_is_refused_or_made_anew():
    dice, files, kept = random.Random(SEED), corpus(), 0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(FILES):
        content = files[number] if number < len(files) else mutant(dice, files)
        try:
            made = shrunk(io.BytesIO(content))
        except Refused as refusal:
            assert refusal.message.endswith("。")
            continue
        kept += 1
        assert not [hidden for hidden in HIDDEN if hidden in made], number
        with Image.open(io.BytesIO(made), formats=["JPEG"]) as image:
            image.load()
            assert max(image.size) <= LONGEST_SIDE, number
    assert kept >= 3, "the photos of the corpus themselves are kept"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < ROOM
    seen(files=FILES, kept=kept)


def test_whatever_name_it_bears_is_a_name():
    dice = random.Random(SEED)
    signs = '../\\\0\u202e\u2066\n\r\t<>:"|?*%aé村𠮷. '
    for _ in range(FILES):
        name = display_name("".join(dice.choices(signs, k=dice.randrange(300))))
        assert 0 < len(name) <= 120
        assert not set(name) & set("/\\\0\u202e\u2066\n\r\t")
