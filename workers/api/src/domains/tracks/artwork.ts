import { MAX_ARTWORK_BYTES } from "@veza/contracts/http/tracks";
import { newId } from "@veza/core/ids";
import { AppError } from "@veza/worker-kit/app-error";
import { readAtMost } from "@veza/worker-kit/mount";
import type { Principal } from "@veza/worker-kit/principal";
import { released } from "@veza/worker-kit/rpc-result";
import { sql } from "drizzle-orm";
import { openDatabase } from "../../db/client.ts";
import { writeIf } from "../../db/write-if.ts";
import type { ApiEnv } from "../../env.ts";
import { sniffImage } from "../uploads/sniff.ts";
import { changedEvent } from "./events.ts";
import { canEdit } from "./policy.ts";
import { readTrack } from "./service.ts";
import { factsOf } from "./view.ts";

/**
 * Sets the artwork of a track: scanned, re-encoded in three sizes and stripped of metadata by the transcoder
 * before anybody gets it. The picture that was there stays until the new one is stored.
 */
export async function setArtwork(
  env: ApiEnv,
  trackId: string,
  body: ReadableStream<Uint8Array> | null,
  viewer: Principal,
  traceparent: string,
  now: Date,
) {
  const row = await readTrack(env, trackId, viewer);
  if (!canEdit(factsOf(row), viewer))
    throw new AppError("forbidden", { detail: "Only its uploader may change this track." });
  const bytes = await readAtMost(body, MAX_ARTWORK_BYTES);
  const type = await sniffImage(bytes);
  if (type === null)
    throw new AppError("unsupported_media_type", { detail: "Send a JPEG, PNG or WebP picture." });

  // The folder's number comes from the database, so that two uploads at once never share one.
  const db = openDatabase(env);
  const numbered = await db.execute<{ revision: number }>(
    sql`update tracks set artwork_revision = artwork_revision + 1 where id = ${trackId} and deleted_at is null returning artwork_revision as revision`,
  );
  const revision = numbered.rows[0]?.revision;
  if (revision === undefined) throw new AppError("not_found");
  const folder = `a${Number(revision)}`;
  const key = `originals/${newId("upload", now.getTime())}`;
  await env.MEDIA.put(key, bytes, { httpMetadata: { contentType: type } });
  try {
    const reply = await released(
      env.STREAM_RPC.processArtwork(
        { track_id: trackId, source_key: key, source_bytes: bytes.byteLength, folder },
        traceparent,
      ),
    );
    if (!reply.ok) {
      if (reply.code === "unavailable")
        throw new AppError("unavailable", {
          detail: "Pictures can't be processed now. Try again in a minute.",
          retry_after_ms: 30_000,
        });
      throw new AppError("unsupported_media_type", {
        detail:
          reply.code === "infected"
            ? "The virus scanner refused this picture."
            : "This picture could not be read.",
      });
    }
  } finally {
    await env.MEDIA.delete(key);
  }
  await writeIf(
    db,
    sql`update tracks set artwork_folder = ${folder}, revision = revision + 1, updated_at = now()
        where id = ${trackId} and deleted_at is null and (artwork_folder is null or artwork_folder like 'v%' or substr(artwork_folder, 2)::int < ${Number(revision)}::int)`,
    [changedEvent(trackId, now)],
  );
}
