import { expect, test } from "vitest";
import { readLines } from "./ndjson.ts";

const bodyOf = (...chunks: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });

test("lines come whole, however the body is cut", async () => {
  const lines = await Array.fromAsync(readLines(bodyOf('{"a":', "1}\n\n", '{"b":2}', '\n{"c":3}'), 1000));
  expect(lines).toEqual(['{"a":1}', '{"b":2}', '{"c":3}']);
});

test("silence ends it", async () => {
  const silent = new ReadableStream<Uint8Array>({ start() {} });
  await expect(Array.fromAsync(readLines(silent, 20))).rejects.toThrow("no sign of life");
});
