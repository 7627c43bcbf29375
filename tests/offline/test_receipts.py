"""A receipt of one's own to show: signed, told from any forgery by a script that needs nothing of the product."""

import base64
import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from dushi.offline.models import Receipt
from dushi.offline.signing import signed
from dushi.regulation.periods import Period
from meetings.models import DispatchReport
from tests.cast import client_of
from tests.meetings.report_stage import WEEK, posted, problem, said, send, text
from tests.meetings.report_stage import form_of as form_of_week
from tests.offline.sending import by

pytestmark = pytest.mark.clause("1.4.r")

SCRIPT = Path(__file__).parents[2] / "static" / "tools" / "verify_receipt.py"


def address(name):
    return reverse(name, args=[Receipt.objects.latest("number").pk])


def files(user):
    """(receipt, keys, text) as this user and whoever checks it download them."""
    client = client_of(user)
    slip, content = client.get(address("receipt_file")), client.get(address("receipt_text"))
    assert slip.status_code == content.status_code == 200
    return slip.json(), Client().get(reverse("receipt_keys_file")).json(), content.content


def verify(folder, slip, keys, *said):
    """(exit code, what it said) of the script as anybody runs it: alone, with nothing but Python."""
    paths = [folder / "回执.json", folder / "公钥.json"]
    for path, told in zip(paths, (slip, keys), strict=True):
        path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    for text_sent in said:
        paths.append(folder / "报送内容.json")
        paths[-1].write_bytes(text_sent)
    run = subprocess.run([sys.executable, "-I", "-S", str(SCRIPT), *map(str, paths)], capture_output=True, timeout=30)
    return run.returncode, run.stdout.decode()


@pytest.fixture
def sent(stage):
    """A report that its officer sent."""
    by(stage.liaison, form_of_week(stage.village), posted(problem__0__title="渠道堵了"))
    return Receipt.objects.get()


def test_a_true_receipt_is_good_with_or_without_the_text_and_tells_what_it_is(stage, sent, tmp_path):
    slip, keys, content = files(stage.liaison)
    assert json.loads(content)["problems"] == [["渠道堵了", "AREA", ""]]
    for more in ((), (content,)):
        code, told = verify(tmp_path, slip, keys, *more)
        assert (code, told.splitlines()[-1]) == (0, "有效。"), told
    assert sent.number_text in told and slip["link"]["hash"] in told and "报送内容：相符" in told
    assert slip["receipt"]["received_at"] == sent.received_at.isoformat(timespec="microseconds")


def changed(slip, path, value):
    other = copy.deepcopy(slip)
    *way, last = path
    place = other
    for name in way:
        place = place[name]
    place[last] = value
    return other


def test_whatever_is_changed_in_it_is_noticed_and_the_reason_said(stage, sent, tmp_path):
    slip, keys, content = files(stage.liaison)
    foreign = Ed25519PrivateKey.from_private_bytes(b"f" * 32).public_key().public_bytes_raw()
    forged_link = changed(slip, ("link", "seq"), 2)
    wrong = [
        (changed(slip, ("receipt", "received_at"), "2026-09-14T00:00:00.000000+00:00"), keys, content, "签名对不上"),
        (changed(slip, ("receipt", "person"), "示例·别人"), keys, content, "签名对不上"),
        (changed(slip, ("link", "hash"), "0" * 64), keys, content, "链头算出来不是"),
        (changed(slip, ("signature",), base64.b64encode(bytes(64)).decode()), keys, content, "签名对不上"),
        # Signed by the town, yet at odds with itself: the script sees that too.
        (signed({name: forged_link[name] for name in ("format", "receipt", "link")}), keys, content, "链头算出来不是"),
        (slip, {"keys": {slip["key_id"]: base64.b64encode(foreign).decode()}}, content, "没有签这张回执的公钥"),
        (slip, {"keys": {}}, content, "没有签这张回执的公钥"),
        (slip, keys, content.replace("渠道".encode(), "水库".encode()), "不是当时送达的内容"),
    ]
    for one, those, sent_text, why in wrong:
        code, told = verify(tmp_path, one, those, sent_text)
        assert code == 1 and told.splitlines()[-1].startswith("无效：") and why in told.splitlines()[-1], told
    for unreadable in ({}, {**slip, "link": None}, {**slip, "signature": 5}):
        code, told = verify(tmp_path, unreadable, keys)
        assert (code, told.splitlines()[-1][:3]) == (2, "无效：")


