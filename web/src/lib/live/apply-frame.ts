import type { QueryClient } from "@tanstack/react-query";
import type { Track } from "@veza/contracts/http/tracks";
import { FAILURES } from "@veza/contracts/media";
import type { InboxServerFrame, TrackProgress } from "@veza/contracts/ws/inbox";
import { queryKeys } from "../operations/query-keys.ts";
import { changeTrack } from "../operations/track-cache.ts";
import { publishProgress } from "./progress.ts";
import { dropRoom, putRoom, useInboxRooms } from "./rooms.ts";
import { useUnread } from "./unread.ts";

/** A track after a word about its pipeline. While it has audio to play, the word is about its replacement. */
export function withProgress(track: Track, word: TrackProgress): Track {
  const { status, stage, progress } = word;
  const failure =
    word.failure_code === null ? null : { code: word.failure_code, ...FAILURES[word.failure_code] };
  if (track.stream_manifest_url === null) return { ...track, status, stage, progress, failure };
  if (status === "completed") return { ...track, replacement: null };
  return { ...track, replacement: { status, stage, progress, failure } };
}

/** Feeds what the inbox says into the page's caches. */
export function applyFrame(client: QueryClient, frame: InboxServerFrame): void {
  switch (frame.t) {
    case "state":
      useUnread.setState({ unread: frame.notifications_unread });
      for (const word of frame.uploads) applyProgress(client, word);
      useInboxRooms.setState({ rooms: Object.fromEntries(frame.rooms.map((room) => [room.room_id, room])) });
      return;
    case "room.changed":
      if (putRoom(frame.room)) void client.invalidateQueries({ queryKey: queryKeys.myRooms });
      return;
    case "room.left":
      dropRoom(frame.room_id);
      void client.invalidateQueries({ queryKey: queryKeys.allRooms });
      return;
    case "track.progress":
      applyProgress(client, frame);
      return;
    case "notification.new":
      useUnread.setState({ unread: frame.notifications_unread });
      void client.invalidateQueries({ queryKey: queryKeys.notifications });
      return;
    case "notifications.read":
      useUnread.setState({ unread: frame.notifications_unread });
      void client.invalidateQueries({ queryKey: queryKeys.notifications });
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
  if (word.status === "completed" || word.status === "failed") {
    void client.invalidateQueries({ queryKey: queryKeys.track(word.track_id) });
    void client.invalidateQueries({ queryKey: queryKeys.allTracks });
  }
}
