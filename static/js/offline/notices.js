// The word beside a form whose text lies on the phone and is not delivered yet.

import "./times.js";

const { hour } = self.phoneTimes;
const WHY = {
  login: "登录已失效，登录后自动发送，不用再填。",
  other: "现在登录的是别人；您本人登录后自动发送。",
};

export const reason = (why) => WHY[why] || "有信号后自动发送，不用再填。";

// one: the item; or words. acts: [[label, what it does], …]. Returns the box.
export function notice(form, { one, words, why, acts, before }) {
  const box = document.createElement("div");
  box.className = "notice late";
  box.dataset.phoneNotice = "";
  box.tabIndex = -1;
  box.setAttribute("role", "status");
  const line = document.createElement("p");
  const foot = document.createElement("div");
  foot.className = "acts";
  if (one) {
    const head = document.createElement("b");
    head.textContent = one.state === "conflict" ? "两份内容不同" : "待发送";
    line.append(head, ` ${one.title}，${hour(one.at)} 已存本机。${one.message || reason(why)}`);
  } else line.textContent = words;
  acts.forEach(([label, act]) => foot.append(button(label, () => {
    box.remove();
    act();
  })));
  if (one) links(one, why).forEach(([label, url]) => foot.append(link(label, url)));
  box.append(line, foot);
  document.querySelector("[data-phone-state]").hidden = true;
  form[before ? "before" : "after"](box);
  box.focus();
  box.delivered = (told) => delivered(box, told);
  return box;
}

function links(one, why) {
  if (one.told) return [["看两份", one.told.url]];
  const here = encodeURIComponent(location.pathname + location.search);
  const login = why === "login" ? [["登录", `/login/?next=${here}`]] : [];
  return [...login, ["我的工作", "/"], ["报送记录", document.querySelector("[data-phone-state]").dataset.url]];
}

function delivered(box, told) {
  box.className = "notice";
  box.replaceChildren();
  const line = document.createElement("p");
  line.textContent = told.said;
  box.append(line, link("查看", told.url));
}

export function button(label, act) {
  const one = document.createElement("button");
  Object.assign(one, { type: "button", className: "btn plain", textContent: label });
  one.addEventListener("click", act);
  return one;
}

export function link(label, url) {
  const one = document.createElement("a");
  Object.assign(one, { className: "btn plain", textContent: label, href: url });
  return one;
}
