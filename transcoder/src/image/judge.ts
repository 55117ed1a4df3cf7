import { open } from "node:fs/promises";
import { JobFailed } from "../outcome.ts";
import { type Picture, sniffPicture } from "./sniff.ts";

/** Where the headers of every format that we take must have said how large the picture is. */
const HEAD_BYTES = 4 << 20;
const MOST_PIXELS = 50_000_000;

/**
 * What the header of the picture in `file` says, judged before anything is decoded.
 * @throws JobFailed `unsupported` (no picture that we take), `too_large`, `damaged`.
 */
export async function judgePicture(file: string): Promise<Picture> {
  const picture = sniffPicture(await readHead(file));
  if (!picture) throw new JobFailed("unsupported", "not a JPEG, PNG, WebP or GIF picture");
  if (picture.width < 1 || picture.height < 1) throw new JobFailed("damaged", "a picture without an area");
  if (picture.width * picture.height > MOST_PIXELS) {
    throw new JobFailed("too_large", `${picture.width} × ${picture.height} pixels`);
  }
  return picture;
}

async function readHead(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const head = new Uint8Array(Math.min(size, HEAD_BYTES));
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
