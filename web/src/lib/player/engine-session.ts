import { renewedAt, watchSession } from "../api/session-hint.ts";
import { browserLink, hasSockets } from "../stream/connect.ts";
import { deviceId, deviceName } from "../stream/device.ts";
import type { StreamWord } from "../stream/frame-router.ts";
import type { QueueChange } from "../stream/queue-glue.ts";
import { type SessionHooks, StreamSession } from "../stream/session.ts";
import { audioElement } from "./audio-element.ts";
import { applyVolume, follow, pause, playAt, resume, silence, skip, sources, start } from "./engine.ts";
import { glue, itemOf, loadTracks, publishQueue } from "./player-queue.ts";
import { currentOf } from "./queue.ts";
import { usePlayer } from "./store.ts";

/** The page's part in the listener's session: who sounds, what the bar shows, and when the socket is given up. */
const audio = audioElement();
let session: StreamSession | null = null;
let opening: Promise<void> | null = null;
/** Those who wait for the first word of a session that is on its way. */
let waiting: (() => void)[] = [];

/** Failures in a row after which the listener is not kept waiting for the socket. */
const MAX_FAILURES = 2;
/** Seconds of silence, while music is wanted, after which segments are fetched by HTTP. */
const MAX_SILENCE_S = 4;
/** A click waits this long for a session that is just being opened. */
const PATIENCE_MS = 1_500;

export const currentSession = () => session;

/** Whether another device sounds and this one is its remote control. */
export const isRemote = () => usePlayer.getState().remote !== null;

/** Settles when the session is up, or when it is not worth waiting for. */
export async function whenDecided(): Promise<void> {
  if (opening) await opening;
  if (!session?.isComing) return;
  await new Promise<void>((resolve) => {
    waiting.push(resolve);
    setTimeout(resolve, PATIENCE_MS);
  });
}

export function needsNoWait(): boolean {
  return opening === null && !session?.isComing;
}

/** Every change of the queue goes through here: shown at once, told to the session where there is one. */
export function changeQueue(change: QueueChange): void {
  if (session) session.changeQueue(change);
  else glue.change(change);
  publishQueue();
  follow();
}

/** The sound moves to this device, from where the other one is. */
export function playHere(): void {
  const position = session?.position() ?? 0;
  const item = currentOf(usePlayer.getState().queue);
  if (!session?.isUp || !item) return;
  usePlayer.setState({ remote: null });
  const isSocket = sources.kindFor(item) === "socket";
  // Where this device cannot use the socket, it takes the sound over and fetches by itself.
  session.command({ t: "activate" });
  if (!isSocket) session.command({ t: "pause" });
  void start(item, position, { isPlaying: true, isAsked: true });
}

const hooks: SessionHooks = {
  source: () => sources.socket,
  isPaused: () => audio.paused,
  onUp() {
    release();
    const item = currentOf(usePlayer.getState().queue);
    if (item && sources.current) sources.takeBack(item);
    if (session) session.setVolume(session.deviceId, usePlayer.getState().volume);
  },
  onDown(failures, isFinal) {
    if (failures > 0) release();
    if (failures < MAX_FAILURES && !isFinal) return;
    fallBack();
    usePlayer.setState({ remote: null, devices: [] });
    show();
  },
  onChange: show,
  onStart(word) {
    void startAsked(word);
  },
  onMoved() {
    const { position } = usePlayer.getState();
    silence();
    usePlayer.setState({ position });
  },
  onPlaying(isPlaying) {
    if (sources.kind !== "socket" || isPlaying === !audio.paused) return;
    if (isPlaying) void resume();
    else pause();
  },
  onVolume(volume) {
    usePlayer.setState({ volume, isMuted: false });
    applyVolume();
  },
  onGone: (itemId) => {
    if (itemOf(itemId)) skip(itemId, "gone");
  },
  onRefused: fallBack,
};

function release(): void {
  for (const done of waiting) done();
  waiting = [];
}

/** The session decided what plays here: another device pressed a button. */
async function startAsked(word: StreamWord): Promise<void> {
  const uid = word.item_id;
  if (uid === null) return;
  const at = word.position_ms / 1000;
  const isKnown = itemOf(uid) !== null;
  if (!isKnown) await loadTracks();
  const index = usePlayer.getState().queue.items.findIndex((item) => item.uid === uid);
  if (index === -1 || session?.role !== "active") return;
  // What came while the track was looked up is lost: it is asked for again.
  void playAt(index, at, { isAsked: isKnown });
  if (isKnown) sources.socket?.begin(word, { isResume: false });
}

/** The socket is given up for what plays; the music goes on from the same place. */
function fallBack(): void {
  const { queue, position } = usePlayer.getState();
  const item = currentOf(queue);
  if (sources.kind !== "socket" || !item) return;
  const isPlaying = !audio.paused;
  if (sources.fallBack(item)) follow();
  else void start(item, position, { isPlaying });
}

/** Brings the store to what the session says. */
function show(): void {
  const audible = sources.current?.position().uid ?? null;
  const remote = session?.isUp ? session.remote : usePlayer.getState().remote;
  if (audible !== null && remote === null) glue.placeAt(audible);
  publishQueue();
  usePlayer.setState({ remote, ...(session ? { devices: session.devices } : {}) });
  if (!sources.current && session?.state) {
    const isPlaying = remote !== null && session.state.playing;
    // The tracks of the queue may still be on their way: what is shown of it says nothing yet.
    const status = glue.view().index === -1 ? "idle" : isPlaying ? "playing" : "paused";
    usePlayer.setState({ status, position: session.position() });
  }
  follow();
}

/** Another device's position moves on by itself; a source that gets nothing is replaced. */
let silentFor = 0;
setInterval(() => {
  const { remote, status } = usePlayer.getState();
  if (remote && status === "playing" && session) usePlayer.setState({ position: session.position() });
  const { socket } = sources;
  const isStarved = socket !== null && !audio.paused && !audio.ended && socket.ahead() < 0.1;
  silentFor = isStarved ? silentFor + 0.5 : 0;
  if (silentFor >= MAX_SILENCE_S) {
    silentFor = 0;
    fallBack();
  }
}, 500);

usePlayer.subscribe((state, before) => {
  if (state.status !== before.status && sources.kind === "socket")
    session?.mirror(state.status === "playing" || state.status === "loading");
});

async function open(): Promise<void> {
  const id = await deviceId();
  if (renewedAt() === null || session) return;
  const name = deviceName(navigator.userAgent, navigator.maxTouchPoints);
  session = new StreamSession({ link: browserLink, deviceId: id, deviceName: name, glue, hooks });
  sources.session = session;
  usePlayer.setState({ deviceId: id });
  session.connect();
}

function close(): void {
  fallBack();
  session?.close();
  session = null;
  sources.session = null;
  glue.settle();
  release();
  usePlayer.setState({ remote: null, devices: [], deviceId: null });
}

function watch(): void {
  if (renewedAt() === null) close();
  else if (!session && !opening)
    opening = open().finally(() => {
      opening = null;
    });
}

if (hasSockets()) {
  watchSession(watch);
  watch();
  const hurry = () => {
    if (!document.hidden) session?.hurry();
  };
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
}
