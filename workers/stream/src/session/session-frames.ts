import type { Entitlement } from "@veza/contracts/rpc";
import type { Device, PlaybackState, StreamServerFrame } from "@veza/contracts/ws/stream";
import type { Link } from "./link.ts";
import { type MediaIndex, publicRenditions } from "./media-index.ts";
import { currentItem, type Session } from "./state.ts";

export function stateOf(session: Session): PlaybackState {
  const item = currentItem(session);
  return {
    track_id: item?.track_id ?? null,
    item_id: item?.item_id ?? null,
    playing: session.playing,
    position_ms: Math.round(session.position_ms),
    at_server_ms: session.at_ms,
    rate: 1,
    revision: session.revision,
    active_device_id: session.active_device_id,
  };
}

export function devicesOf(links: readonly Link[], session: Session): Device[] {
  return links.map(({ state }) => ({
    device_id: state.device_id,
    name: state.name,
    is_active: state.device_id === session.active_device_id,
    volume: state.volume,
  }));
}

/** What a track's announcement says beside its stream number. */
export const aboutTrack = (entitlement: Entitlement, index: MediaIndex) => ({
  track: entitlement.track,
  duration_ms: index.duration_ms,
  renditions: publicRenditions(index),
});

type Ready = Extract<StreamServerFrame, { t: "session.ready" }>;

export function readyFrame(
  link: Link,
  links: readonly Link[],
  session: Session,
  about: Pick<Ready, "stream" | "item_id" | "track" | "duration_ms" | "position_ms" | "renditions">,
  now_ms: number,
): Ready {
  return {
    t: "session.ready",
    session_id: session.session_id,
    device_id: link.state.device_id,
    is_active: session.active_device_id === link.state.device_id,
    ...about,
    state: stateOf(session),
    queue: session.queue,
    devices: devicesOf(links, session),
    server_time_ms: now_ms,
  };
}

/**
 * Tells devices, each word built once.
 * @param to who is told; `links` are all devices of the session, which is what `devices` lists
 */
export function tellAll(
  links: readonly Link[],
  session: Session,
  words: readonly ("state" | "queue" | "devices")[],
  to: readonly Link[] = links,
): void {
  const frames = words.map((one): StreamServerFrame => {
    if (one === "state") return { t: "state", ...stateOf(session) };
    if (one === "devices") return { t: "devices", devices: devicesOf(links, session) };
    return { t: "queue", ...session.queue, revision: session.revision };
  });
  for (const link of to) if (link.isGreeted) for (const frame of frames) link.tell(frame);
}
