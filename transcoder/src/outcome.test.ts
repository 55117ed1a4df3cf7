import { expect, test } from "vitest";
import { abortReason, JobFailed, JobUnavailable } from "./outcome.ts";

const aborted = (reason?: unknown) => {
  const controller = new AbortController();
  controller.abort(reason);
  return controller.signal;
};

test("an abort carries its cause, a defect too; a bare stop means: try again", () => {
  const failed = new JobFailed("damaged", "x");
  const defect = new TypeError("content is not defined");
  expect(abortReason(aborted(failed))).toBe(failed);
  expect(abortReason(aborted(defect))).toBe(defect);
  expect(abortReason(aborted())).toBeInstanceOf(JobUnavailable);
  expect(abortReason(aborted("whatever"))).toBeInstanceOf(JobUnavailable);
});
