// Keeps the app shell (the page, its scripts, styles, font) for when there is no network. Never the API, sockets,
// media or anything that belongs to one reader.
const CACHE = "veza-shell-1";
const SHELL = "/";
const OURS = [/^\/assets\//, /^\/icons\//, /^\/boot\.js$/, /^\/manifest\.webmanifest$/];

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
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
    event.respondWith(page(request));
  } else if (OURS.some((pattern) => pattern.test(url.pathname))) {
    event.respondWith(asset(request, url));
  }
});

/** The newest page when there is a network, the kept one when there is none. */
async function page(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok && response.type === "basic" && !response.redirected)
      await cache.put(SHELL, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(SHELL);
    if (kept) return kept;
    throw error;
  }
}

/** Hashed files never change: the kept one is as good as the server's. Others are asked for first. */
async function asset(request, url) {
  const cache = await caches.open(CACHE);
  const isHashed = url.pathname.startsWith("/assets/");
  const kept = await cache.match(request);
  if (kept && isHashed) return kept;
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** The page and everything that it names, so that the very next visit can be offline. */
async function keepShell() {
  const cache = await caches.open(CACHE);
  const response = await fetch(SHELL, { cache: "no-cache" });
  if (!response.ok) return;
  const text = await response.clone().text();
  await cache.put(SHELL, response);
  const named = [
    ...text.matchAll(/(?:src|href)="(\/(?:assets|icons)\/[^"]+|\/boot\.js|\/manifest\.webmanifest)"/g),
  ];
  await Promise.all(named.map(([, address]) => cache.add(address)));
}
