// One question to the server, in the queue's name: answered in JSON, never by a page to log in.

const WAIT = 20000;

export async function ask(path, options = {}, wait = WAIT) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), wait);
  try {
    return await fetch(path, {
      credentials: "same-origin",
      redirect: "manual",
      cache: "no-store",
      ...options,
      headers: { "X-Requested-With": "queue", ...options.headers },
      signal: stop.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}
