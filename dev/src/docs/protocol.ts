import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Notification } from "@veza/contracts/http/notifications";
import * as media from "@veza/contracts/media";
import * as chat from "@veza/contracts/ws/chat";
import * as chatRoom from "@veza/contracts/ws/chat-room";
import * as inbox from "@veza/contracts/ws/inbox";
import { z } from "zod";
import { compactJson } from "./compact-json.ts";
import { docCommentsOf, fieldsOf, type Names, typeText } from "./contract-types.ts";

const ROOT = join(import.meta.dirname, "../../..");
const CONTRACTS = join(ROOT, "packages/contracts/src");
export const TEMPLATE = join(import.meta.dirname, "protocol.template.md");
export const TARGET = join(ROOT, "docs/protocol.md");

type Frames = z.ZodDiscriminatedUnion<z.ZodObject[]>;
/**
 * Frames that the template asks for by `<!-- frames: NAME -->`: the schema, its examples, and which events of
 * a batch they hold.
 */
const FRAMES: Record<string, { schema: unknown; examples: string; inBatch?: boolean }> = {
  "chat-client": { schema: chat.ChatClientFrame, examples: "chat-client" },
  "chat-server": { schema: chat.ChatServerFrame, examples: "chat-server" },
  "chat-events": { schema: chatRoom.ChatEvent, examples: "chat-server", inBatch: true },
  "inbox-server": { schema: inbox.InboxServerFrame, examples: "inbox-server" },
  "inbox-client": { schema: inbox.InboxClientFrame, examples: "inbox-client" },
};
/** Schemas that have a table of their own, by `<!-- objects: A B -->`. */
const OBJECTS: Record<string, z.ZodType> = {
  RoomInfo: chatRoom.RoomInfo,
  RoomSubject: chatRoom.RoomSubject,
  ChatMessage: chatRoom.ChatMessage,
  ChatAuthor: chatRoom.ChatAuthor,
  ChatMember: chatRoom.ChatMember,
  ChatAttachment: chatRoom.ChatAttachment,
  ChatCard: chatRoom.ChatCard,
  ChatYou: chat.ChatYou,
  ModerationEntry: chat.ModerationEntry,
  WatchedRules: chatRoom.WatchedRules,
  NewWatchedRules: chatRoom.NewWatchedRules,
  InboxRoom: inbox.InboxRoom,
  Notification,
};
/** Named and not described further: their values stand where they are used. */
const NAMED: Record<string, z.ZodType> = {
  ...OBJECTS,
  ChatEvent: chatRoom.ChatEvent,
  TrackProgress: inbox.TrackProgress,
};
const names: Names = new Map([
  ...Object.entries(NAMED).map(([name, schema]) => [schema, name] as const),
  ...(await idNames()),
  // Its limit is of code points, which a schema counts by a function.
  [chat.MessageBody, `string (at most ${chat.MAX_BODY} code points)`],
]);

/** Ids are told by their prefix, such as `rom_…`. */
async function idNames(): Promise<[z.ZodType, string][]> {
  const ids = await import("@veza/contracts/ids");
  return Object.entries(ids).flatMap(([name, value]): [z.ZodType, string][] =>
    value instanceof z.ZodType && /Id$/.test(name) && name !== "EventId" ? [[value, name]] : [],
  );
}

async function comments(): Promise<Map<string, string>> {
  const files = ["ws/chat.ts", "ws/chat-room.ts", "ws/inbox.ts", "http/notifications.ts"];
  const sources = await Promise.all(files.map((file) => readFile(join(CONTRACTS, file), "utf8")));
  return new Map(sources.flatMap((source) => [...docCommentsOf(source)]));
}

async function examplesOf(name: string, inBatch: boolean): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(CONTRACTS, `ws/examples/${name}.jsonl`), "utf8");
  const Example = z.record(z.string(), z.unknown());
  const all = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => Example.parse(JSON.parse(line)));
  if (!inBatch) return all;
  return z.array(Example).parse(all.find(({ t }) => t === "batch")?.events);
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function table(key: string, schema: z.ZodType, docs: Map<string, string>): string[] {
  const fields = fieldsOf(schema, names).filter(({ name }) => name !== "t");
  if (fields.length === 0) return [];
  return [
    "| field | type | |",
    "| --- | --- | --- |",
    ...fields.map(
      ({ name, type, isOptional }) =>
        `| \`${name}\`${isOptional ? "?" : ""} | ${cell(type)} | ${cell(docs.get(`${key}.${name}`) ?? "")} |`,
    ),
    "",
  ];
}

const paragraph = (text: string | undefined) => (text === undefined ? [] : [text, ""]);

async function frames(name: string, docs: Map<string, string>): Promise<string> {
  const found = FRAMES[name];
  if (found === undefined) throw new Error(`the template asks for frames that are not there: ${name}`);
  const options = (found.schema as Frames).options as z.ZodObject[];
  const examples = await examplesOf(found.examples, found.inBatch === true);
  const lines: string[] = [];
  for (const option of options) {
    const t = typeText(option.shape.t as z.ZodType, names).slice(1, -1);
    lines.push(`#### \`${t}\``, "", ...paragraph(docs.get(t)), ...table(t, option, docs));
    const shown = examples.filter((example) => example.t === t).map((example) => compactJson(example));
    if (shown.length === 0) throw new Error(`there is no example of ${t}`);
    lines.push("```jsonc", ...shown, "```", "");
  }
  return lines.join("\n").trimEnd();
}

function objects(asked: string[], docs: Map<string, string>): string {
  return asked
    .flatMap((name) => {
      const schema = OBJECTS[name];
      if (schema === undefined) throw new Error(`the template asks for an object that is not there: ${name}`);
      return [`#### ${name}`, "", ...paragraph(docs.get(name)), ...table(name, schema, docs)];
    })
    .join("\n")
    .trimEnd();
}

/** Numbers that the prose names: `{{MAX_BODY}}`. */
const CONSTANTS: Record<string, unknown> = { ...chat, ...inbox, ...media };

/**
 * The page about the protocols, whole: the template's prose, and from the contracts every frame with its
 * fields and an example.
 */
export async function protocolPage(): Promise<string> {
  const docs = await comments();
  let page = await readFile(TEMPLATE, "utf8");
  for (const [mark, name = ""] of [...page.matchAll(/<!-- frames: (\S+) -->/g)])
    page = await replaced(page, mark, frames(name, docs));
  for (const [mark, list = ""] of [...page.matchAll(/<!-- objects: ([\w ]+) -->/g)])
    page = await replaced(page, mark, objects(list.split(" "), docs));
  return page.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = CONSTANTS[name];
    if (typeof value !== "number") throw new Error(`the template names a number that is not there: ${name}`);
    return value.toLocaleString("en");
  });
}

async function replaced(page: string, mark: string, text: string | Promise<string>): Promise<string> {
  const by = await text;
  return page.replace(mark, () => by);
}
