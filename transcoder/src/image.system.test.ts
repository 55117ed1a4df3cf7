import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JobRequest } from "@veza/contracts/jobs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sniffPicture } from "./image/sniff.ts";
import { object, run } from "./testing/decode.ts";
import { postJob, type Service } from "./testing/service.ts";
import { EICAR, type Setup, setUp } from "./testing/setup.ts";

let setup: Setup;
let service: Service;
beforeAll(async () => {
  setup = await setUp();
  service = await setup.start();
});
afterAll(() => setup.close());

async function runImage(name: string, bytes: Buffer) {
  setup.media.sources.set(name, bytes);
  const job: JobRequest = {
    kind: "image",
    job_key: `art/${name}`,
    token: setup.media.token,
    media_url: setup.media.url,
    source_key: name,
    source_bytes: bytes.length,
    output_prefix: `artwork/${name}/`,
  };
  return (await postJob(service, job)).last;
}

async function made(name: string, ...args: string[]): Promise<Buffer> {
  const file = join(setup.dir, name);
  await run("ffmpeg", ["-v", "error", "-y", ...args, file]);
  return readFile(file);
}

/** Red, green and blue of one pixel of a stored square. */
async function pixel(name: string, size: number, x: number, y: number): Promise<number[]> {
  const file = join(setup.dir, "look.jpg");
  await writeFile(file, object(setup.media, `artwork/${name}/${size}.jpg`));
  const crop = ["-vf", `format=rgb24,crop=1:1:${x}:${y}`, "-f", "rawvideo", "-"];
  return [...(await run("ffmpeg", ["-v", "error", "-i", file, ...crop])).stdout];
}

const testPicture = (size: string) => ["-f", "lavfi", "-i", `testsrc=s=${size}`, "-frames:v", "1"];

describe("artwork", () => {
  test.each(["jpg", "png", "webp", "gif"])("%s becomes three clean squares", async (kind) => {
    const bytes = await made(`a.${kind}`, ...testPicture("1600x900"), "-metadata", "comment=where I live");
    expect(await runImage(`a.${kind}`, bytes)).toMatchObject({
      type: "result",
      result: { kind: "image", width: 1600, height: 900 },
    });
    for (const [size, side] of [
      [160, 160],
      [600, 600],
      [1200, 900],
    ]) {
      const square = object(setup.media, `artwork/a.${kind}/${size}.jpg`);
      expect(sniffPicture(square)).toMatchObject({
        format: "jpeg",
        width: side,
        height: side,
        orientation: 1,
      });
      expect(square.includes("where I live") || square.includes("Lavc") || square.includes("Exif")).toBe(
        false,
      );
    }
  });

  test("a photograph taken sideways stands upright", async () => {
    const halves = "color=red:s=400x200[r];color=blue:s=400x200[b];[r][b]vstack";
    const jpeg = await made("half.jpg", "-f", "lavfi", "-i", halves, "-frames:v", "1");
    // Exif says: the top of the picture is on its right side (6), so it has to be turned clockwise.
    const exif = Buffer.from("4578696600004d4d002a000000080001011200030000000100060000" + "00000000", "hex");
    const app1 = Buffer.concat([Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif]);
    const turned = Buffer.concat([jpeg.subarray(0, 2), app1, jpeg.subarray(2)]);
    expect(sniffPicture(turned)?.orientation).toBe(6);
    expect((await runImage("turned.jpg", turned))?.type).toBe("result");
    const [left, right] = [await pixel("turned.jpg", 160, 20, 80), await pixel("turned.jpg", 160, 140, 80)];
    expect(left[2]).toBeGreaterThan(200);
    expect(right[0]).toBeGreaterThan(200);
  });

  test("transparent parts become black, not what lies hidden below them", async () => {
    const clear = "color=white:s=200x200,format=rgba,colorchannelmixer=aa=0";
    const bytes = await made("clear.png", "-f", "lavfi", "-i", clear, "-frames:v", "1");
    expect((await runImage("clear.png", bytes))?.type).toBe("result");
    expect(Math.max(...(await pixel("clear.png", 160, 80, 80)))).toBeLessThan(30);
  });

  test("malware, other files and broken ones", async () => {
    expect(await runImage("virus.png", EICAR)).toMatchObject({ type: "failed", code: "infected" });
    expect(await runImage("text.png", Buffer.from("hello"))).toMatchObject({
      type: "failed",
      code: "unsupported",
    });
    expect(await runImage("none.png", Buffer.alloc(0))).toMatchObject({
      type: "failed",
      code: "unsupported",
    });
    const png = await made("b.png", ...testPicture("300x300"));
    expect(await runImage("cut.png", png.subarray(0, 60))).toMatchObject({ type: "failed", code: "damaged" });
  });

  test("a picture of 3.6 gigapixels is refused by its header", async () => {
    const bytes = await made("c.png", ...testPicture("64x64"));
    bytes.writeUInt32BE(60_000, 16);
    bytes.writeUInt32BE(60_000, 20);
    expect(await runImage("bomb.png", bytes)).toMatchObject({ type: "failed", code: "too_large" });
  });
});
