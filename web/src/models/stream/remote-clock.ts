import type { PlaybackState } from "@veza/contracts/ws/stream";

/** Seconds into the track at a moment of the server's clock. */
export function playingAt(
  state: Pick<PlaybackState, "playing" | "position_ms" | "at_server_ms" | "rate">,
  serverNow: number,
): number {
  const moved = state.playing ? Math.max(0, serverNow - state.at_server_ms) * state.rate : 0;
  return Math.max(0, state.position_ms + moved) / 1000;
}
