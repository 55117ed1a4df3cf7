import type { RoomStanding } from "@veza/contracts/chat-rpc";
import { PlatformEvent } from "@veza/contracts/events";
import type { ApiRpc } from "@veza/contracts/rpc";
import type { ObjectOutbox, OutboxRows } from "@veza/worker-kit/object-outbox";
import type { Sql } from "@veza/worker-kit/object-sql";
import { createApiChecks } from "./api-checks.ts";
import { openRoom } from "./engine.ts";
import { createPrimary, type Primary } from "./primary.ts";
import { createRoomRequests, type RoomRequests } from "./room-requests.ts";
import type { Seats } from "./seat.ts";
import { createStandings, type Standings } from "./standings.ts";
import type { RoomData } from "./state.ts";
import type { Setup } from "./step.ts";
import { foldReactions, indexOlder } from "./text-upkeep.ts";
import type { RoomCalls } from "./wire.ts";

/**
 * Messages that come into the index in one go, when a room that is older than it is loaded, and the pause
 * until the next.
 */
const OLDER_AT_ONCE = 1_000;
const OLDER_EVERY_MS = 250;

/** What a room needs of the platform, all of it. */
export interface RoomPorts {
  sql: Sql;
  setup: Setup;
  now(): number;
  /** Runs once after a while, if the object is still there then. */
  after(ms: number, run: () => void): void;
  /** The alarm of this name is wanted then or earlier. */
  wakeBy(name: "standings" | "outbox", at: number): void;
  /** Work that nobody waits for; a failure is logged. */
  background(what: string, work: Promise<unknown>): void;
  /** The open sockets of this object. */
  seats: Seats;
  relay(roomId: string, n: number, region: string): Pick<RoomCalls, "deliver" | "reset" | "attendance">;
  api(): Pick<ApiRpc, "company" | "attachments" | "cards" | "profile">;
  /** @returns how many devices the inbox has */
  tellInbox(userId: string, standing: RoomStanding): Promise<number>;
  sendEvent(event: unknown): Promise<unknown>;
  /** Makes the outbox over the rows of this room. */
  outbox(
    rows: OutboxRows,
    lanes: { events(body: unknown): Promise<unknown> },
    wakeBy: (at: number) => void,
  ): ObjectOutbox;
}

export interface LoadedRoom {
  primary: Primary;
  requests: RoomRequests;
  standings: Standings;
  outbox: ObjectOutbox;
  /** A repeated `id` of before this time is a new one. */
  forgetAnswers(now: number): void;
}

/** Puts the parts of a room together. */
export function loadRoom(ports: RoomPorts, data: RoomData): LoadedRoom {
  const { sql, setup, now, after, background, seats } = ports;
  foldReactions(sql);
  const room = openRoom(sql, setup, data);
  const indexMore = () => {
    if (indexOlder(sql, OLDER_AT_ONCE)) after(OLDER_EVERY_MS, indexMore);
  };
  indexMore();
  const checks = createApiChecks(room, ports.api, now);
  const standings = createStandings({
    room,
    now,
    after,
    background,
    tellInbox: ports.tellInbox,
    wakeBy: (at) => ports.wakeBy("standings", at),
  });
  const outbox = ports.outbox(
    room.store.outbox,
    {
      // One that fits no schema (any more) goes out all the same: the queue's dead letters keep it.
      events: (event) => ports.sendEvent(PlatformEvent.safeParse(event).data ?? event),
    },
    (at) => ports.wakeBy("outbox", at),
  );
  const onChange = () => {
    standings.note();
    if (!outbox.isEmpty()) background("send events", outbox.flush());
  };
  const primary = createPrimary({
    room,
    checks,
    now,
    seats,
    after,
    background,
    onChange,
    relay: (n, region) => ports.relay(data.core.id, n, region),
  });
  return {
    primary,
    standings,
    outbox,
    requests: createRoomRequests({ room, checks, now, carryOut: primary.carryOut }),
    forgetAnswers: room.store.forgetAnswers,
  };
}
