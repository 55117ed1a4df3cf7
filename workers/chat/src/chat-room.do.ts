import { DurableObject } from "cloudflare:workers";
import type {
  AddMember,
  CreateInvite,
  CreateRoom,
  GetMessages,
  JoinRoom,
  RevokeInvite,
  RoomAndUser,
  RoomRefusal,
  RoomView,
} from "@veza/contracts/chat-rpc";
import { CHAT_PING, CHAT_PONG, CHAT_PROTOCOL } from "@veza/contracts/ws/chat";
import { CLOSE } from "@veza/contracts/ws/close";
import { newId } from "@veza/core/ids";
import { createLogger } from "@veza/worker-kit/log";
import { migrateObject } from "@veza/worker-kit/object-migrations";
import { acknowledgeClose, refuseSocket } from "@veza/worker-kit/socket";
import type { ChatEnv } from "./env.ts";
import { envOf } from "./env-of.ts";
import type { Attending } from "./room/attendance.ts";
import { createDoor } from "./room/door.ts";
import { type CommandFrame, makeRoom } from "./room/engine.ts";
import { createLinks } from "./room/links.ts";
import { type LoadedRoom, loadRoom, type RoomPorts } from "./room/load.ts";
import { createRelay, type Relay } from "./room/relay.ts";
import { type Seat, type Seated, seatOf, takeSeat } from "./room/seat.ts";
import { objectSql } from "./room/sql.ts";
import { roomStore } from "./room/store.ts";
import { ROOM_TABLES } from "./room/tables.ts";
import {
  AttendingWire,
  commandOf,
  type Delivery,
  RELAY_HEADER,
  type RoomCalls,
  SEAT_HEADER,
  SeatRequest,
} from "./room/wire.ts";

/** How often sockets at whose end nobody is are looked for. An idle room sleeps meanwhile. */
const SWEEP_MS = 5 * 60_000;
/** Sockets of one user in one object; one of them makes room for the next. */
const MAX_SOCKETS = 16;
/** A client that has pinged once does so every half minute. */
const SILENT_MS = 3 * 60_000;

