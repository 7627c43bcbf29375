"""Rows 3, 13, 16: a report on its way, whatever happens to the process that takes it."""

from __future__ import annotations

import hashlib
import io
import time
from datetime import timedelta
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse
from PIL import Image

from dushi import chance, clock
from dushi.alerts.models import Alert
from dushi.matters.models import Matter
from dushi.obligations.models import Obligation
from dushi.offline.models import Copy, Receipt
from dushi.records.models import Attachment, Event, Paper
from dushi.regulation.periods import Period
from meetings.models import DispatchReport
from tests.chaos.outcome import Row, Told
from tests.chaos.scene import DUTY, Scene, owed
from tests.chaos.town import Answer, Officer, at_once, said


def whole(officer: Officer, week: Period) -> set[int]:
    """How often each part of a sent report is there: {0} or {1}, anything else is a half state."""
    reports = DispatchReport.objects.filter(village=officer.village, period=week.key)
    ids = [str(pk) for pk in reports.values_list("pk", flat=True)]
    done = Obligation.objects.filter(duty__key=DUTY, scope=officer.village, period=week.key, fulfilled_at__isnull=False)
    return {
        len(ids),
        Receipt.objects.filter(object_type="meetings.dispatchreport", object_id__in=ids).count(),
        done.count(),
        Paper.objects.filter(object_type="meetings.dispatchreport", object_id__in=ids).count(),
        Event.objects.filter(object_type="meetings.dispatchreport", object_id__in=ids).count(),
        Matter.objects.filter(about=officer.village, raised_at__gte=clock.at(week.first_day)).count(),
    }


def copies_of_week(officer: Officer, week: Period) -> QuerySet[Copy]:
    """Other texts kept beside the village's report of that week."""
    reports = DispatchReport.objects.filter(village=officer.village, period=week.key)
    ids = [str(pk) for pk in reports.values_list("pk", flat=True)]
    return Copy.objects.filter(object_type="meetings.dispatchreport", object_id__in=ids)


def dying(scene: Scene, size: dict[str, int]) -> Told:
    """The web process dies at each statement of a submission; the phone sends again."""
    told, week = scene.told, scene.next_week()
    officers = iter(scene.town.officers)
    # The first of a year makes counters that the next ones find.
    most = [scene.phone(next(officers)).report(week, chance.uuid4()).statements for _ in range(3)][-1]
    told.must(most > 5, f"a submission of {most} statements?")
    deaths = [("X_Die_At", k) for k in range(1, most + 1, size["step"])]
    deaths += [("X_Die_After", k) for k in range(most - 1, most + 1)]
    half = lost = 0
    for (header, k), officer in zip(deaths, officers, strict=False):
        phone, key = scene.phone(officer), chance.uuid4()
        answer = phone.report(week, key, **{header: str(k)})
        told.must(answer.status == 0, f"{header} {k}: it did not die ({answer.status})")
        half += whole(officer, week) not in ({0}, {1})
        again = [phone.report(week, key) for _ in range(2)]
        same = {one.told.get("receipt") for one in again}
        lost += not all(one.is_kept for one in again) or len(same) != 1 or whole(officer, week) != {1}
    told.must(not half, f"{half} half states")
    told.must(not lost, f"{lost} not stored once with one receipt after sending again")
    told.facts |= {"statements": most, "deaths": len(deaths), "half": half, "lost": lost}
    return told


def fifty(scene: Scene, size: dict[str, int]) -> Told:
    """The same draft, sent many times at once."""
    told, week = scene.told, scene.next_week()
    for number in range(size["drafts"]):
        place = number % len(scene.town.officers)
        if number and not place:
            week = scene.next_week()
        officer, key = scene.town.officers[place], chance.uuid4()
        phone = scene.phone(officer)
        keys = [chance.uuid4() if scene.off else key for _ in range(size["senders"])]
        answers: list[Answer] = at_once([partial(phone.report, week, one) for one in keys])
        said_back = {(one.status, one.told.get("receipt"), one.told.get("url")) for one in answers}
        told.must(len(said_back) == 1 and answers[0].is_kept, f"{len(said_back)} different answers: {said_back}"[:200])
        told.must(whole(officer, week) == {1}, f"not one report but {whole(officer, week)}")
        told.must(not copies_of_week(officer, week), "copies beside it")
        told.must(_notices(officer, week) <= 1, "told more than once")
        if told.faults:
            break
    told.facts |= {"drafts": size["drafts"], "senders": size["senders"]}
    return told


