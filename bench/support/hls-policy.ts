import type { Moment, QualityPolicy, Transfer } from "@veza/testing/playback-simulation";
import { LADDER } from "@veza/testing/playback-simulation";
import Hls from "hls.js";

/** A timer that hls.js set, run by the simulation's clock. */
interface Timer {
  run(): void;
  every_ms: number;
  due_ms: number;
}

/** What hls.js's controller reads of a fragment that is being loaded. */
interface FakeFragment {
  type: "main";
  sn: number;
  level: number;
  duration: number;
  bitrate: number | null;
  bitrateTest: boolean;
  stats: {
    aborted: boolean;
    loaded: number;
    total: number;
    loading: { start: number; first: number; end: number };
    parsing: { start: number; end: number };
  };
  abortRequests(): void;
}

let now_ms = 0;
let timers = new Map<number, Timer>();

/**
 * hls.js reads the time and sets its timers through globals of the browser. They are the simulation's here:
 * nothing else of the bench uses them.
 */
function lendClock(): void {
  const clock = { now: () => now_ms };
  let lastId = 0;
  Object.defineProperty(globalThis, "performance", { value: clock, configurable: true });
  Object.defineProperty(globalThis, "self", {
    configurable: true,
    value: {
      performance: clock,
      setInterval: (run: () => void, every_ms: number) => {
        lastId += 1;
        timers.set(lastId, { run, every_ms, due_ms: now_ms + every_ms });
        return lastId;
      },
      clearInterval: (id: number) => timers.delete(id),
    },
  });
}

function runTimers(): void {
  for (const [id, timer] of timers) {
    if (timer.due_ms > now_ms || !timers.has(id)) continue;
    timer.due_ms += timer.every_ms;
    timer.run();
  }
}

/**
 * hls.js's own AbrController (the class of the installed package, with its bandwidth estimator and its
 * default configuration) behind a player that is just enough for it: it is told of every fragment's
 * beginning, arrival and buffering, and asked for `nextAutoLevel` before the next. A fragment that it gives
 * up is loaded again from the level that it names. What lies around it in hls.js (playlists, decoding,
 * timeouts) costs nothing here.
 */
export function hlsPolicy(): QualityPolicy {
  lendClock();
  now_ms = 0;
  timers = new Map();
  const handlers = new Map<string, (event: string, data: unknown) => void>();
  const silent = () => undefined;
  let given_up = false;
  let loadLevel = -1;
  let current: FakeFragment | null = null;
  let buffered_ms = 0;

  const levels = LADDER.map((rung) => ({
    bitrate: rung.bandwidth,
    maxBitrate: rung.bandwidth,
    averageBitrate: rung.kbps * 1000,
    codecSet: "mp4a",
    videoRange: "SDR",
    frameRate: 0,
    height: 0,
    score: 0,
    audioGroups: undefined,
    audioCodec: "mp4a.40.2",
    loadError: 0,
    fragmentError: 0,
    details: { live: false, averagetargetduration: 240 / 41 },
  }));
  const player = {
    logger: { trace: silent, debug: silent, log: silent, info: silent, warn: silent, error: silent },
    config: { ...Hls.DefaultConfig, useMediaCapabilities: false },
    levels,
    allAudioTracks: [],
    latestLevelDetails: { live: false },
    minAutoLevel: 0,
    maxAutoLevel: levels.length - 1,
    autoLevelEnabled: true,
    // Our master playlist names 128 kbit/s first.
    firstLevel: 1,
    media: { paused: false, playbackRate: 1, readyState: 4 },
    get mainForwardBufferInfo() {
      return { len: buffered_ms / 1000 };
    },
    get loadLevel() {
      return loadLevel;
    },
    get loadLevelObj() {
      return levels[loadLevel];
    },
    set nextLoadLevel(level: number) {
      loadLevel = level;
    },
    set nextAutoLevel(level: number) {
      controller.nextAutoLevel = level;
    },
    on(event: string, handler: (event: string, data: unknown) => void, self: unknown) {
      handlers.set(event, handler.bind(self));
    },
    off: silent,
    trigger(event: string) {
      if (event === Hls.Events.FRAG_LOAD_EMERGENCY_ABORTED) given_up = true;
    },
  };
  // The controller's type wants a whole Hls; what it uses is above.
  const controller: { nextAutoLevel: number; firstAutoLevel: number } = Reflect.construct(
    Hls.DefaultConfig.abrController,
    [player],
  );
  const tell = (event: string, data: unknown) => handlers.get(event)?.(event, data);
  tell(Hls.Events.MANIFEST_LOADING, {});

  const begin = (transfer: Pick<Transfer, "segment" | "segment_ms" | "rung">) => {
    loadLevel = transfer.rung;
    given_up = false;
    current = fragment(transfer, () => {
      given_up = true;
    });
    tell(Hls.Events.FRAG_LOADING, { frag: current });
  };
  const update = (frag: FakeFragment, moment: Moment, transfer: Transfer) => {
    now_ms = moment.now_ms;
    buffered_ms = moment.buffered_ms;
    frag.stats.loading.start = transfer.started_ms;
    frag.stats.loading.first = transfer.first_byte_ms ?? 0;
    frag.stats.loaded = transfer.loaded;
    if (transfer.first_byte_ms === null) return;
    frag.stats.total = transfer.bytes;
    frag.bitrate = (transfer.bytes * 8) / frag.duration;
  };
  let segment = 0;
  return {
    choose(moment) {
      now_ms = moment.now_ms;
      buffered_ms = moment.buffered_ms;
      const level = loadLevel === -1 ? controller.firstAutoLevel : controller.nextAutoLevel;
      begin({ segment, segment_ms: moment.segment_ms, rung: level });
      return level;
    },
    watch(moment, transfer) {
      if (!current) return null;
      update(current, moment, transfer);
      runTimers();
      if (!given_up) return null;
      given_up = false;
      const level = controller.nextAutoLevel;
      // Its stream controller goes on with a request that is on its way unless the controller ended it.
      if (level === transfer.rung && !current.stats.aborted) return null;
      current.stats.aborted = true;
      begin({ ...transfer, rung: level });
      return level;
    },
    loaded(moment, transfer) {
      const frag = current;
      if (!frag) return;
      // At the moment of its arrival it is not in the buffer yet.
      update(frag, { ...moment, buffered_ms: moment.buffered_ms - transfer.segment_ms }, transfer);
      frag.stats.loading.end = moment.now_ms;
      frag.stats.parsing = { start: moment.now_ms, end: moment.now_ms };
      tell(Hls.Events.FRAG_LOADED, { frag, part: null });
      buffered_ms = moment.buffered_ms;
      tell(Hls.Events.FRAG_BUFFERED, { frag, part: null, stats: frag.stats });
      segment = transfer.segment + 1;
    },
  };
}

function fragment(
  { segment, segment_ms, rung }: Pick<Transfer, "segment" | "segment_ms" | "rung">,
  onAbort: () => void,
): FakeFragment {
  const stats: FakeFragment["stats"] = {
    aborted: false,
    loaded: 0,
    total: 0,
    loading: { start: now_ms, first: 0, end: 0 },
    parsing: { start: 0, end: 0 },
  };
  return {
    type: "main",
    sn: segment,
    level: rung,
    duration: segment_ms / 1000,
    bitrate: null,
    bitrateTest: false,
    stats,
    abortRequests: () => {
      stats.aborted = true;
      onAbort();
    },
  };
}
