import type { RoomStanding } from "@veza/contracts/chat-rpc";
import type { PlatformEvent } from "@veza/contracts/events";
import type { ApiRpc } from "@veza/contracts/rpc";
import { createAsking } from "./asking.ts";
import { createDesk, type Desk } from "./desk.ts";
import { openRoom } from "./engine.ts";
import { createHead, type Head } from "./head.ts";
import { createOutbox } from "./outbox.ts";
import type { Seats } from "./seat.ts";
import type { Sql } from "./sql.ts";
import { createStandings } from "./standings.ts";
import type { RoomData } from "./state.ts";
import type { Setup } from "./step.ts";
import type { RoomCalls } from "./wire.ts";

/** What a room needs of the platform, all of it. */
export interface RoomPorts {
  sql: Sql;
  setup: Setup;
  now(): number;
  /** Runs once after a while, if the object is still there then. */
  after(ms: number, run: () => void): void;
  /** An alarm is wanted in so many milliseconds. */
  wake(ms: number): void;
  /** Work that nobody waits for; a failure is logged. */
  background(what: string, work: Promise<unknown>): void;
  /** The open sockets of this object. */
  seats: Seats;
  relay(roomId: string, n: number, region: string): Pick<RoomCalls, "deliver" | "reset" | "attendance">;
  api(): Pick<ApiRpc, "blockedAmong" | "attachments" | "cards" | "profile">;
  /** @returns how many devices the inbox has */
  tellInbox(userId: string, standing: RoomStanding): Promise<number>;
  sendEvent(event: PlatformEvent): Promise<unknown>;
}

export interface LoadedRoom {
  head: Head;
  desk: Desk;
}

/** Puts the parts of a room together. */
export function loadRoom(ports: RoomPorts, data: RoomData): LoadedRoom {
  const { sql, setup, now, after, wake, background, seats } = ports;
  const room = openRoom(sql, setup, data);
  const common = { room, now, after, wake, background };
  const head = createHead({
    ...common,
    seats,
    asking: createAsking(room, ports.api, now),
    standings: createStandings({ ...common, tellInbox: ports.tellInbox }),
    outbox: createOutbox(room.store, ports.sendEvent),
    relay: (n, region) => ports.relay(data.core.id, n, region),
  });
  return { head, desk: createDesk({ room, now, carryOut: head.carryOut }) };
}