def _notices(officer: Officer, week: Period) -> int:
    ids = [str(pk) for pk in Matter.objects.filter(about=officer.village).values_list("pk", flat=True)]
    rows = Alert.objects.filter(object_type="matters.matter", object_id__in=ids, order=0)
    return max((rows.filter(object_id=one).values("person").count() for one in ids), default=0)


def last_minute(scene: Scene, size: dict[str, int]) -> Told:
    """Everybody in the last minute before the deadline, with photos; what left the phone in time is in time."""
    told, week = scene.told, scene.next_week()
    officers = scene.town.officers[: size["officers"]]
    due = owed(week).filter(scope=officers[0].village).get().due_at
    picture = photo()
    speed, scene.machine.moment.speed = scene.machine.moment.speed, 1.0
    spread = size["seconds"]
    # Without the protection the phones' own time is not sent along, and the last of them arrive after the moment.
    scene.machine.moment.set(due - timedelta(seconds=spread if not scene.off else spread / 2))
    waits = [scene.chance.uniform(0, spread) for _ in officers]

    def act(officer: Officer, wait: float) -> list[Answer]:
        time.sleep(wait)
        key = chance.uuid4()
        body = said(key, "赶在最后一分钟。")
        if not scene.off:
            body["device_at"] = min(scene.machine.moment.now(), due).isoformat()
        phone = scene.phone(officer)
        answers = [phone.post(reverse("report_form", args=[officer.village, week]), body)]
        answers += [send_photo(scene, officer, key, picture + bytes([n])) for n in range(size["photos"])]
        return answers

    answers = at_once([partial(act, officer, wait) for officer, wait in zip(officers, waits, strict=True)])
    scene.machine.moment.speed = speed
    reports = [one[0] for one in answers]
    told.must(all(one.is_kept for one in reports), f"{sum(not one.is_kept for one in reports)} reports were not kept")
    failed = [one.status for own in answers for one in own[1:] if one.status != 200]
    told.must(not failed, f"{len(failed)} photos were not kept: {failed[:5]}")
    rows = owed(week).filter(scope__in=[officer.village for officer in officers])
    late = rows.exclude(fulfilled_at__lte=due).count()
    told.must(not late, f"{late} that left in time are not in time")
    ids = [str(pk) for pk in DispatchReport.objects.filter(period=week.key).values_list("pk", flat=True)]
    kept = Attachment.objects.filter(object_type="meetings.dispatchreport", object_id__in=ids).count()
    told.must(kept == len(officers) * size["photos"], f"{kept} photos are there")
    seconds = sorted(one.seconds for own in answers for one in own)
    told.facts |= {"requests": len(seconds), "p95_s": at(seconds, 0.95), "p99_s": at(seconds, 0.99)}
    return told


def at(seconds: list[float], share: float) -> float:
    return round(seconds[min(int(len(seconds) * share), len(seconds) - 1)], 3)


def photo() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((800, 600), 40).save(out, "JPEG", quality=60)
    return out.getvalue()


def send_photo(scene: Scene, officer: Officer, report: object, content: bytes) -> Answer:
    """In one part, as the queue does it."""
    phone, digest = scene.phone(officer), hashlib.sha256(content).hexdigest()
    about = {"kind": "report", "object": str(report), "key": str(chance.uuid4()), "name": "照片.jpg"}
    begun = phone.post(reverse("upload_new"), about | {"size": str(len(content)), "sha256": digest})
    return phone.part(str(begun.told["upload"]), content) if begun.status == 200 else begun


ROWS = (
    Row(3, "web process killed at each statement of a submission", dying,
        {"step": 6}, {"step": 1, "rounds": 1}, "atomic"),
    Row(13, "one draft sent fifty times at once", fifty,
        {"drafts": 2, "senders": 50}, {"drafts": 100, "senders": 50, "rounds": 10}, "key"),
    Row(16, "the last minute before the deadline", last_minute,
        {"officers": 10, "photos": 1, "seconds": 2},
        {"officers": 200, "photos": 3, "seconds": 60, "rounds": 1}, "device"),
)  # fmt: skip
