import type { Stereo } from "../wav.ts";
import { integratedLoudness } from "./loudness.ts";

/** Samples over which one gain holds. */
const BLOCK = 64;
/** Blocks that the limiter sees ahead: about 6 ms. */
const AHEAD = 4;

/**
 * Brings a mix to `lufs` and keeps every sample below `ceiling`: gain, a limiter that turns down before a
 * peak comes, and a knee at the very top for what passes between its blocks. In place.
 */
export function master(mix: Stereo, lufs: number, ceiling = 0.84): Stereo {
  // The limiter takes some loudness away again: the second round gives it back.
  for (let round = 0; round < 2; round++) {
    const gain = 10 ** ((lufs - integratedLoudness(mix)) / 20);
    for (const channel of [mix.left, mix.right])
      for (let i = 0; i < channel.length; i++) channel[i] = (channel[i] ?? 0) * gain;
    limit(mix, ceiling);
  }
  return mix;
}

function limit({ left, right }: Stereo, ceiling: number): void {
  const blocks = Math.ceil(left.length / BLOCK);
  const wanted = new Float32Array(blocks + AHEAD).fill(1);
  for (let block = 0; block < blocks; block++) {
    let peak = 0;
    for (let i = block * BLOCK; i < Math.min(left.length, (block + 1) * BLOCK); i++) {
      peak = Math.max(peak, Math.abs(left[i] ?? 0), Math.abs(right[i] ?? 0));
    }
    wanted[block] = peak > ceiling ? ceiling / peak : 1;
  }
  let gain = 1;
  for (let block = 0; block < blocks; block++) {
    let target = 1;
    for (let ahead = 0; ahead <= AHEAD; ahead++) target = Math.min(target, wanted[block + ahead] ?? 1);
    const before = gain;
    // Down at once, up again over about 150 ms.
    gain = target < gain ? gain + (target - gain) * 0.6 : gain + (target - gain) * 0.01;
    for (let n = 0; n < BLOCK; n++) {
      const i = block * BLOCK + n;
      if (i >= left.length) break;
      const now = before + ((gain - before) * n) / BLOCK;
      left[i] = knee((left[i] ?? 0) * now, ceiling);
      right[i] = knee((right[i] ?? 0) * now, ceiling);
    }
  }
}

/** Straight up to four fifths of the ceiling, then bent so that the ceiling is never passed. */
function knee(value: number, ceiling: number): number {
  const start = ceiling * 0.8;
  const size = Math.abs(value);
  if (size <= start) return value;
  const room = ceiling - start;
  return Math.sign(value) * (start + room * Math.tanh((size - start) / room));
}
