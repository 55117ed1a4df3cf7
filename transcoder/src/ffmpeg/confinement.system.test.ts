import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../testing/decode.ts";
import { prepareTools, type Tools } from "./confinement.ts";

let dir: string;
let tools: Tools;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "veza-confinement-"));
  const looks = join(dir, "looks");
  await writeFile(looks, "#!/bin/sh\nexec cat /proc/self/limits\n");
  await chmod(looks, 0o755);
  const limits = { memoryBytes: 2 ** 30, cpuSeconds: 60, fileBytes: 2 ** 29 };
  tools = await prepareTools({ dir, ffmpegPath: looks, ffprobePath: looks, limits });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Soft and hard limits as the kernel knows them (proc(5)). */
async function limitsOf(tool: string): Promise<Record<string, string[]>> {
  const lines = (await run(tool, [])).stdout.toString().split("\n");
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, 26).trim(), line.slice(26).trim().split(/\s+/).slice(0, 2)]),
  );
}

test.each(["ffmpeg", "ffprobe"] as const)("%s runs inside of every limit, soft and hard", async (name) => {
  expect(tools.confinement.limits).toBe("ulimit");
  expect(await limitsOf(tools[name])).toMatchObject({
    "Max address space": [String(2 ** 30), String(2 ** 30)],
    "Max cpu time": ["60", "70"],
    "Max file size": [String(2 ** 29), String(2 ** 29)],
    "Max open files": ["64", "64"],
    "Max core file size": ["0", "0"],
  });
});
