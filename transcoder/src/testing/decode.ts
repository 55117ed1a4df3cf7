import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Rendition } from "@veza/contracts/jobs";
import type { MediaServer } from "./media-server.ts";

/** Runs ffmpeg or ffprobe. Gives stdout and stderr, and throws when it fails. */
export function run(command: string, args: string[]): Promise<{ stdout: Buffer; stderr: string }> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { encoding: "buffer", maxBuffer: 1 << 30 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command} ${args.join(" ")}: ${stderr.toString().slice(-1500)}`));
      else resolve({ stdout, stderr: stderr.toString() });
    });
  });
}

/** Decodes strictly to 16-bit samples: any complaint of ffmpeg is an error. */
export async function decode(file: string): Promise<Int16Array> {
  const [samples] = await decodeAll([file]);
  if (!samples) throw new Error(`nothing of ${file} was decoded`);
  return samples;
}

/**
 * The same of several files, by one ffmpeg: to start one takes longer than to decode what tests are made of.
 */
export async function decodeAll(files: readonly string[]): Promise<Int16Array[]> {
  const dir = await mkdtemp(join(tmpdir(), "veza-decoded-"));
  const targets = files.map((_, index) => join(dir, String(index)));
  try {
    const { stderr } = await run("ffmpeg", [
      ...["-v", "warning", "-xerror"],
      ...files.flatMap((file) => ["-i", file]),
      ...targets.flatMap((target, index) => ["-map", `${index}:a`, "-f", "s16le", target]),
    ]);
    if (stderr.trim() !== "") throw new Error(`ffmpeg complains about ${files.join(", ")}: ${stderr}`);
    return await Promise.all(
      targets.map(async (target) => {
        const bytes = await readFile(target);
        return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
      }),
    );
  } finally {
    await rm(dir, { recursive: true });
  }
}

export function object(media: MediaServer, key: string): Buffer {
  const found = media.objects.get(key);
  if (!found) throw new Error(`${key} was not stored; there are ${[...media.objects.keys()].join(", ")}`);
  return found.body;
}

/**
 * Writes init and segments behind each other, as a player appends them. `choose` picks the rung of each
 * segment.
 */
export async function joined(
  media: MediaServer,
  prefix: string,
  first: Rendition,
  dir: string,
  choose: (number: number) => Rendition = () => first,
): Promise<string> {
  const parts = [object(media, prefix + first.init)];
  for (const { number, uri } of first.segments)
    parts.push(object(media, `${prefix}${choose(number).name}/${uri}`));
  const file = join(dir, `${first.name}-${parts.length}-${Math.random()}.mp4`);
  await writeFile(file, Buffer.concat(parts));
  return file;
}
