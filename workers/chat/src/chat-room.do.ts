import type { CreateRoom, RoomView } from "@veza/contracts/chat-rpc";
import { CHAT_PING, CHAT_PONG, CHAT_PROTOCOL } from "@veza/contracts/ws/chat";
import { CLOSE } from "@veza/contracts/ws/close";
import { newId } from "@veza/core/ids";
import { acceptSeat } from "@veza/worker-kit/fan-out/accept";
import { createStubs } from "@veza/worker-kit/fan-out/stubs";
import { readSeat } from "@veza/worker-kit/fan-out/wire";
import { migrateObject } from "@veza/worker-kit/object-migrations";
import { objectRuntime } from "@veza/worker-kit/object-runtime";
import { objectSql } from "@veza/worker-kit/object-sql";
import { createSeats } from "@veza/worker-kit/seats";
import type { ChatEnv } from "./env.ts";
import { envOf } from "./env-of.ts";
import { metrics } from "./metrics.ts";
import type { Attending } from "./room/attendance.ts";
import { type CommandFrame, makeRoom } from "./room/engine.ts";
import { loadRoom, type RoomPorts } from "./room/load.ts";
import { createRelay, type Relay } from "./room/relay.ts";
import { RoomRpc } from "./room/room-rpc.do.ts";
import { newSeated, RoomSeatRequest, Seated } from "./room/seat.ts";
import { createSocketHandler } from "./room/socket-handler.ts";
import { roomStore } from "./room/store.ts";
import { ROOM_TABLES } from "./room/tables.ts";
import { AttendingWire, commandOf, type Delivery, type RoomCalls } from "./room/wire.ts";

/** How often sockets at whose end nobody is are looked for. An idle room sleeps meanwhile. */
const SWEEP_MS = 5 * 60_000;
/** Who has pinged once does so every half minute. */
const SILENT_MS = 3 * 60_000;

/**
 * One chat room: its primary object, or one of the relays that hold sockets for that. Sleeps between frames.
 */
export class ChatRoom extends RoomRpc implements RoomCalls {
  readonly #runtime = objectRuntime(this.ctx, {
    worker: "veza-chat",
    object: "chat-room",
    metrics,
    onFailure: () => {
      this.#stubs.renew();
      this.#relay = null;
    },
  });
  readonly #seats = createSeats(this.ctx, (attachment) => Seated.parse(attachment));
  readonly #sql = objectSql(this.ctx.storage);
  readonly #sockets = createSocketHandler(this.#runtime.now);
  readonly #stubs = createStubs<RoomCalls>((name, locationHint) => {
    const { ROOMS } = this.#env;
    return ROOMS.get(ROOMS.idFromName(name), { locationHint });
  });
  readonly #alarms = this.#runtime.alarms({
    sweep: (now) => this.#sweep(now),
    standings: () => this.loaded?.standings.resume(),
    outbox: () => this.loaded?.outbox.run(),
  });
  /** What a room needs of the platform. */
  readonly #ports: RoomPorts = {
    ...this.#runtime,
    sql: this.#sql,
    setup: {
      own_host: new URL(this.#env.PUBLIC_URL).host,
      newMessageId: (at_ms) => newId("message", at_ms),
      newEventId: () => newId("event"),
      newInviteCode: () => crypto.randomUUID().replaceAll("-", ""),
      isPresent: (userId) => this.loaded?.primary.isPresent(userId) ?? false,
    },
    wakeBy: this.#alarms.setBy,
    seats: this.#seats,
    relay: (roomId, n, region) => this.#stubs.to(roomId, n, region),
    api: () => this.#env.API_RPC,
    tellInbox: (userId, standing) => this.#env.INBOX.get(this.#env.INBOX.idFromName(userId)).stand(standing),
    sendEvent: (event) => this.#env.EVENTS_QUEUE.send(event),
  };
  #relay: Relay | null = null;

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
      const { setup, now } = this.#ports;
      const { data, effects } = makeRoom(this.#sql, setup, asked, this.#env.CHAT_RELAY_AFTER, now());
      this.loaded = loadRoom(this.#ports, data);
      this.loaded.primary.carryOut(effects);
    }
    return this.loaded.requests.view(asked.owner.user_id);
  }

  /** The Worker has verified who asks. */
  override async fetch(request: Request): Promise<Response> {
    const asked = readSeat(RoomSeatRequest, request.headers);
    const { loaded } = this;
    const { response, seat } = acceptSeat(asked, {
      seats: this.#seats,
      protocol: CHAT_PROTOCOL,
      now: this.#runtime.now,
      refuses: () => (loaded === null ? "not_found" : loaded.requests.refusesSocket(asked.user_id)),
      place: (region) => loaded?.primary.place(region) ?? { place: "full" },
      who: () => newSeated(asked),
    });
    if (seat !== null) this.#alarms.setBy("sweep", Date.now() + SWEEP_MS);
    return response;
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const seat = this.#seats.seat(socket);
    const target = seat.who.place > 0 ? this.#relayOf(seat.who) : (this.loaded?.primary ?? null);
    if (target === null) return seat.close(CLOSE.not_found, "not_found");
    await this.#sockets.receive(seat, message, target);
  }
  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    const seat = this.#seats.end(socket, code, reason);
    this.#sockets.forget(seat);
    if (seat.who.place > 0) this.#runtime.background("leave by a relay", this.#relayOf(seat.who).leave(seat));
    else this.loaded?.primary.leave(seat);
  }
  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.webSocketClose(socket, 1011, "error");
  }
  override async alarm(): Promise<void> {
    await this.#alarms.run();
  }
  #sweep(now: number): void {
    for (const seat of this.#seats.all()) {
      const pinged = seat.pinged_ms();
      if (pinged !== null && now - pinged > SILENT_MS) seat.close(CLOSE.heartbeat_missed, "heartbeat_missed");
    }
    this.loaded?.forgetAnswers(now);
    if (this.#seats.count() > 0) this.#alarms.setBy("sweep", now + SWEEP_MS);
  }

  // From relays to their primary.
  async hello(statement: Attending, sid: string, since: number | null): Promise<boolean> {
    return this.loaded?.primary.helloFrom(AttendingWire.parse(statement), sid, since) ?? false;
  }
  async attend(statement: Attending): Promise<void> {
    this.loaded?.primary.attend(AttendingWire.parse(statement));
  }
  async command(userId: string, frame: CommandFrame) {
    if (this.loaded === null) throw new Error("there is no such room");
    return this.loaded.primary.command(userId, commandOf(frame));
  }
  async typing(userId: string): Promise<void> {
    this.loaded?.primary.typing(userId);
  }
  async read(userId: string, seq: number): Promise<void> {
    this.loaded?.primary.read(userId, seq);
  }

  // From a primary to its relays.
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
    const [seat] = this.#seats.all();
    return seat === undefined ? null : this.#relayOf(seat.who);
  }
  #relayOf({ room_id, region }: Seated): Relay {
    this.#relay ??= createRelay({
      ...this.#runtime,
      seats: this.#seats,
      primary: this.#stubs.to(room_id, 0, region),
    });
    return this.#relay;
  }
}
