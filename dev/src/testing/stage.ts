import { ApiClient } from "@veza/testing/api-client";
import { melodyWav, wavFrom } from "@veza/testing/sound";
import { until } from "@veza/testing/until";
import { seedAccounts } from "../seed/accounts.ts";
import { DEMO_PASSWORD, type DemoAccount } from "../seed/catalogue.ts";
import type { Stack } from "../stack.ts";

/**
 * Accounts and tracks that stand ready for the browser's tests, beside the demo's accounts. Each belongs to
 * one test file, so that files can run side by side; titles are told apart by any word of theirs. The
 * password is the demo's.
 */
export const STAGE_ACCOUNTS = [
  { username: "access_artist", role: "artist" },
  { username: "journey_artist", role: "artist" },
  { username: "listening_artist", role: "artist" },
  { username: "session_artist", role: "artist" },
  { username: "party_host", role: "admin" },
  { username: "party_guest", role: "user" },
  { username: "chat_host", role: "artist" },
  { username: "chat_guest", role: "user" },
] as const;
type StageUsername = (typeof STAGE_ACCOUNTS)[number]["username"];

interface StageTrack {
  by: StageUsername;
  title: string;
  wav: () => Buffer<ArrayBuffer>;
}

/** One sine over both halves: where they join, the wave must go on as if nothing had happened. */
export const SINE_HZ = 441;
export const HALF_S = 7.3;
const sine = (from: number) =>
  wavFrom(HALF_S, (time) => 0.5 * Math.sin(2 * Math.PI * SINE_HZ * (from + time)));

/**
 * In the order of their publication: what is newer stands before it in every list. Each is as long as its
 * tests play it on a slow machine, and no longer: every second of them is measured once and encoded four
 * times.
 */
const STAGE_TRACKS: readonly StageTrack[] = [
  { by: "access_artist", title: "Harbour", wav: () => melodyWav(10) },
  { by: "listening_artist", title: "Private Song", wav: () => melodyWav(20) },
  { by: "listening_artist", title: "Half B", wav: () => sine(HALF_S) },
  { by: "listening_artist", title: "Half A", wav: () => sine(0) },
  { by: "session_artist", title: "Marble", wav: () => melodyWav(10, 131) },
  { by: "session_artist", title: "Basalt", wav: () => melodyWav(36, 165) },
  { by: "session_artist", title: "Quartz", wav: () => melodyWav(20, 196) },
  { by: "party_host", title: "Elder", wav: () => melodyWav(6, 110) },
  { by: "party_host", title: "Juniper", wav: () => melodyWav(20, 131) },
  { by: "party_host", title: "Willow", wav: () => melodyWav(30, 165) },
  { by: "party_host", title: "Maple", wav: () => melodyWav(90, 196) },
];

const emailOf = (username: string) => `${username}@veza.test`;

/** Puts the accounts of the stage into a stack that is ready. */
export async function setAccounts(stack: Stack): Promise<void> {
  const accounts: DemoAccount[] = STAGE_ACCOUNTS.map((it) => ({ ...it, email: emailOf(it.username) }));
  await seedAccounts(`http://127.0.0.1:${stack.ports.database}/sql`, accounts);
}

/**
 * Puts the tracks of the stage in, whose accounts are there, and waits until every one can be heard, in their
 * order.
 */
export async function setTracks(stack: Stack): Promise<void> {
  const sessions = new Map<StageUsername, ApiClient>();
  const ids: string[] = [];
  for (const { by, title, wav } of STAGE_TRACKS) {
    const session = sessions.get(by) ?? (await ApiClient.signIn(stack.url, emailOf(by), DEMO_PASSWORD));
    sessions.set(by, session);
    const form = new FormData();
    for (const [key, value] of Object.entries({ title, artist: by, visibility: "public" }))
      form.set(key, value);
    form.set("file", new Blob([wav()], { type: "audio/wav" }), `${title}.wav`);
    const track = await session.call("/tracks", { method: "POST", body: form });
    ids.push((track as { id: string }).id);
  }
  await until(
    async () => {
      const rows = await stack.sql(
        "SELECT status FROM track_versions WHERE status <> 'processing' AND track_id = ANY($1)",
        [ids],
      );
      const lost = rows.find((row) => row.status !== "completed");
      if (lost !== undefined) throw new Error(`a track of the stage ended ${lost.status}`);
      return rows.length >= ids.length;
    },
    "the tracks of the stage",
    { timeout_ms: 180_000, every_ms: 200 },
  );
  // Two tracks are made side by side and may end in another order than they came in.
  for (const [index, id] of ids.entries())
    await stack.sql("UPDATE tracks SET published_at = now() - make_interval(secs => $2::int) WHERE id = $1", [
      id,
      ids.length - index,
    ]);
}
