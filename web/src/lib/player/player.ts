/**
 * What the listener's commands do, now that everything is loaded: on this device, or on the one that sounds. The
 * first page knows only commands.ts.
 */
import type { Track } from "@veza/contracts/http/tracks";
import { randomId } from "../stream/device.ts";
import * as engine from "./engine.ts";
import {
  changeQueue,
  currentSession,
  isRemote,
  needsNoWait,
  playHere,
  whenDecided,
} from "./engine-session.ts";
import { startMediaSession } from "./media-session.ts";
import { glue, learn, publishQueue } from "./player-queue.ts";
import { currentOf, isPlayable } from "./queue.ts";
import { usePlayer } from "./store.ts";

export { applyGain, applyQuality } from "./engine.ts";
export { playHere };

const get = () => usePlayer.getState();

/** A frame to the device that sounds, when that is another one; whether it is. */
function remotely(work: (session: NonNullable<ReturnType<typeof currentSession>>) => void): boolean {
  const session = currentSession();
  if (!isRemote() || !session) return false;
  work(session);
  return true;
}

/** Plays a list from one of its tracks on; what cannot be played is left out. */
export async function playTracks(tracks: readonly Track[], start: number, at: number): Promise<void> {
  const playable = tracks.filter(isPlayable);
  const wanted = tracks[start];
  const index = Math.max(0, wanted ? playable.indexOf(wanted) : 0);
  if (playable.length === 0) return;
  learn(playable);
  // The element learns of the click while it counts; the music may come a moment later.
  if (!needsNoWait()) {
    void engine.resume();
    usePlayer.setState({ status: "loading" });
    await whenDecided();
  }
  const items = playable.map(({ id }) => ({ item_id: randomId(), track_id: id }));
  const item = items[index];
  if (!item) return;
  const session = currentSession();
  const position_ms = Math.round(at * 1000);
  const before = session?.state?.track_id ?? null;
  const shown = { uid: item.item_id, track: playable[index] ?? playable[0] };
  const isSocket =
    shown.track !== undefined && engine.sources.kindFor({ uid: shown.uid, track: shown.track }) === "socket";
  // A new list sounds where it was chosen, unless another device is sounding just now.
  if (isRemote() && session?.state?.playing !== true) usePlayer.setState({ remote: null });
  if (isSocket && !isRemote()) session?.claim();
  const play = isSocket || isRemote();
  changeQueue({ t: "queue.set", items, index, position_ms, play });
  if (remotely(() => {})) return;
  // The session takes a list with the same track at the same place for a new list around what plays.
  const isSame = before === item.track_id;
  await engine.playAt(get().queue.index, at, { isAsked: isSocket && !isSame });
}

export function toggle(): void {
  const isDone = remotely((session) => {
    const isPlaying = session.state?.playing === true;
    session.pretend({ playing: !isPlaying });
    session.command({ t: isPlaying ? "pause" : "play" });
  });
  if (!isDone) engine.toggle();
}

export function pause(): void {
  if (isRemote()) {
    if (get().status === "playing") toggle();
  } else engine.pause();
}

export function jumpTo(index: number): void {
  const item = get().queue.items[index];
  if (!item) return;
  const isDone = remotely((session) => {
    glue.placeAt(item.uid);
    publishQueue();
    session.pretend({ positionMs: 0, playing: true });
    session.command({ t: "jump", item_id: item.uid, position_ms: 0 });
  });
  if (!isDone) void engine.playAt(index);
}

export function next(): void {
  if (!remotely((session) => session.command({ t: "skip", to: "next" }))) engine.next();
}

/** To the start of the track, or to the one before within its first three seconds. */
export function previous(): void {
  if (remotely((session) => session.command({ t: "skip", to: "previous" }))) return;
  const { queue } = get();
  if (livePosition() > 3 || queue.index <= 0) seek(0);
  else void engine.playAt(queue.index - 1);
}

export function seek(seconds: number): void {
  const positionMs = Math.round(Math.max(0, seconds) * 1000);
  const session = currentSession();
  if (session && !engine.sources.current) {
    session.pretend({ positionMs });
    session.command({ t: "seek", position_ms: positionMs });
  } else engine.seek(seconds);
}

export function livePosition(): number {
  return isRemote() ? (currentSession()?.position() ?? 0) : engine.livePosition();
}

export function add(track: Track, after: "current" | "end"): void {
  if (!isPlayable(track)) return;
  learn([track]);
  if (get().queue.index === -1) void playTracks([track], 0, 0);
  else changeQueue({ t: "queue.add", items: [{ item_id: randomId(), track_id: track.id }], after });
}

export function move(from: number, to: number): void {
  const { items } = get().queue;
  const item = items[from];
  if (!item || to < 0 || to >= items.length || from === to) return;
  const others = items.toSpliced(from, 1);
  changeQueue({ t: "queue.move", item_id: item.uid, after: others[to - 1]?.uid ?? null });
}

export function remove(uids: readonly string[]): void {
  if (uids.length === 0) return;
  const wasCurrent = uids.includes(currentOf(get().queue)?.uid ?? "");
  changeQueue({ t: "queue.remove", item_ids: [...uids] });
  if (!wasCurrent || isRemote()) return;
  const { queue } = get();
  if (queue.index === -1) engine.stop();
  else if (engine.sources.current) void engine.playAt(queue.index);
}

export function clearUpcoming(): void {
  const { items, index } = get().queue;
  remove(items.slice(index + 1).map((item) => item.uid));
}

export function toggleShuffle(): void {
  const seed = get().queue.isShuffled ? null : crypto.getRandomValues(new Uint32Array(1))[0];
  changeQueue({ t: "queue.shuffle", seed: seed ?? null });
}

/** Off, the whole list, this track, off. */
export function cycleRepeat(): void {
  const after = { off: "all", all: "one", one: "off" } as const;
  changeQueue({ t: "queue.repeat", repeat: after[get().queue.repeat] });
}

export function setVolume(volume: number): void {
  const wanted = Math.min(1, Math.max(0, volume));
  const { remote, deviceId } = get();
  if (remote) usePlayer.setState({ remote: { ...remote, volume: wanted } });
  else usePlayer.setState({ volume: wanted, isMuted: false });
  const target = remote?.device_id ?? deviceId;
  if (target !== null) currentSession()?.setVolume(target, wanted);
  engine.applyVolume();
}

export function toggleMute(): void {
  const { remote, isMuted } = get();
  if (remote) setVolume(remote.volume > 0 ? 0 : 0.8);
  else usePlayer.setState({ isMuted: !isMuted });
  engine.applyVolume();
}

startMediaSession({ audio: engine.element, seek, livePosition });
