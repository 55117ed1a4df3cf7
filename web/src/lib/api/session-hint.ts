/**
 * The session itself lives in HTTP-only cookies that script cannot read. This hint says whether there may be
 * one and when its access token was last renewed, so that a guest's page asks nothing in vain and a member's
 * page renews before a call fails. It grants nothing.
 */
const KEY = "veza.session";

/** Access tokens live 15 minutes; renewed a little earlier, clocks differ. */
export const RENEW_AFTER_MS = 13 * 60_000;

const listeners = new Set<() => void>();

/** Calls `listener` when a session begins or ends in any tab. Answers how to stop. */
export function watchSession(listener: () => void): () => void {
  const onStorage = (event: StorageEvent) => {
    if (event.key === KEY && (event.oldValue === null) !== (event.newValue === null)) listener();
  };
  listeners.add(listener);
  globalThis.addEventListener?.("storage", onStorage);
  return () => {
    listeners.delete(listener);
    globalThis.removeEventListener?.("storage", onStorage);
  };
}

/** When the session was last renewed (epoch ms), or null for a guest. */
export function renewedAt(): number | null {
  const value = Number(globalThis.localStorage?.getItem(KEY) ?? Number.NaN);
  return Number.isFinite(value) && value > 0 ? value : null;
}

export function rememberSession(now: number = Date.now()): void {
  const isNew = renewedAt() === null;
  globalThis.localStorage?.setItem(KEY, String(now));
  if (isNew) for (const listener of listeners) listener();
}

export function forgetSession(): void {
  if (renewedAt() === null) return;
  globalThis.localStorage?.removeItem(KEY);
  for (const listener of listeners) listener();
}

/** Whether the access token should be renewed before the next call. */
export function isStale(now: number = Date.now()): boolean {
  const at = renewedAt();
  return at !== null && now - at > RENEW_AFTER_MS;
}
