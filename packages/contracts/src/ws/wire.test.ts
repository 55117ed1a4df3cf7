import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ChatClientFrame, ChatServerFrame } from "./chat.ts";
import { ChatEvent } from "./chat-room.ts";
import { InboxClientFrame, InboxServerFrame } from "./inbox.ts";
import { PartyClientFrame, PartyServerFrame } from "./party.ts";
import { StreamClientFrame, StreamServerFrame } from "./stream.ts";
import { decodeBinaryFrame, encodeBinaryFrame } from "./stream-binary.ts";

/**
 * The wire is pinned: these frames are what programs out there send and read. A change that makes one of them
 * fail breaks them; grow by adding frames and optional fields, and add examples here.
 */
const examples = (name: string): Record<string, unknown>[] =>
  readFileSync(new URL(`./examples/${name}.jsonl`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

const typesOf = (union: { options: readonly { shape: { t: { value: string } } }[] }) =>
  union.options.map((option) => option.shape.t.value).sort();

describe.each([
  ["stream-server", StreamServerFrame],
  ["stream-client", StreamClientFrame],
  ["party-server", PartyServerFrame],
  ["party-client", PartyClientFrame],
  ["chat-server", ChatServerFrame],
  ["chat-client", ChatClientFrame],
  ["inbox-server", InboxServerFrame],
  ["inbox-client", InboxClientFrame],
] as const)("%s frames", (name, schema) => {
  const frames = examples(name);

  test.each(frames.map((frame) => [frame.t, frame] as const))(
    "%s is read and written as ever",
    (_t, frame) => {
      // What the schema gives back holds every field of the example: none was dropped, renamed or changed.
      expect(schema.parse(frame)).toMatchObject(frame);
    },
  );

  test("there is an example of each", () => {
    expect([...new Set(frames.map((frame) => frame.t))].sort()).toEqual(typesOf(schema));
  });
});

test("the example of a chat batch holds an event of each kind", () => {
  const batch = ChatServerFrame.parse(examples("chat-server").find(({ t }) => t === "batch"));
  if (batch.t !== "batch") throw new Error("no batch");
  expect(batch.events.map(({ t }) => t).sort()).toEqual(typesOf(ChatEvent));
});

test("a binary frame: 16 bytes big-endian, then the body", () => {
  const header = {
    kind: "media",
    rendition: 2,
    is_last: true,
    stream: 5,
    segment: 0x01020304,
    start_ms: 0x0a0b0c0d,
    duration_ms: 6_000,
  } as const;
  const frame = encodeBinaryFrame(header, new Uint8Array([0xaa, 0xbb]));
  expect(Buffer.from(frame).toString("hex")).toBe("0101020b010203040a0b0c0d00001770aabb");
  expect(decodeBinaryFrame(frame)).toEqual({ header, body: new Uint8Array([0xaa, 0xbb]) });
  expect(decodeBinaryFrame(new ArrayBuffer(15))).toBeNull();
  const other = new Uint8Array(frame.slice(0));
  other[0] = 2;
  expect(decodeBinaryFrame(other.buffer)).toBeNull();
});
