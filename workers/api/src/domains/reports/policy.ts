import type { Report } from "@veza/contracts/http/reports";

/** A claim that is older may be taken over: whoever made it has forgotten it. */
export const CLAIM_MS = 24 * 3_600_000;

export interface ReportFacts {
  state: Report["state"];
  author_id: string;
  claimed_by: string | null;
  claimed_at: Date | null;
  outcome: Report["outcome"];
}

/** Nobody judges what they wrote themselves. */
export const mayJudge = (report: ReportFacts, moderator: string): boolean => report.author_id !== moderator;

export const isClaimedBy = (report: ReportFacts, moderator: string): boolean =>
  report.state === "claimed" && report.claimed_by === moderator;

/** Whether this moderator may take it now: it is open, or was left lying. */
export const canClaim = (report: ReportFacts, now: Date): boolean =>
  report.state === "open" ||
  (report.state === "claimed" &&
    report.claimed_at !== null &&
    now.getTime() - report.claimed_at.getTime() > CLAIM_MS);

/**
 * Whether the decision is taken already, by the same moderator and in the same way: a request that came
 * twice.
 */
export const isSameDecision = (
  report: ReportFacts,
  moderator: string,
  outcome: NonNullable<Report["outcome"]>,
): boolean => report.state === "decided" && report.claimed_by === moderator && report.outcome === outcome;
