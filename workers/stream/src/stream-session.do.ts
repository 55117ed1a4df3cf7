import { DurableObject } from "cloudflare:workers";
import { PlatformEvent } from "@veza/contracts/events";
import { STREAM_PROTOCOL } from "@veza/contracts/ws/stream";
import { newId } from "@veza/core/ids";
import { migrateObject } from "@veza/worker-kit/object-migrations";
import { objectRuntime } from "@veza/worker-kit/object-runtime";
import { objectSql } from "@veza/worker-kit/object-sql";
import { released } from "@veza/worker-kit/rpc-result";
import { createSeats, type Seat } from "@veza/worker-kit/seats";
import { refuseSocket } from "@veza/worker-kit/socket";
import { admitsSocket } from "@veza/worker-kit/socket-ceiling";
import type { StreamEnv } from "./env.ts";
import { envOf } from "./env-of.ts";
import { hotFiles } from "./hls/hot-files.ts";
import { metrics } from "./metrics.ts";
import { ADMITTED_HEADER, decodeAdmitted, newDevice } from "./session/admission.ts";
import { SessionController } from "./session/controller.ts";
import { EntitlementCache } from "./session/entitlement-cache.ts";
import { takeMessage } from "./session/frames.ts";
import { audioDueAt, type Link, linkOver, nextHeartbeat, openSocketOf } from "./session/link.ts";
import { MediaIndexes, type ReaderDeps, readMedia } from "./session/media-reader.ts";
import { DeviceState } from "./session/state.ts";
import { SESSION_TABLES, sessionStore } from "./session/store.ts";

const indexes = new MediaIndexes();

/** A session that nobody joins for this long is forgotten. */
const FORGET_MS = 30 * 86_400_000;
/** One that has something to tell is not forgotten before it has told it. */
const FORGET_AGAIN_MS = 86_400_000;

/**
 * One user's playback session (or one member's within a party): sockets, storage, alarms. What decides is in
 * session/. It sleeps between frames: a socket carries its device's state in its attachment, the session is
 * in SQLite.
 */
