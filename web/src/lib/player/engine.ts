import { Figures } from "../stream/meter.ts";
import { audioElement } from "./audio-element.ts";
import { GainStage } from "./gain-stage.ts";
import { gainDbOf, sliderToAmplitude } from "./loudness.ts";
import { tellListeners } from "./notices.ts";
import { glue, indexAfter, preparedItem, publishQueue } from "./player-queue.ts";
import { currentOf, followingOf, type QueueItem } from "./queue.ts";
import type { SourceEvents } from "./source.ts";
import { Sources } from "./sources.ts";
import { usePlayer } from "./store.ts";

const audio = audioElement();

export { audio as element };

const gain = new GainStage(audio);
const figures = new Figures(() => performance.now());

const events: SourceEvents = {
  onItem(uid) {
    if (!glue.placeAt(uid)) return;
    publishQueue();
    usePlayer.setState({ position: 0 });
    applyGain();
    const item = currentOf(usePlayer.getState().queue);
    // Between two tracks nobody hears whether the socket has come back.
    if (item) sources.takeBack(item);
    follow();
  },
  onEnded() {
    const next = indexAfter("ended");
    if (next !== -1) void playAt(next);
    else usePlayer.setState({ status: "paused" });
  },
  onRendition: (rendition) => usePlayer.setState({ rendition }),
  onTrouble: (trouble) => {
    if (usePlayer.getState().trouble !== trouble) usePlayer.setState({ trouble });
  },
  onGone: (uid) => skip(uid, "gone"),
  onUnplayable(uid, cause) {
    console.info("This source cannot play the track.", cause);
    const item = currentOf(usePlayer.getState().queue);
    const { kind } = sources;
    if ((kind === "gapless" || kind === "socket") && item?.uid === uid) {
      sources.avoid(item.track.id);
      void start(item, usePlayer.getState().position, { isPlaying: !audio.paused });
    } else if (item?.uid === uid) skip(uid, "unplayable");
  },
};

/** How audio gets here; the listener's session hangs on it (engine-session.ts). */
export const sources = new Sources(events);

/** Tells the listener why an item is left out and goes on with the one after it. */
export function skip(uid: string, why: "gone" | "unplayable"): void {
  const { queue } = usePlayer.getState();
  const at = queue.items.findIndex((item) => item.uid === uid);
  const item = queue.items[at];
  if (!item) return;
  tellListeners({ kind: why, title: item.track.title });
  if (at !== queue.index) return;
  if (queue.items[queue.index + 1]) void playAt(queue.index + 1);
  else pause();
}

interface StartOptions {
  isPlaying: boolean;
  /** The session knows already that this item is to be heard here. */
  isAsked?: boolean;
}

export async function start(
  item: QueueItem,
  at: number,
  { isPlaying, isAsked = false }: StartOptions,
): Promise<void> {
  usePlayer.setState({
    position: at,
    bufferedTo: 0,
    rendition: null,
    trouble: null,
    status: isPlaying ? "loading" : "paused",
  });
  const target = sources.pick(item);
  if (usePlayer.getState().isNormalised) gain.enable();
  const ready = target.load(item, at);
  if (sources.kind === "socket" && !isAsked) {
    sources.session?.claim();
    sources.session?.command({ t: "jump", item_id: item.uid, position_ms: Math.round(at * 1000) });
  }
  applyGain();
  // Asked for before the data is there: only so does the click that led here still count as a gesture.
  if (isPlaying) void resume();
  await ready;
  follow();
}

/** Plays the item at an index of the shown queue here, from `at` seconds. */
export async function playAt(index: number, at = 0, options: { isAsked?: boolean } = {}): Promise<void> {
  const item = usePlayer.getState().queue.items[index];
  if (!item) return;
  glue.placeAt(item.uid);
  publishQueue();
  figures.clicked();
  await start(item, at, { isPlaying: true, ...options });
}

