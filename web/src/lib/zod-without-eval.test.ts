import { expect, test } from "vitest";

test("zod takes the setting over although it is loaded later", async () => {
  await import("./zod-without-eval.ts");
  const { config } = await import("zod");
  expect(config().jitless).toBe(true);
});
