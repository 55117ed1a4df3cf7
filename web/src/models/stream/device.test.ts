import { describe, expect, test } from "vitest";
import { deviceName, randomId } from "./device.ts";

const CHROME =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";

describe("devices", () => {
  test.each([
    [CHROME, 0, "Chrome on Linux"],
    [CHROME.replace("X11; Linux x86_64", "Linux; Android 15; Pixel 9"), 5, "Chrome on Android"],
    [`${CHROME} Edg/140.0`, 0, "Edge on Linux"],
    ["Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", 0, "Firefox on Windows"],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Mobile Safari/604",
      5,
      "Safari on iPhone",
    ],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/18 Safari/605",
      0,
      "Safari on Mac",
    ],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/18 Safari/605",
      5,
      "Safari on iPad",
    ],
    ["curl/8", 0, "Browser"],
  ])("%s", (userAgent, touchPoints, name) => {
    expect(deviceName(userAgent, touchPoints)).toBe(name);
  });

  test("ids are of the contract's form and differ", () => {
    const ids = Array.from({ length: 1000 }, randomId);
    expect(new Set(ids).size).toBe(1000);
    expect(ids.every((id) => /^[A-Za-z0-9_-]{1,40}$/.test(id))).toBe(true);
  });
});
