"""Rows 14 and 15: what officers wrote, when keys are used twice and when the signal is bad."""

from __future__ import annotations

import socket
from uuid import UUID

from django.urls import reverse

from dushi import chance
from dushi.offline.models import Copy
from dushi.regulation.periods import Period
from meetings.models import DispatchReport
from tests.chaos.outcome import Row, Told
from tests.chaos.rows.web import copies_of_week, whole
from tests.chaos.scene import Scene
from tests.chaos.town import Answer, Officer, Phone, said


def another_body(scene: Scene, size: dict[str, int]) -> Told:
    """A second text under a key that stands for one: 409, and both are kept and shown."""
    told, week, lost = scene.told, scene.next_week(), 0
    for number in range(size["texts"]):
        place = number % len(scene.town.officers)
        if number and not place:
            week = scene.next_week()
        phone, key = scene.phone(scene.town.officers[place]), chance.uuid4()
        first, second = f"第一种写法 {number}", f"第二种写法 {scene.chance.random()}"
        answers = [phone.report(week, key, text).status for text in (first, second, second, first)]
        told.must(answers == [200, 409, 409, 200], f"answered {answers}")
        stands = DispatchReport.objects.filter(pk=key, key_work=first).exists()
        beside = sum(second in dict(copy.body).values() for copy in Copy.objects.filter(key=key))
        lost += not stands or beside != 1
    told.must(not lost, f"{lost} texts lost or kept twice")
    told.facts |= {"texts": size["texts"], "lost": lost}
    return told


#: A draft that is not kept after so many sendings never will be.
MOST_TRIES = 60
#: What the wire does to one sending.
FATES = ("drop the request", "drop the answer", "cut", "send twice", "let it through")


def bad_signal(scene: Scene, size: dict[str, int]) -> Told:
    """Each draft is sent until the phone was told that it is kept; what was lost on the way is sent again."""
    told, week = scene.told, scene.next_week()
    wrong, tries, early = 0, 0, 0
    for number in range(size["drafts"]):
        place = number % len(scene.town.officers)
        if number and not place:
            week = scene.next_week()
        officer, key = scene.town.officers[place], chance.uuid4()
        answer = Answer(0, {})
        for _ in range(MOST_TRIES):
            tries += 1
            answer = sent_badly(scene, officer, week, chance.uuid4() if scene.off else key)
            early += answer.is_kept and whole(officer, week) != {1}
            if answer.is_kept or (answer.status == 409 and scene.off):
                break
        told.must(answer.is_kept or scene.off, f"draft {number}: answered {answer.status}, {answer.told}"[:200])
        copies = copies_of_week(officer, week).count()
        wrong += whole(officer, week) != {1} or copies > 0
    told.must(not wrong, f"{wrong} drafts not stored exactly once")
    told.must(not early, f"{early} receipts were shown before the report was there")
    told.facts |= {"drafts": size["drafts"], "tries": tries}
    return told


def sent_badly(scene: Scene, officer: Officer, week: Period, key: UUID) -> Answer:
    fate = scene.chance.choice(FATES)
    phone = scene.phone(officer)
    path, body = reverse("report_form", args=[officer.village, week]), said(key, "信号不好时写的。")
    if fate == "drop the request":
        return Answer(0, {})
    if fate == "let it through":
        return phone.post(path, body)
    if fate == "send twice":
        phone.post(path, body)
        return phone.post(path, body)
    request = phone.bytes_of(path, body)
    cut = scene.chance.randrange(1, len(request)) if fate == "cut" else len(request)
    pour(phone, request[:cut], waits=fate == "drop the answer")
    return Answer(0, {})


def pour(phone: Phone, content: bytes, *, waits: bool) -> None:
    """Send the bytes and hang up; waits: once the answer has begun to come."""
    with socket.create_connection(("127.0.0.1", phone.machine.port), timeout=20) as wire:
        wire.sendall(content)
        if waits:
            wire.recv(1)


ROWS = (
    Row(14, "the same key with another text", another_body, {"texts": 20}, {"texts": 1000, "rounds": 10}, "copies"),
    Row(15, "lossy phone", bad_signal, {"drafts": 20}, {"drafts": 500, "rounds": 4}, "key"),
)
