/**
 * Longer than what is done under the lease takes (see the time limits in refresh.ts): a tab that died holds
 * nobody up for longer.
 */
const LEASE_MS = 35_000;
/**
 * What is written is seen by the other tabs by then: browsers share localStorage between processes, a little
 * late.
 */
const SETTLE_MS = 40;
const POLL_MS = 60;

interface Lease {
  by: string;
  until: number;
}

/**
 * Runs `work` in one tab of this browser at a time: by Web Locks, or where those are missing (pages without
 * https, old browsers) by a lease in localStorage, which is written, waited for and read again. Where there
 * is neither, within this tab alone.
 */
export async function inOneTab<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks;
  if (locks) return locks.request(name, work);
  const storage = globalThis.localStorage;
  if (!storage) return work();
  const by = crypto.getRandomValues(new Uint32Array(2)).join("-");
  const key = `${name}.lease`;
  while (!(await take(storage, key, by))) await sleep(POLL_MS);
  try {
    return await work();
  } finally {
    if (read(storage, key)?.by === by) storage.removeItem(key);
  }
}

async function take(storage: Storage, key: string, by: string): Promise<boolean> {
  const held = read(storage, key);
  if (held !== null && held.until > Date.now()) return false;
  const lease: Lease = { by, until: Date.now() + LEASE_MS };
  storage.setItem(key, JSON.stringify(lease));
  // Two tabs may have written at once: the last one has it.
  await sleep(SETTLE_MS);
  return read(storage, key)?.by === by;
}

function read(storage: Storage, key: string): Lease | null {
  const [, by, until] = /^\{"by":"([\d-]+)","until":(\d+)\}$/.exec(storage.getItem(key) ?? "") ?? [];
  if (by === undefined || until === undefined) return null;
  // A lease that ends later than any that is given now is of a clock that was set back since.
  return Number(until) > Date.now() + LEASE_MS ? null : { by, until: Number(until) };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
