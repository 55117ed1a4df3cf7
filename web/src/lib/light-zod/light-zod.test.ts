import fc from "fast-check";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { ready, state } from "../../testing/fake-stream.ts";
import { sampleId, sampleTrack } from "../../testing/sample-track.ts";

/** What both kinds of schema can do. */
interface Parser {
  safeParse(value: unknown): { success: boolean; data?: unknown };
}

type Modules = Record<string, Record<string, unknown>>;

/** Spelled out: each import must be followed again after `zod` was replaced. */
async function loadContracts(): Promise<Modules> {
  return {
    accounts: await import("@veza/contracts/http/accounts"),
    tracks: await import("@veza/contracts/http/tracks"),
    uploads: await import("@veza/contracts/http/uploads"),
    notifications: await import("@veza/contracts/http/notifications"),
    pagination: await import("@veza/contracts/http/pagination"),
    inbox: await import("@veza/contracts/ws/inbox"),
    stream: await import("@veza/contracts/ws/stream"),
    party: await import("@veza/contracts/ws/party"),
    parties: await import("@veza/contracts/http/parties"),
    listening: await import("@veza/contracts/http/listening"),
    admin: await import("@veza/contracts/http/admin"),
    rooms: await import("@veza/contracts/http/rooms"),
    people: await import("@veza/contracts/http/people"),
    attachments: await import("@veza/contracts/http/attachments"),
    bots: await import("@veza/contracts/http/bots"),
    reports: await import("@veza/contracts/http/reports"),
    chat: await import("@veza/contracts/ws/chat"),
    chatRoom: await import("@veza/contracts/ws/chat-room"),
    media: await import("@veza/contracts/media"),
    errors: await import("@veza/contracts/errors"),
    roles: await import("@veza/contracts/roles"),
    ids: await import("@veza/contracts/ids"),
  };
}

const isParser = (value: unknown): value is Parser =>
  typeof value === "object" && value !== null && "safeParse" in value;

/** Every schema of the contracts by name: exported ones and those of endpoints. */
function schemasOf(modules: Modules): Map<string, Parser> {
  const all = new Map<string, Parser>();
  for (const [file, members] of Object.entries(modules)) {
    for (const [name, member] of Object.entries(members)) {
      if (isParser(member)) all.set(`${file} ${name}`, member);
      else if (typeof member === "object" && member !== null && "path" in member) {
        for (const part of ["params", "query", "body", "response"]) {
          const schema: unknown = Reflect.get(member, part);
          if (isParser(schema)) all.set(`${file} ${name}.${part}`, schema);
        }
      }
    }
  }
  return all;
}

const user = {
  id: sampleId("usr", 1),
  username: "some_body",
  email: "some.body+1@veza.example",
  role: "artist",
  email_verified: false,
  avatar_url: null,
  created_at: "2026-02-28T23:59:59.123Z",
};
const notification = {
  id: sampleId("ntf", 2),
  type: "track_failed",
  data: { track_id: sampleId("trk", 3), title: "A" },
  read: false,
  created_at: "2026-01-01T00:00:00Z",
};
const audio = {
  container: "wav",
  codec: "pcm_s16le",
  sample_rate: 44100,
  bit_depth: 16,
  channels: 2,
  bitrate: null,
  bytes: 10,
  renditions: [
    {
      index: 0,
      name: "flac",
      codec: "fLaC",
      bandwidth: 9,
      lossless: true,
      sample_rate: 44100,
      priming_samples: 0,
      valid_samples: 5,
    },
  ],
};
const progress = {
  t: "track.progress",
  track_id: sampleId("trk", 1),
  version: 1,
  status: "processing",
  stage: "probing",
  progress: 0.2,
  failure_code: null,
};
const partyWelcome = {
  t: "welcome",
  party: { id: sampleId("pty", 1), name: "Friday", host: sampleId("usr", 1), room_id: null },
  you: { user_id: sampleId("usr", 1), username: "somebody", role: "host" },
  timeline: {
    item_id: "a",
    track_id: sampleId("trk", 1),
    duration_ms: 1_000,
    playing: true,
    position_ms: 0,
    at_server_ms: 1,
    started_at_server_ms: null,
    rate: 1,
    revision: 1,
  },
  queue: [
    {
      item_id: "b",
      track: { id: sampleId("trk", 2), title: "A", artist: "B", artwork_url: null },
      duration_ms: 5,
      added_by: sampleId("usr", 1),
      votes: 0,
      voted: true,
    },
  ],
  members: [{ user_id: sampleId("usr", 1), username: "somebody", role: "host" }],
  member_count: 1,
  server_time_ms: 1,
};
const samples: unknown[] = [
  sampleTrack(1, { audio, tags: ["a"], bpm: 120.5, key: "F#m", isrc: "FRZ039800212" }),
  { items: [sampleTrack(2)], next_cursor: "x" },
  { items: [notification], next_cursor: null },
  { user },
  user,
  notification,
  progress,
  {
    t: "state",
    rooms: [{ room_id: "r", last_seq: 1, read_seq: 0, unread: 1, mentions: 0 }],
    notifications_unread: 3,
    uploads: [progress],
  },
  { t: "notification.new", notification, notifications_unread: 1 },
  { t: "pong" },
  ready(),
  { t: "state", ...state() },
  { t: "queue.add", items: [{ item_id: "a", track_id: sampleId("trk", 1) }] },
  { t: "quality", index: "auto" },
  partyWelcome,
  { ...partyWelcome.timeline, t: "timeline" },
  { t: "queue", queue: partyWelcome.queue },
  { t: "members", joined: partyWelcome.members, left: [sampleId("usr", 2)], member_count: 2 },
  { t: "reactions", counts: { "🔥": 2 } },
  { t: "pong", client_time_ms: 1.5, server_time_ms: 2 },
  { t: "ping", client_time_ms: 1.5 },
  { t: "reaction", emoji: "🔥" },
  { t: "role", user_id: sampleId("usr", 2), role: "cohost" },
  { name: " Friday ", track_ids: [sampleId("trk", 1)] },
  {
    id: sampleId("pty", 1),
    name: "Friday",
    host: { user_id: sampleId("usr", 1), username: "somebody" },
    member_count: 1,
    track: null,
    created_at: "2026-01-01T00:00:00Z",
  },
  {
    items: [
      { track: sampleTrack(1), last_played_at: "2026-01-01T00:00:00Z", position_ms: null, play_count: 1 },
    ],
    next_cursor: null,
  },
  { is_history_on: false },
  {
    slice_ms: 300_000,
    points: [
      {
        at: "2026-01-01T00:00:00Z",
        sessions: 1,
        sent_seconds: { aac_64: 1.5 },
        switches: 0,
        stalls: 0,
        stall_ms: 0,
        start_p50_ms: null,
        start_p95_ms: 5.5,
        plays: 0,
      },
    ],
  },
  { t: "error", code: "x", message: "y" },
  { username: "abc", email: "a@b.cc", password: "12345678", locale: "fr" },
  { username: "abc", email: "a@b.cc", password: "12345678" },
  { email: "a@b.cc", password: "1" },
  { title: " padded ", artist: "B" },
  { title: "New", bpm: 40, key: "Bb", isrc: null, tags: ["x", "y"] },
  { csrf_token: "t" },
  { access_token: "a", token_type: "Bearer", expires_in: 900, refresh_token: "r" },
  { refresh_token: "r" },
  {},
  { limit: "20", cursor: "c", sort: "trending" },
  { limit: 101 },
  {
    version: 2,
    channels: 1,
    sample_rate: 44100,
    samples_per_pixel: 512,
    bits: 8,
    length: 1,
    data: [-128, 127],
  },
  {
    type: "t",
    title: "t",
    status: 404,
    detail: "d",
    code: "c",
    request_id: "r",
    errors: [{ pointer: "/a", code: "c", message: "m" }],
  },
  {
    tus_version: "1.0.0",
    extensions: ["creation"],
    checksum_algorithms: [],
    max_bytes: 1,
    max_duration_ms: 1,
    accepted_formats: ["WAV"],
    chunk_bytes: 1,
  },
  { unread: 2 },
  { up_to: sampleId("ntf", 2) },
  { track_id: sampleId("trk", 1) },
  "fr",
  "public",
  "a@b.cc",
  null,
];

