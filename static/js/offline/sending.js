// Sends what waits, in order, each once: the key makes the second sending of the same text no second report.

import { ask } from "./asking.js";
import { able, account, discard, item, items, photosOf, say, store } from "./queue.js";
import { upload } from "./uploads.js";

// Said of photos that lie here and go nowhere by themselves.
export const LEFT = "照片还在本机：可以存到相册，再到原处换一张传。";

// Why nothing goes out at the moment: "", "signal", "login" (the session is over), "other" (somebody else's session).
let hindrance = "";
export const hindered = () => hindrance;

function hinder(why) {
  if (hindrance !== why) {
    hindrance = why;
    say({ hindrance: why });
  }
  return null;
}

// The token to send with; null where this account may not send now.
async function token() {
  let answer, told;
  try {
    answer = await ask("/offline/account/");
    if (answer.type === "opaqueredirect" || answer.status === 401) return hinder("login");
    told = await answer.json();
  } catch {
    return hinder("signal");
  }
  if (!answer.ok) return hinder("signal");
  if (told.account !== account) return hinder("other");
  hinder("");
  return told.csrf;
}

const alone = (name, work) => (navigator.locks ? navigator.locks.request(name, work) : work());

// Everything that waits. Resolves once the texts are answered or cannot go; photos follow by themselves.
export async function send() {
  if (!able) return;
  await alone("phone-texts", sendTexts);
  sendAllPhotos();
}

export const sendAllPhotos = () => alone("phone-photos", sendPhotos).catch(() => {});

async function sendTexts() {
  const waiting = (await items()).filter((one) => one.state === "waiting");
  const csrf = waiting.length ? await token() : null;
  if (!csrf) return;
  for (const { id } of waiting) if (!(await sendText(id, csrf))) return;
}

// False where the rest must wait.
async function sendText(id, csrf) {
  const one = await item(id);
  if (!one || one.state !== "waiting") return true;
  one.tried = true;
  await store(one, true);
  try {
    const body = new URLSearchParams(one.pairs);
    const answer = await ask(one.path, { method: "POST", body, headers: { "X-CSRFToken": csrf } });
    return await taken(one, await answer.json());
  } catch {
    hinder("signal");
    return false;
  }
}

async function taken(one, told) {
  const { message } = told;
  if (told.state === "kept") await delivered(one, told);
  else if (told.state === "conflict") await store({ ...one, state: "conflict", message, told });
  // Nothing is stored there: it is a draft again, with the reason, and may be sent anew.
  else if (told.state === "refused") await store({ ...one, state: "draft", tried: false, message, errors: told.errors });
  else if (told.state === "closed") await store({ ...one, state: "closed", message });
  else return hinder(told.state === "login" ? "login" : "signal") !== null;
  return true;
}

async function delivered(one, told) {
  const photos = await photosOf(one.id);
  // The text is with the server: of it only the name stays here until its photos are there too.
  if (photos.length && told.photos) await store({ ...one, state: "photos", pairs: [], told }, true);
  else await discard(one.id);
  say({ id: one.id, slot: one.slot, state: "delivered", told });
}

async function sendPhotos() {
  const waiting = (await items()).filter((one) => one.state === "photos");
  const csrf = waiting.length ? await token() : null;
  if (!csrf) return;
  for (const one of waiting) {
    const failures = [];
    for (const photo of await photosOf(one.id)) {
      const why = await upload(one, photo, csrf);
      if (why === null) return hinder("signal");
      if (why) failures.push(why);
      say({ id: one.id, state: "photos" });
    }
    if (failures.length) await store({ ...one, state: "closed", message: `文字已送达。${failures.join("")}${LEFT}` });
    else await discard(one.id);
  }
}
