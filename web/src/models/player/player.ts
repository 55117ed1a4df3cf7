import type { Track } from "@veza/contracts/http/tracks";
import { randomId } from "../stream/device.ts";
import type { StreamSession } from "../stream/session.ts";
import { Engine } from "./engine.ts";
import { EngineSession } from "./engine-session.ts";
import type { PlayerDeps } from "./player-deps.ts";
import { PlayerQueue } from "./player-queue.ts";
import { currentOf, isPlayable } from "./queue.ts";

/**
 * What the listener's commands do: on this device, or on the one that sounds. The first page knows only
 * commands.ts.
 */
export type Player = ReturnType<typeof createPlayer>;

/** The player of one element. It acts on nothing but what is handed in, and owns the queue. */
export function createPlayer(deps: PlayerDeps) {
  const { store } = deps;
  const queue = new PlayerQueue(deps);
  const engine = new Engine(deps, queue);
  const listening = new EngineSession(deps, queue, engine);
  const get = () => store.getState();

  /** A frame to the device that sounds, when that is another one; whether it is. */
  function remotely(work: (session: StreamSession) => void): boolean {
    const session = listening.current;
    if (!listening.isRemote || !session) return false;
    work(session);
    return true;
  }

  /** Plays a list from one of its tracks on; what cannot be played is left out. */
  async function playTracks(tracks: readonly Track[], start: number, at: number): Promise<void> {
    const playable = tracks.filter(isPlayable);
    const wanted = tracks[start];
    const index = Math.max(0, wanted ? playable.indexOf(wanted) : 0);
    if (playable.length === 0) return;
    queue.learn(playable);
    // The element learns of the click while it counts; the music may come a moment later.
    if (!listening.needsNoWait) {
      void engine.resume();
      store.setState({ status: "loading" });
      await listening.whenDecided();
    }
    const items = playable.map(({ id }) => ({ item_id: randomId(), track_id: id }));
    const item = items[index];
    if (!item) return;
    const session = listening.current;
    const position_ms = Math.round(at * 1000);
    const before = session?.state?.track_id ?? null;
    const track = playable[index] ?? playable[0];
    const isSocket = track !== undefined && engine.sources.kindFor({ uid: item.item_id, track }) === "socket";
    // A new list sounds where it was chosen, unless another device is sounding just now.
    if (listening.isRemote && session?.state?.playing !== true) store.setState({ remote: null });
    if (isSocket && !listening.isRemote) session?.claim();
    const play = isSocket || listening.isRemote;
    listening.changeQueue({ t: "queue.set", items, index, position_ms, play });
    if (remotely(() => {})) return;
    // The session takes a list with the same track at the same place for a new list around what plays.
    const isSame = before === item.track_id;
    await engine.playAt(get().queue.index, at, { isAsked: isSocket && !isSame });
  }

  function toggle(): void {
    const isDone = remotely((session) => {
      const isPlaying = session.state?.playing === true;
      session.pretend({ playing: !isPlaying });
      session.command({ t: isPlaying ? "pause" : "play" });
    });
    if (!isDone) engine.toggle();
  }

  function pause(): void {
    if (listening.isRemote) {
      if (get().status === "playing") toggle();
    } else engine.pause();
  }

  function jumpTo(index: number): void {
    const item = get().queue.items[index];
    if (!item) return;
    const isDone = remotely((session) => {
      queue.shared.placeAt(item.uid);
      queue.publish();
      session.pretend({ positionMs: 0, playing: true });
      session.command({ t: "jump", item_id: item.uid, position_ms: 0 });
    });
    if (!isDone) void engine.playAt(index);
  }

  function seek(seconds: number): void {
    const positionMs = Math.round(Math.max(0, seconds) * 1000);
    const session = listening.current;
    if (session && !engine.sources.current) {
      session.pretend({ positionMs });
      session.command({ t: "seek", position_ms: positionMs });
    } else engine.seek(seconds);
  }

  /** Seconds within the current track, on whichever device it sounds. */
  const livePosition = (): number =>
    listening.isRemote ? (listening.current?.position() ?? 0) : engine.livePosition();

  function next(): void {
    if (!remotely((session) => session.command({ t: "skip", to: "next" }))) engine.next();
  }

  /** To the start of the track, or to the one before within its first three seconds. */
  function previous(): void {
    if (remotely((session) => session.command({ t: "skip", to: "previous" }))) return;
    const { index } = get().queue;
    if (livePosition() > 3 || index <= 0) seek(0);
    else void engine.playAt(index - 1);
  }

  function add(track: Track, after: "current" | "end"): void {
    if (!isPlayable(track)) return;
    queue.learn([track]);
    if (get().queue.index === -1) void playTracks([track], 0, 0);
    else
      listening.changeQueue({
        t: "queue.add",
        items: [{ item_id: randomId(), track_id: track.id }],
        after,
      });
  }

  function move(from: number, to: number): void {
    const { items } = get().queue;
    const item = items[from];
    if (!item || to < 0 || to >= items.length || from === to) return;
    const others = items.toSpliced(from, 1);
    listening.changeQueue({ t: "queue.move", item_id: item.uid, after: others[to - 1]?.uid ?? null });
  }

  function remove(uids: readonly string[]): void {
    if (uids.length === 0) return;
    const wasCurrent = uids.includes(currentOf(get().queue)?.uid ?? "");
    listening.changeQueue({ t: "queue.remove", item_ids: [...uids] });
    if (!wasCurrent || listening.isRemote) return;
    const { index } = get().queue;
    if (index === -1) engine.stop();
    else if (engine.sources.current) void engine.playAt(index);
  }

  function clearUpcoming(): void {
    const { items, index } = get().queue;
    remove(items.slice(index + 1).map((item) => item.uid));
  }

  function toggleShuffle(): void {
    const seed = get().queue.isShuffled ? null : crypto.getRandomValues(new Uint32Array(1))[0];
    listening.changeQueue({ t: "queue.shuffle", seed: seed ?? null });
  }

  /** Off, the whole list, this track, off. */
  function cycleRepeat(): void {
    const after = { off: "all", all: "one", one: "off" } as const;
    listening.changeQueue({ t: "queue.repeat", repeat: after[get().queue.repeat] });
  }

  function setVolume(volume: number): void {
    const wanted = Math.min(1, Math.max(0, volume));
    const { remote, deviceId } = get();
    if (remote) store.setState({ remote: { ...remote, volume: wanted } });
    else store.setState({ volume: wanted, isMuted: false });
    const target = remote?.device_id ?? deviceId;
    if (target !== null) listening.current?.setVolume(target, wanted);
    engine.applyVolume();
  }

  function toggleMute(): void {
    const { remote, isMuted } = get();
    if (remote) setVolume(remote.volume > 0 ? 0 : 0.8);
    else store.setState({ isMuted: !isMuted });
    engine.applyVolume();
  }

  return {
    playTracks,
    toggle,
    pause,
    jumpTo,
    next,
    previous,
    seek,
    livePosition,
    add,
    move,
    remove,
    clearUpcoming,
    toggleShuffle,
    cycleRepeat,
    setVolume,
    toggleMute,
    playHere: () => listening.playHere(),
    applyGain: () => engine.applyGain(),
    applyQuality: () => engine.applyQuality(),
    /** Lets the element go for somebody else; queue and position stay to be seen. */
    silence: () => engine.silence(),
    /** Whether the player fills the element now. */
    isHolding: () => engine.sources.current !== null,
  };
}
