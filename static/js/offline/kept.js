// 我的工作 without signal: the forms that lie on this phone, each one tap away.

import "./store.js";
import { account } from "./queue.js";

const { of, read } = self.phoneStore;

export async function list(place) {
  const rows = await of("pages", account);
  const pages = await Promise.all(rows.map((row) => read("pages", row)));
  const forms = pages.filter((page) => page.hasForm);
  if (!forms.length) return;
  place.innerHTML = '<section class="part"><h2>没有信号也能填</h2><ul class="items leads"></ul></section>';
  forms.sort((one, other) => one.path.localeCompare(other.path)).forEach((page) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    line.className = "item";
    Object.assign(link, { className: "item-title", href: page.path, textContent: page.title });
    line.append(link);
    place.querySelector("ul").append(line);
  });
}
