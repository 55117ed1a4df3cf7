import type { PieceKey } from "../pieces.ts";
import { createRandom } from "../random.ts";
import { COVERS } from "./covers.ts";
import { encodePng } from "./png.ts";

/**
 * The cover of a piece as PNG bytes, the same each time. A trace of grain keeps soft gradients from showing
 * steps.
 */
export function renderCover(piece: PieceKey, size = 1200): Buffer {
  const shader = COVERS[piece]();
  const random = createRandom(size);
  const pixels = new Uint8Array(size * size * 3);
  for (let y = 0, at = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const colour = shader((x + 0.5) / size, (y + 0.5) / size);
      const grain = (random() - 0.5) * 1.4;
      for (const channel of colour)
        pixels[at++] = Math.max(0, Math.min(255, Math.round(channel * 255 + grain)));
    }
  }
  return encodePng(size, size, pixels);
}
