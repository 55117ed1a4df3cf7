const KEY = "veza.device";
/** The contract's length of a device's name. */
const MAX_NAME = 60;

/** A name that is unique enough within one account: 96 random bits, in letters and digits. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(36).padStart(2, "0")).join("");
}

/**
 * This browser's id. A second tab is a device of its own: the first holds a lock on the kept id for as long
 * as it is open, the others take one that ends with them.
 */
export async function deviceId(): Promise<string> {
  let kept: string;
  try {
    kept = localStorage.getItem(KEY) ?? randomId();
    localStorage.setItem(KEY, kept);
  } catch {
    // Storage is refused: a new device at each visit.
    return randomId();
  }
  return (await isFirstTab()) ? kept : randomId();
}

/** A page that is being reloaded lets go of its lock a little later than the new one asks for it. */
const RELOAD_MS = 400;

function isFirstTab(): Promise<boolean> {
  const { locks } = navigator;
  if (!locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    locks
      .request(KEY, { signal: AbortSignal.timeout(RELOAD_MS) }, () => {
        resolve(true);
        // Held until the page is closed.
        return new Promise<never>(() => {});
      })
      .catch(() => resolve(false));
  });
}

const BROWSERS: readonly [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\/|Chromium\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone|iPod/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/CrOS/, "ChromeOS"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "Mac"],
  [/Linux/, "Linux"],
];

/** What the listener reads in the list of devices: `Chrome on Linux`, `Safari on iPhone`. */
export function deviceName(userAgent: string, touchPoints: number): string {
  const find = (names: readonly [RegExp, string][]) =>
    names.find(([pattern]) => pattern.test(userAgent))?.[1];
  const browser = find(BROWSERS) ?? "Browser";
  const system = find(SYSTEMS);
  // An iPad calls itself a Mac, but no Mac has a touch screen.
  const known = system === "Mac" && touchPoints > 1 ? "iPad" : system;
  return (known === undefined ? browser : `${browser} on ${known}`).slice(0, MAX_NAME);
}