/** The same value with one thing in it replaced, removed or added. */
function spoil(value: unknown, at: number, by: unknown): unknown {
  const places: { holder: object; key: string }[] = [];
  const copy: unknown = structuredClone(value);
  const walk = (it: unknown) => {
    if (typeof it !== "object" || it === null) return;
    for (const key of Object.keys(it)) {
      places.push({ holder: it, key });
      walk(Reflect.get(it, key));
    }
  };
  walk(copy);
  const place = places[at % Math.max(1, places.length)];
  if (!place) return by;
  if (by === undefined) Reflect.deleteProperty(place.holder, place.key);
  else if (by === "added") Reflect.set(place.holder, "unforeseen", 1);
  else Reflect.set(place.holder, place.key, by);
  return copy;
}

let real: Map<string, Parser>;
let light: Map<string, Parser>;

beforeAll(async () => {
  real = schemasOf(await loadContracts());
  vi.resetModules();
  vi.doMock("zod", () => import("./light-zod.ts"));
  light = schemasOf(await loadContracts());
  vi.doUnmock("zod");
});

describe("the small interpreter judges as zod does", () => {
  test("it knows every schema that the web app uses", () => {
    expect(real.size).toBeGreaterThan(40);
    expect([...light.keys()]).toEqual([...real.keys()]);
    expect(light.get("tracks Track")?.constructor).not.toBe(real.get("tracks Track")?.constructor);
  });

  const same = (name: string, value: unknown) => {
    const expected = real.get(name)!.safeParse(value);
    const actual = light.get(name)!.safeParse(value);
    expect({ name, value, success: actual.success, data: actual.data }).toEqual({
      name,
      value,
      success: expected.success,
      data: expected.data,
    });
  };

  test("every sample against every schema", () => {
    let accepted = 0;
    for (const name of real.keys()) {
      for (const sample of samples) {
        same(name, sample);
        if (real.get(name)!.safeParse(sample).success) accepted += 1;
      }
    }
    expect(accepted).toBeGreaterThan(60);
  });

  test("every sample with something wrong in it", () => {
    const wrong = fc.oneof(
      fc.constantFrom<unknown>(
        undefined,
        null,
        "added",
        "",
        " ",
        "x",
        -1,
        0,
        1.5,
        2 ** 53,
        true,
        [],
        {},
        ["", "b"],
        "2026-02-30T00:00:00Z",
        "2026-02-28T12:00:00+01:00",
        "a@b",
        "A@B.CC",
        "x".repeat(201),
      ),
      fc.string({ maxLength: 40 }),
      fc.double(),
    );
    const fitting = samples.map((sample) =>
      [...real.keys()].filter((name) => real.get(name)!.safeParse(sample).success),
    );
    fc.assert(
      fc.property(fc.nat(samples.length - 1), fc.nat(60), wrong, (index, at, by) => {
        const value = spoil(samples[index], at, by);
        for (const name of fitting[index]!) same(name, value);
      }),
      { seed: 11, numRuns: 1500 },
    );
  });
});
