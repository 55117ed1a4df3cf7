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
import { createLogger } from "@veza/worker-kit/log";
import { acknowledgeClose, sendSafely } from "@veza/worker-kit/socket";
import { z } from "zod";
import { envOf } from "./env-of.ts";
import { accept, receive, stand, welcome } from "./inbox/engine.ts";
import { migrate, sqliteStore } from "./inbox/store.ts";

/** Devices of one user at once; the oldest makes room. */
const MAX_DEVICES = 32;

/** What a socket carries through hibernation: when it came, in milliseconds. */
const Since = z.object({ since: z.number(), user_id: z.string() });
/** A device waits no longer for rooms that do not answer: what they say later comes as a change. */
const ROOMS_WAIT_MS = 2_000;

/** One per user: pushes stages of uploads and notifications to all of the user's devices. Sleeps between frames. */
export class Inbox extends DurableObject {
  readonly #store = sqliteStore(this.ctx.storage.sql, () => Date.now());

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env);
    migrate(ctx.storage.sql);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(INBOX_PING, INBOX_PONG));
  }

  /** The Worker has verified who asks, and found out what Postgres says is unread. */
  override async fetch(request: Request): Promise<Response> {
    const unread = Number(request.headers.get("x-veza-unread") ?? 0);
    const user_id = request.headers.get("x-veza-user") ?? "";
    await this.#askRooms(user_id);
    const devices = this.ctx
      .getWebSockets()
      .map((socket) => ({ socket, since: Since.parse(socket.deserializeAttachment()).since }))
      .sort((one, other) => one.since - other.since);
    for (const { socket } of devices.slice(0, Math.max(0, devices.length - MAX_DEVICES + 1))) {
      socket.close(CLOSE.overloaded, "too many devices");
    }
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    // Always later than every other one, also within one millisecond.
    const since = Math.max(Date.now(), (devices.at(-1)?.since ?? 0) + 1);
    server.serializeAttachment({ since, user_id } satisfies z.infer<typeof Since>);
    sendSafely(server, JSON.stringify(welcome(this.#store, unread)));
    return new Response(null, {
      status: 101,
      webSocket: client,
      headers: { "sec-websocket-protocol": INBOX_PROTOCOL },
    });
  }

  /** Persist, then emit: a device that connects between the two reads what was stored. */
  async push(frames: InboxServerFrame[], traceparent: string): Promise<void> {
    const devices = this.ctx.getWebSockets().length;
    createLogger("veza-chat", continueTrace(traceparent)).info("pushed", { frames: frames.length, devices });
    for (const frame of accept(this.#store, frames)) {
      const text = JSON.stringify(frame);
      for (const socket of this.ctx.getWebSockets()) sendSafely(socket, text);
    }
  }

  /** A room tells how the user stands in it. @returns the devices that are here: with none, the room tells no more */
  async stand(told: RoomStanding): Promise<number> {
    const frame = stand(this.#store, RoomStanding.parse(told));
    const devices = this.ctx.getWebSockets();
    if (frame !== null) {
      const text = JSON.stringify(frame);
      for (const socket of devices) sendSafely(socket, text);
    }
    return devices.length;
  }

  #room(roomId: string) {
    const { ROOMS } = envOf(this.env);
    return ROOMS.get(ROOMS.idFromName(roomId));
  }

  /** While no device was here rooms told nothing: the first one to come has them all asked. */
  async #askRooms(userId: string): Promise<void> {
    if (userId === "" || this.ctx.getWebSockets().length > 0) return;
    const log = createLogger("veza-chat", null, { part: "inbox" });
    const asked = this.#store.rooms().map(async ({ room_id }) => {
      try {
        const standing = await this.#room(room_id).standing(userId);
        if (standing !== null) await this.stand(standing);
      } catch (cause) {
        log.error("a room did not say how its member stands", cause, { room_id });
      }
    });
    if (asked.length === 0) return;
    const all = Promise.all(asked);
    this.ctx.waitUntil(all);
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, ROOMS_WAIT_MS))]);
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const outcome =
      typeof message === "string" ? receive(message, INBOX_MAX_FRAME_BYTES) : { close: "bad_frame" as const };
    if ("read" in outcome) {
      const { user_id } = Since.parse(socket.deserializeAttachment());
      // Only rooms that the user is in are woken.
      if (this.#store.room(outcome.read.room_id)?.is_member === true)
        await this.#room(outcome.read.room_id).markRead(user_id, outcome.read.seq);
    } else if ("close" in outcome) socket.close(CLOSE[outcome.close], outcome.close);
    else sendSafely(socket, JSON.stringify(outcome.reply));
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    acknowledgeClose(socket, code, reason);
  }
}
