import { expect, test } from "vitest";
import { readIdempotencyKey } from "./idempotency.ts";

const read = (value: string | null) =>
  readIdempotencyKey(new Headers(value === null ? {} : { "idempotency-key": value }));

test("a key is taken quoted, as the draft has it, and bare", () => {
  expect(read(null)).toBeNull();
  expect(read('"8e03978e-40d5-43dd-bc93-6894a57f9324"')).toBe("8e03978e-40d5-43dd-bc93-6894a57f9324");
  expect(read('"two words"')).toBe("two words");
  expect(read("evt_1:2.3-x")).toBe("evt_1:2.3-x");
});

test.each(["", '""', '"a', "two words", 'a"b', `"${"x".repeat(256)}"`, "x".repeat(256), '"é"'])(
  "%j is no key",
  (value) => {
    expect(() => read(value)).toThrow(expect.objectContaining({ code: "invalid_request" }));
  },
);
