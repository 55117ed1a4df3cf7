import { DurableObject } from "cloudflare:workers";
import type { PartySummary } from "@veza/contracts/http/parties";
import { CLOSE } from "@veza/contracts/ws/close";
import { PARTY_PROTOCOL } from "@veza/contracts/ws/party";
import type { Statement } from "@veza/core/roster";
import { acceptSeat } from "@veza/worker-kit/fan-out/accept";
import { createStubs } from "@veza/worker-kit/fan-out/stubs";
import { readSeat } from "@veza/worker-kit/fan-out/wire";
import { objectRuntime } from "@veza/worker-kit/object-runtime";
import { released } from "@veza/worker-kit/rpc-result";
import { createSeats } from "@veza/worker-kit/seats";
import { envOf } from "./env-of.ts";
import { metrics } from "./metrics.ts";
import { newParty, type PartyCommand } from "./party/engine.ts";
import type { ReactionCounts } from "./party/frames.ts";
import { createPrimary, type Delivery, type Primary } from "./party/primary.ts";
import { createRelay, type Relay } from "./party/relay.ts";
import { newSeated, PartySeatRequest, type Seat, Seated } from "./party/seat.ts";
import { createSocketHandler, SWEEP_MS } from "./party/socket-handler.ts";
import type { PartyState } from "./party/state.ts";
import { partyStore } from "./party/store.ts";
import { ActorWire, CountsWire, commandOf, NewParty, type PartyCalls, StatementWire } from "./party/wire.ts";

/**
 * One listening party: its primary object, or one of the relays that hold sockets for that. Sleeps between
 * frames.
 */
