import type { AudioResult, Rendition, Segment } from "@veza/contracts/jobs";

const RATE = 44_100;
const FRAME = 1024;

/** Segments of about 2 s and then 6 s, cut at whole AAC frames like the pipeline's. */
function segmentsOf(total_samples: number, bytesPerSecond: number): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  while (at < total_samples) {
    const frames = Math.round(((segments.length === 0 ? 2 : 6) * RATE) / FRAME);
    const samples = Math.min(frames * FRAME, total_samples - at);
    segments.push({
      number: segments.length,
      uri: `${segments.length}.m4s`,
      start_ms: (at * 1000) / RATE,
      duration_ms: (samples * 1000) / RATE,
      bytes: Math.max(1, Math.round((samples * bytesPerSecond) / RATE)),
    });
    at += samples;
  }
  return segments;
}

function rendition(index: number, name: string, kbps: number, seconds: number): Rendition {
  const lossless = name === "flac";
  const priming = lossless ? 0 : FRAME;
  const valid = Math.round(seconds * RATE);
  return {
    index,
    name,
    codec: lossless ? "fLaC" : "mp4a.40.2",
    mime: `audio/mp4; codecs="${lossless ? "fLaC" : "mp4a.40.2"}"`,
    lossless,
    sample_rate: RATE,
    channels: 2,
    bandwidth: kbps * 1000,
    average_bandwidth: kbps * 1000,
    priming_samples: priming,
    valid_samples: valid,
    playlist: `${name}/playlist.m3u8`,
    init: `${name}/init.mp4`,
    init_bytes: 10,
    segments: segmentsOf(valid + priming, kbps * 125),
  };
}

/** What the pipeline says of a track of this length; the shape is real, the audio is not. */
export function sampleResult(seconds: number): AudioResult {
  return {
    kind: "audio",
    format_version: 1,
    review: null,
    source: {
      sha256: "0".repeat(64),
      bytes: 1000,
      container: "wav",
      codec: "pcm_s16le",
      sample_rate: RATE,
      bit_depth: 16,
      channels: 2,
      bitrate: 1_411_200,
      duration_ms: seconds * 1000,
      tags: {},
    },
    loudness: { integrated_lufs: -14, true_peak_dbtp: -1, range_lu: 5 },
    master: "master.m3u8",
    waveform: "waveform.json",
    artwork: null,
    renditions: [
      rendition(0, "aac_64", 64, seconds),
      rendition(1, "aac_128", 128, seconds),
      rendition(2, "aac_256", 256, seconds),
      rendition(3, "flac", 900, seconds),
    ],
    download: { name: "download.mp3", bytes: 1000 },
  };
}

/**
 * Every object of a sample track below its prefix: name → bytes. A body says whose it is: rendition and
 * segment.
 */
export function* sampleObjects(seconds: number): Generator<[string, Uint8Array | string]> {
  const result = sampleResult(seconds);
  for (const { index, name, init, segments } of result.renditions) {
    yield [init, new Uint8Array(10).fill(200 + index)];
    for (const { number, bytes } of segments) {
      const body = new Uint8Array(Math.min(bytes, 2_000)).fill(index);
      body[0] = number;
      yield [`${name}/${number}.m4s`, body];
    }
  }
  yield ["index.json", JSON.stringify(result)];
}
