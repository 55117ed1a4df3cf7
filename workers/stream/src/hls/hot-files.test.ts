import { expect, test } from "vitest";
import { HotFiles } from "./hot-files.ts";

const megabytes = (n: number) => ({ bytes: new ArrayBuffer(n * 1024 * 1024), etag: `"${n}"` });

test("the least recently used file gives way, and a large one is not kept", () => {
  const files = new HotFiles();
  for (let i = 0; i < 10; i++) files.put(`f${i}`, megabytes(3));
  expect(files.get("f0")).toBeDefined();
  files.put("f10", megabytes(3));
  expect(files.get("f1")).toBeUndefined();
  expect(files.get("f0")).toBeDefined();
  files.put("large", megabytes(8));
  expect(files.get("large")).toBeUndefined();
});
