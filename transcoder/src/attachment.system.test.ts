import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AttachmentJob } from "@veza/contracts/jobs";
import { musicWav } from "@veza/testing/sound";
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

async function attach(
  name: string,
  bytes: Buffer,
  content: AttachmentJob["content"],
  max_bytes = 50_000_000,
) {
  setup.media.sources.set(name, bytes);
  const job: AttachmentJob = {
    kind: "attachment",
    content,
    job_key: `att/${name}`,
    token: setup.media.token,
    media_url: setup.media.url,
    source_key: name,
    source_bytes: bytes.length,
    output_prefix: `attachments/${name}/`,
    max_bytes,
  };
  return (await postJob(service, job)).last;
}

async function made(name: string, ...args: string[]): Promise<Buffer> {
  const file = join(setup.dir, name);
  await run("ffmpeg", ["-v", "error", "-y", ...args, file]);
  return readFile(file);
}

const stored = (name: string, which: "image" | "thumbnail") =>
  object(setup.media, `attachments/${name}/${which}.webp`);

/** Red, green, blue and opacity of one pixel of what was stored. */
async function pixel(name: string, x: number, y: number): Promise<number[]> {
  const file = join(setup.dir, "look.webp");
  await writeFile(file, stored(name, "image"));
  const crop = ["-vf", `format=rgba,crop=1:1:${x}:${y}`, "-f", "rawvideo", "-"];
  return [...(await run("ffmpeg", ["-v", "error", "-i", file, ...crop])).stdout];
}

const testPicture = (size: string) => ["-f", "lavfi", "-i", `testsrc=s=${size}`, "-frames:v", "1"];
const wrote = (name: string) => [...setup.media.objects.keys()].filter((key) => key.includes(`/${name}/`));

