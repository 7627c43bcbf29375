// What is kept on this phone, encrypted under a key of the account that cannot be taken out of the browser; a page goes by
// a name made with a second such key, so that not even its address can be read.
// Read by pages (import "./store.js") and by the service worker (importScripts) alike; both find it as self.phoneStore.

(() => {
  const NAMES = ["keys", "pages", "items", "photos"];
  const text = { into: new TextEncoder(), from: new TextDecoder() };
  let opening;

  function open() {
    opening = opening || new Promise((done, failed) => {
      const asked = indexedDB.open("phone", 1);
      asked.onupgradeneeded = () => {
        NAMES.forEach((name) => asked.result.createObjectStore(name, { keyPath: "id" }).createIndex("account", "account"));
        asked.result.createObjectStore("state", { keyPath: "id" });
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    return opening;
  }

  // One transaction; what `work` returns is an IDBRequest or nothing. Resolves once it is written.
  async function within(names, mode, work) {
    const moving = (await open()).transaction(names, mode);
    return new Promise((done, failed) => {
      const asked = work(...[].concat(names).map((name) => moving.objectStore(name)));
      moving.oncomplete = () => done(asked && asked.result);
      moving.onerror = moving.onabort = () => failed(moving.error);
    });
  }

  const get = (name, id) => within(name, "readonly", (rows) => rows.get(id));
  const drop = (name, id) => within(name, "readwrite", (rows) => void rows.delete(id));
  const of = (name, account) => within(name, "readonly", (rows) => rows.index("account").getAll(account));

  async function keysOf(account) {
    const kept = await get("keys", account);
    if (kept && kept.naming) return kept;
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const naming = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    // Another page may have made them meanwhile: the first stand.
    await within("keys", "readwrite", (rows) => {
      const asked = rows.get(account);
      asked.onsuccess = () => rows.put({ id: account, account, key, naming, ...asked.result });
    });
    return get("keys", account);
  }

  // What stands for a path on this phone alone.
  async function place(account, path) {
    const sum = new Uint8Array(await crypto.subtle.sign("HMAC", (await keysOf(account)).naming, text.into.encode(path)));
    return Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  const sign = (name, row) => text.into.encode(`${name} ${row.account} ${row.id}`);

  // Bytes sealed to their account, place and id: moved elsewhere they do not open.
  async function seal(name, row, bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: sign(name, row) };
    return { iv, data: await crypto.subtle.encrypt(how, (await keysOf(row.account)).key, bytes) };
  }

  async function unseal(name, row) {
    const how = { name: "AES-GCM", iv: row.sealed.iv, additionalData: sign(name, row) };
    return crypto.subtle.decrypt(how, (await keysOf(row.account)).key, row.sealed.data);
  }

  // row: {id, account, …} stand readable; what: anything JSON can say, or an ArrayBuffer, is sealed.
  async function put(name, row, what) {
    const isBytes = what instanceof ArrayBuffer;
    const sealed = await seal(name, row, isBytes ? what : text.into.encode(JSON.stringify(what)));
    await within(name, "readwrite", (rows) => void rows.put({ ...row, isBytes, sealed }));
  }

  async function read(name, row) {
    const bytes = await unseal(name, row);
    return row.isBytes ? bytes : JSON.parse(text.from.decode(bytes));
  }

  // Whose phone it is now: the account of the last page the server gave to somebody logged in; null after logout.
  const now = async () => ((await get("state", "now")) || {}).account || null;
  const setNow = (account) => within("state", "readwrite", (rows) => void rows.put({ id: "now", account }));

  // Everything of one account goes, its key too.
  async function forget(account) {
    await within([...NAMES, "state"], "readwrite", (...stores) => {
      stores.slice(0, -1).forEach((rows) => {
        rows.index("account").openKeyCursor(account).onsuccess = (event) => {
          const at = event.target.result;
          if (!at) return;
          rows.delete(at.primaryKey);
          at.continue();
        };
      });
      stores[stores.length - 1].delete("now");
    });
  }

  self.phoneStore = { get, of, put, read, drop, place, now, setNow, forget };
})();