def test_a_key_that_was_replaced_still_proves_what_it_signed(stage, sent, tmp_path, settings):
    old, *_ = files(stage.liaison)
    settings.RECEIPT_KEYS = ["a new one", *settings.RECEIPT_KEYS]
    new, keys, _ = files(stage.liaison)
    assert new["key_id"] != old["key_id"]
    assert [verify(tmp_path, one, keys)[0] for one in (old, new)] == [0, 0]
    page = Client().get(reverse("receipt_keys"))
    assert all(key in page.content.decode() for key in (old["key_id"], new["key_id"]))
    settings.RECEIPT_KEYS = settings.RECEIPT_KEYS[:1]
    keys = Client().get(reverse("receipt_keys_file")).json()
    assert [verify(tmp_path, one, keys)[0] for one in (old, new)] == [1, 0]


@pytest.mark.only_on("sqlite")
@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511), st.booleans())
def test_the_script_says_of_a_signature_what_the_library_says(seed, message, bit, is_true):
    script = {"__name__": "verify_receipt"}
    exec(compile(SCRIPT.read_text(), str(SCRIPT), "exec"), script)
    key = Ed25519PrivateKey.from_private_bytes(seed)
    signature = bytearray(key.sign(message))
    if not is_true:
        signature[bit // 8] ^= 1 << bit % 8
    assert script["is_signed"](message, bytes(signature), key.public_key().public_bytes_raw()) is is_true


def test_the_sender_and_the_office_see_it_and_nobody_else(stage, sent):
    for user in (stage.liaison, stage.office_head):
        page = text(client_of(user).get(address("receipt_page")))
        assert sent.number_text in page and sent.body_sha256 in page
    for user in (stage.second_liaison, stage.area_secretary, stage.secretary, stage.foreigner):
        answers = [client_of(user).get(address(f"receipt_{name}")).status_code for name in ("page", "file", "text")]
        assert answers == [404] * 3, user
    own = client_of(stage.liaison)
    link = f'href="{address("receipt_page")}"'
    assert link in own.get(reverse("sent_list")).content.decode()
    assert link in own.get(sent.url).content.decode()
    Receipt.objects.update(kind="visit")
    assert client_of(stage.office_head).get(address("receipt_page")).status_code == 404


def test_what_is_not_as_it_was_tied_to_the_chain_is_never_signed(stage, sent):
    Receipt.objects.update(device_at=sent.received_at)
    client = client_of(stage.liaison)
    page = client.get(address("receipt_page"))
    assert page.status_code == 409 and "与送达时登记的不一致" in text(page)
    assert client.get(address("receipt_file")).status_code == 404


def test_each_version_has_its_own_text_and_a_changed_one_is_not_given_out(stage, tmp_path):
    first = send(stage.village, stage.liaison, said(problems=(problem(),))).report
    second = by(
        stage.liaison, form_of_week(stage.village), posted(corrects=str(first.pk), problem__0__title="第二版的")
    )
    assert second.json()["state"] == "kept"
    slip, keys, content = files(stage.liaison)
    assert verify(tmp_path, slip, keys, content)[0] == 0
    assert Period.parse(json.loads(content)["period"]) == WEEK
    DispatchReport.objects.filter(corrects=first).update(key_work="改过")
    assert client_of(stage.liaison).get(address("receipt_text")).status_code == 404
    assert "下载报送内容" not in text(client_of(stage.liaison).get(address("receipt_page")))