/** To the item after the current one: at once when its beginning is here. */
export function next(): void {
  const item = followingOf(usePlayer.getState().queue);
  if (!item) return;
  if (sources.current?.skipTo(item.uid)) {
    if (audio.paused) void resume();
  } else void playAt(indexAfter("skipped"));
}

export async function resume(): Promise<void> {
  gain.resume();
  try {
    await audio.play();
    usePlayer.setState({ isBlocked: false });
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    // AbortError: another load came first. NotAllowedError: the browser wants a gesture.
    if (error.name === "NotAllowedError") usePlayer.setState({ isBlocked: true, status: "paused" });
  }
}

export function pause(): void {
  audio.pause();
  figures.paused();
  usePlayer.setState({ status: "paused" });
}

export function toggle(): void {
  const { queue, status, position } = usePlayer.getState();
  if (!currentOf(queue)) return;
  if (!sources.current) void playAt(queue.index, position);
  else if (status === "playing" || status === "loading") pause();
  else if (audio.ended) {
    seek(0);
    void resume();
  } else {
    if (usePlayer.getState().isNormalised) gain.enable();
    void resume();
  }
}

export function seek(seconds: number): void {
  sources.current?.seek(seconds);
  usePlayer.setState({ position: Math.max(0, seconds) });
}

/** The source goes and the element is silent; queue and position stay to be seen. */
export function silence(): void {
  sources.clear();
  audio.pause();
  audio.removeAttribute("src");
  audio.load();
  figures.paused();
  usePlayer.setState({ status: "paused", bufferedTo: 0, rendition: null, trouble: null });
}

/** Stops everything: the queue is empty. */
export function stop(): void {
  silence();
  usePlayer.setState({ status: "idle", position: 0 });
}

/** The queue changed around what plays: what follows may be another. */
export function follow(): void {
  sources.current?.follow(preparedItem());
}

export function livePosition(): number {
  return sources.current?.position().seconds ?? usePlayer.getState().position;
}

export function applyQuality(): void {
  sources.current?.setQuality(usePlayer.getState().quality);
}

export function applyVolume(): void {
  const { volume, isMuted } = usePlayer.getState();
  audio.volume = sliderToAmplitude(volume);
  audio.muted = isMuted;
}

export function applyGain(): void {
  const { isNormalised, queue } = usePlayer.getState();
  if (isNormalised && sources.current) gain.enable();
  const item = currentOf(queue);
  gain.set(isNormalised && item ? gainDbOf(item.track) : 0);
}

/** Just before a join, the next track's gain is put where the join will be. */
function planGain(): void {
  const left = sources.current?.untilNext() ?? null;
  const { isNormalised } = usePlayer.getState();
  const item = preparedItem();
  if (left === null || left > 0.4 || !isNormalised || !item || audio.paused) return;
  gain.set(gainDbOf(item.track), left);
}

function report(): void {
  if (!sources.current) return;
  const { seconds, bufferedTo, uid } = sources.current.position();
  const { queue, position } = usePlayer.getState();
  if (uid !== currentOf(queue)?.uid) return;
  if (Math.abs(seconds - position) > 0.05) usePlayer.setState({ position: seconds, bufferedTo });
  planGain();
}

audio.addEventListener("timeupdate", report);
audio.addEventListener("progress", report);
audio.addEventListener("playing", () => {
  usePlayer.setState({ status: "playing", isBlocked: false });
  const stats = figures.playing();
  if (stats && sources.kind === "socket") sources.session?.send(stats);
});
audio.addEventListener("waiting", () => {
  if (audio.paused) return;
  figures.waiting(audio.seeking);
  usePlayer.setState({ status: "loading" });
});
audio.addEventListener("pause", () => {
  // Between two loads the element pauses by itself; that is not the listener's pause.
  if (!audio.ended && audio.readyState > 1) usePlayer.setState({ status: "paused" });
});
applyVolume();
