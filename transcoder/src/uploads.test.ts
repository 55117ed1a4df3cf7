import { describe, expect, test } from "vitest";
import { createUploads } from "./uploads.ts";

function start(write: (key: string) => Promise<number>) {
  const stored: string[] = [];
  const failures: unknown[] = [];
  const uploads = createUploads({
    store: {
      read: () => {
        throw new Error("not here");
      },
      write: (key) => write(key),
    },
    prefix: "hls/t/v1/",
    onStored: (key) => stored.push(key),
    onFailure: (error) => failures.push(error),
  });
  return { uploads, stored, failures };
}

const body = new Uint8Array(3);

describe("uploads", () => {
  test("a few at a time, and the producer waits when too many are pending", async () => {
    let running = 0;
    let most = 0;
    const release: Array<() => void> = [];
    const { uploads, stored } = start(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => release.push(resolve));
      running -= 1;
      return 3;
    });
    let taken = 0;
    const producing = (async () => {
      for (let index = 0; index < 30; index += 1) {
        await uploads.put(`${index}`, body, "x/y");
        taken += 1;
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(taken).toBe(12);
    const pump = setInterval(() => release.shift()?.(), 0);
    await producing;
    await uploads.settled();
    clearInterval(pump);
    expect(most).toBe(6);
    expect(stored).toHaveLength(30);
    expect(stored[0]).toBe("hls/t/v1/0");
  });

  test("the first failure is told once and ends everything after it", async () => {
    const { uploads, stored, failures } = start((key) =>
      key.endsWith("bad") ? Promise.reject(new Error("disk full")) : Promise.resolve(3),
    );
    await uploads.put("good", body, "x/y");
    await uploads.put("bad", body, "x/y");
    await expect(uploads.settled()).rejects.toThrow("disk full");
    await expect(uploads.put("late", body, "x/y")).rejects.toThrow("disk full");
    expect([stored, failures.length]).toEqual([["hls/t/v1/good"], 1]);
  });
});
