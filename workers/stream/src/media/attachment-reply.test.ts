import type { JobEvent } from "@veza/contracts/jobs";
import { expect, test } from "vitest";
import { attachmentReply } from "./attachment-reply.ts";

const failed = (code: "infected" | "internal" | "too_large" | "unsupported" | "damaged"): JobEvent => ({
  type: "failed",
  code,
  detail: "",
});

test.each([
  ["image", failed("infected"), { ok: false, code: "infected" }],
  ["file", failed("infected"), { ok: false, code: "infected" }],
  ["image", failed("unsupported"), { ok: false, code: "not_image" }],
  ["image", failed("damaged"), { ok: false, code: "not_image" }],
  ["image", failed("too_large"), { ok: false, code: "file_too_large" }],
  ["file", failed("unsupported"), { ok: false, code: "file_too_large" }],
  ["image", failed("internal"), { ok: false, code: "unavailable" }],
  ["audio", { type: "unavailable", reason: "clamd" }, { ok: false, code: "unavailable" }],
  ["audio", { type: "refused", reason: "busy", detail: "" }, { ok: false, code: "unavailable" }],
  ["image", { type: "heartbeat" }, null],
  ["image", { type: "stage", stage: "scanning", progress: 0 }, null],
  [
    "audio",
    { type: "result", result: { kind: "attachment", width: null, height: null, duration_ms: 2000 } },
    { ok: true, width: null, height: null, duration_ms: 2000 },
  ],
] as const)("%s: %j", (kind, said, reply) => {
  expect(attachmentReply(kind, said)).toEqual(reply);
});
