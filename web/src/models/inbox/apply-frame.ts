import type { QueryClient } from "@tanstack/query-core";
import { FAILURES } from "@veza/contracts/failures";
import type { Track } from "@veza/contracts/http/tracks";
import type { InboxServerFrame, TrackProgress } from "@veza/contracts/ws/inbox";
import { notificationKeys } from "../notifications/calls.ts";
import { roomKeys } from "../rooms/keys.ts";
import { trackKeys } from "../tracks/keys.ts";
import { publishProgress } from "../tracks/progress.ts";
import { changeTrack } from "../tracks/track-cache.ts";
import { dropRoom, inboxRoomsStore, putRoom } from "./rooms.ts";
import { unreadStore } from "./unread.ts";

/** A track after a word about its pipeline. While it has audio to play, the word is about its replacement. */
export function withProgress(track: Track, word: TrackProgress): Track {
  const { status, stage, progress } = word;
  const failure =
    word.failure_code === null ? null : { code: word.failure_code, ...FAILURES[word.failure_code] };
  if (track.stream_manifest_url === null) return { ...track, status, stage, progress, failure };
  if (status === "completed") return { ...track, replacement: null };
  return { ...track, replacement: { status, stage, progress, failure, review: null } };
}

/** Feeds what the inbox says into the page's caches. */
export function applyFrame(client: QueryClient, frame: InboxServerFrame): void {
  switch (frame.t) {
    case "state":
      unreadStore.setState({ unread: frame.notifications_unread });
      for (const word of frame.uploads) applyProgress(client, word);
      inboxRoomsStore.setState({
        rooms: Object.fromEntries(frame.rooms.map((room) => [room.room_id, room])),
      });
      return;
    case "room.changed":
      if (putRoom(frame.room)) void client.invalidateQueries({ queryKey: roomKeys.mine });
      return;
    case "room.left":
      dropRoom(frame.room_id);
      void client.invalidateQueries({ queryKey: roomKeys.all });
      return;
    case "track.progress":
      applyProgress(client, frame);
      return;
    case "notification.new":
      unreadStore.setState({ unread: frame.notifications_unread });
      void client.invalidateQueries({ queryKey: notificationKeys.all });
      return;
    case "notifications.read":
      unreadStore.setState({ unread: frame.notifications_unread });
      void client.invalidateQueries({ queryKey: notificationKeys.all });
      return;
    case "pong":
      return;
    case "error":
      console.info("The inbox refused a frame.", frame.code, frame.message);
  }
}

function applyProgress(client: QueryClient, word: TrackProgress): void {
  publishProgress(word);
  changeTrack(client, word.track_id, (track) => withProgress(track, word));
  // The end changes more than the frame says: addresses, loudness, facts.
  if (word.status !== "processing" && word.status !== "uploading") {
    void client.invalidateQueries({ queryKey: trackKeys.one(word.track_id) });
    void client.invalidateQueries({ queryKey: trackKeys.all });
  }
}