export class Party extends DurableObject implements PartyCalls {
  readonly #runtime = objectRuntime(this.ctx, {
    worker: "veza-stream",
    object: "party",
    metrics,
    onFailure: () => {
      this.#stubs.renew();
      this.#relay = null;
    },
  });
  readonly #seats = createSeats(this.ctx, (attachment) => Seated.parse(attachment));
  readonly #store = partyStore(this.ctx.storage.sql);
  readonly #sockets = createSocketHandler(this.#runtime.now);
  readonly #stubs = createStubs<PartyCalls>((name, locationHint) => {
    const { PARTIES } = envOf(this.env);
    return PARTIES.get(PARTIES.idFromName(name), { locationHint });
  });
  readonly #alarms = this.#runtime.alarms({
    turn: () => this.#primary?.alarm("turn"),
    news: () => this.#primary?.alarm("news"),
    relays: () => this.#primary?.alarm("relays"),
    expiry: () => this.#primary?.alarm("expiry"),
    succession: () => this.#primary?.alarm("succession"),
    sweep: (now) => this.#sweep(now),
  });
  #primary: Primary | null;
  #relay: Relay | null = null;

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env);
    const state = this.#store.load();
    this.#primary = state === null ? null : this.#open(state);
  }

  /** Makes the party, once: a second call changes nothing. */
  async create(request: NewParty): Promise<PartySummary> {
    const { party_id, name, host, username, track_ids, relay_after } = NewParty.parse(request);
    const found = await Promise.all(track_ids.map((trackId) => this.#entitle(host, trackId)));
    if (this.#primary === null) {
      const tracks = found.filter((one) => one !== null);
      const state = newParty({ party_id, name, host, username, tracks, relay_after }, Date.now());
      this.#store.save(null, state);
      this.#primary = this.#open(state);
      this.#primary.tell();
    }
    return this.#primary.summary();
  }
  async summary(): Promise<PartySummary | null> {
    return this.#primary?.summary() ?? null;
  }

  /** The Worker has verified who asks. */
  override async fetch(request: Request): Promise<Response> {
    const asked = readSeat(PartySeatRequest, request.headers);
    const primary = this.#primary;
    const { response, seat } = acceptSeat(asked, {
      seats: this.#seats,
      protocol: PARTY_PROTOCOL,
      now: this.#runtime.now,
      refuses: () => (primary === null ? "not_found" : null),
      place: (region) => primary?.place(region) ?? { place: "full" },
      who: () => newSeated(asked),
    });
    if (seat === null) return response;
    const { user_id, username, place } = seat.who;
    this.#alarms.setBy("sweep", Date.now() + SWEEP_MS);
    if (place > 0) this.#runtime.background("enter by a relay", this.#relayOf(seat.who).enter(seat));
    else if (primary !== null) {
      const statement = { place, version: 0, user_id, username, devices: primary.devices(user_id) + 1 };
      seat.send(JSON.stringify(primary.enter(statement)));
      primary.tell();
    }
    return response;
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const seat = this.#seats.seat(socket);
    const target = seat.who.place > 0 ? this.#relayOf(seat.who) : this.#primary;
    if (target === null) seat.close(CLOSE.not_found, "not_found");
    else await this.#sockets.receive(seat, message, target);
  }
  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#left(this.#seats.end(socket, code, reason));
  }
  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.webSocketClose(socket, 1011, "error");
  }
  override async alarm(): Promise<void> {
    await this.#alarms.run();
  }
  #sweep(now: number): void {
    for (const seat of this.#sockets.silent(this.#seats.all())) {
      seat.close(CLOSE.heartbeat_missed, "heartbeat_missed");
      this.#left(seat);
    }
    if (this.#primary !== null) this.#store.forgetAnswers(now);
    if (this.#seats.count() > 0) this.#alarms.setBy("sweep", now + SWEEP_MS);
  }

  // From relays to their primary.
  async enter(value: Statement, sid: string): Promise<boolean> {
    if (this.#primary === null) return false;
    const statement = StatementWire.parse(value);
    this.#primary.welcomeByRelay(statement.place, this.#primary.enter(statement), sid);
    this.#primary.tell();
    return true;
  }
  async leave(statement: Statement): Promise<void> {
    this.#primary?.leave(StatementWire.parse(statement));
  }
  async command(actor: { user_id: string; username: string }, frame: PartyCommand) {
    if (this.#primary === null) throw new Error("there is no such party");
    return this.#primary.command(ActorWire.parse(actor), commandOf(frame));
  }
  async react(counts: ReactionCounts): Promise<void> {
    this.#primary?.react(CountsWire.parse(counts));
  }

  // From a primary to its relays.
  async deliver(delivery: Delivery): Promise<number> {
    return this.#asRelay()?.deliver(delivery) ?? 0;
  }
  async roster() {
    return this.#asRelay()?.roster() ?? { version: Date.now(), people: [] };
  }

  #open(state: PartyState): Primary {
    const { party_id } = state.core;
    return createPrimary(
      {
        ...this.#runtime,
        store: this.#store,
        seats: this.#seats.all,
        alarms: this.#alarms,
        deliver: (n, region, delivery) => this.#stubs.to(party_id, n, region).deliver(delivery),
        rosterOf: (n, region) => released(this.#stubs.to(party_id, n, region).roster()),
        entitle: (userId, trackId) => this.#entitle(userId, trackId),
        company: (userId, host) => released(envOf(this.env).API_RPC.company(userId, [host])),
        erase: () => {
          this.#primary = null;
          this.#alarms.reset();
          this.#runtime.background("erase", this.ctx.storage.deleteAll());
        },
      },
      state,
    );
  }
  /** Null where nobody sits: only they know whose relay it is. */
  #asRelay(): Relay | null {
    const [seat] = this.#seats.all();
    return seat === undefined ? null : this.#relayOf(seat.who);
  }
  #relayOf({ party_id, region }: Seated): Relay {
    const primary = this.#stubs.to(party_id, 0, region);
    this.#relay ??= createRelay({ ...this.#runtime, seats: this.#seats.all, primary });
    return this.#relay;
  }
  #entitle(userId: string, trackId: string) {
    return released(envOf(this.env).API_RPC.entitle(userId, trackId));
  }
  #left(seat: Seat): void {
    const { sid, user_id, username, place } = seat.who;
    const others = this.#seats.of(user_id).filter(({ who }) => who.sid !== sid).length;
    this.#sockets.forget(seat, others === 0);
    if (place > 0) this.#runtime.background("leave by a relay", this.#relayOf(seat.who).leave(seat));
    else this.#primary?.leave({ place: 0, version: 0, user_id, username, devices: others });
  }
}
