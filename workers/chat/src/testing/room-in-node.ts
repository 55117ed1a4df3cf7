import type { CreateRoom } from "@veza/contracts/chat-rpc";
import { CreateRoom as CreateRoomSchema } from "@veza/contracts/chat-rpc";
import { PlatformEvent } from "@veza/contracts/events";
import { makeId, newId } from "@veza/core/ids";
import { createObjectOutbox } from "@veza/worker-kit/object-outbox";
import type { Sql } from "@veza/worker-kit/object-sql";
import { nodeSql } from "@veza/worker-kit/testing/node-sql";
import { type Answer, type CommandFrame, makeRoom, openRoom, type Room } from "../room/engine.ts";
import type { RoomPorts } from "../room/load.ts";
import { join } from "../room/membership.ts";
import type { Setup } from "../room/step.ts";
import { ROOM_TABLES } from "../room/tables.ts";

export const userId = (n: number) => makeId("user", { now_ms: n, random: new Uint8Array(10).fill(n % 251) });
export const personOf = (user_id: string, username = user_id.slice(-6)) => ({
  user_id,
  username,
  avatar_url: null,
});

/** What a room that nobody is in needs of the platform. @param sendEvent takes what its outbox sends */
export const portsInNode = (sql: Sql, setup: Setup, sendEvent: (event: unknown) => unknown): RoomPorts => ({
  sql,
  setup,
  now: () => Date.now(),
  after: () => {},
  wakeBy: () => {},
  background: () => {},
  seats: { all: () => [], of: () => [], count: () => 0 },
  relay: () => {
    throw new Error("there are no relays");
  },
  api: () => {
    throw new Error("nothing is asked");
  },
  tellInbox: async () => 0,
  sendEvent: async (event) => sendEvent(event),
  outbox: (rows, lanes, wakeBy) =>
    createObjectOutbox({
      rows,
      lanes,
      wakeBy,
      now: () => Date.now(),
      count: () => {},
      observe: () => {},
      onError: () => {},
    }),
});

/** A room in plain Node with a clock that stands still until it is moved. */
export function roomInNode(more: Partial<CreateRoom> = {}) {
  const sql = nodeSql(ROOM_TABLES);
  const present = new Set<string>();
  let serial = 0;
  const clock = { now: 1_800_000_000_000 };
  const setup: Setup = {
    own_host: "veza.test",
    newMessageId: (at_ms) => newId("message", at_ms),
    newEventId: () => newId("event"),
    newInviteCode: () => `code-${++serial}`,
    isPresent: (id) => present.has(id),
  };
  const owner = userId(1);
  const asked = CreateRoomSchema.parse({
    room_id: newId("room"),
    kind: "room",
    visibility: "public",
    name: "Ambient",
    owner: personOf(owner, "owner"),
    ...more,
  });
  const made = makeRoom(sql, setup, asked, 2_000, clock.now);
  let room: Room = openRoom(sql, setup, made.data);
  /** Sends a frame with a new id (or this one). @returns the answer */
  const ask = (user: string, frame: DistributiveOmit<CommandFrame, "id"> & { id?: string }): Answer => {
    serial++;
    return room.command(user, { id: `c${serial}`, ...frame } as CommandFrame, clock.now).answer;
  };
  const waiting = () => room.store.outbox.next("events", 1_000);
  return {
    ask,
    sql,
    /** What waits in the outbox for the other Workers, in order. */
    events: () => waiting().map(({ body }) => PlatformEvent.parse(JSON.parse(body))),
    /** Empties the outbox. */
    clearEvents: () => {
      for (const { n } of waiting()) room.store.outbox.remove(n);
    },
    owner,
    clock,
    present,
    setup,
    room: () => room,
    /** The object goes and comes back: only what is in the tables is left. */
    evict() {
      const data = room.store.load();
      if (data === null) throw new Error("the room is gone");
      room = openRoom(sql, setup, data);
    },
    join(n: number, name?: string) {
      const id = userId(n);
      const { outcome } = room.change(clock.now, (step) => join(step, personOf(id, name), null));
      if (!outcome.ok) throw new Error(outcome.code);
      return id;
    },
    /** A message that must be taken. @returns its ack; the pace of messages is let go by */
    say(user: string, body: string, rest: object = {}) {
      clock.now += 2_000;
      const answer = ask(user, { t: "message.send", body, ...rest });
      if (answer.t !== "ack" || answer.message_id === null) throw new Error(JSON.stringify(answer));
      return { seq: answer.seq, message_id: answer.message_id };
    },
  };
}
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
