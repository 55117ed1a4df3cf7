import { idSchema } from "@veza/contracts/ids";
import type { RoomSubject } from "@veza/contracts/ws/chat-room";
import { AppError } from "@veza/worker-kit/app-error";
import type { Principal } from "@veza/worker-kit/principal";
import type { ApiEnv } from "../../env.ts";
import { getAccount } from "../accounts/service.ts";
import { readParty } from "../parties/service.ts";
import { readTrack } from "../tracks/service.ts";

/** What a room can stand beside, as whoever may see it sees it. */
export interface Subject {
  /** The name that its room gets. */
  title: string;
  owner_id: string;
  /** Whether a room can be opened: a room is open to everybody who has its link, as its subject must be. */
  is_open: boolean;
}

const KINDS = { track: "track", artist: "user", party: "party" } as const;

/**
 * The subject; throws `not_found` for who may not see it, and `unavailable` where a party can't be asked for.
 */
export async function readSubject(
  env: ApiEnv,
  subject: RoomSubject,
  viewer: Principal | null,
  now: Date,
): Promise<Subject> {
  if (!idSchema(KINDS[subject.kind]).safeParse(subject.id).success) throw new AppError("not_found");
  switch (subject.kind) {
    case "track": {
      const { track } = await readTrack(env, subject.id, viewer);
      return {
        title: track.title,
        owner_id: track.uploader_id,
        is_open: track.visibility !== "private" && track.current_version !== null,
      };
    }
    case "artist": {
      const account = await getAccount(env, subject.id);
      if (account === null || account.is_bot || account.email_verified_at === null)
        throw new AppError("not_found");
      return { title: account.username, owner_id: account.id, is_open: true };
    }
    case "party": {
      const party = await readParty(env, subject.id, viewer, now);
      return { title: party.name, owner_id: party.host.user_id, is_open: true };
    }
    default:
      return subject.kind satisfies never;
  }
}

/**
 * Whether somebody who is no member may come to a room: where it stands beside something, those who may see
 * that now. So a track that is made private or deleted closes its room to newcomers; who is in it stays.
 */
export async function maySeeSubject(
  env: ApiEnv,
  subject: RoomSubject | null,
  viewer: Principal | null,
): Promise<boolean> {
  if (subject === null) return true;
  try {
    await readSubject(env, subject, viewer, new Date());
    return true;
  } catch (cause) {
    if (cause instanceof AppError && cause.code === "not_found") return false;
    throw cause;
  }
}
