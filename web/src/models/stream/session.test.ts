import { describe, expect, test, vi } from "vitest";
import { fakeNetwork, ready, rendition, state } from "../../testing/fake-stream.ts";
import { sampleId } from "../../testing/sample-track.ts";
import { OptimisticQueue } from "./optimistic-queue.ts";
import { StreamSession } from "./session.ts";
import type { SessionHooks } from "./session-hooks.ts";
import type { SocketSource } from "./socket-source.ts";

const track = sampleId("trk", 1);
const items = [
  { item_id: "a", track_id: track, rank: 0 },
  { item_id: "b", track_id: sampleId("trk", 2), rank: 1 },
];
const saidQueue = { items, index: 0, shuffle_seed: null, repeat: "off" as const };
const devices = (active: string, volume = 1) => [
  { device_id: "me", name: "Here", is_active: active === "me", volume },
  { device_id: "desk", name: "Desk", is_active: active === "desk", volume: 0.5 },
];
const word = {
  item_id: "a",
  track: { id: track, title: "A", artist: "B", artwork_url: null },
  duration_ms: 10_000,
  position_ms: 0,
  renditions: [rendition(0)],
};

function setUp(source: Partial<SocketSource> | null = null) {
  const net = fakeNetwork();
  const queue = new OptimisticQueue();
  const hooks = {
    source: vi.fn((): SocketSource | null => source as SocketSource | null),
    isPaused: vi.fn(() => false),
    isSounding: vi.fn(() => false),
    onUp: vi.fn(),
    onDown: vi.fn(),
    onChange: vi.fn(),
    onStart: vi.fn(),
    onMoved: vi.fn(),
    onPlaying: vi.fn(),
    onVolume: vi.fn(),
    onGone: vi.fn(),
    onRefused: vi.fn(),
  } satisfies SessionHooks;
  const session = new StreamSession({ link: net.link, deviceId: "me", deviceName: "Here", queue, hooks });
  session.connect();
  return { ...net, queue, hooks, session };
}

/** A source that plays item `a` and has it up to second 40. */
const playing = () => ({
  bufferEnd: vi.fn(() => ({ uid: "a", positionMs: 40_000 })),
  judge: vi.fn((): "here" | "unasked" | "stale" => "here"),
  begin: vi.fn(),
  rejoin: vi.fn(),
  lose: vi.fn(),
  drop: vi.fn(),
  media: vi.fn(),
  prepare: vi.fn(),
  seeked: vi.fn(),
  end: vi.fn(),
  ahead: vi.fn(() => 12),
  heardStream: vi.fn(() => 0),
  position: vi.fn(() => ({ uid: "a", seconds: 3, bufferedTo: 15 })),
  isHungry: true,
});
const active = () =>
  ready({
    ...word,
    is_active: true,
    queue: saidQueue,
    devices: devices("me"),
    state: state({ track_id: track, item_id: "a", playing: true, active_device_id: "me" }),
  });

describe("joining", () => {
  test("an idle page joins as a remote and shows what the session holds", () => {
    const { last, session, queue, hooks } = setUp();
    expect(last().query).toEqual({ device_id: "me", device_name: "Here" });
    last().says(ready({ queue: saidQueue, state: state({ item_id: "a", position_ms: 7_000 }) }));
    expect([session.role, session.position(), queue.view().items.length]).toEqual(["idle", 7, 2]);
    expect(hooks.onStart).not.toHaveBeenCalled();
  });

  test("a device that sounds makes this one a remote, until it has been silent for long", () => {
    const { last, session, clock } = setUp();
    const sounding = state({ item_id: "a", playing: true, active_device_id: "desk" });
    last().says(ready({ queue: saidQueue, devices: devices("desk"), state: sounding }));
    expect([session.role, session.remote?.name]).toEqual(["remote", "Desk"]);
    clock.pass(5_000);
    expect(session.position()).toBe(5);
    last().says({ t: "state", ...sounding, playing: false, revision: 2, at_server_ms: clock.now });
    clock.pass(299_000);
    expect(session.role).toBe("remote");
    clock.pass(2_000);
    expect(session.role).toBe("idle");
  });
});

