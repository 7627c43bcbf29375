"""Photos in parts: each goes on where it stopped, only for whom it belongs to, and is kept once."""

import hashlib
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from dushi import chance, clock
from dushi.offline import photos
from dushi.offline.models import Upload
from dushi.records.models import Attachment
from dushi.records.photos import photos_of
from meetings.report_weeks import this_week
from tests.cast import Cast, client_of
from tests.meetings.report_stage import send
from tests.offline.sending import QUEUE
from tests.together import together

pytestmark = pytest.mark.clause("1.4.r")


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.UPLOAD_DIR = tmp_path / "media", tmp_path / "uploads"
    return tmp_path / "uploads"


def picture(colour="green"):
    out = io.BytesIO()
    Image.effect_noise((500, 400), 80).convert("RGB").save(out, "JPEG", quality=90, comment=colour.encode())
    return out.getvalue()


def about(report, content, **more):
    told = {"kind": "report", "object": str(report.pk), "key": str(chance.uuid4()), "name": "现场.jpg"}
    return told | {"size": str(len(content)), "sha256": hashlib.sha256(content).hexdigest()} | more


def begun(client, body):
    return client.post(reverse("upload_new"), body, headers=QUEUE)


def part(client, path, content, offset):
    headers = QUEUE | {"Upload-Offset": str(offset)}
    return client.post(path, content[offset : offset + 30_000], "application/octet-stream", headers=headers)


def sent(client, body, content):
    """The whole photo, part by part; the last answer."""
    told = begun(client, body).json()
    while not told["done"]:
        told = part(client, told["upload"], content, told["offset"]).json()
    return told


@pytest.fixture
def report(stage):
    return send(stage.village, stage.liaison).report


def test_a_photo_goes_on_where_it_stopped_and_is_kept_once_and_small(stage, report, folders):
    client, content = client_of(stage.liaison), picture()
    body = about(report, content)
    told = begun(client, body).json()
    assert (told["offset"], told["done"]) == (0, False)
    assert part(client, told["upload"], content, 0).json()["offset"] == 30_000
    again = part(client, told["upload"], content, 0)
    assert (again.status_code, again.json()["offset"]) == (409, 30_000)
    other = client_of(stage.liaison)
    assert other.get(told["upload"]).json()["offset"] == 30_000
    path = next(folders.iterdir())
    path.write_bytes(path.read_bytes() + b"half a part")
    assert begun(other, body).json()["offset"] == 30_000
    assert sent(other, body, content)["done"] is True
    assert sent(other, body, content) == other.get(told["upload"]).json()
    assert sent(other, about(report, content), content)["done"] is True
    kept = photos_of(report).get()
    assert (kept.name, kept.uploaded_by, kept.town) == ("现场.jpg", stage.liaison, stage.town)
    assert not list(folders.iterdir())


def test_what_is_lost_of_the_parts_is_asked_for_again(stage, report, folders):
    client, content = client_of(stage.liaison), picture()
    told = begun(client, about(report, content)).json()
    part(client, told["upload"], content, 0)
    next(folders.iterdir()).unlink()
    Upload.objects.update(offset=len(content))
    assert client.get(told["upload"]).json()["offset"] == 0
    wrong = part(client, told["upload"], content, 30_000)
    assert (wrong.status_code, wrong.json()["offset"]) == (409, 0)


def test_a_broken_photo_one_that_is_none_and_one_that_is_too_large_are_refused_and_forgotten(stage, report, folders):
    client, content = client_of(stage.liaison), picture()
    told = begun(client, about(report, content, sha256="0" * 64)).json()
    for offset in range(0, len(content), 30_000):
        answer = part(client, told["upload"], content, offset)
    assert (answer.status_code, answer.json()["state"]) == (422, "refused")
    assert "照片不完整" in answer.json()["message"]
    text = b"not a photo"
    told = begun(client, about(report, text)).json()
    assert "不是能打开的照片" in part(client, told["upload"], text, 0).json()["message"]
    large = begun(client, about(report, content, size=str(15 * 1024 * 1024 + 1)))
    assert (large.status_code, "照片超过" in large.json()["message"]) == (422, True)
    told = begun(client, about(report, text)).json()
    assert part(client, told["upload"], content, 0).status_code == 422
    assert begun(client, about(report, text, sha256="..")).status_code == 422
    assert not Attachment.objects.exists() and not list(folders.iterdir())


def test_only_who_began_it_goes_on_and_only_where_photos_are_theirs_to_add(stage, report):
    content = picture()
    body = about(report, content)
    told = begun(client_of(stage.liaison), body).json()
    second = client_of(stage.second_liaison)
    assert second.get(told["upload"]).status_code == part(second, told["upload"], content, 0).status_code == 404
    assert begun(second, body).json() == {"state": "closed", "message": begun(second, body).json()["message"]}
    for user in (stage.other_liaison, stage.village_head, stage.clerk, stage.foreigner):
        assert begun(client_of(user), about(report, content)).status_code == 404
    for more in ({"object": "x"}, {"object": str(chance.uuid4())}, {"kind": "survey"}, {"kind": "visit"}):
        assert begun(client_of(stage.liaison), about(report, content, **more)).status_code == 404
    assert begun(Client(), about(report, content)).json() == {"state": "login"}
    stage.liaison.person.posts.filter(seat__unit=stage.village).update(valid_to=clock.today() - timedelta(days=1))
    type(report).objects.filter(pk=report.pk).update(author=stage.second_liaison.person)
    assert part(client_of(stage.liaison), told["upload"], content, 0).status_code == 404
    assert not Attachment.objects.exists()


def test_what_was_left_alone_for_a_week_is_swept(stage, report, folders):
    client, content = client_of(stage.liaison), picture()
    left = begun(client, about(report, content)).json()["upload"]
    part(client, left, content, 0)
    clock.advance(timedelta(days=6))
    fresh = begun(client, about(report, content)).json()["upload"]
    photos.sweep(clock.now() + timedelta(days=1, seconds=1))
    assert (client.get(left).status_code, client.get(fresh).status_code) == (404, 200)
    assert not list(folders.iterdir())


def test_too_many_on_their_way_wait(stage, report, monkeypatch):
    monkeypatch.setattr(photos, "MOST_OPEN", 2)
    client, content = client_of(stage.liaison), picture()
    assert [begun(client, about(report, content)).status_code for _ in range(3)] == [200, 200, 422]
    assert Upload.objects.count() == 2


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_the_same_part_sent_ten_times_at_once_is_written_once(at):
    town, content = Cast(), picture()
    report = send(town.village, town.liaison, period=this_week()).report
    told = begun(client_of(town.liaison), about(report, content)).json()
    cookies = client_of(town.liaison).cookies

    def one():
        client = Client()
        client.cookies = cookies
        answer = part(client, told["upload"], content, 0)
        return answer.status_code, answer.json()["offset"]

    assert sorted(together([one] * 10)) == [(200, 30_000), *[(409, 30_000)] * 9]
    assert sent(client_of(town.liaison), about(report, content, key=told["upload"].split("/")[-2]), content)["done"]
    assert photos_of(report).count() == 1
