import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RunningHash } from "./running-hash.ts";

test("written down and taken up after every chunk, it is the SHA-256 of the whole", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 12 }), (chunks) => {
      let running = new RunningHash();
      const whole = createHash("sha256");
      for (const chunk of chunks) {
        running = RunningHash.restore(running.save());
        running.update(chunk);
        whole.update(chunk);
      }
      expect(RunningHash.restore(running.save()).hex()).toBe(whole.digest("hex"));
    }),
    { seed: 3 },
  );
});
