import type { CreateRoom, RoomView } from "@veza/contracts/chat-rpc";
import { CHAT_PING, CHAT_PONG, CHAT_PROTOCOL } from "@veza/contracts/ws/chat";
import { CLOSE } from "@veza/contracts/ws/close";
import { newId } from "@veza/core/ids";
import { createLogger } from "@veza/worker-kit/log";
import { migrateObject } from "@veza/worker-kit/object-migrations";
import { createSeating } from "@veza/worker-kit/seating";
import { refuseSocket } from "@veza/worker-kit/socket";
import type { ChatEnv } from "./env.ts";
import { envOf } from "./env-of.ts";
import type { Attending } from "./room/attendance.ts";
import { RoomCounter } from "./room/counter.do.ts";
import { createDoor } from "./room/door.ts";
import { type CommandFrame, makeRoom } from "./room/engine.ts";
import { createLinks } from "./room/links.ts";
import { loadRoom, type RoomPorts } from "./room/load.ts";
import { createRelay, type Relay } from "./room/relay.ts";
import { newSeated, Seated } from "./room/seat.ts";
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
/** Who has pinged once does so every half minute. */
const SILENT_MS = 3 * 60_000;

/** One chat room: its head, or one of the relays that hold sockets for a head. Sleeps between frames. */
export class ChatRoom extends RoomCounter implements RoomCalls {
  readonly #seating = createSeating(this.ctx, (attachment) => Seated.parse(attachment));
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
      isPresent: (userId) => this.loaded?.head.isPresent(userId) ?? false,
    },
    now: () => Date.now(),
    after: (ms, run) => void setTimeout(run, ms),
    wake: (ms) => this.#wake(ms),
    background: (what, work) => this.#background(what, work),
    seats: this.#seating,
    relay: (roomId, n, region) => this.#links.to(roomId, n, region),
    api: () => this.#env.API_RPC,
    tellInbox: (userId, standing) => this.#env.INBOX.get(this.#env.INBOX.idFromName(userId)).stand(standing),
    sendEvent: (event) => this.#env.EVENTS_QUEUE.send(event),
  };
  #relay: Relay | null = null;
  #alarmAt: number | null = null;

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(CHAT_PING, CHAT_PONG));
    // Nothing is written, not even a table, before a room is made: whoever guesses ids must not fill storage.
    if (this.#sql.rows("select 1 as one from sqlite_master where name = 'facts'").length === 0) return;
    migrateObject(ctx.storage.sql, ROOM_TABLES);
    const data = roomStore(this.#sql).load();
    if (data !== null) this.loaded = loadRoom(this.#ports, data);
  }

  get #env(): ChatEnv {
    return envOf(this.env);
  }

  /** Makes the room, once: a second call changes nothing. */
  async create(asked: CreateRoom): Promise<RoomView> {
    if (this.loaded === null) {
      migrateObject(this.ctx.storage.sql, ROOM_TABLES);
      const { data, effects } = makeRoom(
        this.#sql,
        this.#ports.setup,
        asked,
        this.#env.CHAT_RELAY_AFTER,
        Date.now(),
      );
      this.loaded = loadRoom(this.#ports, data);
      this.loaded.head.carryOut(effects);
    }
    return this.loaded.desk.view(asked.owner.user_id);
  }

  /** The Worker has verified who asks. A head that is full answers 421 and names the relay to go to. */
  override async fetch(request: Request): Promise<Response> {
    const asked = SeatRequest.parse(JSON.parse(request.headers.get(SEAT_HEADER) ?? ""));
    if (asked.place === 0) {
      if (this.loaded === null) return refuseSocket("not_found", CHAT_PROTOCOL);
      const refusal = this.loaded.desk.refusesSocket(asked.user_id);
      if (refusal !== null) return refuseSocket(refusal, CHAT_PROTOCOL);
      const found = this.loaded.head.place(asked.region);
      if (found.place === "full") return refuseSocket("overloaded", CHAT_PROTOCOL);
      if (found.place === "relay")
        return new Response(null, { status: 421, headers: { [RELAY_HEADER]: `${found.n} ${found.region}` } });
    }
    const own = this.#seating.of(asked.user_id);
    if (own.length >= MAX_SOCKETS) own[0]?.close(CLOSE.overloaded, "too many devices");
    this.#wake(SWEEP_MS);
    return this.#seating.take(newSeated(asked), CHAT_PROTOCOL).response;
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const seat = this.#seating.seat(socket);
    const place = seat.who.place > 0 ? this.#relayOf(seat.who) : (this.loaded?.head ?? null);
    if (place === null) return seat.close(CLOSE.not_found, "not_found");
    await this.#door.receive(seat, message, place);
  }
  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    const seat = this.#seating.end(socket, code, reason);
    this.#door.forget(seat);
    if (seat.who.place > 0) this.#background("leave by a relay", this.#relayOf(seat.who).leave(seat));
    else this.loaded?.head.leave(seat);
  }
  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.webSocketClose(socket, 1011, "error");
  }
  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    const now = Date.now();
    for (const seat of this.#seating.all()) {
      const pinged = seat.pinged_ms();
      if (pinged !== null && now - pinged > SILENT_MS) seat.close(CLOSE.heartbeat_missed, "heartbeat_missed");
    }
    if (this.#seating.count() > 0) this.#wake(SWEEP_MS);
    await this.loaded?.head.alarm();
  }

  // From relays to their head.
  async hello(statement: Attending, region: string, sid: string, since: number | null): Promise<boolean> {
    return this.loaded?.head.helloFrom(AttendingWire.parse(statement), region, sid, since) ?? false;
  }
  async attend(statement: Attending, _region: string): Promise<void> {
    this.loaded?.head.attend(AttendingWire.parse(statement));
  }
  async command(userId: string, frame: CommandFrame) {
    if (this.loaded === null) throw new Error("there is no such room");
    return this.loaded.head.command(userId, commandOf(frame));
  }
  async typing(userId: string): Promise<void> {
    this.loaded?.head.typing(userId);
  }
  async read(userId: string, seq: number): Promise<void> {
    this.loaded?.head.read(userId, seq);
  }

  // From a head to its relays.
  async deliver(delivery: Delivery): Promise<number> {
    return this.#asRelay()?.deliver(delivery) ?? 0;
  }
  async reset(): Promise<void> {
    this.#asRelay()?.reset();
  }
  async attendance() {
    return this.#asRelay()?.attendance() ?? { version: Date.now(), people: [] };
  }

  /** Null where nobody sits: only they know whose relay it is. */
  #asRelay(): Relay | null {
    const [seat] = this.#seating.all();
    return seat === undefined ? null : this.#relayOf(seat.who);
  }
  #relayOf({ room_id, region }: Seated): Relay {
    this.#relay ??= createRelay({
      seats: this.#seating,
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
