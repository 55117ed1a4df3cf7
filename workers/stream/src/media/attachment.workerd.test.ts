import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { ProcessAttachment } from "@veza/contracts/rpc";
import { createLogger } from "@veza/worker-kit/log";
import { expect, test } from "vitest";
import { createStreamApp } from "../app.ts";
import type { StreamEnv } from "../env.ts";
import { envOf } from "../env-of.ts";
import { processAttachment } from "./attachment.ts";
import { issueJobToken } from "./job-token.ts";

const bindings = env as unknown as StreamEnv;
const room = "rom_01h455vb4pex5vsknk084sn02q";
const attachment = "att_01h455vb4pex5vsknk084sn02q";
const prefix = `attachments/${room}/${attachment}/`;
const trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const request: ProcessAttachment = {
  attachment_id: attachment,
  source_key: "originals/upl_1",
  source_bytes: 10,
  kind: "image",
  output_prefix: prefix,
};

test("a run for a room's file writes its stills, and nothing else", async () => {
  const app = createStreamApp();
  const token = await issueJobToken("originals/upl_1", prefix, bindings.JOB_TOKEN_SECRET, Date.now());
  const put = (key: string) =>
    app.request(
      `http://localhost:8787/stream/internal/media/${key}`,
      { method: "PUT", headers: { authorization: `Bearer ${token}`, "content-length": "1" }, body: "x" },
      bindings,
      createExecutionContext(),
    );
  expect((await put(`${prefix}image.webp`)).status).toBe(200);
  expect((await bindings.MEDIA.head(`${prefix}image.webp`))?.httpMetadata?.contentType).toBe("image/webp");
  for (const key of [
    `attachments/${room}/att_01h455vb4pex5vsknk084sn02r/image.webp`,
    `${prefix}../image.webp`,
    `${prefix}x.html/y`,
    "originals/upl_1",
  ])
    expect([key, (await put(key)).status]).toEqual([key, 403]);
});

test("without a transcoder the file waits; a prefix of another form is refused", async () => {
  const log = createLogger("test", null);
  expect(await processAttachment(envOf(bindings), request, trace, log)).toEqual({
    ok: false,
    code: "unavailable",
  });
  for (const output_prefix of ["hls/trk_01h455vb4pex5vsknk084sn02q/v1/", `${prefix}../`, "attachments/"])
    expect(ProcessAttachment.safeParse({ ...request, output_prefix }).success).toBe(false);
});
