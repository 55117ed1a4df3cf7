/**
 * Requests a second and p99 of one 128 kbit/s segment from the bundle of veza-stream in workerd (warm,
 * without a proxy) and from nginx serving the same file, in the same run; then the memory of workerd after
 * 100,000 requests. The store behind is Miniflare's.
 * Run: `node bench/segments.ts [requests]`. Needs nginx and wrk; says so where one is missing.
 */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seedAccounts } from "@veza/dev/seed/accounts";
import { musicWav } from "@veza/testing/sound";
import { mebibytes, report } from "./support/figures.ts";
import { load, loadNote } from "./support/http-load.ts";
import { signIn, upload, watchInbox } from "./support/listener.ts";
import { startNginx } from "./support/nginx.ts";
import { startPlatform } from "./support/platform.ts";
import { workerdUsage } from "./support/processes.ts";

const ms = (value: number) => `${value.toFixed(2)} ms`;
const total = Number(process.argv[2] ?? 100_000);
const dir = await mkdtemp(join(tmpdir(), "veza-bench-"));
const stack = await startPlatform({ web: "none" });
const peer = await startNginx(dir);
try {
  await seedAccounts(`http://127.0.0.1:${stack.ports.database}/sql`);
  const artist = await signIn(stack);
  const inbox = await watchInbox(artist);
  const { track } = await upload(artist, new Uint8Array(musicWav(30)), "Segments");
  await inbox.ended(track.id);
  inbox.close();
  const ours = `${stack.direct.stream}/stream/hls/public/${track.id}/v1/aac_128/1.m4s`;
  const segment = new Uint8Array(await (await fetch(ours)).arrayBuffer());
  if (peer !== null) await writeFile(join(peer.www, "1.m4s"), segment);
  console.log(`one segment of ${segment.byteLength} bytes, 16 connections`);

  await load(ours, 3);
  const a = await load(ours, 10);
  const b = peer === null ? null : await load(`${peer.url}/1.m4s`, 10);
  const note = loadNote();
  report("requests a second", a.rate.toFixed(0), b?.rate.toFixed(0) ?? null, a.rate / (b?.rate ?? 1), note);
  report("p99", ms(a.p99), b === null ? null : ms(b.p99), a.p99 / (b?.p99 ?? 1), note);

  let done = a.requests;
  const memory = workerdUsage().bytes;
  while (done < total) done += (await load(ours, 10)).requests;
  const grown = workerdUsage().bytes;
  console.log(
    `workerd's memory: ${mebibytes(memory)} after ${a.requests} requests, ${mebibytes(grown)} after ${done}`,
  );
} finally {
  peer?.stop();
  await stack.stop();
  await rm(dir, { recursive: true, force: true });
}
