import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { EndpointShape } from "./endpoint.ts";
import { CHAT_ENDPOINTS } from "./http/chat-messages.ts";
import { ENDPOINTS } from "./http/endpoints.ts";
import { ChatClientFrame } from "./ws/chat.ts";
import { InboxClientFrame } from "./ws/inbox.ts";
import { PartyClientFrame } from "./ws/party.ts";
import { StreamClientFrame, StreamQuery } from "./ws/stream.ts";

/**
 * Where any JSON may stand: the detail of a log of moderators, and the body of a message that nobody could
 * read.
 */
const ANYTHING = [
  /\.detail\.\*$/,
  /(^| )DeadLetter\.body$/,
  /listDeadLetters.*body$/,
  /replayDeadLetter.*body$/,
];
/** Passwords are hashed as they were typed and never stored, shown or compared as text. */
const PASSWORD = /\.password$|(^| )Password$/;

interface Leaf {
  path: string;
  schema: z.ZodType;
}

/** Every schema of a string inside of another; a kind of schema that this does not know fails the test. */
function leaves(schema: z.ZodType, path: string, found: Leaf[] = []): Leaf[] {
  const inside = (next: unknown, step: string) => leaves(next as z.ZodType, path + step, found);
  const { def } = schema._zod as unknown as { def: Record<string, unknown> & { type: string } };
  switch (def.type) {
    case "string":
      found.push({ path, schema });
      break;
    case "object":
      for (const [key, next] of Object.entries(def.shape as object)) inside(next, `.${key}`);
      break;
    case "array":
      inside(def.element, "[]");
      break;
    case "record":
      inside(def.keyType, ".{key}");
      inside(def.valueType, ".*");
      break;
    case "tuple":
      for (const next of def.items as unknown[]) inside(next, "[]");
      break;
    case "union":
      for (const next of def.options as unknown[]) inside(next, "");
      break;
    case "nullable":
    case "optional":
    case "default":
      inside(def.innerType, "");
      break;
    case "unknown":
      expect(
        ANYTHING.some((allowed) => allowed.test(path)),
        `${path} takes anything`,
      ).toBe(true);
      break;
    case "number":
    case "int":
    case "boolean":
    case "null":
    case "enum":
    case "literal":
      break;
    default:
      throw new Error(`${path}: a schema of the kind ${def.type} is not known here`);
  }
  return found;
}

/**
 * A probe at many places of texts of many lengths and forms, so that no rule about length or form hides what
 * is let through.
 */
const around = (probe: string): string[] => [
  probe,
  `a${probe}`,
  `a${probe}b`,
  `${probe}/`,
  `hls/${probe}/`,
  `http://veza.example/${probe}`,
  `a${probe}@veza.example`,
  ...[3, 10, 20, 40].map((length) => probe + "x".repeat(length)),
];

/** What of the probe comes through a schema; null when nothing does. */
function passes(schema: z.ZodType, probe: string): string | null {
  for (const text of around(probe)) {
    const parsed = schema.safeParse(text);
    if (parsed.success && String(parsed.data).includes(probe)) return text;
  }
  return null;
}

const failing = (all: Leaf[], probes: string[]): string[] =>
  all.flatMap(({ path, schema }) => {
    if (PASSWORD.test(path)) return [];
    const probe = probes.find((one) => passes(schema, one) !== null);
    return probe === undefined ? [] : [`${path} takes ${JSON.stringify(probe)}`];
  });

const BROKEN = ["\0", "\ud800", "\udc00", "\udfff\ud800"];
const isEndpoint = (value: unknown): value is EndpointShape =>
  typeof value === "object" && value !== null && "id" in value && "path" in value && "method" in value;

let everything: Leaf[];
beforeAll(async () => {
  everything = [];
  const folder = import.meta.dirname;
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && file !== "text.ts",
  );
  for (const file of files) {
    const members: Record<string, unknown> = await import(join(folder, file));
    for (const [name, member] of Object.entries(members)) {
      if (member instanceof z.ZodType) leaves(member, `${file} ${name}`, everything);
      else if (isEndpoint(member))
        for (const part of ["params", "query", "body", "response"] as const) {
          const schema = member[part];
          if (schema !== undefined) leaves(schema, `${file} ${name} ${part}`, everything);
        }
    }
  }
});

const inputs = (): Leaf[] => [
  ...[...ENDPOINTS, ...(CHAT_ENDPOINTS as readonly EndpointShape[])].flatMap((endpoint) =>
    (["params", "query", "body"] as const).flatMap((part) => {
      const schema = endpoint[part];
      return schema === undefined ? [] : leaves(schema, `${endpoint.id} ${part}`);
    }),
  ),
  ...leaves(ChatClientFrame, "ChatClientFrame"),
  ...leaves(InboxClientFrame, "InboxClientFrame"),
  ...leaves(PartyClientFrame, "PartyClientFrame"),
  ...leaves(StreamClientFrame, "StreamClientFrame"),
  ...leaves(StreamQuery, "StreamQuery"),
];

describe("no bare string is left in the contracts", () => {
  test("the walk sees them all", () => {
    expect(everything.length).toBeGreaterThan(400);
    expect(inputs().length).toBeGreaterThan(100);
    expect(failing(leaves(z.object({ a: z.array(z.string().nullable()) }), "bare"), BROKEN)).toEqual([
      'bare.a[] takes "\\u0000"',
    ]);
  });

  test("half a character or U+0000 passes no schema: of requests, answers, frames, events, jobs and calls between Workers", () => {
    expect(failing(everything, BROKEN)).toEqual([]);
  });

  test("a control character, or a character that Unicode never fills, is taken by nothing that comes in", () => {
    expect(failing(inputs(), ["\u0007", "\u001b", "\u007f", "\u0085", "\uffff", "\u{1fffe}"])).toEqual([]);
  });

  test("what comes in is composed, so that two spellings of one text are one", () => {
    expect(failing(inputs(), ["e\u0301", "\u1100\u1161"])).toEqual([]);
  });
});
