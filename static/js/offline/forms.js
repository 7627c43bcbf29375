// <form data-offline="report|check|visit|survey" data-title="…">: what is typed is kept on the phone within a second,
// and sending goes through the queue, which keeps it until the server has said that it is there.
// Where the form has a draft on the server (autosave.js), that is the draft, and the phone's fills in without signal.

import "./times.js";
import { discard, inSlot, item, movePhotos, newKey, photosOf, store } from "./queue.js";
import { hindered, send } from "./sending.js";
import { fill, isTouched, pairsOf, saysTheSame, showErrors } from "./fields.js";
import { Photos } from "./photos.js";
import { link, notice } from "./notices.js";

const PAUSE = 400;
const { hour, moment } = self.phoneTimes;
// The kinds whose object takes photos.
const PICTURED = ["report", "check", "visit"];
const isKept = "keptAt" in document.documentElement.dataset;

const isAlone = () => isKept || hindered() === "signal" || !navigator.onLine;

class Sheet {
  constructor(form) {
    this.form = form;
    this.kind = form.dataset.offline;
    const to = new URL(form.action);
    this.path = to.pathname + to.search;
    const item = form.querySelector("input[name=item]");
    this.slot = `${this.path}#${item ? item.value : ""}`;
    this.foot = form.querySelector(".bar, .check-foot, .acts") || form.lastElementChild;
    this.line = form.querySelector("[data-draft-state]") || this.newLine();
    this.keyField = form.querySelector("input[name=key]") || this.newKeyField();
    // A kept page is opened many times; each time it is another sending.
    if (isKept) this.keyField.value = newKey();
    // 本周无变化: nothing to type, one button.
    this.isFixed = !form.querySelector("textarea, select, input:not([type=hidden])");
    this.turn = Promise.resolve();
    if (PICTURED.includes(this.kind) && !this.isFixed) this.photos = new Photos(this);
    form.addEventListener("input", () => this.touch());
    form.addEventListener("change", () => this.touch());
    form.addEventListener("draft:kept", () => this.inTurn(() => this.serverHasIt()));
    form.addEventListener("draft:failed", (event) => {
      event.preventDefault();
      this.inTurn(() => this.withoutServer(event.detail));
    });
    document.addEventListener("phone:change", (event) => this.hear(event.detail));
    document.addEventListener("visibilitychange", () => this.timer && this.inTurn(() => this.keep()));
  }

  get id() {
    return this.keyField.value;
  }

  newLine() {
    const line = document.createElement("small");
    line.className = "draft-state";
    line.setAttribute("role", "status");
    this.foot.prepend(line);
    return line;
  }