/** One chat room: its head, or one of the relays that hold sockets for a head. Sleeps between frames. */
export class ChatRoom extends DurableObject implements RoomCalls {
  readonly #sql = objectSql(this.ctx.storage);
  readonly #door = createDoor(() => Date.now());
  readonly #links = createLinks(() => this.#env.ROOMS);
  /** What a room needs of the platform. */
  readonly #ports: RoomPorts = {
    sql: this.#sql,
    setup: {
      own_host: new URL(this.#env.PUBLIC_URL).host,
      newMessageId: (at_ms) => newId("message", at_ms),
      newEventId: () => newId("event"),
      newInviteCode: () => crypto.randomUUID().replaceAll("-", ""),
      isPresent: (userId) => this.#loaded?.head.isPresent(userId) ?? false,
    },
    now: () => Date.now(),
    after: (ms, run) => void setTimeout(run, ms),
    wake: (ms) => this.#wake(ms),
    background: (what, work) => this.#background(what, work),
    seats: () => this.#seats(),
    relay: (roomId, n, region) => this.#links.to(roomId, n, region),
    api: () => this.#env.API_RPC,
    tellInbox: (userId, standing) => this.#env.INBOX.get(this.#env.INBOX.idFromName(userId)).stand(standing),
    sendEvent: (event) => this.#env.EVENTS_QUEUE.send(event),
  };
  #loaded: LoadedRoom | null = null;
  #relay: Relay | null = null;
  #alarmAt: number | null = null;

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(CHAT_PING, CHAT_PONG));
    // Nothing is written, not even a table, before a room is made: whoever guesses ids must not fill storage.
    const isMade = this.#sql.rows("select 1 as one from sqlite_master where name = 'facts'").length > 0;
    if (!isMade) return;
    migrateObject(ctx.storage.sql, ROOM_TABLES);
    const data = roomStore(this.#sql).load();
    if (data !== null) this.#loaded = loadRoom(this.#ports, data);
  }

  get #env(): ChatEnv {
    return envOf(this.env);
  }

  /** Makes the room, once: a second call changes nothing. */
  async create(asked: CreateRoom): Promise<RoomView> {
    if (this.#loaded === null) {
      migrateObject(this.ctx.storage.sql, ROOM_TABLES);
      const { data, effects } = makeRoom(
        this.#sql,
        this.#ports.setup,
        asked,
        this.#env.CHAT_RELAY_AFTER,
        Date.now(),
      );
      this.#loaded = loadRoom(this.#ports, data);
      this.#loaded.head.carryOut(effects);
    }
    return this.#loaded.desk.view(asked.owner.user_id);
  }
  // From other Workers. Where no room was made it is the answer that outsiders of a private one get.
  async view(userId: string | null) {
    return this.#loaded?.desk.viewFor(userId) ?? null;
  }
  async join(request: JoinRoom) {
    return this.#loaded?.desk.join(request) ?? NOT_FOUND;
  }
  async bringIn(request: AddMember) {
    return this.#loaded?.desk.bringIn(request) ?? NOT_FOUND;
  }
  async leave(request: RoomAndUser) {
    return this.#loaded?.desk.leave(request) ?? NOT_FOUND;
  }
  async createInvite(request: CreateInvite) {
    return this.#loaded?.desk.createInvite(request) ?? NOT_FOUND;
  }
  async invites(request: RoomAndUser) {
    return this.#loaded?.desk.invites(request) ?? NOT_FOUND;
  }
  async revokeInvite(request: RevokeInvite) {
    return this.#loaded?.desk.revokeInvite(request) ?? NOT_FOUND;
  }
  async page(request: GetMessages) {
    return this.#loaded?.desk.page(request) ?? null;
  }
  async mayRead(userId: string | null) {
    return this.#loaded?.desk.mayRead(userId) ?? false;
  }
  /** How a user stands here; from now on their inbox wants to know. Null where there is no such room. */
  async standing(userId: string) {
    return this.#loaded?.desk.standing(userId) ?? null;
  }
  /** A user has read up to here, in their list of rooms. */
  async markRead(userId: string, seq: number): Promise<void> {
    this.#loaded?.head.read(userId, seq);
  }

  /** For large rooms that shall spread sooner, and for tests: how many sockets one object holds. */
  async setRelayAfter(count: number): Promise<void> {
    this.#loaded?.desk.setRelayAfter(count);
  }

  /** The Worker has verified who asks. A head that is full answers 421 and names the relay to go to. */
  override async fetch(request: Request): Promise<Response> {
    const asked = SeatRequest.parse(JSON.parse(request.headers.get(SEAT_HEADER) ?? ""));
    if (asked.place === 0) {
      if (this.#loaded === null) return refuseSocket("not_found", CHAT_PROTOCOL);
      const refusal = this.#loaded.desk.refusesSocket(asked.user_id);
      if (refusal !== null) return refuseSocket(refusal, CHAT_PROTOCOL);
      const found = this.#loaded.head.place(asked.region);
      if (found.place === "full") return refuseSocket("overloaded", CHAT_PROTOCOL);
      if (found.place === "relay")
        return new Response(null, { status: 421, headers: { [RELAY_HEADER]: `${found.n} ${found.region}` } });
    }
    const own = this.#seats().filter(({ who }) => who.user_id === asked.user_id);
    if (own.length >= MAX_SOCKETS) own[0]?.close(CLOSE.overloaded, "too many devices");
    this.#wake(SWEEP_MS);
    return takeSeat(this.ctx, asked).response;
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const seat = seatOf(this.ctx, socket);
    const place = seat.who.place > 0 ? this.#relayOf(seat.who) : (this.#loaded?.head ?? null);
    if (place === null) return seat.close(CLOSE.not_found, "not_found");
    await this.#door.receive(seat, message, place);
  }
  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    acknowledgeClose(socket, code, reason);
    const seat = seatOf(this.ctx, socket);
    this.#door.forget(seat);
    if (seat.who.place > 0) this.#background("leave by a relay", this.#relayOf(seat.who).leave(seat));
    else this.#loaded?.head.leave(seat);
  }
  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.webSocketClose(socket, 1011, "error");
  }
  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    const now = Date.now();
    const seats = this.#seats();
    for (const seat of seats) {
      const pinged = seat.pinged_ms();
      if (pinged !== null && now - pinged > SILENT_MS) seat.close(CLOSE.heartbeat_missed, "heartbeat_missed");
    }
    if (seats.length > 0) this.#wake(SWEEP_MS);
    await this.#loaded?.head.alarm();
  }

  // From relays to their head.
  async hello(statement: Attending, region: string, sid: string, since: number | null): Promise<boolean> {
    return this.#loaded?.head.helloFrom(AttendingWire.parse(statement), region, sid, since) ?? false;
  }
  async attend(statement: Attending, _region: string): Promise<void> {
    this.#loaded?.head.attend(AttendingWire.parse(statement));
  }
  async command(userId: string, frame: CommandFrame) {
    if (this.#loaded === null) throw new Error("there is no such room");
    return this.#loaded.head.command(userId, commandOf(frame));
  }
  async typing(userId: string): Promise<void> {
    this.#loaded?.head.typing(userId);
  }
  async read(userId: string, seq: number): Promise<void> {
    this.#loaded?.head.read(userId, seq);
  }

  // From a head to its relays.
  async deliver(delivery: Delivery): Promise<number> {
    const [seat] = this.#seats();
    return seat === undefined ? 0 : this.#relayOf(seat.who).deliver(delivery);
  }
  async reset(): Promise<void> {
    const [seat] = this.#seats();
    if (seat !== undefined) this.#relayOf(seat.who).reset();
  }
  async attendance() {
    const [seat] = this.#seats();
    return seat === undefined ? { version: Date.now(), people: [] } : this.#relayOf(seat.who).attendance();
  }

  #seats(): Seat[] {
    return this.ctx
      .getWebSockets()
      .filter((socket) => socket.readyState === WebSocket.OPEN)
      .map((socket) => seatOf(this.ctx, socket));
  }
  #relayOf({ room_id, region }: Seated): Relay {
    this.#relay ??= createRelay({
      seats: () => this.#seats(),
      now: () => Date.now(),
      background: (what, work) => this.#background(what, work),
      head: this.#links.to(room_id, 0, region),
    });
    return this.#relay;
  }
  #wake(ms: number): void {
    const at = Date.now() + ms;
    if (this.#alarmAt !== null && this.#alarmAt <= at) return;
    this.#alarmAt = at;
    this.#background("set the alarm", this.ctx.storage.setAlarm(at));
  }
  #background(what: string, work: Promise<unknown>): void {
    const failed = (cause: unknown) => {
      createLogger("veza-chat", null, { part: "room" }).error(`${what} failed`, cause);
      this.#links.renew();
      this.#relay = null;
    };
    this.ctx.waitUntil(work.catch(failed));
  }
}

const NOT_FOUND: RoomRefusal = { ok: false, code: "not_found", message: "There is no such room." };
