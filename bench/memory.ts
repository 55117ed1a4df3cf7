/**
 * Memory of the local stack's Workers process (`wrangler dev`, with its stand-ins of R2 and the queues) while
 * one large WAV comes in by tus and the transcoder reads it. The bound: it must not hold the file, so the
 * growth stays below what two parts, two ranges and the pages of the stand-in's own files need, whatever the
 * length. Run: `node bench/memory.ts [MB]`, 400 without.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { startStack } from "@veza/dev/stack";
import { wavFrom } from "@veza/testing/sound";
import { Upload } from "tus-js-client";
import { mebibytes, report } from "./support/figures.ts";
import { signIn } from "./support/listener.ts";
import { workerdUsage } from "./support/processes.ts";

const megabytes = Number(process.argv[2] ?? 400);
/** What may be added to the process between its start and the end of the scan, however long the file is. */
const BOUND_BYTES = 350 * 2 ** 20;

const stack = await startStack({ web: "none" });
try {
  await stack.ready;
  const { token } = await signIn(stack);
  const atStart = workerdUsage().bytes;
  let peak = 0;
  const sampling = setInterval(() => {
    peak = Math.max(peak, workerdUsage().bytes);
  }, 250);
  const trackId = await upload(token, largeWav());
  const uploaded = peak;
  peak = 0;
  for (let stage: unknown = "scanning"; stage === "scanning" || stage === null; await sleep(500)) {
    const [row] = await stack.sql("SELECT stage, status FROM track_versions WHERE track_id = $1", [trackId]);
    if (row?.status !== "processing") throw new Error(`the track ended as ${row?.status}`);
    stage = row.stage;
  }
  clearInterval(sampling);
  const size = megabytes * 1e6;
  console.log(`start ${mebibytes(atStart)}, file ${mebibytes(size)}`);
  const grown = (bytes: number) => bytes - atStart;
  report(
    "growth while it comes in",
    mebibytes(grown(uploaded)),
    mebibytes(BOUND_BYTES),
    grown(uploaded) / BOUND_BYTES,
  );
  report(
    "growth while it is read",
    mebibytes(grown(peak)),
    mebibytes(BOUND_BYTES),
    grown(peak) / BOUND_BYTES,
  );
  const holds = grown(Math.max(uploaded, peak)) <= BOUND_BYTES;
  console.log(holds ? "passed: the process does not hold the file" : "FAILED: memory grows with the file");
  if (!holds) process.exitCode = 1;
} finally {
  await stack.stop();
}

/** Twenty seconds of sound, again and again. */
function largeWav(): Buffer {
  const piece = wavFrom(20, (time) => 0.3 * Math.sin(2 * Math.PI * 220 * time));
  const pcm = piece.subarray(44);
  const wav = Buffer.concat([
    piece.subarray(0, 44),
    ...new Array(Math.floor((megabytes * 1e6) / pcm.length)).fill(pcm),
  ]);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.writeUInt32LE(wav.length - 44, 40);
  return wav;
}

/** As the web app does: 50 MiB a request. @returns the track's id */
function upload(token: string, wav: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let id: string | undefined;
    new Upload(wav, {
      endpoint: `${stack.url}/api/v1/uploads`,
      chunkSize: 50 * 2 ** 20,
      headers: { authorization: `Bearer ${token}` },
      metadata: { filename: "large.wav", title: "Large", artist: "Bench", visibility: "public" },
      onAfterResponse: (_request, response) => {
        id = response.getHeader("veza-track-id") ?? id;
      },
      onError: reject,
      onSuccess: () => (id === undefined ? reject(new Error("no track id")) : resolve(id)),
    }).start();
  });
}