describe("pictures for a chat room", () => {
  test.each(["jpg", "png", "webp", "gif"])(
    "%s becomes a still and a thumbnail without metadata",
    async (kind) => {
      const bytes = await made(`a.${kind}`, ...testPicture("3000x1500"), "-metadata", "comment=where I live");
      expect(await attach(`a.${kind}`, bytes, "image")).toMatchObject({
        type: "result",
        result: { kind: "attachment", width: 2560, height: 1280, duration_ms: null },
      });
      for (const [which, width, height] of [
        ["image", 2560, 1280],
        ["thumbnail", 640, 320],
      ] as const) {
        const still = stored(`a.${kind}`, which);
        expect(sniffPicture(still)).toMatchObject({ format: "webp", width, height });
        expect(
          ["where I live", "Exif", "EXIF", "XMP ", "ICCP"].filter((word) => still.includes(word)),
        ).toEqual([]);
      }
    },
  );

  test("a small one is not made larger, a thin one keeps a pixel", async () => {
    expect(await attach("s.png", await made("s.png", ...testPicture("90x40")), "image")).toMatchObject({
      result: { width: 90, height: 40 },
    });
    expect(await attach("t.png", await made("t.png", ...testPicture("6000x2")), "image")).toMatchObject({
      result: { width: 2560, height: 1 },
    });
  });

  test("a photograph taken sideways stands upright, and its place is forgotten", async () => {
    const halves = "color=red:s=400x200[r];color=blue:s=400x200[b];[r][b]vstack";
    const jpeg = await made("half.jpg", "-f", "lavfi", "-i", halves, "-frames:v", "1");
    const exif = Buffer.from("4578696600004d4d002a000000080001011200030000000100060000" + "00000000", "hex");
    const app1 = Buffer.concat([Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif]);
    const turned = Buffer.concat([jpeg.subarray(0, 2), app1, jpeg.subarray(2)]);
    expect(sniffPicture(turned)?.orientation).toBe(6);
    expect(await attach("turned.jpg", turned, "image")).toMatchObject({
      result: { width: 400, height: 400 },
    });
    const [left, right] = [await pixel("turned.jpg", 50, 200), await pixel("turned.jpg", 350, 200)];
    expect(left[2]).toBeGreaterThan(200);
    expect(right[0]).toBeGreaterThan(200);
    const plain = await made("wide.jpg", ...testPicture("800x200"));
    const wide = Buffer.concat([plain.subarray(0, 2), app1, plain.subarray(2)]);
    expect(await attach("wide.jpg", wide, "image")).toMatchObject({ result: { width: 200, height: 800 } });
    expect(sniffPicture(stored("wide.jpg", "thumbnail"))).toMatchObject({ width: 160, height: 640 });
  });

  test("transparency is kept, what lies hidden below it is not", async () => {
    const half = "color=white:s=200x200,format=rgba,geq=r=255:g=255:b=255:a='if(lt(X,100),0,255)'";
    const bytes = await made("clear.png", "-f", "lavfi", "-i", half, "-frames:v", "1");
    expect((await attach("clear.png", bytes, "image"))?.type).toBe("result");
    const [r, g, b, opacity] = await pixel("clear.png", 40, 100);
    expect(opacity).toBe(0);
    expect(Math.max(r ?? 255, g ?? 255, b ?? 255)).toBeLessThan(30);
    const shown = await pixel("clear.png", 160, 100);
    expect(shown[3]).toBe(255);
    expect(shown[0]).toBeGreaterThan(240);
  });

  test("an animation becomes its first frame", async () => {
    const moving = [
      "-f",
      "lavfi",
      "-i",
      "color=red:s=120x80:d=0.2:r=10[a];color=blue:s=120x80:d=0.5:r=10[b];[a][b]concat",
    ];
    for (const [name, codec] of [
      ["moving.gif", []],
      ["moving.webp", ["-c:v", "libwebp_anim", "-lossless", "1"]],
      [
        "clear.webp",
        ["-vf", "format=bgra,colorchannelmixer=aa=0.5", "-c:v", "libwebp_anim", "-quality", "80"],
      ],
    ] as const) {
      const bytes = await made(name, ...moving, ...codec);
      expect([name, await attach(name, bytes, "image")]).toMatchObject([
        name,
        { result: { width: 120, height: 80 } },
      ]);
      expect(stored(name, "image").includes("ANIM")).toBe(false);
      expect((await pixel(name, 60, 40))[0]).toBeGreaterThan(120);
    }
  });

  test("malware, text, broken and exploding pictures are refused, and nothing of them is stored", async () => {
    expect(await attach("virus.png", EICAR, "image")).toMatchObject({ type: "failed", code: "infected" });
    expect(await attach("text.png", Buffer.from("hello"), "image")).toMatchObject({ code: "unsupported" });
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    expect(await attach("x.svg", svg, "image")).toMatchObject({ code: "unsupported" });
    const png = await made("b.png", ...testPicture("300x300"));
    expect(await attach("cut.png", png.subarray(0, 60), "image")).toMatchObject({ code: "damaged" });
    const bomb = Buffer.from(png);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    expect(await attach("bomb.png", bomb, "image")).toMatchObject({ code: "too_large" });
    for (const name of ["virus.png", "text.png", "x.svg", "cut.png", "bomb.png"])
      expect(wrote(name)).toEqual([]);
  });
});

describe("other files for a chat room", () => {
  test("a file is scanned and nothing else", async () => {
    expect(await attach("notes.txt", Buffer.from("some notes"), "file")).toMatchObject({
      type: "result",
      result: { kind: "attachment", width: null, height: null, duration_ms: null },
    });
    expect(wrote("notes.txt")).toEqual([]);
    expect(await attach("virus.txt", EICAR, "file")).toMatchObject({ type: "failed", code: "infected" });
    expect(await attach("long.txt", Buffer.alloc(2000), "file", 1000)).toMatchObject({ code: "too_large" });
  });

  test("of a sound the duration is read; what is none stays a file", async () => {
    expect(await attach("song.wav", musicWav(2), "audio")).toMatchObject({ result: { duration_ms: 2000 } });
    expect(await attach("no.wav", Buffer.from("RIFFxxxxWAVE"), "audio")).toMatchObject({
      type: "result",
      result: { duration_ms: null },
    });
  });
});
