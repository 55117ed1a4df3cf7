import type { StreamServerFrame } from "@veza/contracts/ws/stream";
import { type BinaryHeader, encodeBinaryFrame } from "@veza/contracts/ws/stream-binary";
import type { Wire, WireEvents } from "../lib/live/wire.ts";
import type { StreamNet } from "../models/stream/stream-link.ts";
import { sampleId } from "./sample-track.ts";

/** Time that moves when the test says so. */
export class FakeClock {
  now = 1_000_000;
  #timers: { at: number; work: () => void }[] = [];

  after = (ms: number, work: () => void) => {
    const timer = { at: this.now + ms, work };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((it) => it !== timer);
    };
  };

  /** Lets so much time pass; everything that is due on the way runs in its order. */
  pass(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const due = this.#timers.filter((it) => it.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((it) => it !== due);
      this.now = Math.max(this.now, due.at);
      due.work();
    }
    this.now = end;
  }
}

/** The other end of one socket. */
export class FakeSocket implements Wire {
  isOpen = false;
  readonly on: WireEvents;
  readonly query: Readonly<Record<string, string>>;
  readonly sent: Record<string, unknown>[] = [];

  constructor(query: Readonly<Record<string, string>>, on: WireEvents) {
    this.query = query;
    this.on = on;
  }

  /** The other end takes it, once; whatever it says means so as well. */
  opens(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.on.open();
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.isOpen = false;
  }

  /** A text frame of the server. */
  says(frame: StreamServerFrame): void {
    this.opens();
    this.on.message(JSON.stringify(frame));
  }

  /** A binary frame of the server. */
  sends(header: Partial<BinaryHeader>, bytes = 8): void {
    const whole = {
      kind: "media" as const,
      rendition: 0,
      is_last: false,
      stream: 0,
      segment: 1,
      start_ms: 0,
      duration_ms: 1,
    };
    this.on.bytes(encodeBinaryFrame({ ...whole, ...header }, new Uint8Array(bytes)));
  }

  breaks(code = 1006): void {
    this.isOpen = false;
    this.on.close(code, "");
  }

  /** What was sent of one type, the newest last. */
  of(type: string): Record<string, unknown>[] {
    return this.sent.filter((it) => it.t === type);
  }
}

/** A network whose sockets the test holds. */
export function fakeNetwork() {
  const clock = new FakeClock();
  const sockets: FakeSocket[] = [];
  const link: StreamNet = {
    open: (query) => (on) => {
      const socket = new FakeSocket(query, on);
      sockets.push(socket);
      return socket;
    },
    renew: () => Promise.resolve(true),
    now: () => clock.now,
    after: clock.after,
    random: () => 0.5,
    isHidden: () => false,
    isOnline: () => true,
    watch: () => () => {},
  };
  const last = () => {
    const socket = sockets.at(-1);
    if (!socket) throw new Error("No socket was opened.");
    return socket;
  };
  return { clock, sockets, link, last };
}

type Ready = Extract<StreamServerFrame, { t: "session.ready" }>;

export const rendition = (index: number, name = "aac_256") => ({
  index,
  name,
  codec: "mp4a.40.2",
  mime: 'audio/mp4; codecs="mp4a.40.2"',
  bandwidth: 256_000,
  lossless: false,
  sample_rate: 44_100,
  priming_samples: 1024,
  valid_samples: 441_000,
});

/** A `session.ready` of a session that plays nothing; changed as the test wants. */
export function ready(change: Partial<Ready> = {}): Ready {
  return {
    t: "session.ready",
    session_id: sampleId("pls", 1),
    device_id: "me",
    is_active: false,
    stream: 0,
    item_id: null,
    track: null,
    duration_ms: 0,
    position_ms: 0,
    renditions: [],
    state: state(),
    queue: { items: [], index: -1, shuffle_seed: null, repeat: "off" },
    devices: [{ device_id: "me", name: "Here", is_active: false, volume: 1 }],
    server_time_ms: 1_000_000,
    ...change,
  };
}

export function state(change: Partial<Ready["state"]> = {}): Ready["state"] {
  return {
    track_id: null,
    item_id: null,
    playing: false,
    position_ms: 0,
    at_server_ms: 1_000_000,
    rate: 1,
    revision: 1,
    active_device_id: null,
    ...change,
  };
}