export class StreamSession extends DurableObject {
  readonly #runtime = objectRuntime(this.ctx, { worker: "veza-stream", object: "stream-session", metrics });
  readonly #store = sessionStore(objectSql(this.ctx.storage));
  readonly #seats = createSeats(this.ctx, (attachment) => DeviceState.parse(attachment));
  readonly #links = new WeakMap<Seat<DeviceState>, Link>();
  readonly #entitlements = new EntitlementCache((user, track) =>
    released(this.#env.API_RPC.entitle(user, track)),
  );
  readonly #alarms = this.#runtime.alarms({
    expiry: (now) => this.#expire(now),
    heartbeat: () => this.#tick(true),
    audio: () => this.#tick(false),
    outbox: () => (this.#isErased ? undefined : this.#outbox.run()),
  });
  readonly #outbox = this.#runtime.outbox(
    this.#store.outbox,
    // One that fits no schema any more still goes out, to the dead letters, and blocks nothing.
    { events: (event) => this.#env.EVENTS_QUEUE.send(PlatformEvent.safeParse(event).data ?? event) },
    (at) => this.#alarms.setBy("outbox", at),
  );
  readonly #controller: SessionController;
  /** Its tables are gone while it is still in memory. */
  #isErased = false;

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env);
    migrateObject(ctx.storage.sql, SESSION_TABLES);
    const reader: ReaderDeps = {
      bucket: this.#env.MEDIA,
      cache: caches.default,
      hot: hotFiles,
      waitUntil: (work) => ctx.waitUntil(work),
    };
    const { log, now, background } = this.#runtime;
    this.#controller = new SessionController({
      now,
      newSessionId: () => newId("playback"),
      newEventId: () => newId("event"),
      newItemId: () => `i${crypto.randomUUID().slice(0, 13)}`,
      store: this.#store,
      links: () => this.#openLinks(),
      entitle: (link, track) => this.#entitlements.get(link.state.user_id, track, now()),
      index: (track, folder) => indexes.get(reader, track, folder),
      read: (key) => readMedia(reader, key),
      onEvent: () => background("send events", this.#outbox.flush()),
      count: metrics.count,
      observe: metrics.observe,
      onError: (cause) => log.error("audio could not be read, it will be tried again", cause),
      background: (work) =>
        background(
          "a session's work",
          work.finally(() => this.#schedule()),
        ),
    });
  }

  get #env(): StreamEnv {
    return envOf(this.env);
  }

  /** The Worker has verified who asks and what may be heard. */
  override async fetch(request: Request): Promise<Response> {
    if (this.#isErased) migrateObject(this.ctx.storage.sql, SESSION_TABLES);
    this.#isErased = false;
    const admitted = decodeAdmitted(request.headers.get(ADMITTED_HEADER) ?? "");
    const { user_id, device_id, query, entitlement } = admitted;
    if (entitlement !== null) this.#entitlements.put(user_id, entitlement);
    const present = this.#openLinks();
    if (present.length === 0) metrics.count("veza_stream_sessions_total");
    const before = present.find((link) => link.state.device_id === device_id);
    if (before !== undefined) before.close("replaced");
    else if (!admitsSocket(present.map(openSocketOf), Date.now()))
      return refuseSocket("too_many_sockets", STREAM_PROTOCOL);
    const device = newDevice(admitted, before?.state.volume ?? 1, Date.now());
    const { response, seat } = this.#seats.take(device, STREAM_PROTOCOL);
    await this.#controller.connect(this.#linkOf(seat), query);
    this.#schedule();
    return response;
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const link = this.#linkOf(this.#seats.seat(socket));
    takeMessage(link, message, Date.now(), (frame) => this.#controller.receive(link, frame));
    this.#schedule();
  }
  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#leave(this.#linkOf(this.#seats.end(socket, code, reason)));
    this.#schedule();
  }
  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.webSocketClose(socket, 1011, "error");
  }
  override async alarm(): Promise<void> {
    await this.#alarms.run();
  }

  #openLinks(): Link[] {
    return this.#seats
      .all()
      .map((seat) => this.#linkOf(seat))
      .filter((link) => !link.isLeft);
  }
  #linkOf(seat: Seat<DeviceState>): Link {
    const known = this.#links.get(seat);
    if (known !== undefined) return known;
    const link = linkOver(seat, (it) => this.#leave(it));
    this.#links.set(seat, link);
    return link;
  }
  #leave(link: Link): void {
    if (link.isLeft) return;
    link.isLeft = true;
    metrics.count("veza_stream_sockets_closed_total");
    this.#controller.leave(link);
  }

  #tick(isHeartbeat: boolean): void {
    if (this.#isErased) return;
    this.#controller.tick(isHeartbeat);
    this.#schedule();
  }
  async #expire(now: number): Promise<void> {
    if (this.#isErased || this.#seats.count() > 0) return;
    const at = this.#store.touched() + FORGET_MS;
    if (at > now) this.#alarms.set("expiry", at);
    else if (!this.#outbox.isEmpty()) this.#alarms.set("expiry", now + FORGET_AGAIN_MS);
    else {
      this.#isErased = true;
      this.#alarms.reset();
      await this.ctx.storage.deleteAll();
    }
  }
  /** Sets the alarms that follow from who is here and what is on its way. */
  #schedule(): void {
    if (this.#isErased) return;
    const now = Date.now();
    const links = this.#openLinks();
    this.#alarms.set("audio", audioDueAt(links, now));
    if (links.length > 0) {
      this.#alarms.setBy("heartbeat", nextHeartbeat(now));
      this.#alarms.set("expiry", null);
    } else {
      this.#alarms.set("heartbeat", null);
      this.#alarms.setBy("expiry", this.#store.touched() + FORGET_MS);
    }
  }
}
