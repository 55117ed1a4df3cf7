import { PLAN_CEILINGS } from "@veza/contracts/media";
import { AppError } from "@veza/worker-kit/app-error";
import { tooOften } from "@veza/worker-kit/rate-limit";
import { type SQL, sql } from "drizzle-orm";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import type { Account } from "../accounts/service.ts";
import { DAILY_BYTES } from "../attachments/service.ts";
import { storedBytes } from "../tracks/service.ts";
import {
  countOpen,
  holds,
  insertWithin,
  type NewUpload,
  promisedBytes,
  withinRoomBudget,
} from "./queries.ts";

/** An upload may be finished, ended or expire at any time. */
const TRY_AGAIN_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * Writes a new upload down, within what its user may have begun, may send to rooms in a day, or may store by
 * their plan. Throws `rate_limited` or `storage_full`.
 */
export async function beginWithinCeilings(env: ApiEnv, uploader: Account, row: NewUpload): Promise<void> {
  const db = openDatabase(env);
  const most = PLAN_CEILINGS[uploader.plan].max_open_uploads;
  const isForRoom = row.room_id !== null;
  const also = isForRoom
    ? withinRoomBudget(uploader.id, row.length, DAILY_BYTES)
    : withinStorage(uploader, row.length);
  if (await insertWithin(db, row, most, also)) return;
  if ((await countOpen(db, uploader.id)) >= most)
    throw tooOften("open-uploads", TRY_AGAIN_MS, `You have begun ${most} uploads. Finish or end one first.`);
  if (!isForRoom) throw new AppError("storage_full");
  throw tooOften("room-bytes", HOUR_MS, "You have sent as much to rooms as a day allows.");
}

/** For a file that comes in one request, before and after it. Throws `storage_full`. */
export async function requireStorage(env: ApiEnv, uploader: Account, bytes: number): Promise<void> {
  if (!(await holds(openDatabase(env), withinStorage(uploader, bytes)))) throw new AppError("storage_full");
}

const withinStorage = (uploader: Account, bytes: number): SQL =>
  sql`${bytes}::bigint + ${storedBytes(uploader.id)} + ${promisedBytes(uploader.id)} <= ${PLAN_CEILINGS[uploader.plan].max_stored_bytes}::bigint`;
