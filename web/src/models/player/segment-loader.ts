import type { Track } from "@veza/contracts/http/tracks";
import { ApiError, codeOf } from "../../lib/api/api-error.ts";
import { isGrantEnding } from "./grant.ts";
import type { Trouble } from "./source.ts";

/** The track is withdrawn: asking again is useless. */
export class TrackGone extends Error {}

export interface LoaderDeps {
  /** The newest answer of the API for a track; renews its grant. */
  fetchTrack(trackId: string): Promise<Track>;
  onTrouble(trouble: Trouble | null): void;
  /** What this loader has been given at last, for whoever shows the track. */
  onTrack(track: Track): void;
  /** What cancels the request that begins now. */
  signal(): AbortSignal;
}

/** A first byte must come within this; a segment of the largest rendition is some hundred kilobytes. */
const TIMEOUT_MS = 20_000;

/**
 * Fetches what lies below one track's manifest. Goes on through lost networks (with backoff), through grants
 * that end (asks for the track again) and through brief refusals. Throws only when aborted, when the track is
 * gone, or when the same address stays missing.
 */
export class SegmentLoader {
  #track: Track;
  readonly #deps: LoaderDeps;

  constructor(track: Track, deps: LoaderDeps) {
    this.#track = track;
    this.#deps = deps;
  }

  get track(): Track {
    return this.#track;
  }

  /** Text of a playlist; "" is the master itself. */
  async text(path: string): Promise<string> {
    return new TextDecoder().decode((await this.bytes(path)).body);
  }

  /** Bytes at `uri` relative to `path`, itself relative to the master; and how long they took, in ms. */
  async bytes(path: string, uri = ""): Promise<{ body: ArrayBuffer; elapsedMs: number }> {
    let isRenewed = false;
    for (let failures = 0; ; failures += 1) {
      this.#deps.signal().throwIfAborted();
      if (isGrantEnding(this.#track, Date.now())) await this.#renew();
      const outcome = await this.#try(this.#addressOf(path, uri));
      if (typeof outcome === "object") {
        this.#deps.onTrouble(null);
        return outcome;
      }
      if (outcome === 403 || outcome === 404 || outcome === 410) {
        if (isRenewed) throw new TrackGone(`${outcome} for ${path}${uri}`);
        isRenewed = true;
        await this.#renew();
        continue;
      }
      this.#deps.onTrouble(navigator.onLine ? "network" : "offline");
      await this.#pause(Math.random() * Math.min(10_000, 400 * 2 ** failures) + 100);
    }
  }

  /** Relative addresses inherit the grant of the manifest that is in force now. */
  #addressOf(path: string, uri: string): URL {
    const manifest = this.#track.stream_manifest_url;
    if (manifest === null) throw new TrackGone("The track has no audio any more.");
    return new URL(uri, new URL(path, new URL(manifest, location.href)));
  }

  /** The body, or the status that refused it (0: nothing arrived). */
  async #try(address: URL): Promise<{ body: ArrayBuffer; elapsedMs: number } | number> {
    const startedAt = performance.now();
    const cancel = this.#deps.signal();
    try {
      const response = await fetch(address, {
        signal: AbortSignal.any([cancel, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      if (!response.ok) return response.status;
      const body = await response.arrayBuffer();
      return { body, elapsedMs: performance.now() - startedAt };
    } catch (error) {
      if (cancel.aborted) throw error;
      return 0;
    }
  }

  async #renew(): Promise<void> {
    try {
      const track = await this.#deps.fetchTrack(this.#track.id);
      if (track.stream_manifest_url === null) throw new TrackGone("The track has no audio any more.");
      this.#track = track;
      this.#deps.onTrack(track);
    } catch (error) {
      if (error instanceof TrackGone) throw error;
      const code = codeOf(error);
      if (code === "not_found" || code === "forbidden") throw new TrackGone(code);
      if (!(error instanceof ApiError)) throw error;
      this.#deps.onTrouble(code === "offline" ? "offline" : "network");
      await this.#pause(2_000);
    }
  }

  /** Waits; shorter when the device comes back online, and not at all once aborted. */
  #pause(ms: number): Promise<void> {
    const signal = this.#deps.signal();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        removeEventListener("online", done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      addEventListener("online", done);
      signal.addEventListener("abort", done);
    });
  }
}
