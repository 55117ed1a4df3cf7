import { openDatabase } from "../../db/client.ts";
import type { Chore, Occasion } from "../../domain.ts";
import type { ApiEnv } from "../../env.ts";
import { metrics } from "../../operations/metrics.ts";
import { giveBackChore, takeChore } from "./queries.ts";

/** Longer than any chore takes: after it another isolate may take what one that died has left. */
const LEASE_MS = 10 * 60_000;
/** The cron does not come to the millisecond: what is due within this is due. */
const EARLY_MS = 10_000;

/**
 * Runs the chores that are due and that nobody else is at, each by itself: one that fails stops no other and
 * comes again.
 */
export async function runChores(env: ApiEnv, chores: readonly Chore[], occasion: Occasion): Promise<void> {
  for (const chore of chores) {
    try {
      await runChore(env, chore, occasion);
    } catch (cause) {
      occasion.log.error("chore failed", cause, { chore: chore.name });
    }
  }
}

async function runChore(env: ApiEnv, chore: Chore, occasion: Occasion): Promise<void> {
  const db = openDatabase(env);
  const { name } = chore;
  const now_ms = occasion.now.getTime();
  const due_at = new Date(now_ms + chore.every_ms - EARLY_MS);
  const leased_until = new Date(now_ms + LEASE_MS);
  if (!(await takeChore(db, name, { now: occasion.now, due_at, leased_until }))) return;
  const started = performance.now();
  let outcome = "failed";
  try {
    await chore.run(env, occasion);
    outcome = "done";
  } finally {
    metrics.count("veza_chore_runs_total", { chore: name, outcome });
    metrics.observe("veza_chore_duration_seconds", (performance.now() - started) / 1000, { chore: name });
    await giveBackChore(db, name, leased_until, outcome === "done" ? null : occasion.now);
  }
}
