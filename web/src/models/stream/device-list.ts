import type { Device } from "@veza/contracts/ws/stream";
import { paced } from "./paced.ts";

interface Own {
  volume: number;
  /** Id of the frame that told it last; null while it waits for its turn. */
  sentAs: string | null;
  send(volume: number): void;
}

/** Volumes are whole steps of a slider; less than this is rounding. */
const SAME = 0.001;

/**
 * The session's devices as this page shows them: the session's list, with the volumes on top that were set
 * here and not acknowledged yet. The session answers in the order in which it was asked: until its `ack`,
 * every list may be older than what was set here, and after it none is.
 */
export class DeviceList {
  readonly #ownId: string;
  readonly #everyMs: number;
  readonly #send: (deviceId: string, volume: number) => string | null;
  readonly #set = new Map<string, Own>();
  #listed: readonly Device[] = [];
  /** What `all` gives, until something changes. */
  #shown: readonly Device[] | null = null;
  /** This device's volume, as far as it is known. */
  #volume: number | null = null;

  /** @param send tells the session; the frame's id, or null when there is no socket */
  constructor(ownId: string, everyMs: number, send: (deviceId: string, volume: number) => string | null) {
    this.#ownId = ownId;
    this.#everyMs = everyMs;
    this.#send = send;
  }

  get all(): readonly Device[] {
    this.#shown ??= this.#listed.map((it) => ({
      ...it,
      volume: this.#set.get(it.device_id)?.volume ?? it.volume,
    }));
    return this.#shown;
  }

  has(id: string | null): boolean {
    return this.#listed.some((it) => it.device_id === id);
  }

  setVolume(deviceId: string, volume: number): void {
    this.#shown = null;
    if (deviceId === this.#ownId) this.#volume = volume;
    const own: Own = this.#set.get(deviceId) ?? {
      volume,
      sentAs: null,
      send: paced<number>(this.#everyMs, (value) => {
        own.sentAs = this.#send(deviceId, value);
        // Without a socket there is nobody to answer: the next one begins with what holds here.
        if (own.sentAs === null) this.#set.delete(deviceId);
      }),
    };
    own.volume = volume;
    own.sentAs = null;
    this.#set.set(deviceId, own);
    own.send(volume);
  }

  /**
   * The list as it is when a socket begins: earlier acts were never told, or were told on a socket that is
   * gone.
   */
  begin(devices: readonly Device[]): void {
    this.clear();
    this.#listed = devices;
    this.#shown = null;
    this.#volume ??= this.#own()?.volume ?? null;
  }

  /** @returns this device's volume when another device has set it, else null */
  adopt(devices: readonly Device[]): number | null {
    this.#listed = devices;
    this.#shown = null;
    const own = this.#own();
    if (own === undefined || this.#volume === null || this.#set.has(this.#ownId)) return null;
    if (Math.abs(own.volume - this.#volume) <= SAME) return null;
    this.#volume = own.volume;
    return own.volume;
  }

  /** The session has done, or refused, what this frame asked for. */
  answered(id: string): void {
    this.#shown = null;
    for (const [deviceId, own] of this.#set) if (own.sentAs === id) this.#set.delete(deviceId);
  }

  /** The socket is gone, and its answers with it. */
  clear(): void {
    this.#shown = null;
    this.#set.clear();
  }

  #own(): Device | undefined {
    return this.#listed.find((it) => it.device_id === this.#ownId);
  }
}
