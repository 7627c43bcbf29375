"""The phone itself: when it sends by itself, and what whoever takes it apart can read."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from dushi.offline import photos
from inspections.actions.fieldwork import keep_line
from inspections.models import CheckLine
from meetings.models import Visit
from tests.cast import Cast
from tests.e2e.phones import Phone, a_phone  # noqa: F401 - the fixture "phone"
from tests.e2e.test_offline_field import add, photo, until
from tests.e2e.test_offline_report import form_of, heading, press, write
from tests.inspections.making import under_way
from tests.meetings.report_stage import town  # noqa: F401 - the fixture "stage"

pytestmark = pytest.mark.django_db

#: Takes the tab out of sight and back, as the browser tells a page of it.
LOOK_AWAY_AND_BACK = """() => ["hidden", "visible"].forEach((state) => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  document.dispatchEvent(new Event("visibilitychange"));
})"""
#: Everything that the browser keeps of this site, as text; of the keys what they would give away.
EVERYTHING = """async () => {
  const said = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
  const bytes = (one) => new TextDecoder("utf-8", { fatal: false }).decode(one);
  const words = (one) => {
    if (one instanceof ArrayBuffer || ArrayBuffer.isView(one)) return bytes(one);
    if (one instanceof CryptoKey) return one.extractable ? "a key that can be taken out" : "";
    if (!one || typeof one !== "object") return String(one);
    return Object.entries(one).map(([name, inner]) => `${name} ${words(inner)}`).join(" ");
  };
  for (const { name } of await indexedDB.databases()) {
    const opening = indexedDB.open(name);
    const base = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
    for (const store of base.objectStoreNames) {
      const asked = base.transaction(store).objectStore(store).getAll();
      const rows = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
      said.push(`${store}: ${rows.length}`, ...rows.map(words));
    }
    base.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const asked of await cache.keys()) {
      if (new URL(asked.url).pathname.startsWith("/static/")) continue;
      said.push(asked.url, await (await cache.match(asked)).text());
    }
  }
  return said.join("\\n");
}"""


@pytest.mark.clause("1.5.member")
def test_what_waits_goes_out_on_signal_on_a_look_and_every_half_minute_each_by_itself(
    stage: Cast, phone: Phone
) -> None:
    form = f"{reverse('visit_new')}?village={stage.village.pk}"
    phone.login(stage.member)
    phone.has_kept(stage.member, form)
    # From here the page's clock stands: nothing is done by a timer that the test does not let run.
    phone.page.clock.install()
    assert phone.context

    def leave_waiting(seen: str) -> None:
        phone.page.goto(form)
        phone.page.clock.pause_at(phone.page.evaluate("Date.now() + 50") / 1000)
        phone.page.get_by_label("看到的情况").fill(seen)
        press(phone, "登记")
        phone.waits()

    def arrives(seen: str) -> None:
        until(phone, Visit.objects.filter(seen=seen).exists)

    phone.page.goto(form)
    phone.context.set_offline(True)
    leave_waiting("有信号就送")
    phone.context.set_offline(False)
    arrives("有信号就送")
    phone.line.set("cut")
    leave_waiting("看一眼就送")
    phone.line.set("through")
    phone.page.wait_for_timeout(300)
    assert Visit.objects.count() == 1, "nobody has looked"
    phone.page.evaluate(LOOK_AWAY_AND_BACK)
    arrives("看一眼就送")
    phone.line.set("cut")
    leave_waiting("半分钟就送")
    phone.line.set("through")
    phone.page.clock.run_for(29_000)
    phone.page.wait_for_timeout(300)
    assert Visit.objects.count() == 2, "half a minute has not passed"
    phone.page.clock.run_for(1_500)
    arrives("半分钟就送")


@pytest.mark.clause("1.4.r")
def test_whoever_takes_the_phone_apart_reads_no_village_no_week_and_no_word(
    stage: Cast, phone: Phone, tmp_path: Path
) -> None:
    path = form_of(stage)
    phone.login(stage.liaison)
    phone.has_kept(stage.liaison, path)
    phone.page.goto(path)
    phone.line.set("cut")
    write(phone, "金丝雀一号")
    add(phone, tmp_path, "金丝雀二号.jpg")
    press(phone, "报送")
    phone.waits()
    Session.objects.all().delete()
    said = phone.page.evaluate(EVERYTHING)
    assert "items: 1" in said and "photos: 1" in said and "没有信号" in said
    names = (stage.village.name, stage.second_village.name, stage.liaison.person.name, stage.town.name)
    for canary in ("金丝雀", path, "/reports/", "周调度", "第38周", "第 38 周", "taken out", *names):
        assert canary not in said, canary
    # All of it is there for the officer.
    phone.page.goto(path)
    phone.waits()
    phone.page.goto("/")
    heading(phone, "我的工作")
    expect(phone.page.get_by_role("link", name="示例一村 第 38 周调度报告")).to_be_visible()


@pytest.mark.clause("2.0.m4")
def test_a_line_somebody_else_answered_and_photos_nobody_takes_are_told_and_nothing_is_lost(
    stage: Cast, phone: Phone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspection = under_way(stage)
    list_at = reverse("check_page", args=[inspection.pk, stage.village.pk])
    phone.login(stage.clerk)
    phone.has_kept(stage.clerk, list_at)
    phone.line.set("cut")
    phone.page.goto(list_at)
    (tmp_path / "台账.txt").write_text("不是照片")
    lines = phone.page.locator("form[data-offline=check]")
    for number, note in enumerate(("台账缺三户", "公示栏空着")):
        line = lines.nth(number)
        line.get_by_label("有问题").check()
        line.get_by_placeholder("说明").fill(note)
        said = line.locator("[data-draft-state]")
        expect(said).to_contain_text("待发送")
        line.locator("input[type=file]").set_input_files(tmp_path / "台账.txt")
        expect(said).to_contain_text("“台账.txt”不是能打开的照片")
        line.locator("input[type=file]").set_input_files(photo(tmp_path, "照片.jpg"))
        expect(line.locator(".phone-photos li")).to_have_count(1)
    place = inspection.places.get()
    keep_line(place=place, item=inspection.focus[0], result="MEETS", note="看过台账", by=stage.office_head)
    monkeypatch.setattr(photos, "MOST_BYTES", 10)
    phone.comes_back()
    said = lines.first.locator("[data-draft-state]")
    expect(said).to_contain_text("两份都保存了，请打开核对")
    until(phone, CheckLine.objects.filter(item=inspection.focus[1], note="公示栏空着").exists)
    phone.page.reload()
    said.get_by_role("link", name="看两份").click()
    phone.says("看过台账", "台账缺三户")
    assert CheckLine.objects.get(item=inspection.focus[0]).note == "看过台账"
    phone.page.goto("/sent/")
    left = phone.page.locator("[data-phone-queue] li")
    expect(left).to_have_count(2)
    expect(left.filter(has_text="两份文字都已保存。照片还在本机：可以存到相册，再到原处换一张传。")).to_have_count(1)
    refused = left.filter(has_text="文字已送达。有一张照片没有保存")
    with phone.page.expect_download() as saved:
        refused.get_by_role("link", name="存下照片1").click()
    assert max(Image.open(saved.value.path()).size) == 1280
    for _ in range(2):
        left.first.get_by_role("button", name="知道了").click()
    phone.has_nothing()
    assert [phone.rows(name) for name in ("items", "photos")] == [0, 0]
