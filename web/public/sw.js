// Keeps the app shell (the page, its scripts, styles, font) for when there is no network. Never the API, sockets,
// media or anything that belongs to one reader.
const CACHE = "veza-shell-1";
const PAGE = "/";
const NAMED = ["/boot.js", "/manifest.webmanifest", "/icons/veza.svg"];

self.addEventListener("install", (event) => {
  event.waitUntil(
    keepPage()
      .then(keepFiles)
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (/^\/(api|stream|chat|dev|\.well-known)(\/|$)/.test(url.pathname)) return;
    event.respondWith(page(event));
  } else if (url.pathname.startsWith("/assets/")) {
    event.respondWith(keptOr(request));
  } else if (NAMED.includes(url.pathname)) {
    event.respondWith(freshOr(request));
  }
});

/** The newest page when there is a network, the kept one when there is none. */
async function page(event) {
  try {
    const response = await fetch(event.request);
    if (response.ok && !response.redirected) {
      const copy = response.clone();
      event.waitUntil(
        caches
          .open(CACHE)
          .then((cache) => cache.put(PAGE, copy))
          .then(keepFiles),
      );
    }
    return response;
  } catch (error) {
    const kept = await caches.match(PAGE);
    if (kept) return kept;
    throw error;
  }
}

/** Hashed files never change: the kept one is as good as the server's. */
async function keptOr(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function freshOr(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request);
    if (kept) return kept;
    throw error;
  }
}

async function keepPage() {
  const cache = await caches.open(CACHE);
  await cache.addAll([PAGE, ...NAMED]);
}

/** Brings what is kept in line with the build that is served now: adds its new files, drops those of builds before. */
async function keepFiles() {
  const response = await fetch("/shell.json", { cache: "no-cache" });
  if (!response.ok) return;
  const wanted = new Set(await response.json());
  const cache = await caches.open(CACHE);
  const kept = new Set();
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/assets/") && !wanted.has(pathname)) await cache.delete(request);
    else kept.add(pathname);
  }
  for (const address of wanted) if (!kept.has(address)) await cache.add(address);
}
