import type { PlatformEvent } from "@veza/contracts/events";
import { newId } from "@veza/core/ids";
import { createLogger } from "@veza/worker-kit/log";
import { handle } from "../consumers/platform-events.ts";
import type { Harness } from "./harness.ts";

interface Wanted {
  visibility?: "public" | "unlisted" | "private";
  genre?: string;
  duration_ms?: number;
  play_count?: number;
  is_published?: boolean;
}

/** A track as it stands after the pipeline, written straight into the tables. @returns its id */
export async function publishedTrack(
  harness: Harness,
  uploaderId: string,
  wanted: Wanted = {},
): Promise<string> {
  const id = newId("track");
  const published = wanted.is_published !== false;
  await harness.database.query(
    `insert into tracks (id, uploader_id, title, artist, genre, license, visibility, is_downloadable, current_version, latest_version, play_count, published_at)
     values ($1, $2, 'A song', 'Somebody', $3, 'CC BY', $4, false, $5, 1, $6, $7)`,
    [
      id,
      uploaderId,
      wanted.genre ?? null,
      wanted.visibility ?? "public",
      published ? 1 : null,
      wanted.play_count ?? 0,
      published ? new Date().toISOString() : null,
    ],
  );
  await harness.database.query(
    `insert into track_versions (track_id, version, status, source_key, source_bytes, source_sha256, file_name, duration_ms)
     values ($1, 1, $2, 'originals/x', 1, 'x', 'song.wav', $3)`,
    [id, published ? "completed" : "processing", wanted.duration_ms ?? 200_000],
  );
  return id;
}

type Told<E> = E extends { data: unknown }
  ? Pick<E & { type: unknown; data: unknown }, "type" | "data">
  : never;
const log = createLogger("test", null);

/** Delivers an event that happened at `at` and arrives at `now`. */
export const deliver = (
  harness: Harness,
  id: string,
  event: Told<PlatformEvent>,
  at: Date,
  now: Date = at,
): Promise<void> =>
  handle(harness.env, { id, occurred_at: at.toISOString(), ...event } as PlatformEvent, now, log);
