import { ApiClient } from "@veza/testing/api-client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { builtWorkersPart } from "../parts/built-workers.ts";
import { type Stack, startStack } from "../stack.ts";
import { DEMO_PASSWORD } from "./catalogue.ts";
import { ROOMS } from "./conversations.ts";
import { seedRooms } from "./seed-rooms.ts";

let stack: Stack;
const lines: string[] = [];
beforeAll(async () => {
  stack = await startStack({
    workers: builtWorkersPart,
    web: "none",
    log: (part, line) => lines.push(`${part}: ${line}`),
  });
}, 120_000);
afterAll(() => stack?.stop(), 60_000);

interface Row {
  id: string;
  name: string;
  kind: string;
  member_count: number;
  role: string | null;
  people: { username: string }[];
}
interface Message {
  body: string;
  pinned: boolean;
  reactions: { emoji: string; count: number }[];
}

test("the demo's rooms are made and filled once, and the directory, notifications and mails follow", async () => {
  const listener = await ApiClient.signIn(stack.url, "listener@veza.test", DEMO_PASSWORD);
  const history = async (room: Row) => {
    const response = await fetch(`${stack.url}/chat/rooms/${room.id}/messages?limit=100`, {
      headers: { authorization: `Bearer ${listener.token}` },
    });
    return ((await response.json()) as { messages: Message[] }).messages;
  };
  const mine = async () => ((await listener.call("/me/rooms")) as { items: Row[] }).items;
  for (let run = 0; run < 2; run++) {
    const said: string[] = [];
    expect(await seedRooms(stack.url, "first", (line) => said.push(line)), lines.join("\n")).toBe(0);
    expect(said).toHaveLength(run === 0 ? ROOMS.length : 0);

    const rooms = await mine();
    expect(rooms.map(({ name }) => name)).toEqual(["", "Mixing Desk", "Veza Lounge"]);
    const [direct, , lounge] = rooms;
    if (direct === undefined || lounge === undefined) throw new Error("no rooms");
    expect(direct).toMatchObject({ kind: "direct", people: [{ username: "artist" }], member_count: 2 });
    const messages = await history(lounge);
    expect(messages).toHaveLength(11);
    expect(messages[0]).toMatchObject({ pinned: true });
    expect(messages[1]?.reactions).toMatchObject([
      { emoji: "👋", count: 2 },
      { emoji: "🌊", count: 1 },
    ]);
    expect(await history(direct)).toHaveLength(4);
  }

  // The private room is nowhere for who is not in it.
  expect(await listener.find("/rooms/split-ep")).toBeNull();
  const open = (await (await fetch(`${stack.url}/api/v1/rooms?query=desk`)).json()) as { items: Row[] };
  expect(open.items).toMatchObject([{ name: "Mixing Desk", role: null, member_count: 5 }]);

  // The last message of the conversation came when the listener was not there.
  await vi.waitFor(
    async () => {
      expect(await listener.call("/notifications")).toMatchObject({
        items: [{ type: "chat_dm", data: { author: "artist" } }],
      });
      const mails = await stack.mail("listener@veza.test");
      expect(mails.map(({ subject }) => subject)).toEqual(["artist wrote to you on Veza"]);
    },
    { timeout: 30_000, interval: 250 },
  );
  // Rooms know their members, the directory counts what it was told: in the end they agree.
  await vi.waitFor(
    async () => {
      const rows = await stack.sql(`
        select name from chat_rooms r where member_count <> (select count(*) from chat_members m
          where m.room_id = r.id and m.role in ('owner', 'moderator', 'member', 'read_only')) or owner_id is null`);
      expect(rows).toEqual([]);
    },
    { timeout: 30_000, interval: 250 },
  );
}, 120_000);
