// 报送记录: what still waits on this phone stands above what was delivered.

import "./times.js";
import { able, discard, items, photoBytes, photosOf } from "./queue.js";
import { hindered, send } from "./sending.js";
import { button, link, reason } from "./notices.js";
import { wordOf } from "./leaving.js";

const place = document.querySelector("[data-phone-queue]");
const list = document.createElement("ul");
list.className = "items";

async function lineOf(one) {
  const line = document.createElement("li");
  line.className = "item";
  const title = document.createElement("b");
  const tag = document.createElement("span");
  const more = document.createElement("small");
  const acts = document.createElement("div");
  title.textContent = one.title;
  tag.className = `tag ${one.state === "conflict" || one.state === "closed" ? "grace" : one.state === "draft" ? "todo" : "late"}`;
  tag.textContent = wordOf(one);
  const photos = (await photosOf(one.id)).length;
  const with_ = photos ? `，照片 ${photos} 张` : "";
  const why = one.message || (one.state === "waiting" ? reason(hindered()) : one.state === "photos" ? one.told.said : "");
  more.textContent = `${self.phoneTimes.moment(one.at)} 存在本机${with_}。${why}`;
  if (isLeft(one)) more.append(...(await Promise.all((await photosOf(one.id)).map(saving))));
  acts.className = "item-acts";
  acts.append(...actsOf(one));
  line.append(title, tag, more, acts);
  return line;
}

// The text is with the server, the photos never will be.
const isLeft = (one) => one.state === "closed" && Boolean(one.told);

async function saving(photo) {
  const one = link(`存下${photo.name.replace(".jpg", "")}`, URL.createObjectURL(new Blob([await photoBytes(photo)], { type: "image/jpeg" })));
  Object.assign(one, { className: "btn-link", download: photo.name });
  return one;
}

function actsOf(one) {
  const acts = [];
  if (one.state === "draft") acts.push(link("接着填写", one.page));
  if (one.state === "conflict") acts.push(link("看两份", one.told.url));
  if (isLeft(one)) acts.push(link("到原处", one.told.url), button("知道了", () => discard(one.id)));
  else if (one.state === "draft" || one.state === "closed") acts.push(button("丢弃", () => sure(one)));
  return acts;
}

function sure(one) {
  // Asked in the page: nothing typed goes by one wrong tap.
  const box = document.createElement("dialog");
  box.className = "leaving";
  box.innerHTML = '<h2>丢弃</h2><p></p><div class="acts"></div>';
  box.querySelector("p").textContent = `“${one.title}”只存在本机，丢弃后不能恢复。`;
  const yes = button("丢弃", () => discard(one.id).then(() => box.close()));
  const no = button("留着", () => box.close());
  no.className = "btn";
  box.querySelector(".acts").append(no, yes);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

async function show() {
  const all = await items();
  list.replaceChildren(...(await Promise.all(all.map(lineOf))));
  place.querySelector("[data-phone-empty]").hidden = all.length > 0;
  const isSafe = navigator.storage && navigator.storage.persisted && (await navigator.storage.persisted());
  place.querySelector("[data-phone-fleeting]").hidden = !all.length || isSafe;
  again.hidden = !all.some((one) => one.state === "waiting" || one.state === "photos");
}

const again = button("现在发送", () => send());
if (able) {
  place.append(list, again);
  document.addEventListener("phone:change", show);
  show();
}