  newKeyField() {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "key", value: newKey() });
    this.form.append(field);
    return field;
  }

  say(words, wrong = false) {
    this.line.classList.toggle("is-unsaved", wrong);
    this.line.textContent = words;
  }

  inTurn(work) {
    this.turn = this.turn.then(work).catch(() => this.say("未能存到本机，请勿关闭本页", true));
    return this.turn;
  }

  // Drafts ----------------------------------------------------------------------------------------------------------

  touch() {
    if (this.filling) return;
    this.version = (this.version || 0) + 1;
    delete this.form.dataset.kept;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.inTurn(() => this.keep()), PAUSE);
  }

  about(submitter) {
    const { id, slot, kind, path } = this;
    const written = this.form.querySelector("input[name=device_at]");
    if (written) written.value = new Date().toISOString();
    const page = location.pathname + location.search;
    return { id, slot, kind, path, page, title: this.form.dataset.title || document.title, pairs: pairsOf(this.form, submitter), at: Date.now() };
  }

  async keep() {
    clearTimeout(this.timer);
    this.timer = 0;
    // A line of the checklist has no draft: with signal the server takes it at once, without it is to be sent.
    if (this.kind === "check") return isAlone() && this.enqueue();
    if (this.sent) return;
    await store({ ...this.about(), state: "draft" });
    this.keptVersion = this.version;
    this.form.dataset.kept = "yes";
    if (!this.form.dataset.autosave) this.say(`草稿 ${hour(Date.now())} 已存本机`);
  }

  // The server has the draft: what the phone kept meanwhile is not needed, but for its photos.
  async serverHasIt() {
    for (const old of await inSlot(this.slot, "waiting")) {
      if (this.kind === "check" && !old.tried && !(await photosOf(old.id)).length) await discard(old.id);
    }
    if (this.version !== this.keptVersion || (await photosOf(this.id)).length) return;
    const [own] = (await inSlot(this.slot, "draft")).filter((old) => old.id === this.id);
    if (own) await discard(own.id);
  }

  async withoutServer(why) {
    if (this.sent) return;
    if (this.kind === "check") return this.version !== this.keptVersion && this.enqueue();
    if (this.version === this.keptVersion && this.form.dataset.kept === "told") return;
    await this.keep();
    this.form.dataset.kept = "told";
    this.say(`${why}，草稿 ${hour(Date.now())} 已存本机`);
  }

  withPhotos() {
    return this.inTurn(() => (this.kind === "check" ? this.enqueue() : this.keep()));
  }

  async restore() {
    const stands = { report: ["waiting", "conflict"], check: ["waiting"] }[this.kind] || [];
    const waiting = (await inSlot(this.slot, ...stands)).pop();
    const draft = waiting || (await inSlot(this.slot, "draft")).pop();
    // Whoever types faster than this script comes is not written over.
    const isTyped = isTouched(this.form);
    if (isTyped) this.touch();
    if (this.kind === "check") (await inSlot(this.slot, "conflict")).forEach((double) => this.sayWhy(double));
    if (!draft || (this.isFixed && !waiting)) return;
    const newer = Number(this.form.dataset.draftAt || 0) * 1000 > draft.at;
    if ((newer || isTyped) && !waiting && !saysTheSame(this.form, draft.pairs)) return this.offer(draft);
    this.take(draft);
    if (waiting && this.kind === "report") return this.wait(waiting);
    if (waiting) this.say(`待发送：${hour(waiting.at)} 已存本机`);
  }

  take(draft) {
    this.keyField.value = draft.id;
    this.put(draft.pairs);
    this.say(`本机 ${moment(draft.at)} 的草稿已恢复`);
    if (draft.message) showErrors(this.form, draft.message, draft.errors);
    if (this.photos) this.photos.show();
    // Back on the server too, where it has drafts.
    if (draft.state === "draft" && !isKept) this.form.dispatchEvent(new Event("draft:back"));
  }

  // Not typed by anybody: no draft comes of it.
  put(pairs) {
    this.filling = true;
    fill(this.form, pairs);
    this.filling = false;
  }

  offer(draft) {
    notice(this.form, {
      words: `本机另有一份 ${moment(draft.at)} 的草稿。`,
      acts: [["用本机那份", () => this.take(draft)], ["不要了", () => discard(draft.id)]],
    });
  }

  // Sending ---------------------------------------------------------------------------------------------------------

  // A line of the checklist: each answer is a sending of its own, the newest stands for those that never left.
  async enqueue() {
    if (!this.form.querySelector("[name=result]:checked")) return this.say("请先选结果", true);
    for (const old of await inSlot(this.slot, "waiting")) {
      // What may have arrived stands for itself; another text needs another key.
      if (old.tried && old.id === this.id) this.keyField.value = newKey();
      if (old.tried || old.id === this.id) continue;
      await movePhotos(old.id, this.id);
      await discard(old.id);
    }
    const one = { ...this.about(), state: "waiting", seq: Date.now() };
    await store(one);
    this.keptVersion = this.version;
    this.shownId = one.id;
    this.keyField.value = newKey();
    this.say(`待发送：${hour(one.at)} 已存本机`);
    send();
  }

  async submit(submitter) {
    await this.inTurn(() => {});
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.kind === "check") return this.inTurn(() => this.enqueue());
    this.sent = true;
    if (this.photos) await this.photos.taken;
    await store({ ...this.about(submitter), state: "waiting", seq: Date.now() }, true);
    this.say("正在报送…");
    await send();
    const one = await item(this.id);
    if (one && one.state === "waiting") this.wait(one);
  }

  // What became of it, here or in another window of this phone.
  hear(change) {
    if (this.kind === "check") return change.slot === this.slot && this.hearLine(change);
    if (change.id !== this.id || !this.sent) return null;
    if (change.state === "delivered") return this.arrived(change.told);
    if (["conflict", "draft", "closed"].includes(change.state)) this.inTurn(() => this.answered());
    return null;
  }

  async hearLine({ id, state }) {
    if (state === "delivered") return this.say(`已送达 ${hour(Date.now())}`);
    const one = ["conflict", "closed", "draft"].includes(state) && (await item(id));
    return one && one.message && this.sayWhy(one);
  }

  sayWhy(one) {
    this.say(one.message, true);
    if (one.state === "conflict") this.line.append(" ", Object.assign(link("看两份", one.told.url), { className: "btn-link" }));
  }

  arrived(told) {
    if ("leaving" in document.documentElement.dataset) return null;
    if (this.notice && this.kind !== "report") return this.notice.delivered(told);
    if (this.kind === "survey") return location.assign(this.nextSheet());
    return location.assign(told.url);
  }

  async answered() {
    const one = await item(this.id);
    if (!one) return;
    if (one.state === "conflict") return location.assign(one.told.url);
    this.again();
    this.say("没有送达，内容都在", true);
    showErrors(this.form, one.message, one.errors);
  }

  wait(one) {
    this.sent = true;
    this.keyField.value = one.id;
    delete this.form.dataset.sending;
    if (this.kind === "survey") return this.next(one);
    this.form.hidden = true;
    const acts = [];
    if (this.kind === "report" && one.state === "waiting" && !one.tried && !this.isFixed) acts.push(["修改", () => this.takeBack(one)]);
    if (this.kind === "visit") acts.push(["再登记一次", () => location.reload()]);
    this.notice = notice(this.form, { one, why: hindered(), acts });
    return null;
  }

  async takeBack(one) {
    await store({ ...(await item(one.id)), state: "draft" });
    this.again();
  }

  again() {
    this.sent = false;
    this.form.hidden = false;
    delete this.form.dataset.sending;
    if (this.notice) this.notice.remove();
    this.form.dispatchEvent(new Event("draft:back"));
  }

  nextSheet() {
    const [village] = pairsOf(this.form).filter(([name]) => name === "village");
    return `${location.pathname}?village=${village ? village[1] : ""}`;
  }

  // One household is done; the next empty sheet stands there at once, in the same village.
  next(one) {
    const village = one.pairs.filter(([name]) => name === "village");
    this.sent = false;
    this.form.reset();
    this.put(village);
    this.keyField.value = newKey();
    if (this.photos) this.photos.show();
    if (this.notice) this.notice.remove();
    this.notice = notice(this.form, { one, why: hindered(), acts: [], before: true });
    this.say("");
    scrollTo(0, 0);
  }
}

const sheets = new Map();

// What only those need whose browser keeps nothing.
document.querySelectorAll("[data-without-phone]").forEach((part) => {
  part.hidden = true;
});

document.querySelectorAll("form[data-offline]").forEach((form) => {
  const sheet = new Sheet(form);
  sheets.set(form, sheet);
  sheet.inTurn(() => sheet.restore());
});

// 其余均符合, without signal: every line that is still open gets that answer, each by itself.
function fillRest(answer) {
  sheets.forEach((sheet, form) => {
    const field = form.querySelector(`[name=result][value="${answer}"]`);
    if (sheet.kind !== "check" || !field || form.querySelector("[name=result]:checked")) return;
    field.checked = true;
    sheet.inTurn(() => sheet.enqueue());
  });
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".check-rest") || !isAlone() || !event.submitter) return;
  event.preventDefault();
  delete event.target.dataset.sending;
  fillRest(event.submitter.value);
});

// After the page's own checks: what they stop does not come here.
document.addEventListener("submit", (event) => {
  const sheet = sheets.get(event.target);
  if (!sheet || event.defaultPrevented || (event.submitter && event.submitter.hasAttribute("formaction"))) return;
  event.preventDefault();
  sheet.submit(event.submitter).catch(() => event.target.submit());
});
