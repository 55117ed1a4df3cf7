/**
 * From the last uploaded byte to `completed`, for four minutes of stereo WAV through the whole local stack,
 * against the bare bound: the same encodes as parallel ffmpeg processes on the same machine in the same run
 * (mean of before and after).
 * Aim: at most 1.25 × bound + 1 s. Run: `node bench/pipeline.ts [seconds]`.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seedAccounts } from "@veza/dev/seed/accounts";
import { musicWav } from "@veza/testing/sound";
import { report, seconds } from "./support/figures.ts";
import { signIn, upload, watchInbox } from "./support/listener.ts";
import { startPlatform } from "./support/platform.ts";
import { run } from "./support/processes.ts";

const length = Number(process.argv[2] ?? 240);
const dir = await mkdtemp(join(tmpdir(), "veza-bench-"));
const stack = await startPlatform({ web: "none" });
try {
  await seedAccounts(`http://127.0.0.1:${stack.ports.database}/sql`);
  const source = join(dir, "source.wav");
  const bytes = new Uint8Array(musicWav(length));
  await writeFile(source, bytes);
  console.log(`source: ${length} s, 44.1 kHz stereo, ${(bytes.length / 1e6).toFixed(1)} MB`);

  const artist = await signIn(stack);
  const inbox = await watchInbox(artist);
  const before = await bound(source);
  const { track, at } = await upload(artist, bytes, "Pipeline");
  const end = await inbox.ended(track.id);
  if (end.status !== "completed") throw new Error(`the track ended ${end.status}`);
  const after = await bound(source);

  for (const [stage, shown] of inbox.stages(track.id))
    console.log(`  ${stage.padEnd(14)} shown after ${seconds(shown - at)}`);
  const ours = end.at - at;
  const mean = (before + after) / 2;
  report(
    "last byte → completed",
    seconds(ours),
    seconds(mean),
    ours / mean,
    `aim ≤ ${seconds(1.25 * mean + 1000)}: ${ours <= 1.25 * mean + 1000 ? "met" : "missed"}`,
  );
  inbox.close();
} finally {
  await stack.stop();
  await rm(dir, { recursive: true, force: true });
}

/** The encodes of one track and nothing else, all at once. */
async function bound(source: string): Promise<number> {
  const outputs = [
    ...[64, 128, 256].map((kbps) => [
      "-c:a",
      "aac",
      "-b:a",
      `${kbps}k`,
      "-f",
      "mp4",
      join(dir, `${kbps}.mp4`),
    ]),
    ["-c:a", "flac", "-strict", "-2", "-f", "mp4", join(dir, "flac.mp4")],
    ["-c:a", "libmp3lame", "-b:a", "320k", join(dir, "download.mp3")],
  ];
  const started = performance.now();
  await Promise.all(
    outputs.map((output) => run("ffmpeg", ["-y", "-nostdin", "-v", "error", "-i", source, ...output])),
  );
  return performance.now() - started;
}
