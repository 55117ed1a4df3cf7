import type { QueryOf } from "@veza/contracts/endpoint";
import type * as contract from "@veza/contracts/http/rooms";
import type { RoomRow } from "@veza/contracts/http/rooms";
import { foldText } from "@veza/core/fold-text";
import { AppError } from "@veza/worker-kit/app-error";
import type { Principal } from "@veza/worker-kit/principal";
import { openDatabase } from "../../db/client.ts";
import { decodeCursor, type Place, toPage } from "../../db/cursor.ts";
import type { ApiEnv } from "../../env.ts";
import { type ListedRoom, listDirectory, listOf } from "./queries.ts";
import { plainText } from "./slug.ts";
import { toRows } from "./view.ts";

interface Page {
  items: RoomRow[];
  next_cursor: string | null;
}

/** More words than this make a search no better, only dearer. */
const MAX_WORDS = 6;

/**
 * Each word in its spellings: as rooms are folded now, and as those were that have not changed since there
 * was this fold.
 */
const wordsOf = (query: string): string[][] =>
  query
    .split(/\s+/)
    .slice(0, MAX_WORDS)
    .map((word) => [...new Set([foldText(word), plainText(word)])].filter((spelling) => spelling !== ""))
    .filter((spellings) => spellings.length > 0);

/**
 * The public directory. Every word of the query stands somewhere in name, topic or slug. Throws
 * `invalid_cursor`.
 */
export async function listRooms(
  env: ApiEnv,
  query: QueryOf<typeof contract.listRooms>,
  viewer: Principal | null,
): Promise<Page> {
  const { sort, limit } = query;
  const rows = await listDirectory(openDatabase(env), {
    words: wordsOf(query.query ?? ""),
    sort,
    viewer: viewer?.user_id ?? null,
    after: countOf(decodeCursor(query.cursor)),
    limit: limit + 1,
  });
  return show(env, rows, limit, viewer?.user_id ?? null);
}

/** Every room and conversation that somebody is in, the newest first. Throws `invalid_cursor`. */
export async function listMyRooms(
  env: ApiEnv,
  query: QueryOf<typeof contract.listMyRooms>,
  userId: string,
): Promise<Page> {
  const after = decodeCursor(query.cursor);
  const rows = await listOf(openDatabase(env), userId, after?.id ?? null, query.limit + 1);
  return show(env, rows, query.limit, userId);
}

async function show(env: ApiEnv, rows: ListedRoom[], limit: number, viewerId: string | null): Promise<Page> {
  const page = toPage(rows, limit, ({ room }) => ({ value: String(room.member_count), id: room.id }));
  return { items: await toRows(env, page.rows, viewerId), next_cursor: page.next_cursor };
}

/** A cursor of another kind of list is none. */
function countOf(place: Place | null): Place | null {
  if (place !== null && !/^\d{1,9}$/.test(place.value)) throw new AppError("invalid_cursor");
  return place;
}
