import { DurableObject } from "cloudflare:workers";
import type { PartySummary } from "@veza/contracts/http/parties";
import { CLOSE } from "@veza/contracts/ws/close";
import { PARTY_PROTOCOL } from "@veza/contracts/ws/party";
import type { Statement } from "@veza/core/roster";
import { createLogger } from "@veza/worker-kit/log";
import { createSeating } from "@veza/worker-kit/seating";
import { refuseSocket } from "@veza/worker-kit/socket";
import { envOf } from "./env-of.ts";
import { createDoor, SWEEP_MS } from "./party/door.ts";
import { newParty, type PartyCommand } from "./party/engine.ts";
import { createHead, type Delivery, type Head, type ReactionCounts } from "./party/head.ts";
import { createLinks } from "./party/links.ts";
import { createRelay, type Relay } from "./party/relay.ts";
import { newSeated, type Seat, Seated } from "./party/seat.ts";
import { sqliteStore } from "./party/store.ts";
import {
  ActorWire,
  CountsWire,
  commandOf,
  NewParty,
  type PartyCalls,
  RELAY_HEADER,
  SEAT_HEADER,
  SeatRequest,
  StatementWire,
} from "./party/wire.ts";

/** One listening party: its head, or one of the relays that hold sockets for a head. Sleeps between frames. */
export class Party extends DurableObject implements PartyCalls {
  readonly #seating = createSeating(this.ctx, (attachment) => Seated.parse(attachment));
  readonly #store = sqliteStore(this.ctx.storage.sql);
  readonly #door = createDoor(() => Date.now());
  readonly #links = createLinks(() => envOf(this.env).PARTIES);
  /** What a head and a relay need alike. */
  readonly #common = {
    now: () => Date.now(),
    seats: this.#seating.all,
    after: (ms: number, run: () => void) => void setTimeout(run, ms),
    setAlarm: (at: number) => this.#background("set the alarm", this.ctx.storage.setAlarm(at)),
    background: (what: string, work: Promise<unknown>) => this.#background(what, work),
  };
  #partyId = "";
  #head: Head | null;
  #relay: Relay | null = null;

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env);
    const state = this.#store.load();
    this.#head = state === null ? null : this.#open(state);
  }

  /** Makes the party, once: a second call changes nothing. */
  async create(request: NewParty): Promise<PartySummary> {
    const { party_id, name, host, username, track_ids, relay_after } = NewParty.parse(request);
    const found = await Promise.all(track_ids.map((trackId) => this.#entitle(host, trackId)));
    if (this.#head === null) {
      const tracks = found.filter((one) => one !== null);
      const state = newParty({ party_id, name, host, username, tracks, relay_after }, Date.now());
      this.#store.save(null, state);
      this.#head = this.#open(state);
      this.#head.tell();
    }
    return this.#head.summary();
  }
  async summary(): Promise<PartySummary | null> {
    return this.#head?.summary() ?? null;
  }

  /** The Worker has verified who asks. A head that is full answers 421 and names the relay to go to. */
  override async fetch(request: Request): Promise<Response> {
    const asked = SeatRequest.parse(JSON.parse(decodeURIComponent(request.headers.get(SEAT_HEADER) ?? "")));
    if (asked.place === 0) {
      if (this.#head === null) return refuseSocket("not_found", PARTY_PROTOCOL);
      const place = this.#head.place(asked.region);
      if (place.place === "full") return refuseSocket("overloaded", PARTY_PROTOCOL);
      if (place.place === "relay")
        return new Response(null, { status: 421, headers: { [RELAY_HEADER]: `${place.n} ${place.region}` } });
    }
    const { response, seat } = this.#seating.take(newSeated(asked), PARTY_PROTOCOL);
    const { user_id, username, place } = seat.who;
    if (place > 0) {
      this.#background("enter by a relay", this.#relayOf(seat.who).enter(seat));
      if ((await this.ctx.storage.getAlarm()) === null) this.#common.setAlarm(Date.now() + SWEEP_MS);
    } else if (this.#head !== null) {
      const statement = { place, version: 0, user_id, username, devices: this.#head.devices(user_id) + 1 };
      seat.send(JSON.stringify(this.#head.enter(statement)));
      this.#head.tell();
    }
    return response;
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const seat = this.#seating.seat(socket);
    const room = seat.who.place > 0 ? this.#relayOf(seat.who) : this.#head;
    if (room === null) seat.close(CLOSE.not_found, "not_found");
    else await this.#door.receive(seat, message, room);
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#left(this.#seating.end(socket, code, reason));
  }
  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.webSocketClose(socket, 1011, "error");
  }

  override async alarm(): Promise<void> {
    const seats = this.#common.seats();
    for (const seat of this.#door.silent(seats)) {
      seat.close(CLOSE.heartbeat_missed, "heartbeat_missed");
      this.#left(seat);
    }
    if (this.#head !== null) await this.#head.alarm();
    else if (seats.length > 0) this.#common.setAlarm(Date.now() + SWEEP_MS);
  }

  // From relays to their head.
  async enter(value: Statement, region: string, sid: string): Promise<boolean> {
    if (this.#head === null) return false;
    const statement = StatementWire.parse(value);
    const relay = this.#links.to(this.#partyId, statement.place, region);
    this.#background(
      "welcome",
      relay.deliver({ text: JSON.stringify(this.#head.enter(statement)), to: sid }),
    );
    this.#head.tell();
    return true;
  }
  async leave(statement: Statement): Promise<void> {
    this.#head?.leave(StatementWire.parse(statement));
  }
  async command(actor: { user_id: string; username: string }, frame: PartyCommand) {
    if (this.#head === null) throw new Error("there is no such party");
    return this.#head.command(ActorWire.parse(actor), commandOf(frame));
  }
  async react(counts: ReactionCounts): Promise<void> {
    this.#head?.react(CountsWire.parse(counts));
  }

  // From a head to its relays.
  async deliver(delivery: Delivery): Promise<number> {
    const [seat] = this.#common.seats();
    return seat === undefined ? 0 : this.#relayOf(seat.who).deliver(delivery);
  }
  async roster() {
    const [seat] = this.#common.seats();
    if (seat === undefined) return { version: Date.now(), people: [] };
    return this.#relayOf(seat.who).roster();
  }

  #open(state: Parameters<typeof createHead>[1]): Head {
    this.#partyId = state.core.party_id;
    return createHead(
      {
        store: this.#store,
        ...this.#common,
        deliver: (relay, region, delivery) =>
          this.#links.to(state.core.party_id, relay, region).deliver(delivery),
        rosterOf: (relay, region) => this.#links.to(state.core.party_id, relay, region).roster(),
        entitle: (userId, trackId) => this.#entitle(userId, trackId),
        erase: () => {
          this.#head = null;
          this.#background("erase", this.ctx.storage.deleteAll());
        },
      },
      state,
    );
  }
  #relayOf({ party_id, region }: Seated): Relay {
    this.#relay ??= createRelay({ ...this.#common, head: this.#links.to(party_id, 0, region) });
    return this.#relay;
  }
  #entitle(userId: string, trackId: string) {
    return envOf(this.env).API_RPC.entitle(userId, trackId);
  }
  #left(seat: Seat): void {
    const { sid, user_id, username, place } = seat.who;
    const others = this.#seating.of(user_id).filter(({ who }) => who.sid !== sid).length;
    this.#door.forget(seat, others === 0);
    if (place > 0) this.#background("leave by a relay", this.#relayOf(seat.who).leave(seat));
    else this.#head?.leave({ place: 0, version: 0, user_id, username, devices: others });
  }
  #background(what: string, work: Promise<unknown>): void {
    const failed = (cause: unknown) => {
      createLogger("veza-stream", null, { part: "party" }).error(`${what} failed`, cause);
      this.#links.renew();
      this.#relay = null;
    };
    this.ctx.waitUntil(work.catch(failed));
  }
}
