// 退出 takes everything of this account off the phone; what is not delivered is asked about first.

import "./store.js";
import { ask } from "./asking.js";
import { account, unsent } from "./queue.js";
import { hindered, send, sendAllPhotos } from "./sending.js";
import { button } from "./notices.js";

const STATES = { draft: "草稿", waiting: "待发送", photos: "照片待发送", conflict: "两份内容不同", closed: "没有被接收" };
export const wordOf = (one) => STATES[one.state];

const hasSignal = () => ask("/offline/account/", {}, 5000).then(() => true, () => false);

async function forget() {
  localStorage.removeItem(`ahead ${account}`);
  await self.phoneStore.forget(account);
}

async function go(form) {
  await forget();
  form.submit();
}

async function sendFirst(form, box) {
  box.querySelector("p").textContent = "正在发送…";
  // No form leads to its receipt now: the next page is that of the login.
  document.documentElement.dataset.leaving = "";
  await send();
  await sendAllPhotos();
  box.close();
  leave(form);
}

// Without signal nobody can log out; what lies here can still be taken away.
async function clear(box) {
  await forget();
  box.querySelector("p").textContent = "本机内容已清除。登录还没有退出，有信号后请再按一次“退出”。";
  box.querySelector("ul").replaceChildren();
  box.querySelector(".acts").replaceChildren(button("知道了", () => box.close()));
}

function words(left, signal) {
  const count = left.length ? `本机还有 ${left.length} 件没有送达。` : "";
  if (!signal) return `现在没有信号，不能退出。${count}`;
  const why = hindered() === "login" ? "登录已失效，重新登录后才能发送。" : "";
  return `${count}${why}退出后本机内容全部清除。`;
}

function acts(form, box, left, signal) {
  const first = left.some((one) => ["waiting", "photos"].includes(one.state));
  const list = [button("暂不退出", () => box.close())];
  if (!signal) list.push(button(left.length ? "丢弃并清除本机内容" : "清除本机内容", () => clear(box)));
  else {
    if (first) list.unshift(button("发送后退出", () => sendFirst(form, box)));
    list.push(button("丢弃并退出", () => go(form)));
  }
  list[0].className = "btn";
  return list;
}

export async function leave(form) {
  const [left, signal] = await Promise.all([unsent(), hasSignal()]);
  if (signal && !left.length) return go(form);
  delete document.documentElement.dataset.leaving;
  document.querySelectorAll("dialog.leaving").forEach((old) => old.remove());
  const box = document.createElement("dialog");
  box.className = "leaving";
  box.innerHTML = '<h2>退出</h2><p></p><ul class="dotted"></ul><div class="acts"></div>';
  box.querySelector("p").textContent = words(left, signal);
  left.forEach((one) => {
    const line = document.createElement("li");
    line.textContent = `${one.title}（${wordOf(one)}）`;
    box.querySelector("ul").append(line);
  });
  box.querySelector(".acts").append(...acts(form, box, left, signal));
  document.body.append(box);
  return box.showModal();
}
