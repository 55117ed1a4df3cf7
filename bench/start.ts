/**
 * In Chromium: from the click on play to `playing`, our player on our HLS against hls.js on the same segments
 * from nginx, in the same run, each in a fresh page. Then what a first visit costs: JavaScript of the first
 * page in gzip (aim ≤ 150 kB), sizes of the Workers' bundles and the time that their start takes. Run:
 * `node bench/start.ts [runs]`. Needs Chromium and nginx.
 */
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { seedAccounts } from "@veza/dev/seed/accounts";
import { ROOT } from "@veza/dev/stack";
import { musicWav } from "@veza/testing/sound";
import { clickToPlaying, launchChromium } from "./support/chromium.ts";
import { median, report } from "./support/figures.ts";
import { mirrorForHlsJs } from "./support/hls-page.ts";
import { signIn, upload, watchInbox } from "./support/listener.ts";
import { startNginx } from "./support/nginx.ts";
import { startPlatform } from "./support/platform.ts";
import { run } from "./support/processes.ts";

const runs = Number(process.argv[2] ?? 15);
const dir = await mkdtemp(join(tmpdir(), "veza-bench-"));
const stack = await startPlatform();
const peer = await startNginx(dir);
const browser = await launchChromium();
try {
  await seedAccounts(`http://127.0.0.1:${stack.ports.database}/sql`);
  const artist = await signIn(stack);
  const inbox = await watchInbox(artist);
  const { track } = await upload(artist, new Uint8Array(musicWav(60)), "Start");
  await inbox.ended(track.id);
  inbox.close();
  if (peer !== null)
    await mirrorForHlsJs(new URL(`/stream/hls/public/${track.id}/v1/master.m3u8`, stack.url), peer.www);

  const ours: number[] = [];
  const theirs: number[] = [];
  // Alternating, so that whatever the machine does besides hits both.
  for (let i = 0; i < runs + 1; i++) {
    const a = await clickToPlaying(browser, `${stack.url}/tracks/${track.id}`, (page) =>
      page.locator("main").getByRole("button", { name: /^play/i }).first(),
    );
    const b =
      peer === null
        ? null
        : await clickToPlaying(browser, `${peer.url}/index.html`, (page) => page.locator("button"));
    // The first of each warms the caches of the servers.
    if (i > 0) {
      ours.push(a);
      if (b !== null) theirs.push(b);
    }
  }
  const [a, b] = [median(ours), median(theirs)];
  report(
    `click → playing, median of ${runs}`,
    `${a.toFixed(0)} ms`,
    peer === null ? null : `${b.toFixed(0)} ms`,
    a / b,
  );
  await firstPaint();
} finally {
  await browser.close();
  peer?.stop();
  await stack.stop();
  await rm(dir, { recursive: true, force: true });
}
await workers();

/** What the browser fetches as scripts for the first page, before anything is clicked. */
async function firstPaint(): Promise<void> {
  const context = await browser.newContext({ locale: "en-GB", serviceWorkers: "block" });
  const page = await context.newPage();
  const scripts: Promise<number>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script")
      scripts.push(response.body().then((body) => gzipSync(body, { level: 9 }).byteLength));
  });
  await page.goto(stack.url, { waitUntil: "networkidle" });
  const paint = await page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
  );
  const total = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0);
  report(
    "JavaScript of the first page, gzip",
    `${(total / 1000).toFixed(1)} kB`,
    "150 kB",
    total / 150_000,
    `${scripts.length} files, first paint after ${paint.toFixed(0)} ms`,
  );
  await context.close();
}

/**
 * Size of each Worker's bundle, and how long its start keeps the processor busy (not counting idle time of
 * the profile).
 */
async function workers(): Promise<void> {
  for (const [name, config] of [
    ["veza-api", "wrangler.toml"],
    ["veza-chat", "workers/chat/wrangler.toml"],
    ["veza-stream", "workers/stream/wrangler.toml"],
  ] as const) {
    const out = await mkdtemp(join(tmpdir(), "veza-bundle-"));
    const profile = join(out, "start.cpuprofile");
    const wrangler = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
    await run(process.execPath, [
      wrangler,
      "deploy",
      "--dry-run",
      "-c",
      join(ROOT, config),
      "--env",
      "",
      "--outdir",
      out,
    ]);
    const bundle = (await readdir(out)).filter((file) => file.endsWith(".js")).map((file) => join(out, file));
    const sizes = await Promise.all(
      bundle.map(
        async (file) => [(await stat(file)).size, gzipSync(await readFile(file)).byteLength] as const,
      ),
    );
    await run(process.execPath, [
      wrangler,
      "check",
      "startup",
      "-c",
      join(ROOT, config),
      "--outfile",
      profile,
    ]);
    const busy = busyTime(JSON.parse(await readFile(profile, "utf8")) as Profile);
    const [raw, gzip] = [0, 1].map((i) => sizes.reduce((sum, pair) => sum + (pair[i] ?? 0), 0) / 1000);
    console.log(
      `${name.padEnd(12)} bundle ${raw?.toFixed(0)} kB, ${gzip?.toFixed(0)} kB gzip; start keeps the processor busy for ${busy.toFixed(0)} ms (limit 1000 ms)`,
    );
    await rm(out, { recursive: true, force: true });
  }
}

interface Profile {
  nodes: { id: number; callFrame: { functionName: string } }[];
  samples: number[];
  timeDeltas: number[];
}

function busyTime({ nodes, samples, timeDeltas }: Profile): number {
  const idle = new Set(
    nodes
      .filter((node) => ["(idle)", "(program)"].includes(node.callFrame.functionName))
      .map((node) => node.id),
  );
  return samples.reduce((sum, id, i) => sum + (idle.has(id) ? 0 : (timeDeltas[i] ?? 0)), 0) / 1000;
}
