import { parseRange } from "@veza/core/byte-range";
import { AppError } from "@veza/worker-kit/app-error";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { asked } from "../rooms/calls.ts";
import { contentDisposition } from "./disposition.ts";
import { UNKNOWN_MIME } from "./kind.ts";
import { servedKey } from "./objects.ts";
import { type AttachmentRow, findAttachment } from "./queries.ts";

/** How long a browser may keep a file without asking: who may read a private room can change. */
const KEPT_SECONDS = { public: 86_400, private: 300 };

/**
 * A file of a room, for who may read the room; to everybody else it is not there. Before a message holds it,
 * it is its uploader's alone. Strong ETag, `If-None-Match`, one byte range, 416 (RFC 9110). Throws
 * `not_found`, `range_not_satisfiable`, `unavailable`.
 */
export async function deliverFile(
  env: ApiEnv,
  request: Request,
  wanted: { id: string; file: "original" | "thumbnail"; user_id: string | null },
): Promise<Response> {
  const row = await findAttachment(openDatabase(env), wanted.id);
  if (row === null || row.status !== "ready") throw new AppError("not_found");
  if (row.held_at === null && row.user_id !== wanted.user_id) throw new AppError("not_found");
  const key = servedKey(row, wanted.file);
  const openness = await opennessFor(env, row.room_id, wanted.user_id);
  if (key === null || openness === null) throw new AppError("not_found");

  const info = await env.MEDIA.head(key);
  if (info === null) throw new AppError("not_found");
  const headers = headersOf(row, info.httpEtag, openness);
  if (names(request.headers.get("if-none-match"), info.httpEtag))
    return new Response(null, { status: 304, headers });
  const ifRange = request.headers.get("if-range");
  const range =
    ifRange === null || ifRange === info.httpEtag
      ? parseRange(request.headers.get("range"), info.size)
      : null;
  if (range === "unsatisfiable")
    throw new AppError("range_not_satisfiable", { headers: { "content-range": `bytes */${info.size}` } });
  headers.set("content-length", String(range?.length ?? info.size));
  if (range !== null)
    headers.set("content-range", `bytes ${range.offset}-${range.offset + range.length - 1}/${info.size}`);
  const status = range === null ? 200 : 206;
  if (request.method === "HEAD") return new Response(null, { status, headers });
  const object = await env.MEDIA.get(key, range === null ? {} : { range });
  if (object === null) throw new AppError("not_found");
  return new Response(object.body, { status, headers });
}

/** Whether everybody may read the room, or this user may; null: neither. */
async function opennessFor(
  env: ApiEnv,
  roomId: string,
  userId: string | null,
): Promise<"public" | "private" | null> {
  const may = (user_id: string | null) => asked(() => env.CHAT_RPC.mayReadRoom({ room_id: roomId, user_id }));
  if (userId === null) return (await may(null)) ? "public" : null;
  const [mayUser, mayAnybody] = await Promise.all([may(userId), may(null)]);
  if (!mayUser) return null;
  return mayAnybody ? "public" : "private";
}

/**
 * Only what we made ourselves, and sounds, are shown in place; everything else is saved, and called by no
 * type that a browser opens.
 */
function headersOf(row: AttachmentRow, etag: string, openness: "public" | "private"): Headers {
  const isShown = row.kind !== "file";
  return new Headers({
    "content-type": isShown ? row.mime : UNKNOWN_MIME,
    "content-disposition": contentDisposition(isShown ? "inline" : "attachment", row.name),
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cache-control": `private, max-age=${KEPT_SECONDS[openness]}, immutable`,
    "accept-ranges": "bytes",
    etag,
  });
}

const names = (header: string | null, etag: string): boolean =>
  header !== null &&
  (header.trim() === "*" || header.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag));
