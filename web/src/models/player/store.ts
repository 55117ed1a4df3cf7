import type { Device } from "@veza/contracts/ws/stream";
import { createStore } from "zustand/vanilla";
import { AUTO, type Quality } from "./quality.ts";
import { EMPTY_QUEUE, type Queue } from "./queue.ts";
import type { Trouble } from "./source.ts";

export type PlayerStatus = "idle" | "loading" | "playing" | "paused";

export interface PlayerState {
  queue: Queue;
  status: PlayerStatus;
  /** Seconds within the current item, at the pace of `timeupdate`; `livePosition()` is finer. */
  position: number;
  bufferedTo: number;
  /** Why the music waits for data. */
  trouble: Trouble | null;
  /** The browser wants a click before it plays. */
  isBlocked: boolean;
  quality: Quality;
  /** Name of the rendition that is heard. */
  rendition: string | null;
  volume: number;
  isMuted: boolean;
  isNormalised: boolean;
  /** The listener's devices that are here now, this one among them; empty without a session. */
  devices: readonly Device[];
  deviceId: string | null;
  /** The other device that the music sounds from: this one is its remote control. */
  remote: Device | null;
}

const PREFERENCES = "veza.player";

function keptPreferences(): Partial<Pick<PlayerState, "quality" | "volume" | "isMuted" | "isNormalised">> {
  try {
    const kept: unknown = JSON.parse(globalThis.localStorage?.getItem(PREFERENCES) ?? "{}");
    if (typeof kept !== "object" || kept === null) return {};
    const volume: unknown = Reflect.get(kept, "volume");
    const quality: unknown = Reflect.get(kept, "quality");
    return {
      ...(typeof quality === "string" ? { quality } : {}),
      ...(typeof volume === "number" && volume >= 0 && volume <= 1 ? { volume } : {}),
      isMuted: Reflect.get(kept, "isMuted") === true,
      isNormalised: Reflect.get(kept, "isNormalised") !== false,
    };
  } catch {
    // Damaged or refused storage: the defaults hold.
    return {};
  }
}

/** A player's state: nothing plays, with the preferences that this browser has kept. */
export const createPlayerStore = () =>
  createStore<PlayerState>(() => ({
    queue: EMPTY_QUEUE,
    status: "idle",
    position: 0,
    bufferedTo: 0,
    trouble: null,
    isBlocked: false,
    quality: AUTO,
    rendition: null,
    volume: 0.9,
    isMuted: false,
    isNormalised: true,
    devices: [],
    deviceId: null,
    remote: null,
    ...keptPreferences(),
  }));

export const selectCurrent = (state: PlayerState) => state.queue.items[state.queue.index] ?? null;

/** State of the page's player. Commands live in commands.ts; components only read. */
export const playerStore = createPlayerStore();

/** Keeps the listener's choices for the next visit, from now on. */
export function keepPreferences(): void {
  playerStore.subscribe((state, before) => {
    const { quality, volume, isMuted, isNormalised } = state;
    const isSame =
      quality === before.quality &&
      volume === before.volume &&
      isMuted === before.isMuted &&
      isNormalised === before.isNormalised;
    if (isSame) return;
    try {
      localStorage.setItem(PREFERENCES, JSON.stringify({ quality, volume, isMuted, isNormalised }));
    } catch {
      // Storage is full or refused: the choice holds until the page is closed.
    }
  });
}