describe("a broken socket", () => {
  test("is resumed where the buffer ends, and nothing is begun anew", () => {
    const source = playing();
    const { last, clock, hooks } = setUp(source);
    last().says(active());
    last().breaks();
    expect(source.lose).toHaveBeenCalled();
    clock.pass(1_000);
    expect(last().query).toMatchObject({ resume: "1", track_id: track, position: "40.000" });
    expect(last().query.paused).toBeUndefined();
    last().says(active());
    expect(source.begin).toHaveBeenLastCalledWith(expect.objectContaining({ stream: 0 }), { isResume: true });
    expect([hooks.onMoved, hooks.onStart].map((it) => it.mock.calls.length)).toEqual([0, 0]);
  });

  test("stops here when the sound has moved meanwhile", () => {
    const source = playing();
    const { last, clock, hooks, session } = setUp(source);
    last().says(active());
    last().breaks();
    clock.pass(1_000);
    const elsewhere = state({ item_id: "a", playing: true, active_device_id: "desk" });
    last().says(ready({ queue: saidQueue, devices: devices("desk"), state: elsewhere }));
    expect(hooks.onMoved).toHaveBeenCalledOnce();
    expect([session.role, source.rejoin.mock.calls.length]).toEqual(["remote", 0]);
  });

  test("asks for what is heard when the session stands at another item", () => {
    const source = playing();
    source.judge.mockReturnValue("unasked");
    const { last } = setUp(source);
    last().says(active());
    expect(source.rejoin).toHaveBeenCalledOnce();
    expect(source.begin).not.toHaveBeenCalled();
  });

  test("tells how often in a row it broke", () => {
    const { last, clock, hooks } = setUp();
    last().breaks();
    clock.pass(1_000);
    last().breaks();
    expect(hooks.onDown.mock.calls).toEqual([
      [1, false],
      [2, false],
    ]);
  });
});

describe("the queue", () => {
  test("changes made without a socket are sent when it is back, the list without starting it", () => {
    const { last, session, queue } = setUp();
    const change = { t: "queue.remove" as const, item_ids: ["b"] };
    session.changeQueue({ t: "queue.set", items, index: 0, position_ms: 0, play: true });
    session.changeQueue(change);
    expect(queue.view().items.map((it) => it.item_id)).toEqual(["a"]);
    last().says(ready());
    expect(last().of("queue.set")).toMatchObject([{ play: false }]);
    expect(last().of("queue.remove")).toMatchObject([change]);
    for (const { id } of last().sent) last().says({ t: "ack", re: String(id) });
    expect([queue.pending, queue.view().items.map((it) => it.item_id)]).toEqual([[], ["a"]]);
  });

  test("a list that was planned offline does not take the sound from another device", () => {
    const { last, session, queue } = setUp();
    session.changeQueue({ t: "queue.set", items, index: 0, position_ms: 0, play: true });
    last().says(
      ready({ devices: devices("desk"), state: state({ playing: true, active_device_id: "desk" }) }),
    );
    expect([last().of("queue.set"), queue.pending, queue.view().items]).toEqual([[], [], []]);
  });
});

