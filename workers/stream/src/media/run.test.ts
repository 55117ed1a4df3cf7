import type { AudioResult, JobEvent } from "@veza/contracts/jobs";
import { createLogger } from "@veza/worker-kit/log";
import { expect, test } from "vitest";
import { type RunDeps, runMedia } from "./run.ts";
import type { Refusal } from "./transcoder-client.ts";

const event = {
  track_id: "trk_01h455vb4pex5vsknk084sn02q",
  version: 1,
  attempt: 1,
  uploader_id: "usr_01h455vb4pex5vsknk084sn02q",
  source_key: "originals/upl_1",
  source_bytes: 100,
  file_name: "a.wav",
  max_duration_ms: 1000,
  max_bytes: 1000,
};
const result: AudioResult = {
  kind: "audio",
  format_version: 1,
  review: null,
  source: {
    sha256: "a".repeat(64),
    bytes: 100,
    container: "wav",
    codec: "pcm_s16le",
    sample_rate: 44_100,
    bit_depth: 16,
    channels: 2,
    bitrate: null,
    duration_ms: 8000,
    tags: {},
  },
  loudness: { integrated_lufs: -14, true_peak_dbtp: -1, range_lu: 5 },
  master: "master.m3u8",
  waveform: "waveform.json",
  artwork: null,
  renditions: [
    {
      index: 0,
      name: "aac_128",
      codec: "mp4a.40.2",
      mime: "audio/mp4",
      lossless: false,
      sample_rate: 44_100,
      channels: 2,
      bandwidth: 130_000,
      average_bandwidth: 128_000,
      priming_samples: 1024,
      valid_samples: 352_800,
      playlist: "aac_128/playlist.m3u8",
      init: "aac_128/init.mp4",
      init_bytes: 4,
      segments: [
        { number: 0, uri: "0.m4s", start_ms: 0, duration_ms: 2000, bytes: 5 },
        { number: 1, uri: "1.m4s", start_ms: 2000, duration_ms: 6000, bytes: 6 },
      ],
    },
  ],
  download: { name: "download.mp3", bytes: 7 },
};
const FILES: Record<string, string> = {
  "master.m3u8": "#EXTM3U\naac_128/playlist.m3u8\n",
  "aac_128/playlist.m3u8": "#EXTM3U\n0.m4s\n1.m4s\n#EXT-X-ENDLIST\n",
  "aac_128/init.mp4": "init",
  "aac_128/0.m4s": "00000",
  "aac_128/1.m4s": "111111",
  "waveform.json": "{}",
  "download.mp3": "mmmmmmm",
};

/** A run with a transcoder that says `script`, and the files that are there to be read back. */
function run(
  script: (JobEvent | Refusal)[],
  options: { files?: Record<string, string>; index?: unknown; delivery_ms?: number } = {},
) {
  const files = options.files ?? FILES;
  const seen = { jobs: 0, removed: 0, progress: [] as [string, number][] };
  let clock = 0;
  const deps: RunDeps = {
    readIndex: async () => options.index ?? null,
    removeIndex: async () => void seen.removed++,
    async *runJob() {
      seen.jobs += 1;
      for (const said of script) {
        clock += 250;
        yield said;
      }
    },
    issueToken: async (read, write) => `${read} ${write}`,
    fetchBack: async (file) => {
      const text = files[file];
      return text === undefined
        ? new Response(null, { status: 404 })
        : new Response(text, { headers: { "content-length": String(text.length) } });
    },
    progress: async (stage, value) => void seen.progress.push([stage, value]),
    now: () => clock,
    delivery_ms: options.delivery_ms ?? 600_000,
    log: createLogger("test", null),
    media_url: "http://localhost/stream/internal/media",
  };
  return { outcome: runMedia(event, deps), seen };
}
const done: JobEvent = { type: "result", result };

test("a result that can be read back is completed, and progress is told a few times a second at most", async () => {
  const stages: JobEvent[] = [0.1, 0.2, 0.3, 0.4].map((progress) => ({
    type: "stage",
    stage: "transcoding",
    progress,
  }));
  const { outcome, seen } = run([{ type: "stage", stage: "scanning", progress: 0 }, ...stages, done]);
  expect(await outcome).toMatchObject({ type: "completed" });
  expect(seen.progress).toEqual([
    ["scanning", 0],
    ["transcoding", 0.1],
    ["transcoding", 0.3],
    ["verifying", 0.98],
  ]);
});

test("a job that is longer than its delivery goes on in the next one; one that ends just then has ended", async () => {
  const beats: JobEvent[] = Array.from({ length: 20 }, () => ({ type: "heartbeat" }));
  const options = { delivery_ms: 2_000 };
  expect(await run([...beats, done], options).outcome).toEqual({ type: "goes_on" });
  expect(await run([...beats.slice(0, 8), done], options).outcome).toMatchObject({ type: "completed" });
  const failed: JobEvent = { type: "failed", code: "damaged", detail: "" };
  const late: JobEvent[] = [...beats.slice(0, 8), failed];
  expect(await run(late, options).outcome).toMatchObject({ type: "failed" });
});

test("what was stored before is not made again", async () => {
  const { outcome, seen } = run([], { index: result });
  expect(await outcome).toMatchObject({ type: "completed" });
  expect(seen.jobs).toBe(0);
});

test.each([
  ["a segment is missing", { ...FILES, "aac_128/1.m4s": undefined }],
  ["a segment is too short", { ...FILES, "aac_128/0.m4s": "0" }],
  [
    "the playlist forgets a segment",
    { ...FILES, "aac_128/playlist.m3u8": "#EXTM3U\n0.m4s\n#EXT-X-ENDLIST\n" },
  ],
  ["the master does not name the rendition", { ...FILES, "master.m3u8": "#EXTM3U\n" }],
  ["the waveform is missing", { ...FILES, "waveform.json": undefined }],
  ["the download is cut", { ...FILES, "download.mp3": "m" }],
])("when %s nothing is published: made again, also from the index", async (_name, files) => {
  const kept = Object.fromEntries(
    Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  for (const index of [null, result]) {
    const { outcome, seen } = run([done], { files: kept, index });
    expect(await outcome).toMatchObject({ type: "retry", reason: "lost" });
    expect(seen.removed).toBe(1);
  }
});

test.each([
  [
    { type: "failed", code: "infected", detail: "Eicar" },
    { type: "failed", code: "infected" },
  ],
  [
    { type: "unavailable", reason: "clamd does not answer" },
    { type: "retry", reason: "unavailable" },
  ],
  [
    { type: "refused", reason: "busy", detail: "409" },
    { type: "retry", reason: "busy" },
  ],
  [{ type: "heartbeat" }, { type: "retry", reason: "lost" }],
] as [JobEvent | Refusal, object][])("%j ends as %j", async (said, expected) => {
  expect(await run([said]).outcome).toMatchObject(expected);
});
