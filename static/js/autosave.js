// <form data-autosave="/path/"> is posted there within a second of the last keystroke.
// The server answers 2xx with {"saved_at": "16:42"}, 409 with {"message": why it is not kept}; anything else is said
// plainly, and tried again. The form hears draft:kept and draft:failed; whoever stops the latter keeps the draft meanwhile
// (offline/forms.js), and says draft:back when a text that was to be sent is a draft again.

const PAUSE = 700;
const RETRY = [3000, 6000, 12000, 30000];

class Draft {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-draft-state]");
    this.timer = 0;
    this.failures = 0;
    this.unsaved = false;
    this.busy = false;
    form.addEventListener("input", () => this.touch());
    form.addEventListener("change", () => this.touch());
    form.addEventListener("submit", (event) => {
      if (!event.defaultPrevented) this.leave();
    });
    form.addEventListener("draft:back", () => {
      this.gone = false;
      this.touch();
    });
    addEventListener("online", () => this.unsaved && this.save());
    addEventListener("beforeunload", (event) => {
      if (!this.unsaved || form.dataset.kept) return;
      event.preventDefault();
      event.returnValue = "";
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.unsaved) this.save();
    });
  }

  touch() {
    this.unsaved = true;
    this.version = (this.version || 0) + 1;
    this.wait(PAUSE);
  }

  wait(time) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), time);
  }

  leave() {
    clearTimeout(this.timer);
    this.unsaved = false;
    this.gone = true;
  }

  body() {
    const body = new FormData(this.form);
    // Photos go with the report itself; a draft keeps words only.
    for (const [name, value] of Array.from(body.entries())) if (value instanceof File) body.delete(name);
    return body;
  }

  async save() {
    if (this.gone) return;
    if (this.busy) return this.wait(PAUSE);
    clearTimeout(this.timer);
    this.busy = true;
    const version = this.version;
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body: this.body(),
        headers: { "X-Requested-With": "autosave" },
        credentials: "same-origin",
        keepalive: true,
      });
      await this.read(answer, version);
    } catch {
      this.lost("未能保存，请勿关闭本页；信号恢复后自动再存");
    } finally {
      this.busy = false;
    }
  }

  async read(answer, version) {
    if (answer.redirected || answer.status === 401 || answer.status === 403) {
      return this.lost("登录已失效：请另开一页登录，再回到本页，已填内容都在", "登录已失效");
    }
    if (answer.status === 409) return this.failed((await answer.json()).message);
    if (!answer.ok) return this.lost("未能保存，请勿关闭本页；稍后自动再存");
    const saved = await answer.json();
    this.failures = 0;
    if (version === this.version) this.unsaved = false;
    this.form.dispatchEvent(new Event("draft:kept"));
    this.say(saved.message || `已自动保存 ${saved.saved_at}`, false);
  }

  // The server has not got it: the phone may keep it instead, and then it need not be said here.
  lost(words, why = "没有信号") {
    if (this.gone) return;
    const isKept = !this.form.dispatchEvent(new CustomEvent("draft:failed", { cancelable: true, detail: why }));
    if (isKept && this.form.dataset.offline === "check") this.unsaved = false;
    else this.failed(isKept ? "" : words);
  }

  failed(words) {
    if (this.gone) return;
    if (words) this.say(words, true);
    this.wait(RETRY[Math.min(this.failures, RETRY.length - 1)]);
    this.failures += 1;
  }

  say(words, wrong) {
    if (!this.line) return;
    this.line.classList.toggle("is-unsaved", wrong);
    if (this.line.textContent !== words) this.line.textContent = words;
  }
}

document.querySelectorAll("form[data-autosave]").forEach((form) => new Draft(form));
