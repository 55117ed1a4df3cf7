import type { RoomStanding } from "@veza/contracts/chat-rpc";
import type { CloseReason } from "@veza/contracts/ws/close";
import type { InboxRoom, InboxServerFrame, TrackProgress } from "@veza/contracts/ws/inbox";
import { InboxClientFrame } from "@veza/contracts/ws/inbox";

/** What an inbox remembers between two frames: the last word on each upload that is on its way. */
export interface InboxStore {
  uploads(): TrackProgress[];
  saveUpload(progress: TrackProgress): void;
  removeUpload(trackId: string): void;
  /** Rooms that the user is in. */
  rooms(): RoomStanding[];
  /** Also of one that the user has left: what was overtaken must not bring it back. */
  room(roomId: string): RoomStanding | null;
  saveRoom(standing: RoomStanding): void;
}

/** Uploads that are remembered; more than anybody has on the way at once. */
const MAX_UPLOADS = 200;

/** The first frame of a socket: everything that a device must know to draw itself. */
export function welcome(store: InboxStore, notificationsUnread: number): InboxServerFrame {
  return {
    t: "state",
    rooms: store.rooms().map(roomFrame),
    notifications_unread: notificationsUnread,
    uploads: store.uploads(),
  };
}

const roomFrame = ({ room_id, last_seq, read_seq, unread, mentions, quiet }: RoomStanding): InboxRoom => ({
  room_id,
  last_seq,
  read_seq,
  unread,
  mentions,
  quiet,
});

/**
 * Takes how the user stands in a room.
 * @returns what devices are told; null where that was overtaken, or is nothing new
 */
export function stand(store: InboxStore, standing: RoomStanding): InboxServerFrame | null {
  const before = store.room(standing.room_id);
  if (before !== null && before.version > standing.version) return null;
  store.saveRoom(standing);
  if (!standing.is_member)
    return before?.is_member === true ? { t: "room.left", room_id: standing.room_id } : null;
  const room = roomFrame(standing);
  if (before?.is_member === true && JSON.stringify(roomFrame(before)) === JSON.stringify(room)) return null;
  return { t: "room.changed", room };
}

/**
 * Takes frames from the platform and says which of them go to the devices. A stage that is older than what is
 * known (events can overtake each other) is dropped; the end of a run is passed on and forgotten.
 */
export function accept(store: InboxStore, frames: InboxServerFrame[]): InboxServerFrame[] {
  const known = new Map(store.uploads().map((upload) => [upload.track_id, upload]));
  const shown: InboxServerFrame[] = [];
  for (const frame of frames) {
    if (frame.t !== "track.progress") {
      shown.push(frame);
      continue;
    }
    const before = known.get(frame.track_id);
    const running = frame.status === "processing" || frame.status === "uploading";
    if (
      running &&
      before !== undefined &&
      before.version === frame.version &&
      before.progress > frame.progress
    )
      continue;
    if (running && known.size < MAX_UPLOADS) {
      known.set(frame.track_id, frame);
      store.saveUpload(frame);
    } else if (!running) {
      known.delete(frame.track_id);
      store.removeUpload(frame.track_id);
    }
    shown.push(frame);
  }
  return shown;
}

export type ClientOutcome =
  | { reply: InboxServerFrame }
  | { close: CloseReason }
  | { read: { room_id: string; seq: number } };

/** Answers a frame of a device. What is no frame of ours gets an error, what is too long ends the socket. */
export function receive(text: string, maxBytes: number): ClientOutcome {
  if (text.length > maxBytes) return { close: "bad_frame" };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {
      reply: { t: "error", code: "bad_frame", message: "A frame is a JSON object with its type in `t`." },
    };
  }
  const frame = InboxClientFrame.safeParse(value);
  if (!frame.success)
    return { reply: { t: "error", code: "unknown_frame", message: "This type of frame is not known here." } };
  if (frame.data.t === "room.read") return { read: frame.data };
  return { reply: { t: "pong" } };
}
