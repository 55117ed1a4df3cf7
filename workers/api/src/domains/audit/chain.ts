import { canonicalJson, sha256Hex } from "@veza/core/canonical-json";
import type { auditLog } from "./schema.ts";

export type AuditRow = typeof auditLog.$inferSelect;

/** What the first row carries instead of the hash of a row before it. */
export const GENESIS = "0".repeat(64);

/**
 * The hash of a row: SHA-256 over the canonical JSON of everything else in it, the hash of the row before
 * included.
 */
export const hashOf = ({ at, ...row }: Omit<AuditRow, "hash">): Promise<string> =>
  sha256Hex(canonicalJson({ ...row, at: at.toISOString() }));

/** The end of the chain so far. */
export interface Link {
  seq: number;
  hash: string;
}

/**
 * Walks a part of the chain in the order of `seq`.
 * @param from the link before the first of these rows; null at the beginning
 * @returns the last link, or what is wrong and where
 */
export async function walk(
  rows: AuditRow[],
  from: Link | null,
): Promise<{ last: Link | null } | { seq: number; broken: "gap" | "link" | "content" }> {
  let last = from;
  for (const { hash, ...row } of rows) {
    if (row.seq !== (last?.seq ?? 0) + 1) return { seq: row.seq, broken: "gap" };
    if (row.prev_hash !== (last?.hash ?? GENESIS)) return { seq: row.seq, broken: "link" };
    if (hash !== (await hashOf(row))) return { seq: row.seq, broken: "content" };
    last = { seq: row.seq, hash };
  }
  return { last };
}
