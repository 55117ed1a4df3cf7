import { z } from "zod";

export interface Tally {
  passed: number;
  failed: number;
}

/** What is read of vitest's JSON reporter. */
const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

/**
 * Counts a vitest run. A file that failed as a whole (an import, a hook) counts as one failed test, and so
 * does a skipped test, for there are to be none; a run that failed for any other reason (an unhandled error)
 * fails too.
 */
export function readVitestReport(text: string, exitCode: number): Tally {
  const report = text === "" ? undefined : Report.parse(JSON.parse(text));
  if (report === undefined) return { passed: 0, failed: 1 };
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  ).length;
  const failed = report.numFailedTests + report.numPendingTests + broken;
  return { passed: report.numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}
