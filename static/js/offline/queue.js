// What the officer has written and the server has not: drafts, what waits to be sent, photos still to come.
//
// An item: {id, account, state, seq} and, sealed, {slot, kind, title, path, page, pairs, at, tried, message, errors, told}.
// state: draft, waiting, photos (the text is delivered), conflict (both texts are kept), closed (nobody takes it).

import "./store.js";

const { get, of, put, read, drop } = self.phoneStore;
const told = "BroadcastChannel" in window ? new BroadcastChannel("phone") : null;
export const account = document.documentElement.dataset.account || "";
export const able = Boolean(account) && window.isSecureContext && "serviceWorker" in navigator && "indexedDB" in window;
export const UNSENT = ["waiting", "photos", "conflict", "closed", "draft"];

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export function say(change = {}) {
  document.dispatchEvent(new CustomEvent("phone:change", { detail: change }));
  if (told) told.postMessage(change);
}

if (told) told.onmessage = (event) => document.dispatchEvent(new CustomEvent("phone:change", { detail: event.data }));

async function opened(row) {
  const { sealed, isBytes, ...plain } = row;
  return { ...(await read("items", row)), ...plain };
}

// Oldest first: in this order they are sent. What cannot be opened is left alone.
export async function items() {
  const rows = (await of("items", account)).sort((one, other) => one.seq - other.seq);
  const all = await Promise.all(rows.map((row) => opened(row).catch(() => null)));
  return all.filter(Boolean);
}

export async function item(id) {
  const row = await get("items", id);
  return row && row.account === account ? opened(row) : null;
}

export async function inSlot(slot, ...states) {
  return (await items()).filter((one) => one.slot === slot && states.includes(one.state));
}

let isAsked = false;
// The browser is asked not to clear this phone's storage by itself; it answers without a question to the officer.
function askToStay() {
  if (isAsked || !navigator.storage || !navigator.storage.persist) return;
  isAsked = true;
  navigator.storage.persist().catch(() => {});
}

export async function store(one, quietly) {
  askToStay();
  const { id, state, seq, account: whose, ...rest } = { seq: Date.now(), ...one, account };
  await put("items", { id, account: whose, state, seq }, rest);
  if (!quietly) say({ id, state, slot: rest.slot });
}

export async function discard(id) {
  for (const photo of await photosOf(id)) await drop("photos", photo.id);
  await drop("items", id);
  say({ id, state: "gone" });
}

// Photos hang on the id of their item; the picture itself is sealed.
export async function photosOf(id) {
  return (await of("photos", account)).filter((photo) => photo.item === id).sort((one, other) => one.seq - other.seq);
}

export const addPhoto = (id, bytes, name) =>
  put("photos", { id: newKey(), account, item: id, seq: Date.now(), name, size: bytes.byteLength }, bytes);

export const photoBytes = (photo) => read("photos", photo);
export const dropPhoto = (photo) => drop("photos", photo.id);

// A draft that becomes an item of another key takes its photos along.
export async function movePhotos(from, to) {
  for (const photo of await photosOf(from)) {
    await put("photos", { id: newKey(), account, item: to, seq: photo.seq, name: photo.name, size: photo.size }, await photoBytes(photo));
    await dropPhoto(photo);
  }
}

export const unsent = async () => (await items()).filter((one) => UNSENT.includes(one.state));
