import { setTimeout as sleep } from "node:timers/promises";
import { renderCover } from "../synth/artwork/render-cover.ts";
import { PIECES } from "../synth/pieces.ts";
import { encodeWav } from "../synth/wav.ts";
import { type SeedClient, type SeedTrack, signIn } from "./api-client.ts";
import { ACCOUNTS, type DemoTrack, TRACKS } from "./catalogue.ts";

/**
 * A piece is transcoded in seconds; a scanner that is away may take long, and the pipeline waits for it too.
 */
const PATIENCE_MS = 30 * 60_000;

/**
 * Uploads the demo's pieces through the public API, each when the one before is published, so that a person's
 * own upload never waits behind the whole demo. What an earlier run has put in is left alone; a run that was
 * cut goes on.
 * @returns how many tracks could not be put in
 */
export async function seedTracks(url: string, say: (line: string) => void): Promise<number> {
  let failures = 0;
  for (const track of TRACKS) {
    try {
      await seedTrack(url, track, say);
    } catch (error) {
      failures++;
      say(`“${track.title}” is left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failures;
}

async function seedTrack(url: string, track: DemoTrack, say: (line: string) => void): Promise<void> {
  const account = ACCOUNTS.find(({ username }) => username === track.uploader);
  if (account === undefined) throw new Error(`no account ${track.uploader}`);
  // A new sign-in for each track: a token lasts a quarter of an hour.
  const client = await signIn(url, account.email);
  let present = await client.findOwn(track.title);
  if (present === undefined) {
    const started = performance.now();
    const wav = encodeWav(PIECES[track.piece]());
    say(`“${track.title}” rendered in ${((performance.now() - started) / 1000).toFixed(1)} s, uploading`);
    present = await client.upload(track, Buffer.from(wav));
  }
  if (present.status !== "completed") {
    present = await waitUntilPublished(client, present);
    say(`“${track.title}” by ${track.artist} is published`);
  }
  if (present.artwork_url === null)
    await client.setArtwork(present.id, Buffer.from(renderCover(track.piece, 1000)));
}

async function waitUntilPublished(client: SeedClient, track: SeedTrack): Promise<SeedTrack> {
  const deadline = Date.now() + PATIENCE_MS;
  let now = track;
  while (now.status !== "completed") {
    if (now.status === "failed" || now.status === "quarantined") {
      throw new Error(
        `its processing ended as ${now.status}: ${now.failure?.code ?? "no code"} ${now.failure?.message ?? ""}`,
      );
    }
    if (Date.now() > deadline) throw new Error(`it is still ${now.status} (${now.stage ?? "no stage"})`);
    await sleep(750);
    now = await client.read(track.id);
  }
  return now;
}
