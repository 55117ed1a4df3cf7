import { describe, expect, it } from "vitest";
import { readVitestReport } from "./test-report.ts";

const report = (
  passed: number,
  failed: number,
  pending: number,
  files: { status: string; tests: string[] }[],
) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    testResults: files.map(({ status, tests }) => ({
      status,
      assertionResults: tests.map((test) => ({ status: test })),
    })),
  });

describe("the count of a test run", () => {
  it("adds up what passed and failed", () => {
    expect(readVitestReport(report(3, 1, 0, [{ status: "failed", tests: ["passed", "failed"] }]), 1)).toEqual(
      { passed: 3, failed: 1 },
    );
  });

  it("counts a file that could not be loaded", () => {
    expect(readVitestReport(report(3, 0, 0, [{ status: "failed", tests: [] }]), 1)).toEqual({
      passed: 3,
      failed: 1,
    });
  });

  it("counts a skipped test as failed", () => {
    expect(readVitestReport(report(3, 0, 2, [{ status: "passed", tests: ["passed"] }]), 0)).toEqual({
      passed: 3,
      failed: 2,
    });
  });

  it("fails when the runner failed although every test passed", () => {
    expect(readVitestReport(report(3, 0, 0, []), 1)).toEqual({ passed: 3, failed: 1 });
  });

  it("fails when there is no report at all", () => {
    expect(readVitestReport("", 1)).toEqual({ passed: 0, failed: 1 });
  });
});
