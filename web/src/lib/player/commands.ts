import type { Track } from "@veza/contracts/http/tracks";
import * as queues from "./queue.ts";
import type { Quality } from "./rendition-choice.ts";
import { usePlayer } from "./store.ts";

type Engine = typeof import("./engine.ts");

let engine: Engine | null = null;
let loading: Promise<Engine> | null = null;
let counter = 0;
const makeUid = () => {
  counter += 1;
  return `q${counter}`;
};

/** Brings the engine in: in the browser's idle time, so that the first click finds it here. */
export function warmUp(): Promise<Engine> {
  loading ??= import("./engine.ts").then((module) => {
    engine = module;
    return module;
  });
  return loading;
}

/** Runs at once when the engine is here (a click must still count as a gesture), else as soon as it is. */
function withEngine(work: (engine: Engine) => void): void {
  if (engine) work(engine);
  else void warmUp().then(work);
}

const get = () => usePlayer.getState();

/** Plays a list from one of its tracks on, that one from `at` seconds. */
export function playTracks(tracks: readonly Track[], start = 0, at = 0): void {
  const queue = queues.queueOf(tracks, start, makeUid);
  if (queue.index === -1) return;
  usePlayer.setState({ queue, status: "loading", position: at });
  withEngine((it) => void it.playAt(queue.index, at));
}

/** Play button of a track in a list: plays it, or pauses and resumes it when it is current. */
export function toggleTrack(tracks: readonly Track[], start: number): void {
  const track = tracks[start];
  if (track && queues.currentOf(get().queue)?.track.id === track.id) toggle();
  else playTracks(tracks, start);
}

export function toggle(): void {
  withEngine((it) => it.toggle());
}

export function resumePlayback(): void {
  if (get().status !== "playing") toggle();
}

export function pausePlayback(): void {
  withEngine((it) => it.pause());
}

export function jumpTo(index: number): void {
  withEngine((it) => void it.playAt(index));
}

export function next(): void {
  const { queue } = get();
  if (queues.followingOf(queue)) jumpTo(queue.index + 1);
}

/** To the start of the track, or to the one before within its first three seconds. */
export function previous(): void {
  const { queue, position } = get();
  if (position > 3 || queue.index <= 0) seekTo(0);
  else jumpTo(queue.index - 1);
}

export function seekTo(seconds: number): void {
  withEngine((it) => it.seek(seconds));
}

export function seekBy(seconds: number): void {
  withEngine((it) => it.seek(Math.max(0, it.livePosition() + seconds)));
}

/** Seconds within the current track, finer than the store's. */
export function livePosition(): number {
  return engine?.livePosition() ?? get().position;
}

export function playNext(track: Track): void {
  changeQueue((queue) => queues.playNext(queue, track, makeUid));
}

export function addToQueue(track: Track): void {
  changeQueue((queue) => queues.append(queue, track, makeUid));
}

export function moveInQueue(from: number, to: number): void {
  changeQueue((queue) => queues.move(queue, from, to));
}

export function clearUpcoming(): void {
  changeQueue(queues.clearUpcoming);
}

export function removeFromQueue(uid: string): void {
  const { queue } = get();
  const wasCurrent = queues.currentOf(queue)?.uid === uid;
  const after = queues.remove(queue, uid);
  usePlayer.setState({ queue: after });
  withEngine((it) => {
    if (after.index === -1) it.stop();
    else if (wasCurrent) void it.playAt(after.index);
    else it.follow();
  });
}

function changeQueue(change: (queue: queues.Queue) => queues.Queue): void {
  const before = get().queue;
  const after = change(before);
  if (after === before) return;
  usePlayer.setState({ queue: after });
  withEngine((it) => (before.index === -1 ? void it.playAt(after.index) : it.follow()));
}

export function setVolume(volume: number): void {
  usePlayer.setState({ volume: Math.min(1, Math.max(0, volume)), isMuted: false });
  withEngine((it) => it.applyVolume());
}

export function toggleMute(): void {
  usePlayer.setState((state) => ({ isMuted: !state.isMuted }));
  withEngine((it) => it.applyVolume());
}

export function setQuality(quality: Quality): void {
  usePlayer.setState({ quality });
  withEngine((it) => it.applyQuality());
}

export function toggleNormalisation(): void {
  usePlayer.setState((state) => ({ isNormalised: !state.isNormalised }));
  withEngine((it) => it.applyGain());
}
