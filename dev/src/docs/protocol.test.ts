import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { compactJson } from "./compact-json.ts";
import { docCommentsOf, fieldsOf, typeText } from "./contract-types.ts";
import { protocolPage, TARGET } from "./protocol.ts";

test("docs/protocol.md is what the contracts say; if not: npm run docs:protocol", async () => {
  expect(await readFile(TARGET, "utf8")).toBe(await protocolPage());
});

describe("types as words", () => {
  const Named = z.object({ a: z.string() });
  const names = new Map<z.ZodType, string>([[Named, "Named"]]);
  test.each([
    [z.string().min(1).max(64), "string (1 to 64 characters)"],
    [z.string(), "string"],
    [z.int().min(0), "int (from 0)"],
    [z.int().min(1).max(100), "int (1 to 100)"],
    [z.number(), "number"],
    [z.iso.datetime(), "time"],
    [z.enum(["a", "b"]).nullable(), '"a" | "b" | null'],
    [z.array(z.enum(["a", "b"])).max(3), '("a" | "b")[] (at most 3 items)'],
    [z.array(Named).min(1), "Named[] (at least 1 items)"],
    [z.object({ x: Named.optional(), y: z.boolean() }), "{ x?: Named, y: boolean }"],
    [z.record(z.string(), z.unknown()), "{ [name]: any }"],
    [z.int().default(50), "int = 50"],
  ])("%#: %s", (schema, text) => {
    expect(typeText(schema, names)).toBe(text);
  });

  test("fields tell what may be left out", () => {
    expect(fieldsOf(z.object({ a: z.int().default(1), b: z.string() }), names)).toEqual([
      { name: "a", type: "int = 1", isOptional: true },
      { name: "b", type: "string", isOptional: false },
    ]);
  });
});

test("doc comments are found by what they stand at", () => {
  const source = `/** A thing. */
export const Thing = z.object({
  /** How many,
   *  at most. */
  count: z.int(),
});
export const Frame = z.discriminatedUnion("t", [
  /** Says hello. */
  z.object({ t: z.literal("hello"), id }),
  z.object({
    t: z.literal("bye"),
    /** Why. */
    reason,
  }),
]);`;
  expect(Object.fromEntries(docCommentsOf(source))).toEqual({
    Thing: "A thing.",
    "Thing.count": "How many, at most.",
    hello: "Says hello.",
    "bye.reason": "Why.",
  });
});

test("examples are short, and leave out what is described elsewhere", () => {
  expect(compactJson({ t: "ack", seq: 1, none: [] })).toBe('{ "t": "ack", "seq": 1, "none": [] }');
  expect(compactJson({ t: "welcome", room: { name: "x".repeat(200) } })).toBe(
    '{ "t": "welcome", "room": {…} }',
  );
  expect(compactJson({ list: ["x".repeat(100), "y".repeat(100)] })).toBe(
    `{\n  "list": [\n    "${"x".repeat(100)}",\n    …\n  ]\n}`,
  );
});
