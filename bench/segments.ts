/**
 * Requests a second and p99 of one 128 kbit/s segment from veza-stream (warm, through the front door) and from nginx serving
 * the same file, in the same run; then the memory of workerd after 100,000 requests.
 * Run: `node bench/segments.ts [requests]`. Needs nginx and wrk.
 */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seedAccounts } from "@veza/dev/seed/accounts";
import { startStack } from "@veza/dev/stack";
import { musicWav } from "@veza/transcoder/testing/synth";
import { mebibytes, report } from "./support/figures.ts";
import { signIn, upload, watchInbox } from "./support/listener.ts";
import { startNginx } from "./support/nginx.ts";
import { requirePrograms, run, workerdUsage } from "./support/processes.ts";

requirePrograms({ nginx: "nginx-light", wrk: "wrk" });
const total = Number(process.argv[2] ?? 100_000);
const dir = await mkdtemp(join(tmpdir(), "veza-bench-"));
const stack = await startStack({ web: "none" });
const peer = await startNginx(dir);
try {
  await seedAccounts(`http://127.0.0.1:${stack.ports.database}/sql`);
  const token = await signIn(stack);
  const inbox = await watchInbox(stack, token);
  const { track } = await upload(stack, token, new Uint8Array(musicWav(30)), "Segments");
  await inbox.ended(track.id);
  inbox.close();
  const ours = `${stack.url.replace("localhost", "127.0.0.1")}/stream/hls/public/${track.id}/v1/aac_128/1.m4s`;
  const segment = new Uint8Array(await (await fetch(ours)).arrayBuffer());
  await writeFile(join(peer.www, "1.m4s"), segment);
  console.log(`one segment of ${segment.byteLength} bytes, 16 connections`);

  await load(ours, 3);
  const [a, b] = [await load(ours, 10), await load(`${peer.url}/1.m4s`, 10)];
  report("requests a second", a.rate.toFixed(0), b.rate.toFixed(0), a.rate / b.rate);
  report("p99", `${a.p99.toFixed(2)} ms`, `${b.p99.toFixed(2)} ms`, a.p99 / b.p99);

  let done = a.requests;
  const memory = workerdUsage().bytes;
  while (done < total) done += (await load(ours, 10)).requests;
  const grown = workerdUsage().bytes;
  console.log(
    `workerd's memory: ${mebibytes(memory)} after ${a.requests} requests, ${mebibytes(grown)} after ${done}`,
  );
} finally {
  peer.stop();
  await stack.stop();
  await rm(dir, { recursive: true, force: true });
}

async function load(url: string, duration: number): Promise<{ rate: number; p99: number; requests: number }> {
  const text = await run("wrk", ["-t1", "-c16", `-d${duration}s`, "--latency", url]);
  const p99 = /99%\s+([\d.]+)(us|ms|s)/.exec(text);
  const scale = { us: 0.001, ms: 1, s: 1000 }[p99?.[2] ?? "ms"] ?? 1;
  const errors = /Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1];
  if (errors !== undefined) throw new Error(`${errors} answers were errors`);
  return {
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]),
    requests: Number(/(\d+) requests in/.exec(text)?.[1]),
    p99: Number(p99?.[1]) * scale,
  };
}
