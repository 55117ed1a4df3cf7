import type { BodyOf } from "@veza/contracts/endpoint";
import type * as contract from "@veza/contracts/http/rooms";
import type { Room } from "@veza/contracts/http/rooms";
import { newId } from "@veza/core/ids";
import type { Logger } from "@veza/core/log";
import { AppError } from "@veza/worker-kit/app-error";
import type { Principal } from "@veza/worker-kit/principal";
import { sql } from "drizzle-orm";
import { type Db, openDatabase } from "../../db/client.ts";
import { oneAtATime } from "../../db/one-at-a-time.ts";
import { violates } from "../../db/postgres-error.ts";
import type { ApiEnv } from "../../env.ts";
import { requireVerified } from "../accounts/service.ts";
import { asked } from "./calls.ts";
import { findReserved, nthNewestRoom } from "./queries.ts";
import { keepAndShow, requireAuthor } from "./service.ts";
import { isReservedSlug, slugsOf } from "./slug.ts";

const ROOMS = { count: 5, window_ms: 3_600_000 };

/**
 * Makes a room. First its id and its slug are reserved: a row of revision 0, which no list and no slug shows.
 * Then the room itself is made under that id, where a repeated call makes nothing new; its answer, or its
 * event, turns the row into an entry. What stops in between leaves either a reservation that is forgotten
 * after a while (reservations.ts) or a whole room whose event is on its way, never half a one. Who tries the
 * same again meanwhile, by a second click or after an error, goes on with the id that they reserved.
 *
 * Throws `email_not_verified`, `slug_taken`, `rate_limited`, `unavailable`.
 */
export async function createRoom(
  env: ApiEnv,
  input: BodyOf<typeof contract.createRoom>,
  maker: Principal,
  now: Date,
  log: Logger,
): Promise<Room> {
  await requireVerified(env, maker.user_id);
  const owner = await requireAuthor(env, maker.user_id);
  const { id, slug } = await reserveRoom(openDatabase(env), input, maker.user_id, now);
  const { name, visibility, topic } = input;
  const view = await asked(() =>
    env.CHAT_RPC.createRoom({ room_id: id, kind: "room", visibility, name, topic, slug, owner }),
  );
  return keepAndShow(env, view, owner.user_id, [], log);
}

async function reserveRoom(
  db: Db,
  input: BodyOf<typeof contract.createRoom>,
  userId: string,
  now: Date,
): Promise<{ id: string; slug: string }> {
  const id = newId("room", now.getTime());
  const taken = () =>
    new AppError("slug_taken", {
      errors: [{ pointer: "/slug", code: "slug_taken", message: "This address is taken." }],
    });
  if (input.slug !== undefined && isReservedSlug(input.slug)) throw taken();
  const slugs = input.slug === undefined ? slugsOf(input.name, id.slice(-8)) : [input.slug];
  const reserved = await findReserved(db, userId, slugs);
  if (reserved !== null && reserved.slug !== null) return { id: reserved.id, slug: reserved.slug };
  const since = new Date(now.getTime() - ROOMS.window_ms);
  for (const slug of slugs) {
    try {
      // Two requests at once would both find room for a fifth one.
      const inserted = await oneAtATime(
        db,
        `rooms of ${userId}`,
        sql`insert into chat_rooms (id, kind, slug, reserved_by, created_at)
            select ${id}, 'room', ${slug}, ${userId}, ${now.toISOString()}::timestamptz
            where (select count(*) from chat_rooms where reserved_by = ${userId} and kind = 'room'
              and subject_kind is null and created_at > ${since.toISOString()}::timestamptz) < ${ROOMS.count}
            returning id`,
      );
      if (inserted > 0) return { id, slug };
    } catch (cause) {
      if (!violates(cause, "chat_rooms_slug_unique")) throw cause;
      continue;
    }
    const oldest = (await nthNewestRoom(db, userId, since, ROOMS.count)) ?? now;
    throw new AppError("rate_limited", {
      detail: `At most ${ROOMS.count} rooms an hour.`,
      // Of two at once the other one's clock may be ahead.
      retry_after_ms: Math.min(
        ROOMS.window_ms,
        Math.max(1_000, oldest.getTime() + ROOMS.window_ms - now.getTime()),
      ),
    });
  }
  throw taken();
}
