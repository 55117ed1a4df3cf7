import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { getPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, type Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { JobUnavailable } from "../outcome.ts";
import { probeAudio } from "./probe.ts";
import { type FfmpegLimits, startFfmpeg } from "./run.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "veza-ffmpeg-run-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** A program in ffmpeg's place. */
async function fake(name: string, body: string): Promise<string> {
  const file = join(dir, name);
  await writeFile(file, `#!/bin/sh\n${body}\n`);
  await chmod(file, 0o755);
  return file;
}

const start = (ffmpegPath: string, more: Partial<FfmpegLimits> = {}, from: string | Readable = "anullsrc") =>
  startFfmpeg(
    {
      input: { options: ["-f", "lavfi"], from },
      outputs: [{ options: ["-f", "s16le"], target: "pipe" }],
    },
    { ffmpegPath, signal: new AbortController().signal, timeoutMs: 20_000, ...more },
  );

// What fits into all buffers on the way: the process is gone, and a part of its output is still to be read.
test.each([1_000_000, 2_100_000, 2_160_000, 2_200_000, 2_260_000])(
  "a process that is gone before its reader has begun: all of its %i bytes come",
  async (bytes) => {
    let gone = Promise.resolve();
    const onProcess = (process: Promise<void>) => {
      gone = process;
    };
    const run = start(await fake(`gone-${bytes}`, `head -c ${bytes} /dev/zero`), { onProcess });
    // The largest is a little more than fits: its process waits for the reader.
    await Promise.race([gone, sleep(600)]);
    let read = 0;
    for await (const chunk of run.stdout) {
      read += chunk.length;
      await sleep(1);
    }
    await run.done;
    expect(read).toBe(bytes);
  },
);

test("one that fails: what it had written comes, then its error", async () => {
  const run = start(await fake("fails", "head -c 100000 /dev/zero; echo no such luck >&2; exit 3"));
  let read = 0;
  for await (const chunk of run.stdout) read += chunk.length;
  expect(read).toBe(100_000);
  await expect(run.done).rejects.toMatchObject({
    kind: "exit",
    stderr: expect.stringContaining("no such luck"),
  });
});

test("one that can't be started at all: no file's fault, its output ends, and nothing waits for it", async () => {
  const missing = join(dir, "nobody");
  const outcomes: string[] = [];
  let gone = Promise.resolve();
  const run = start(missing, {
    onEnd: (outcome) => outcomes.push(outcome),
    onProcess: (process) => {
      gone = process;
    },
  });
  expect(await run.stdout.toArray()).toEqual([]);
  await expect(run.done).rejects.toThrow(JobUnavailable);
  await gone;
  expect(outcomes).toEqual(["not_started"]);
  const probing = probeAudio(missing, { ffprobePath: missing, signal: new AbortController().signal });
  await expect(probing).rejects.toThrow(JobUnavailable);
});

test("steps back as far as it was asked to, and is started alone", async () => {
  const input = new PassThrough();
  // It looks when its input has ended: by then whoever started it has had the time to step it back.
  const file = await fake("nice", `echo "$*" >> ${join(dir, "starts")}; cat > /dev/null; exec nice`);
  const run = start(file, { niceness: 5 }, input);
  input.end();
  const said = Buffer.concat(await run.stdout.toArray()).toString();
  await run.done;
  expect(Number(said)).toBe(Math.min(19, getPriority() + 5));
  expect((await readFile(join(dir, "starts"), "utf8")).trim().split("\n")).toHaveLength(1);
});
