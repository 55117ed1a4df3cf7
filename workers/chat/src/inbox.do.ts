import { DurableObject } from "cloudflare:workers";
import { RoomStanding } from "@veza/contracts/chat-rpc";
import { CLOSE } from "@veza/contracts/ws/close";
import {
  INBOX_MAX_FRAME_BYTES,
  INBOX_PING,
  INBOX_PONG,
  INBOX_PROTOCOL,
  type InboxServerFrame,
} from "@veza/contracts/ws/inbox";
import { continueTrace } from "@veza/core/trace";
import { migrateObject } from "@veza/worker-kit/object-migrations";
import { objectRuntime } from "@veza/worker-kit/object-runtime";
import { objectSql } from "@veza/worker-kit/object-sql";
import { released } from "@veza/worker-kit/rpc-result";
import { createSeats } from "@veza/worker-kit/seats";
import { refuseSocket } from "@veza/worker-kit/socket";
import { z } from "zod";
import { envOf } from "./env-of.ts";
import { accept, receive, stand, welcome } from "./inbox/engine.ts";
import { INBOX_TABLES, inboxStore } from "./inbox/store.ts";
import { metrics } from "./metrics.ts";

/** What a socket carries through hibernation: whose it is, and when it came. */
const Seated = z.object({ user_id: z.string(), seen_ms: z.number() });
/** A device waits no longer for rooms that do not answer: what they say later comes as a change. */
const ROOMS_WAIT_MS = 2_000;
/** How often uploads whose end never came are looked for, while there are any. */
const FORGET_EVERY_MS = 86_400_000;

/**
 * One per user: pushes stages of uploads and notifications to all of the user's devices. Sleeps between
 * frames.
 */
export class Inbox extends DurableObject {
  readonly #runtime = objectRuntime(this.ctx, { worker: "veza-chat", object: "inbox", metrics });
  readonly #store = inboxStore(objectSql(this.ctx.storage), this.#runtime.now);
  readonly #seats = createSeats(this.ctx, (attachment) => Seated.parse(attachment));
  readonly #alarms = this.#runtime.alarms({
    forget_uploads: (now) => {
      if (this.#store.forgetUploads()) this.#alarms.setBy("forget_uploads", now + FORGET_EVERY_MS);
    },
  });

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env);
    migrateObject(ctx.storage.sql, INBOX_TABLES);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(INBOX_PING, INBOX_PONG));
  }

  /** The Worker has verified who asks, and found out what Postgres says is unread. */
  override async fetch(request: Request): Promise<Response> {
    const unread = Number(request.headers.get("x-veza-unread") ?? 0);
    const user_id = request.headers.get("x-veza-user") ?? "";
    if (!this.#seats.admits(user_id, Date.now())) return refuseSocket("too_many_sockets", INBOX_PROTOCOL);
    await this.#askRooms(user_id);
    const { response, seat } = this.#seats.take({ user_id, seen_ms: Date.now() }, INBOX_PROTOCOL);
    seat.send(JSON.stringify(welcome(this.#store, unread)));
    return response;
  }

  /** Persist, then emit: a device that connects between the two reads what was stored. */
  async push(frames: InboxServerFrame[], traceparent: string): Promise<void> {
    const devices = this.#seats.count();
    const log = this.#runtime.log.withTrace(continueTrace(traceparent));
    log.info("pushed", { frames: frames.length, devices });
    for (const frame of accept(this.#store, frames)) this.#tellAll(frame);
    if (this.#store.uploads().length > 0) this.#alarms.setBy("forget_uploads", Date.now() + FORGET_EVERY_MS);
  }

  /**
   * A room tells how the user stands in it.
   * @returns the devices that are here: with none, the room tells no more
   */
  async stand(told: RoomStanding): Promise<number> {
    const frame = stand(this.#store, RoomStanding.parse(told));
    if (frame !== null) this.#tellAll(frame);
    return this.#seats.count();
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const seat = this.#seats.seat(socket);
    const outcome =
      typeof message === "string" ? receive(message, INBOX_MAX_FRAME_BYTES) : { close: "bad_frame" as const };
    if ("read" in outcome) {
      // Only rooms that the user is in are woken.
      if (this.#store.room(outcome.read.room_id)?.is_member === true)
        await this.#room(outcome.read.room_id).markRead(seat.who.user_id, outcome.read.seq);
    } else if ("close" in outcome) seat.close(CLOSE[outcome.close], outcome.close);
    else seat.send(JSON.stringify(outcome.reply));
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#seats.end(socket, code, reason);
  }
  override async webSocketError(socket: WebSocket): Promise<void> {
    this.#seats.end(socket, 1011, "error");
  }
  override async alarm(): Promise<void> {
    await this.#alarms.run();
  }

  #tellAll(frame: InboxServerFrame): void {
    const text = JSON.stringify(frame);
    for (const seat of this.#seats.all()) seat.send(text);
  }

  #room(roomId: string) {
    const { ROOMS } = envOf(this.env);
    return ROOMS.get(ROOMS.idFromName(roomId));
  }

  /** While no device was here rooms told nothing: the first one to come has them all asked. */
  async #askRooms(userId: string): Promise<void> {
    if (userId === "" || this.#seats.count() > 0) return;
    const asked = this.#store.rooms().map(async ({ room_id }) => {
      try {
        const standing = await released(this.#room(room_id).standing(userId));
        if (standing !== null) await this.stand(standing);
      } catch (cause) {
        this.#runtime.log.error("a room did not say how its member stands", cause, { room_id });
      }
    });
    if (asked.length === 0) return;
    const all = Promise.all(asked);
    this.ctx.waitUntil(all);
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, ROOMS_WAIT_MS))]);
  }
}
