import type { Track } from "@veza/contracts/http/tracks";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** An id of the right form that differs with `number`. */
export function sampleId(prefix: string, number: number): string {
  const last = `${ALPHABET[Math.floor(number / 32) % 32]}${ALPHABET[number % 32]}`;
  return `${prefix}_01h455vb4pex5vsknk084sn0${last}`;
}

/** A published track for tests; every field can be replaced. */
export function sampleTrack(number: number, change: Partial<Track> = {}): Track {
  const id = sampleId("trk", number);
  return {
    id,
    title: `Track ${number}`,
    artist: "Somebody",
    description: null,
    genre: null,
    tags: [],
    bpm: null,
    key: null,
    isrc: null,
    license: "all-rights-reserved",
    visibility: "public",
    is_downloadable: false,
    status: "completed",
    stage: null,
    progress: 1,
    failure: null,
    review: null,
    duration_ms: 60_000,
    stream_manifest_url: `/stream/hls/public/${id}/v1/master.m3u8`,
    grant_expires_at: null,
    waveform_url: null,
    artwork_url: null,
    download_url: null,
    loudness_lufs: -10,
    true_peak_dbtp: -0.5,
    audio: null,
    original: null,
    queued_before: null,
    embedded: null,
    play_count: 0,
    like_count: 0,
    comment_count: 0,
    uploader: { id: sampleId("usr", 1), username: "somebody", avatar_url: null },
    revision: 1,
    replacement: null,
    created_at: "2026-01-01T00:00:00Z",
    published_at: "2026-01-01T00:00:00Z",
    ...change,
  };
}
