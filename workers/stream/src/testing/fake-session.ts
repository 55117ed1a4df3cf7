import type { PlatformEvent } from "@veza/contracts/events";
import type { Entitlement } from "@veza/contracts/rpc";
import type { CloseReason } from "@veza/contracts/ws/close";
import {
  StreamClientFrame as ClientFrame,
  type StreamClientFrame,
  StreamQuery,
  StreamServerFrame,
} from "@veza/contracts/ws/stream";
import { type BinaryHeader, decodeBinaryFrame } from "@veza/contracts/ws/stream-binary";
import { newDevice } from "../session/admission.ts";
import { SessionController } from "../session/controller.ts";
import { freshLink, type Link } from "../session/link.ts";
import { mediaIndexOf } from "../session/media-index.ts";
import { DeviceState, type Session } from "../session/state.ts";
import type { SessionStore } from "../session/store.ts";
import { sampleObjects, sampleResult } from "./sample-media.ts";

export const trackId = (n: number) => `trk_01h455vb4pex5vsknk084sn0${String(n).padStart(2, "0")}`;
export const USER = "usr_01h455vb4pex5vsknk084sn02q";

type Got = { text: StreamServerFrame } | { binary: BinaryHeader; body: Uint8Array };

/**
 * A session in plain Node: fake clock, fake sockets, samples for media. Every frame passes the contract's
 * schema.
 */
export function fakeSession(options: { seconds?: number } = {}) {
  const seconds = options.seconds ?? 120;
  let clock = 1_700_000_000_000;
  let stored: Session | null = null;
  const answers = new Map<string, StreamServerFrame>();
  const events: PlatformEvent[] = [];
  const links: Link[] = [];
  const work: Promise<void>[] = [];
  const errors: unknown[] = [];
  const refused = new Set<string>();
  const asked: string[] = [];
  const missing = new Set<string>();
  const objects = new Map(sampleObjects(seconds));
  let serial = 0;

  const store: SessionStore = {
    load: () => stored,
    save: (session) => {
      stored = structuredClone(session);
    },
    touched: () => clock,
    answerTo: (device, id) => answers.get(`${device}/${id}`) ?? null,
    saveAnswer: (device, id, answer) => void answers.set(`${device}/${id}`, answer),
    queueEvent: (event) => void events.push(event),
  };
  const make = () =>
    new SessionController({
      now: () => clock,
      newSessionId: () => "pls_01h455vb4pex5vsknk084sn02q",
      newEventId: () => `event-${serial++}`,
      newItemId: () => `made${serial++}`,
      store,
      links: () => links.filter((link) => !link.isLeft),
      entitle: async (_link, track): Promise<Entitlement | null> => {
        asked.push(track);
        if (refused.has(track)) return null;
        return {
          track: { id: track, title: track, artist: "A", artwork_url: null },
          duration_ms: seconds * 1000,
          folder: "v1",
          may_lossless: true,
          expires_at_ms: clock + 300_000,
        };
      },
      index: async (track, folder) => mediaIndexOf(`hls/${track}/${folder}/`, sampleResult(seconds)),
      read: async (key) => {
        if (missing.has(key)) return null;
        const value = objects.get(key.split("/").slice(3).join("/"));
        return value instanceof Uint8Array ? value.slice().buffer : null;
      },
      onEvent: () => {},
      count: () => {},
      observe: () => {},
      onError: (cause) => void errors.push(cause),
      background: (one) => void work.push(one),
    });
  let controller = make();

  const settle = async () => {
    while (work.length > 0) await Promise.all(work.splice(0));
  };

  const join = async (query: Record<string, string>) => {
    const parsed = StreamQuery.parse(query);
    const device_id = parsed.device_id ?? `d${serial++}`;
    const got: Got[] = [];
    const closed: CloseReason[] = [];
    const admitted = {
      user_id: USER,
      device_id,
      query: parsed,
      entitlement: null,
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    };
    let state: DeviceState = { ...newDevice(admitted, 1, clock), may_lossless: true };
    const link: Link = {
      ...freshLink(),
      get state() {
        return state;
      },
      set: (change) => {
        // What does not survive the attachment's schema must not be relied on.
        state = DeviceState.parse(structuredClone({ ...state, ...change }));
      },
      tell: (frame) => void got.push({ text: StreamServerFrame.parse(frame) }),
      sendBytes: (frame) => {
        const decoded = decodeBinaryFrame(frame);
        if (decoded === null) throw new Error("not a binary frame of ours");
        got.push({ binary: decoded.header, body: decoded.body });
      },
      close: (reason) => {
        closed.push(reason);
        leave();
      },
    };
    const leave = () => {
      if (link.isLeft) return;
      link.isLeft = true;
      controller.leave(link);
    };
    links.push(link);
    await controller.connect(link, parsed);
    await settle();
    return {
      link,
      closed,
      leave,
      /** Sends a frame and waits until everything that follows from it has happened. */
      send: async (frame: StreamClientFrame | Record<string, unknown>) => {
        controller.receive(link, ClientFrame.parse(frame));
        await settle();
      },
      /** What came since the last call. */
      take: () => {
        const taken = got.splice(0);
        const texts = taken.flatMap((one) => ("text" in one ? [one.text] : []));
        const media = taken.flatMap((one) => ("binary" in one ? [one.binary] : []));
        return { texts, media, all: taken };
      },
      device_id,
    };
  };

  return {
    join,
    settle,
    events,
    errors,
    refused,
    missing,
    asked,
    get session() {
      return controller.session;
    },
    get now() {
      return clock;
    },
    pass: (ms: number) => {
      clock += ms;
    },
    tick: async (isHeartbeat = true) => {
      controller.tick(isHeartbeat);
      await settle();
    },
    /** As after an eviction: nothing is left but what was stored and what the sockets carry. */
    evict: () => {
      controller = make();
      for (const link of links) Object.assign(link, { ...freshLink(), isLeft: link.isLeft });
    },
  };
}
