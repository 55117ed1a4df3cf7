import type { BodyOf } from "@veza/contracts/endpoint";
import type { createParty as createContract, PartySummary } from "@veza/contracts/http/parties";
import { AppError } from "@veza/worker-kit/app-error";
import type { Principal } from "@veza/worker-kit/principal";
import { released } from "@veza/worker-kit/rpc-result";
import type { ApiEnv } from "../../env.ts";
import { requireVerified } from "../accounts/service.ts";
import { hasBlocked } from "../people/service.ts";
import { canHear } from "../tracks/policy.ts";
import { readTracks } from "../tracks/service.ts";
import { factsOf, toCard } from "../tracks/view.ts";

/**
 * Opens a party in veza-stream, which owns it. Throws `email_not_verified`, `validation_failed`,
 * `unavailable`.
 */
export async function openParty(
  env: ApiEnv,
  host: Principal,
  input: BodyOf<typeof createContract>,
): Promise<PartySummary> {
  const account = await requireVerified(env, host.user_id);
  const rows = await readTracks(env, input.track_ids, host);
  const hearable = new Set(rows.filter((row) => canHear(factsOf(row), host)).map((row) => row.track.id));
  const errors = input.track_ids.flatMap((id, i) =>
    hearable.has(id)
      ? []
      : [{ pointer: `/track_ids/${i}`, code: "not_found", message: "You can't play this track." }],
  );
  if (errors.length > 0) throw new AppError("validation_failed", { errors });
  return asked(() =>
    env.STREAM_RPC.createParty({
      host: account.id,
      username: account.username,
      name: input.name,
      track_ids: input.track_ids,
    }),
  );
}

/**
 * What somebody sees of a party before joining it; throws `not_found`, `unavailable`. The track that plays is
 * shown as this viewer gets it, and only to who may see it: a party's link opens no private track.
 */
export async function readParty(
  env: ApiEnv,
  partyId: string,
  viewer: Principal | null,
  now: Date,
): Promise<PartySummary> {
  const party = await asked(() => env.STREAM_RPC.party(partyId));
  if (party === null) throw new AppError("not_found");
  // Whom the host has blocked could not come in: for them there is no party.
  if (viewer !== null && (await hasBlocked(env, party.host.user_id, viewer.user_id)))
    throw new AppError("not_found");
  const [row] = party.track === null ? [] : await readTracks(env, [party.track.id], viewer);
  return { ...party, track: row === undefined ? null : await toCard(row, viewer, env.GRANT_SECRET, now) };
}

async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await released(call());
  } catch (cause) {
    throw new AppError("unavailable", {
      detail: "Listening parties can't be reached now. Try again in a minute.",
      retry_after_ms: 30_000,
      cause,
    });
  }
}
