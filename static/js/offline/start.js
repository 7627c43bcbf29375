// On every page of somebody logged in: the worker, what waits to be sent, and leaving.

import "./store.js";
import { able, account, discard, items, photosOf, store } from "./queue.js";
import { LEFT, hindered, send } from "./sending.js";
import { leave } from "./leaving.js";
import { link, reason } from "./notices.js";

const EVERY = 30000;
// Milliseconds between two fetchings ahead: at 我的工作, elsewhere.
const SOON = 5 * 60000;
const LATER = 15 * 60000;
const isKept = "keptAt" in document.documentElement.dataset;
const atHome = document.querySelector("[data-phone-pages]");
const { setNow } = self.phoneStore;

function sayItIsOff() {
  document.querySelectorAll("[data-offline-off]").forEach((line) => (line.hidden = false));
  document.querySelectorAll("form[data-offline]").forEach((form) => {
    const line = document.createElement("small");
    line.className = "quiet";
    line.textContent = "离线未启用：没有信号时不能填写。";
    form.append(line);
  });
}

// The line at the top of every page, silent when nothing waits.
async function show() {
  const line = document.querySelector("[data-phone-state]");
  const all = await items();
  const waiting = all.filter((one) => one.state === "waiting").length;
  const photos = all.filter((one) => one.state === "photos").length;
  const asking = all.filter((one) => one.state === "conflict" || one.state === "closed").length;
  const parts = [];
  if (waiting) parts.push(`待发送 ${waiting} 件，${reason(hindered()).replace("，不用再填。", "。")}`);
  if (photos) parts.push(`${photos} 件文字已送达，照片发送中。`);
  if (asking) parts.push(`${asking} 件需要您核对。`);
  // Where the page itself says it, once is enough.
  line.hidden = !parts.length || document.querySelector("[data-phone-queue], [data-phone-notice]") !== null;
  line.replaceChildren(`${parts.join("")} `);
  const more = link("报送记录", line.dataset.url);
  more.className = "btn-link";
  line.append(more);
}

// Two texts that were shown side by side have been looked at; photos of the second hang on nothing and stay here.
async function lookedAt() {
  const here = location.pathname;
  for (const one of await items()) {
    if (one.state !== "conflict" || new URL(one.told.url, location.href).pathname !== here) continue;
    if ((await photosOf(one.id)).length) await store({ ...one, state: "closed", pairs: [], message: `两份文字都已保存。${LEFT}` });
    else await discard(one.id);
  }
}

async function trySending() {
  if ((await items()).some((one) => one.state === "waiting" || one.state === "photos")) await send();
}

async function fetchAhead(wait) {
  const { active } = await navigator.serviceWorker.ready;
  const last = Number(localStorage.getItem(`ahead ${account}`) || 0);
  if (Date.now() - last < wait) return;
  localStorage.setItem(`ahead ${account}`, String(Date.now()));
  active.postMessage({ ahead: account });
}

// What was just delivered changes the pages that are kept: they are fetched anew, here or on the page that comes next.
let soon = 0;
function askAnew() {
  localStorage.removeItem(`ahead ${account}`);
  clearTimeout(soon);
  soon = setTimeout(() => fetchAhead(LATER), 3000);
}

async function start() {
  document.addEventListener("phone:change", show);
  document.addEventListener("phone:change", (event) => event.detail.state === "delivered" && askAnew());
  addEventListener("online", trySending);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && trySending());
  setInterval(trySending, EVERY);
  if (!isKept) {
    await setNow(account);
    await lookedAt();
    await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
    fetchAhead(atHome ? SOON : LATER);
  } else if (atHome) await (await import("./kept.js")).list(atHome);
  await show();
  await trySending();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-logout]") || !able) return;
  event.preventDefault();
  delete event.target.dataset.sending;
  leave(event.target).catch(() => event.target.submit());
});

if (able) {
  if (document.querySelector("form[data-offline]")) import("./forms.js");
  start().catch(() => {});
} else if (account) sayItIsOff();
