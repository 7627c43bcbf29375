// The service worker: pages from the network; without signal, or where the server hangs, the copy kept for the account
// whose phone this is now. What it keeps it has fetched itself, and only what the server marked X-Offline for that account.

/* global phoneStore, phoneTimes, phoneSettings */
const PATIENCE = 4000;
// For so long after the server hung, nothing waits for it that is here.
const LAME = 30000;
let lameSince = 0;
const CACHE = "static";
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const after = (time) => new Promise((done) => setTimeout(done, time));

self.addEventListener("install", (event) => {
  event.waitUntil(prepare().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("message", (event) => {
  if (event.data.ahead) event.waitUntil(fetchAhead(event.data.ahead).catch(() => {}));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(request.method === "GET" ? show(request, url) : fetch(request).catch(notSent));
  } else if (request.method === "GET" && url.pathname.startsWith("/static/")) {
    event.respondWith(asset(request, url));
  }
});

// Static files ------------------------------------------------------------------------------------------------------

async function prepare() {
  const cache = await caches.open(CACHE);
  await cache.put(phoneSettings.fallback, await fetch(phoneSettings.fallback, { cache: "reload" }));
  await fetchAssets(await ownAssets());
}

async function ownAssets() {
  const page = await caches.match(phoneSettings.fallback);
  return [...phoneSettings.assets, ...assetsIn(await page.text())];
}

const assetsIn = (html) => Array.from(html.matchAll(/(?:src|href)="(\/static\/[^"]+)"/g), (found) => found[1]);

async function fetchAssets(paths) {
  const cache = await caches.open(CACHE);
  for (const path of new Set(paths)) {
    if (HASHED.test(path) && (await cache.match(path))) continue;
    const answer = await fetch(path).catch(() => null);
    if (answer && answer.ok) await cache.put(path, answer);
  }
}

// What an earlier release brought.
async function dropAssets(wanted) {
  const cache = await caches.open(CACHE);
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (pathname.startsWith("/static/") && !wanted.has(pathname)) await cache.delete(url);
  }
}

async function asset(request, url) {
  const cache = await caches.open(CACHE);
  const kept = () => cache.match(url.pathname);
  const isLame = Date.now() - lameSince < LAME;
  if (HASHED.test(url.pathname) || isLame) return (await kept()) || fetch(request);
  return fetch(request).catch(async () => (await kept()) || Response.error());
}

// Pages -------------------------------------------------------------------------------------------------------------

async function keptPage(path) {
  const account = await phoneStore.now();
  const row = account && (await phoneStore.get("pages", await phoneStore.place(account, path)));
  return row || null;
}

async function show(request, url) {
  const kept = await keptPage(url.pathname + url.search).catch(() => null);
  const asked = fetch(request);
  const otherwise = () => (url.pathname === "/" ? Response.redirect(phoneSettings.home) : fallback());
  if (!kept) return asked.catch(otherwise);
  const answer = await Promise.race([asked.catch(() => null), after(PATIENCE)]);
  if (!answer) lameSince = Date.now();
  // What a proxy says in place of a server that is gone is no answer.
  return answer && answer.status < 502 ? answer : opened(kept).catch(() => asked.catch(fallback));
}

async function opened(row) {
  const page = await phoneStore.read("pages", row);
  const mark = `<p class="kept-mark" role="status">离线查看：${phoneTimes.moment(row.at)} 的内容</p>`;
  const html = page.html
    .replace("<html ", `<html data-kept-at="${row.at}" `)
    .replace(/<main[^>]*>/, (main) => `${main}${mark}`);
  const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" };
  if (page.csp) headers["Content-Security-Policy"] = page.csp;
  return new Response(html, { headers });
}

async function fallback() {
  const kept = await (await caches.open(CACHE)).match(phoneSettings.fallback);
  return kept ? new Response(kept.body, { status: 503, headers: kept.headers }) : Response.error();
}

async function notSent() {
  const page = await fallback();
  const html = (await page.text()).replace(/<p data-not-kept>[^<]*/, "<p>刚才填的没有送出。请按返回键，有信号后再送一次。");
  return new Response(html, { status: 503, headers: page.headers });
}

const ask = (path) => fetch(path, { headers: { "X-Requested-With": "phone" }, redirect: "manual", cache: "no-store" });

// One page after the other, so that the phone stays free for what the officer does; cut off, it is done anew later.
async function fetchAhead(account) {
  const answer = await ask(phoneSettings.pages).catch(() => null);
  if (!answer || !answer.ok) return;
  const { pages } = await answer.json();
  const assets = await ownAssets();
  for (const path of pages) {
    const html = await keep(account, path);
    if (html) assets.push(...assetsIn(html));
  }
  await fetchAssets(assets);
  await sweep(account, pages);
  await dropAssets(new Set(assets));
}

async function keep(account, path) {
  const answer = await ask(path);
  const row = { id: await phoneStore.place(account, path), account, at: Date.now() };
  // What may no longer be kept goes; what could not be asked stays.
  if (answer.status >= 500) return null;
  if (!answer.ok || answer.headers.get("X-Offline") !== account) {
    await phoneStore.drop("pages", row.id);
    return null;
  }
  const html = await answer.text();
  if ((await phoneStore.now()) !== account) return null;
  const title = new RegExp("<title>([^<]*)</title>").exec(html)[1].split("·")[0].trim();
  const hasForm = html.includes("data-offline=");
  await phoneStore.put("pages", row, { path, html, title, hasForm, csp: answer.headers.get("Content-Security-Policy") });
  return html;
}

async function sweep(account, pages) {
  const wanted = new Set(await Promise.all(pages.map((path) => phoneStore.place(account, path))));
  for (const row of await phoneStore.of("pages", account)) {
    if (!wanted.has(row.id)) await phoneStore.drop("pages", row.id);
  }
}