describe("two hands on one session", () => {
  test("another device's pause is followed; an echo of one's own frames is not", () => {
    const { last, session, hooks } = setUp(playing());
    last().says(active());
    const now = (revision: number, isPlaying: boolean) =>
      last().says({
        t: "state",
        ...state({ item_id: "a", playing: isPlaying, active_device_id: "me", revision }),
      });
    session.mirror(false);
    session.mirror(true);
    const [first, second] = [last().of("pause")[0]?.id, last().of("play")[0]?.id].map(String);
    now(2, false);
    last().says({ t: "ack", re: first ?? "" });
    now(3, true);
    last().says({ t: "ack", re: second ?? "" });
    expect(hooks.onPlaying).not.toHaveBeenCalled();
    now(4, false);
    expect(hooks.onPlaying).toHaveBeenLastCalledWith(false);
    now(2, true);
    expect(hooks.onPlaying).toHaveBeenCalledOnce();
  });

  test("the sound moves away once, and an older word does not bring it back", () => {
    const { last, hooks } = setUp(playing());
    last().says(active());
    last().says({ t: "state", ...state({ playing: true, active_device_id: "desk", revision: 5 }) });
    last().says({ t: "devices", devices: devices("desk") });
    expect(hooks.onMoved).toHaveBeenCalledOnce();
  });

  test("to sound here while another device holds the sound, it is claimed first", () => {
    const { last, session } = setUp();
    const held = state({ item_id: "a", active_device_id: "desk" });
    last().says(ready({ queue: saidQueue, devices: devices("desk"), state: held }));
    session.claim();
    session.claim();
    expect(last().of("activate")).toHaveLength(1);
    // Old words that are still on the way change nothing.
    last().says({ t: "state", ...held, revision: 2 });
    expect(session.role).toBe("active");
  });

  /** The session does what the last frame of a type asked for, in its own time. */
  const ack = (socket: ReturnType<ReturnType<typeof setUp>["last"]>, type: string) =>
    socket.says({ t: "ack", re: String(socket.of(type).at(-1)?.id) });

  test("the volume that another device sets is applied, one's own echo is not", () => {
    const { last, session, hooks } = setUp();
    last().says(ready({ devices: devices("me", 1) }));
    session.setVolume("me", 0.7);
    last().says({ t: "devices", devices: devices("me", 0.7) });
    ack(last(), "volume");
    expect(hooks.onVolume).not.toHaveBeenCalled();
    last().says({ t: "devices", devices: devices("me", 0.2) });
    expect(hooks.onVolume).toHaveBeenCalledExactlyOnceWith(0.2);
  });

  test("lists that were on their way when the volume was set here undo neither it nor a mute, however late", () => {
    const { last, clock, session, hooks } = setUp();
    last().says(ready({ devices: devices("me", 1) }));
    session.setVolume("me", 0.7);
    last().says({ t: "devices", devices: devices("me", 1) });
    clock.pass(20_000);
    last().says({ t: "devices", devices: devices("me", 1) });
    expect(session.devices[0]?.volume).toBe(0.7);
    last().says({ t: "devices", devices: devices("me", 0.7) });
    ack(last(), "volume");
    expect(hooks.onVolume).not.toHaveBeenCalled();
    last().says({ t: "devices", devices: devices("me", 0.4) });
    expect(hooks.onVolume).toHaveBeenCalledExactlyOnceWith(0.4);
  });

  test("while a slider is dragged, the answer to an older value does not move it", () => {
    vi.useFakeTimers();
    const { last, session } = setUp();
    last().says(ready({ devices: devices("desk", 1), state: state({ active_device_id: "desk" }) }));
    const shown = () => session.remote?.volume;
    session.setVolume("desk", 0.2);
    session.setVolume("desk", 0.3);
    const first = String(last().of("volume")[0]?.id);
    last().says({ t: "devices", devices: devices("desk") });
    last().says({ t: "ack", re: first });
    expect(shown()).toBe(0.3);
    vi.advanceTimersByTime(200);
    expect(last().of("volume").at(-1)).toMatchObject({ device_id: "desk", volume: 0.3 });
    last().says({ t: "devices", devices: devices("desk") });
    expect(shown()).toBe(0.3);
    ack(last(), "volume");
    expect(shown()).toBe(0.5);
    vi.useRealTimers();
  });

  test("a remote shows what it asked for until it is answered: older words do not undo it", () => {
    const { last, session } = setUp();
    const sounding = state({ item_id: "a", playing: true, active_device_id: "desk" });
    last().says(ready({ queue: saidQueue, devices: devices("desk"), state: sounding }));
    session.pretend({ playing: false });
    session.command({ t: "pause" });
    last().says({ t: "state", ...sounding, revision: 2 });
    expect(session.state?.playing).toBe(false);
    last().says({ t: "state", ...sounding, playing: false, revision: 3 });
    ack(last(), "pause");
    expect([session.state?.playing, session.state?.revision]).toEqual([false, 3]);
    // Refused: the session's own word is shown again.
    session.pretend({ positionMs: 5_000 });
    session.command({ t: "seek", position_ms: 5_000 });
    expect(session.position()).toBe(5);
    const re = String(last().of("seek")[0]?.id);
    last().says({ t: "error", code: "rate_limited", message: "", re });
    expect(session.position()).toBe(0);
  });

  test("a track that is started by another device's hand is handed to the page", () => {
    const source = playing();
    const { last, hooks } = setUp(source);
    last().says(active());
    source.judge.mockReturnValue("unasked");
    last().says({ t: "track.ready", when: "now", stream: 3, ...word, item_id: "b" });
    expect(hooks.onStart).toHaveBeenCalledWith(expect.objectContaining({ item_id: "b", stream: 3 }));
  });
});

describe("reports and refusals", () => {
  test("the buffer is reported about once a second while it plays, and not while it is paused", () => {
    const source = playing();
    const { last, clock, hooks } = setUp(source);
    last().says(active());
    clock.pass(5_000);
    expect(last().of("buffer").length).toBeGreaterThanOrEqual(4);
    expect(last().of("buffer")[0]).toMatchObject({ buffered_ms: 12_000, position_ms: 3_000, stream: 0 });
    hooks.isPaused.mockReturnValue(true);
    const before = last().of("buffer").length;
    clock.pass(5_000);
    expect(last().of("buffer")).toHaveLength(before);
  });

  test("a track that is gone is named; a refused wish to play is told", () => {
    const { last, session, hooks } = setUp(playing());
    last().says(active());
    last().says({ t: "error", code: "not_found", message: "", item_id: "b" });
    expect(hooks.onGone).toHaveBeenCalledWith("b");
    session.command({ t: "jump", item_id: "b", position_ms: 0 });
    last().says({ t: "error", code: "rate_limited", message: "", re: String(last().of("jump")[0]?.id) });
    expect(hooks.onRefused).toHaveBeenCalledOnce();
  });
});
