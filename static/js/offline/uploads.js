// One photo after the other, each in parts that go on where they stopped.

import { dropPhoto, photoBytes } from "./queue.js";
import { ask } from "./asking.js";

const PART = 96 * 1024;

async function digest(bytes) {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// "" once it is there; why it is not taken, and then it is not asked again; null where it must wait.
export async function upload(one, photo, csrf) {
  const head = { "X-CSRFToken": csrf };
  try {
    const bytes = await photoBytes(photo);
    const about = { kind: one.kind, object: one.told.object, key: photo.id, name: photo.name, size: bytes.byteLength, sha256: await digest(bytes) };
    const asked = await ask(one.told.photos, { method: "POST", headers: head, body: new URLSearchParams(about) });
    const told = await asked.json();
    if (!asked.ok) return refusal(asked.status, told);
    return await parts(told, bytes, head, photo);
  } catch {
    return null;
  }
}

async function parts(told, bytes, head, photo) {
  let { offset, done } = told;
  while (!done) {
    const body = bytes.slice(offset, offset + PART);
    const headers = { ...head, "Upload-Offset": String(offset), "Content-Type": "application/octet-stream" };
    const answer = await ask(told.upload, { method: "POST", headers, body }, 60000);
    const next = await answer.json();
    if (!answer.ok && answer.status !== 409) return refusal(answer.status, next);
    if (!next.done && next.offset === offset) return null;
    ({ offset, done } = next);
  }
  await dropPhoto(photo);
  return "";
}

// A photo that the server will never take stays here until the officer has seen why; a session that is over is not its fault.
function refusal(status, told) {
  if (status === 401 || status === 429 || status >= 500) return null;
  return told.message || "有一张照片没有被接收。";
}
