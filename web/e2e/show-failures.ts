import { afterEach } from "vitest";
import { openVisits } from "./platform.ts";

/**
 * What a reader would have seen when a test failed: printed while the pages still stand, before the test's
 * own clean-up (`sequence.hooks` is `list` for this layer). Visits of an earlier test that nobody closed are
 * named as well.
 */
afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  for (const { page, complaints, refusals } of openVisits) {
    const text = await page
      .locator("body")
      .ariaSnapshot({ timeout: 2_000 })
      .catch((error: unknown) => `(not to be read: ${String(error)})`);
    console.log(
      [
        `«${task.name}» failed at ${page.url()}`,
        ...complaints.map((it) => `  complaint: ${it}`),
        ...refusals.map((it) => `  answer: ${it}`),
        text.slice(0, 2_000),
      ].join("\n"),
    );
  }
});
