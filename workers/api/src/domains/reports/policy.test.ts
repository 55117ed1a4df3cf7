import { expect, test } from "vitest";
import { CLAIM_MS, canClaim, isClaimedBy, isSameDecision, mayJudge, type ReportFacts } from "./policy.ts";

const now = new Date("2026-11-22T12:00:00Z");
const claimed = (ago_ms: number): ReportFacts => ({
  state: "claimed",
  author_id: "author",
  claimed_by: "ada",
  claimed_at: new Date(now.getTime() - ago_ms),
  outcome: null,
});
const open: ReportFacts = { ...claimed(0), state: "open", claimed_by: null, claimed_at: null };
const decided: ReportFacts = { ...claimed(CLAIM_MS * 2), state: "decided", outcome: "removed" };

test("open ones and those left lying can be claimed, decided ones never", () => {
  expect(
    [open, claimed(0), claimed(CLAIM_MS), claimed(CLAIM_MS + 1), decided].map((one) => canClaim(one, now)),
  ).toEqual([true, false, false, true, false]);
});

test("a claim is its moderator's, and nobody judges their own message", () => {
  expect([
    isClaimedBy(claimed(0), "ada"),
    isClaimedBy(claimed(0), "bob"),
    isClaimedBy(decided, "ada"),
  ]).toEqual([true, false, false]);
  expect([mayJudge(open, "ada"), mayJudge(open, "author")]).toEqual([true, false]);
});

test("only the same decision of the same moderator is a repetition", () => {
  expect([
    isSameDecision(decided, "ada", "removed"),
    isSameDecision(decided, "ada", "dismissed"),
    isSameDecision(decided, "bob", "removed"),
    isSameDecision(claimed(0), "ada", "removed"),
  ]).toEqual([true, false, false, false]);
});
