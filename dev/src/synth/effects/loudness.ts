import { SAMPLE_RATE, type Stereo } from "../wav.ts";

interface Biquad {
  b: [number, number, number];
  a: [number, number];
}

/**
 * The two filters of K-weighting, from their analogue parameters (ITU-R BS.1770-5, annex 1) for this sample
 * rate.
 */
function kWeighting(): [Biquad, Biquad] {
  const shelf = (() => {
    const k = Math.tan((Math.PI * 1681.974450955533) / SAMPLE_RATE);
    const q = 0.7071752369554196;
    const high = 10 ** (3.999843853973347 / 20);
    const band = high ** 0.4996667741545416;
    const a0 = 1 + k / q + k * k;
    return {
      b: [
        (high + (band * k) / q + k * k) / a0,
        (2 * (k * k - high)) / a0,
        (high - (band * k) / q + k * k) / a0,
      ],
      a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
    } satisfies Biquad;
  })();
  const highPass = (() => {
    const k = Math.tan((Math.PI * 38.13547087602444) / SAMPLE_RATE);
    const q = 0.5003270373238773;
    const a0 = 1 + k / q + k * k;
    return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0] } satisfies Biquad;
  })();
  return [shelf, highPass];
}

const STEP = Math.round(SAMPLE_RATE / 10);

/** Sum of squares of the weighted channel, a tenth of a second each. */
function energies(channel: Float32Array): Float64Array {
  const [shelf, highPass] = kWeighting();
  const out = new Float64Array(Math.floor(channel.length / STEP));
  let [x1, x2, y1, y2, z1, z2] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < out.length * STEP; i++) {
    const x = channel[i] ?? 0;
    const y = shelf.b[0] * x + shelf.b[1] * x1 + shelf.b[2] * x2 - shelf.a[0] * y1 - shelf.a[1] * y2;
    const z =
      highPass.b[0] * y + highPass.b[1] * y1 + highPass.b[2] * y2 - highPass.a[0] * z1 - highPass.a[1] * z2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    z2 = z1;
    z1 = z;
    const step = Math.floor(i / STEP);
    out[step] = (out[step] ?? 0) + z * z;
  }
  return out;
}

const toLufs = (meanSquare: number): number => -0.691 + 10 * Math.log10(Math.max(meanSquare, 1e-12));
const mean = (values: number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Integrated loudness in LUFS with both gates (ITU-R BS.1770-5, annex 1: 400 ms blocks, 75 % overlap). */
export function integratedLoudness({ left, right }: Stereo): number {
  const [first, second] = [energies(left), energies(right)];
  const blocks: number[] = [];
  for (let i = 0; i + 4 <= first.length; i++) {
    let sum = 0;
    for (let n = i; n < i + 4; n++) sum += (first[n] ?? 0) + (second[n] ?? 0);
    blocks.push(sum / (4 * STEP));
  }
  const audible = blocks.filter((block) => toLufs(block) > -70);
  const gate = toLufs(mean(audible)) - 10;
  return toLufs(mean(audible.filter((block) => toLufs(block) > gate)));
}
