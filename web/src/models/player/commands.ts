import type { Track } from "@veza/contracts/http/tracks";
import type { Player } from "./player.ts";
import type { Quality } from "./quality.ts";
import { currentOf } from "./queue.ts";
import { playerStore } from "./store.ts";

let player: Player | null = null;
let loading: Promise<Player> | null = null;

/** Brings the player in: in the browser's idle time, so that the first click finds it here. */
export function warmUp(): Promise<Player> {
  loading ??= import("./page-player.ts").then(({ pagePlayer }) => {
    player = pagePlayer();
    return player;
  });
  return loading;
}

/** Runs at once when the player is here (a click must still count as a gesture), else as soon as it is. */
function withPlayer(work: (player: Player) => void): void {
  if (player) work(player);
  else void warmUp().then(work);
}

const get = () => playerStore.getState();

/** Plays a list from one of its tracks on, that one from `at` seconds. */
export function playTracks(tracks: readonly Track[], start = 0, at = 0): void {
  withPlayer((it) => void it.playTracks(tracks, start, at));
}

/** Play button of a track in a list: plays it, or pauses and resumes it when it is current. */
export function toggleTrack(tracks: readonly Track[], start: number): void {
  const track = tracks[start];
  if (track && currentOf(get().queue)?.track.id === track.id) toggle();
  else playTracks(tracks, start);
}

export function toggle(): void {
  withPlayer((it) => it.toggle());
}

export function resumePlayback(): void {
  if (get().status !== "playing") toggle();
}

export function pausePlayback(): void {
  withPlayer((it) => it.pause());
}

export function jumpTo(index: number): void {
  withPlayer((it) => it.jumpTo(index));
}

export function next(): void {
  withPlayer((it) => it.next());
}

export function previous(): void {
  withPlayer((it) => it.previous());
}

/** The sound moves from another device to this one. */
export function playHere(): void {
  withPlayer((it) => it.playHere());
}

export function seekTo(seconds: number): void {
  withPlayer((it) => it.seek(seconds));
}

export function seekBy(seconds: number): void {
  withPlayer((it) => it.seek(Math.max(0, it.livePosition() + seconds)));
}

/** Seconds within the current track, finer than the store's. */
export function livePosition(): number {
  return player?.livePosition() ?? get().position;
}

export function playNext(track: Track): void {
  withPlayer((it) => it.add(track, "current"));
}

export function addToQueue(track: Track): void {
  withPlayer((it) => it.add(track, "end"));
}

export function moveInQueue(from: number, to: number): void {
  withPlayer((it) => it.move(from, to));
}

export function clearUpcoming(): void {
  withPlayer((it) => it.clearUpcoming());
}

export function removeFromQueue(uid: string): void {
  withPlayer((it) => it.remove([uid]));
}

export function toggleShuffle(): void {
  withPlayer((it) => it.toggleShuffle());
}

export function cycleRepeat(): void {
  withPlayer((it) => it.cycleRepeat());
}

export function setVolume(volume: number): void {
  withPlayer((it) => it.setVolume(volume));
}

export function toggleMute(): void {
  withPlayer((it) => it.toggleMute());
}

export function setQuality(quality: Quality): void {
  playerStore.setState({ quality });
  withPlayer((it) => it.applyQuality());
}

export function toggleNormalisation(): void {
  playerStore.setState((state) => ({ isNormalised: !state.isNormalised }));
  withPlayer((it) => it.applyGain());
}
