import { fetchTrack } from "../operations/get-track.ts";
import { storeTrack } from "../operations/track-cache.ts";
import { queryClient } from "../query-client.ts";
import { audioElement, prefersNativeHls } from "./audio-element.ts";
import { GainStage } from "./gain-stage.ts";
import { HlsSource } from "./hls-source.ts";
import { gainDbOf, sliderToAmplitude } from "./loudness.ts";
import { startMediaSession } from "./media-session.ts";
import { canUseMediaSource, MseSource } from "./mse-source.ts";
import { tellListeners } from "./notices.ts";
import { currentOf, followingOf, type QueueItem, updateTrack } from "./queue.ts";
import type { PlaybackSource, SourceEvents } from "./source.ts";
import { usePlayer } from "./store.ts";

type Kind = "gapless" | "hls" | "native";

const audio = audioElement();
const gain = new GainStage(audio);
let source: PlaybackSource | null = null;
let kind: Kind | null = null;
/** Tracks that the gapless source failed on: hls.js gets a chance before the listener is told. */
const fallen = new Set<string>();

const events: SourceEvents = {
  onItem(uid) {
    const { queue } = usePlayer.getState();
    const index = queue.items.findIndex((item) => item.uid === uid);
    if (index === -1) return;
    usePlayer.setState({ queue: { ...queue, index }, position: 0 });
    applyGain();
    follow();
  },
  onEnded() {
    const { queue } = usePlayer.getState();
    if (followingOf(queue)) void playAt(queue.index + 1);
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
    if (kind === "gapless" && item?.uid === uid) {
      fallen.add(item.track.id);
      void start(item, usePlayer.getState().position, true);
    } else skip(uid, "unplayable");
  },
};

function kindFor(item: QueueItem): Kind {
  if (prefersNativeHls()) return "native";
  return canUseMediaSource(item.track) && !fallen.has(item.track.id) ? "gapless" : "hls";
}

function sourceFor(item: QueueItem): PlaybackSource {
  const wanted = kindFor(item);
  if (source && kind === wanted) return source;
  source?.dispose();
  kind = wanted;
  const deps = {
    audio,
    events,
    fetchTrack: (trackId: string) => fetchTrack(trackId),
    onTrack: (track: QueueItem["track"]) => {
      storeTrack(queryClient, track);
      usePlayer.setState((state) => ({ queue: updateTrack(state.queue, track) }));
    },
  };
  source =
    wanted === "gapless" ? new MseSource(deps) : new HlsSource({ ...deps, isNative: wanted === "native" });
  source.setQuality(usePlayer.getState().quality);
  return source;
}

/** Tells the listener why an item is left out and goes on with the one after it. */
function skip(uid: string, why: "gone" | "unplayable"): void {
  const { queue } = usePlayer.getState();
  const at = queue.items.findIndex((item) => item.uid === uid);
  const item = queue.items[at];
  if (!item) return;
  tellListeners({ kind: why, title: item.track.title });
  if (at !== queue.index) return;
  if (followingOf(queue)) void playAt(queue.index + 1);
  else pause();
}

async function start(item: QueueItem, at: number, isPlaying: boolean): Promise<void> {
  usePlayer.setState({
    position: at,
    bufferedTo: 0,
    rendition: null,
    trouble: null,
    status: isPlaying ? "loading" : "paused",
  });
  const target = sourceFor(item);
  if (usePlayer.getState().isNormalised) gain.enable();
  const ready = target.load(item, at);
  applyGain();
  // Asked for before the data is there: only so does the click that led here still count as a gesture.
  if (isPlaying) void resume();
  await ready;
  follow();
}

/** Plays the item at an index of the queue, from `at` seconds. */
export async function playAt(index: number, at = 0): Promise<void> {
  const { queue } = usePlayer.getState();
  const item = queue.items[index];
  if (!item) return;
  usePlayer.setState({ queue: { ...queue, index } });
  await start(item, at, true);
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
  usePlayer.setState({ status: "paused" });
}

export function toggle(): void {
  const { queue, status } = usePlayer.getState();
  const item = currentOf(queue);
  if (!item) return;
  if (!source) void start(item, 0, true);
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
  source?.seek(seconds);
  usePlayer.setState({ position: Math.max(0, seconds) });
}

/** Stops everything: the queue is empty. */
export function stop(): void {
  source?.dispose();
  source = null;
  kind = null;
  audio.pause();
  audio.removeAttribute("src");
  audio.load();
  usePlayer.setState({ status: "idle", position: 0, bufferedTo: 0, rendition: null, trouble: null });
}

/** The queue changed around what plays: what follows may be another. */
export function follow(): void {
  const item = followingOf(usePlayer.getState().queue);
  source?.follow(item);
}

export function livePosition(): number {
  return source?.position().seconds ?? usePlayer.getState().position;
}

export function applyQuality(): void {
  source?.setQuality(usePlayer.getState().quality);
}

export function applyVolume(): void {
  const { volume, isMuted } = usePlayer.getState();
  audio.volume = sliderToAmplitude(volume);
  audio.muted = isMuted;
}

export function applyGain(): void {
  const { isNormalised, queue } = usePlayer.getState();
  if (isNormalised && source) gain.enable();
  const item = currentOf(queue);
  gain.set(isNormalised && item ? gainDbOf(item.track) : 0);
}

/** Just before a join, the next track's gain is put where the join will be. */
function planGain(): void {
  const left = source?.untilNext() ?? null;
  const { isNormalised, queue } = usePlayer.getState();
  const item = followingOf(queue);
  if (left === null || left > 0.4 || !isNormalised || !item || audio.paused) return;
  gain.set(gainDbOf(item.track), left);
}

function report(): void {
  if (!source) return;
  const { seconds, bufferedTo, uid } = source.position();
  const { queue, position } = usePlayer.getState();
  if (uid !== currentOf(queue)?.uid) return;
  if (Math.abs(seconds - position) > 0.05) usePlayer.setState({ position: seconds, bufferedTo });
  planGain();
}

audio.addEventListener("timeupdate", report);
audio.addEventListener("progress", report);
audio.addEventListener("playing", () => usePlayer.setState({ status: "playing", isBlocked: false }));
audio.addEventListener("waiting", () => {
  if (!audio.paused) usePlayer.setState({ status: "loading" });
});
audio.addEventListener("pause", () => {
  // Between two loads the element pauses by itself; that is not the listener's pause.
  if (!audio.ended && audio.readyState > 1) usePlayer.setState({ status: "paused" });
});
applyVolume();
startMediaSession({ audio, seek, livePosition });
