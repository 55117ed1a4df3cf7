import { DurableObject } from "cloudflare:workers";
import { CLOSE } from "@veza/contracts/ws/close";
import { HEARTBEAT_MS, STREAM_PROTOCOL } from "@veza/contracts/ws/stream";
import { newId } from "@veza/core/ids";
import { createLogger } from "@veza/worker-kit/log";
import { acknowledgeClose, sendSafely } from "@veza/worker-kit/socket";
import type { StreamEnv } from "./env.ts";
import { envOf } from "./env-of.ts";
import { hotFiles } from "./hls/hot-files.ts";
import { metrics } from "./metrics.ts";
import { ADMITTED_HEADER, decodeAdmitted, newDevice } from "./session/admission.ts";
import { KEPT_MS, nextAlarm } from "./session/alarm-plan.ts";
import { Conductor } from "./session/conductor.ts";
import { EntitlementCache } from "./session/entitlement-cache.ts";
import { EventSender } from "./session/event-sender.ts";
import { takeMessage } from "./session/frames.ts";
import { freshLink, type Link } from "./session/link.ts";
import { MediaIndexes, type ReaderDeps, readMedia } from "./session/media-reader.ts";
import { DeviceState } from "./session/state.ts";
import { migrate, sqliteStore } from "./session/store.ts";

/** Devices of one user at once; the one that was silent longest makes room. */
const MAX_DEVICES = 16;
const indexes = new MediaIndexes();

/**
 * One user's playback session (or one member's within a party): sockets, storage, alarms. What decides is in session/. It sleeps
 * between frames: a socket carries its device's state in its attachment, the session is in SQLite.
 */
export class StreamSession extends DurableObject {
  readonly #store = sqliteStore(this.ctx.storage.sql);
  readonly #links = new Map<WebSocket, Link>();
  readonly #entitlements = new EntitlementCache((user, track) => this.#env.API_RPC.entitle(user, track));
  readonly #log = createLogger("veza-stream", null, { object: "stream-session" });
  readonly #events = new EventSender(this.#store, (event) => this.#env.EVENTS_QUEUE.send(event));
  readonly #conductor: Conductor;
  #heartbeatAt = 0;
  #alarmAt: number | null = null;
  /** Its tables are gone while it is still in memory. */
  #isErased = false;

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env);
    migrate(ctx.storage.sql);
    const reader: ReaderDeps = {
      bucket: this.#env.MEDIA,
      cache: caches.default,
      hot: hotFiles,
      waitUntil: (work) => ctx.waitUntil(work),
    };
    this.#conductor = new Conductor({
      now: () => Date.now(),
      newSessionId: () => newId("playback"),
      newEventId: () => newId("event"),
      newItemId: () => `i${crypto.randomUUID().slice(0, 13)}`,
      store: this.#store,
      links: () => this.#openLinks(),
      entitle: (link, track) => this.#entitlements.get(link.state.user_id, track, Date.now()),
      index: (track, folder) => indexes.get(reader, track, folder),
      read: (key) => readMedia(reader, key),
      onEvent: () => this.#sendEvents(),
      count: metrics.count,
      observe: metrics.observe,
      onError: (cause) => this.#log.error("audio could not be read, it will be tried again", cause),
      background: (work) =>
        ctx.waitUntil(
          work
            .catch((cause: unknown) => this.#log.error("a session's work failed", cause))
            .then(() => this.#schedule()),
        ),
    });
  }

  get #env(): StreamEnv {
    return envOf(this.env);
  }

  /** The Worker has verified who asks and what may be heard. */
  override async fetch(request: Request): Promise<Response> {
    if (this.#isErased) migrate(this.ctx.storage.sql);
    this.#isErased = false;
    const admitted = decodeAdmitted(request.headers.get(ADMITTED_HEADER) ?? "");
    const { user_id, device_id, query, entitlement } = admitted;
    if (entitlement !== null) this.#entitlements.put(user_id, entitlement);
    const present = this.#openLinks();
    if (present.length === 0) metrics.count("veza_stream_sessions_total");
    const before = present.find((link) => link.state.device_id === device_id);
    if (before !== undefined) before.close("replaced");
    else if (present.length >= MAX_DEVICES)
      present.sort((a, b) => a.state.last_seen_ms - b.state.last_seen_ms)[0]?.close("overloaded");
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    const link = this.#linkOf(server, newDevice(admitted, before?.state.volume ?? 1, Date.now()));
    await this.#conductor.connect(link, query);
    await this.#schedule();
    return new Response(null, {
      status: 101,
      webSocket: client,
      headers: { "sec-websocket-protocol": STREAM_PROTOCOL },
    });
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const link = this.#linkTo(socket);
    takeMessage(link, message, Date.now(), (frame) => this.#conductor.receive(link, frame));
    await this.#schedule();
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    acknowledgeClose(socket, code, reason);
    this.#leave(socket);
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    acknowledgeClose(socket, 1011, "error");
    this.#leave(socket);
  }

  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    const now = Date.now();
    if (this.#openLinks().length === 0 && now - this.#store.touched() >= KEPT_MS) {
      await this.ctx.storage.deleteAll();
      this.#isErased = true;
      return;
    }
    const isHeartbeat = now - this.#heartbeatAt >= HEARTBEAT_MS - 500;
    if (isHeartbeat) this.#heartbeatAt = now;
    this.#conductor.tick(isHeartbeat);
    this.#sendEvents();
    await this.#schedule();
  }

  #openLinks(): Link[] {
    return this.ctx
      .getWebSockets()
      .filter((socket) => socket.readyState === WebSocket.OPEN)
      .map((socket) => this.#linkTo(socket))
      .filter((link) => !link.isLeft);
  }

  #linkTo(socket: WebSocket): Link {
    return this.#links.get(socket) ?? this.#linkOf(socket, DeviceState.parse(socket.deserializeAttachment()));
  }

  #linkOf(socket: WebSocket, state: DeviceState): Link {
    const write = (next: DeviceState) => socket.serializeAttachment(next);
    let current = state;
    const link: Link = {
      ...freshLink(),
      get state() {
        return current;
      },
      set(change) {
        current = { ...current, ...change };
        write(current);
      },
      tell: (frame) => sendSafely(socket, JSON.stringify(frame)),
      sendBytes: (frame) => sendSafely(socket, frame),
      close: (reason) => {
        this.#leave(socket);
        acknowledgeClose(socket, CLOSE[reason], reason);
      },
    };
    write(current);
    this.#links.set(socket, link);
    return link;
  }

  #leave(socket: WebSocket): void {
    const link = this.#linkTo(socket);
    if (link.isLeft) return;
    link.isLeft = true;
    metrics.count("veza_stream_sockets_closed_total");
    this.#conductor.leave(link);
    this.#links.delete(socket);
  }

  async #schedule(): Promise<void> {
    const now = Date.now();
    this.#heartbeatAt ||= now;
    const next = nextAlarm({
      links: this.#openLinks(),
      heartbeat_at_ms: this.#heartbeatAt,
      touched_ms: () => this.#store.touched(),
      has_events: () => this.#store.events().length > 0,
      now_ms: now,
    });
    // One that comes too early costs less than one that is set again with every report.
    if (this.#alarmAt !== null && this.#alarmAt <= next && this.#alarmAt > now) return;
    this.#alarmAt = next;
    await this.ctx.storage.setAlarm(next);
  }

  #sendEvents(): void {
    this.ctx.waitUntil(
      this.#events.run().catch((cause: unknown) => this.#log.error("events wait for the queue", cause)),
    );
  }
}
