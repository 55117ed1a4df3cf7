import type { DataOf } from "@veza/contracts/events";

/** A result of the pipeline as veza-stream reports it, for a version of a track. */
export function completed(
  track_id: string,
  version = 1,
  attempt = 1,
  more: Partial<DataOf<"transcoding.completed">["result"]> = {},
): DataOf<"transcoding.completed"> {
  return {
    track_id,
    version,
    attempt,
    result: {
      format_version: 1,
      review: null,
      source: {
        sha256: "a".repeat(64),
        bytes: 20_000,
        container: "wav",
        codec: "pcm_s16le",
        sample_rate: 44_100,
        bit_depth: 16,
        channels: 2,
        bitrate: 1_411_200,
        duration_ms: 30_000,
        tags: { title: "From the tag" },
      },
      loudness: { integrated_lufs: -14.2, true_peak_dbtp: -1.1, range_lu: 6 },
      master: "master.m3u8",
      waveform: "waveform.json",
      artwork: null,
      renditions: [
        {
          index: 0,
          name: "aac_128",
          codec: "mp4a.40.2",
          mime: 'audio/mp4; codecs="mp4a.40.2"',
          lossless: false,
          sample_rate: 44_100,
          channels: 2,
          bandwidth: 131_000,
          average_bandwidth: 128_000,
          priming_samples: 1024,
          valid_samples: 1_323_000,
          playlist: "aac_128/playlist.m3u8",
          init: "aac_128/init.mp4",
          init_bytes: 700,
        },
      ],
      download: { name: "download.mp3", bytes: 1_200_000 },
      ...more,
    },
  };
}
