import { ApiClient } from "@veza/testing/api-client";
import { z } from "zod";
import { ACCOUNTS, DEMO_PASSWORD, type DemoUsername } from "./catalogue.ts";
import { type ChatLine, openChatLine } from "./chat-line.ts";
import { type DemoRoom, ROOMS, ROOMS_WITH_TRACKS, type Step } from "./conversations.ts";

const Room = z.object({ id: z.string() });
const Invite = z.object({ code: z.string() });
const Tracks = z.object({ items: z.array(z.object({ id: z.string(), title: z.string() })) });
const History = z.object({ messages: z.array(z.object({ body: z.string() })) });

/**
 * Has the demo's accounts talk, through the public API and the rooms' own sockets. Everything said has an id
 * of its own that never changes, and a room knows an id that it has had: a run that was cut goes on, and a
 * second one says nothing again.
 * @param which `first`: what needs no track; `late`: what waits for the demo's tracks
 * @returns how many rooms could not be filled
 */
export async function seedRooms(
  url: string,
  which: "first" | "late",
  say: (line: string) => void,
): Promise<number> {
  const sessions = new Map<DemoUsername, Promise<ApiClient>>();
  const as = (username: DemoUsername): Promise<ApiClient> => {
    const known = sessions.get(username) ?? openAs(url, username);
    sessions.set(username, known);
    return known;
  };
  let failures = 0;
  for (const room of which === "first" ? ROOMS : ROOMS_WITH_TRACKS) {
    try {
      await seedRoom(url, room, as, say);
    } catch (error) {
      failures++;
      say(`the room ${room.key} is left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failures;
}

function openAs(url: string, username: DemoUsername): Promise<ApiClient> {
  const account = ACCOUNTS.find((one) => one.username === username);
  if (account === undefined) throw new Error(`no account ${username}`);
  return ApiClient.signIn(url, account.email, DEMO_PASSWORD);
}

type As = (username: DemoUsername) => Promise<ApiClient>;

async function seedRoom(url: string, demo: DemoRoom, as: As, say: (line: string) => void): Promise<void> {
  const links = await trackLinks(url, await as(demo.cast[0]));
  const textOf = (text: string) =>
    text.replaceAll(/\{([^}]+)\}/g, (_, title: string) => links.get(title) ?? title);
  const roomId = await makeRoom(demo, as, links);
  if (await isFilled(url, roomId, demo, await as(demo.cast[0]), textOf)) return;
  const lines = new Map<DemoUsername, ChatLine>();
  try {
    for (const username of demo.cast) {
      const session = await as(username);
      await enter(demo, roomId, session, await as(demo.cast[0]));
      lines.set(username, await openChatLine(url, session.token, roomId));
    }
    await perform(demo, lines, textOf);
  } finally {
    for (const line of lines.values()) line.close();
  }
  say(`the room ${demo.key} has ${demo.steps.filter((step) => "say" in step).length} messages`);
}

/** Plays the steps, each when the one before is stored. */
async function perform(
  { key, steps, away }: DemoRoom,
  lines: Map<DemoUsername, ChatLine>,
  textOf: (text: string) => string,
): Promise<void> {
  const said = new Map<string, string>();
  const messageOf = (name: string): string => {
    const id = said.get(name);
    if (id === undefined) throw new Error(`nothing called ${name} was said`);
    return id;
  };
  for (const [i, step] of steps.entries()) {
    if (i === steps.length - 1 && away !== undefined) lines.get(away)?.close();
    const line = lines.get(step.by);
    if (line === undefined) throw new Error(`${step.by} is not in the room`);
    const id = `demo-${key}-${i}`;
    if ("react" in step) {
      await line.do({ t: "reaction.add", id, message_id: messageOf(step.react), emoji: step.with });
    } else if ("pin" in step) {
      await line.do({ t: "pin.set", id, message_id: messageOf(step.pin), pinned: true });
    } else {
      const messageId = await line.do({
        t: "message.send",
        id,
        body: textOf(step.say),
        ...(step.reply === undefined ? {} : { reply_to: messageOf(step.reply) }),
        ...(step.thread === undefined ? {} : { thread: messageOf(step.thread) }),
      });
      if (step.key !== undefined && messageId !== null) said.set(step.key, messageId);
    }
  }
}

/** Finds the room or makes it. @returns its id */
async function makeRoom(demo: DemoRoom, as: As, links: Map<string, string>): Promise<string> {
  const maker = await as(demo.cast[0]);
  const { room } = demo;
  switch (room.kind) {
    case "room": {
      const found = await maker.find(`/rooms/${room.slug}`);
      if (found !== null) return Room.parse(found).id;
      const { kind: _, ...facts } = room;
      return Room.parse(await maker.call("/rooms", { method: "POST", json: facts })).id;
    }
    case "direct": {
      const user_ids = [(await as(room.to)).user_id];
      return Room.parse(await maker.call("/conversations", { method: "POST", json: { user_ids } })).id;
    }
    case "track": {
      const trackId = links.get(room.title)?.split("/").at(-1);
      if (trackId === undefined) throw new Error(`“${room.title}” is not published`);
      const path = `/subjects/track/${trackId}/room`;
      return Room.parse(await maker.call(path, { method: "PUT" })).id;
    }
    default:
      return room satisfies never;
  }
}

/**
 * Lets a member of the cast in, who may be in already; into a private room with a link that its maker makes.
 */
async function enter(
  { room }: DemoRoom,
  roomId: string,
  session: ApiClient,
  maker: ApiClient,
): Promise<void> {
  if (room.kind === "direct" || session === maker) return;
  const path = `/rooms/${roomId}`;
  const isPrivate = room.kind === "room" && room.visibility === "private";
  if (!isPrivate) {
    await session.call(`${path}/join`, { method: "POST" });
    return;
  }
  if ((await session.find(path)) !== null) return;
  const { code } = Invite.parse(
    await maker.call(`${path}/invites`, { method: "POST", json: { max_uses: 1 } }),
  );
  await session.call(`${path}/join`, { method: "POST", json: { invite: code } });
}

/** Whether an earlier run has come to the end: the last thing said is there. */
async function isFilled(
  url: string,
  roomId: string,
  demo: DemoRoom,
  session: ApiClient,
  textOf: (text: string) => string,
): Promise<boolean> {
  const last = demo.steps.findLast((step): step is Extract<Step, { say: string }> => "say" in step);
  if (last === undefined) return true;
  const response = await fetch(`${url}/chat/rooms/${roomId}/messages?after_seq=0&limit=100`, {
    headers: { authorization: `Bearer ${session.token}` },
  });
  if (!response.ok) throw new Error(`the history answered ${response.status}`);
  return History.parse(await response.json()).messages.some(({ body }) => body === textOf(last.say));
}

/** Addresses of the published tracks by their titles. */
async function trackLinks(url: string, session: ApiClient): Promise<Map<string, string>> {
  const { items } = Tracks.parse(await session.call("/tracks?limit=100"));
  return new Map(items.map(({ id, title }) => [title, `${url}/tracks/${id}`]));
}
