/**
 * How far apart people in a listening party are: simulated members in one process at a real party on the
 * local stack, each behind a path of 20–300 ms of delay each way, new for every frame, on a computer whose
 * date is hours off, with players that start late and run fast or slow. A quarter comes while the music
 * plays. Against it in the same run, over the same paths: members that seek to the position in the last
 * state, without estimating the clock, and tolerate 500 ms.
 * Run: `node bench/party.ts [members] [members in one object before relays are used]`.
 */
import { PartySummary } from "@veza/contracts/http/parties";
import { musicWav } from "@veza/testing/sound";
import { SimulatedMember } from "./party/member.ts";
import { memberAccounts } from "./party/member-accounts.ts";
import type { SimulatedPlayer } from "./party/simulated-player.ts";
import { trueClock } from "./party/true-time.ts";
import { report } from "./support/figures.ts";
import { signIn, upload, watchInbox } from "./support/listener.ts";
import { startPlatform } from "./support/platform.ts";

const count = Number(process.argv[2] ?? 200);
const relayAfter = Number(process.argv[3] ?? 1000);
const LATE_SHARE = 0.25;
const CHECK_AFTER_MS = [10_000, 30_000];

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, ms)));
const stack = await startPlatform({
  web: "none",
  vars: { stream: { PARTY_RELAY_AFTER: String(relayAfter) } },
});
const members: SimulatedMember[] = [];
try {
  const artist = await signIn(stack);
  const inbox = await watchInbox(artist);
  const { track } = await upload(artist, new Uint8Array(musicWav(90)), "Party");
  await inbox.ended(track.id);
  inbox.close();

  const accounts = await memberAccounts(stack, count);
  const [host] = accounts;
  if (host === undefined) throw new Error("a party needs a host");
  const created = await fetch(`${stack.url}/api/v1/parties`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${host.token}` },
    body: JSON.stringify({ name: "Bench", track_ids: [track.id] }),
  });
  if (created.status !== 201)
    throw new Error(`the party was answered with ${created.status}: ${await created.text()}`);
  const { id } = PartySummary.parse(await created.json());
  const url = `${stack.url.replace("http", "ws")}/stream/party?party_id=${id}`;

  const now = trueClock();
  const begin = now();
  const join = async (i: number) => {
    const account = accounts[i];
    if (account === undefined) return;
    const member = new SimulatedMember(url, account.token, i + 1, now);
    members.push(member);
    await member.start();
  };
  const early = Math.ceil(count * (1 - LATE_SHARE));
  // The host first; the others over five seconds, as people come.
  for (let i = 0; i < early; i++) {
    await join(i);
    await sleep(5_000 / early);
  }
  await sleep(2_000);
  members[0]?.socket.send({ t: "play" });
  const late = async () => {
    await sleep(3_000);
    for (let i = early; i < count; i++) {
      await join(i);
      await sleep(8_000 / (count - early));
    }
  };
  const coming = late();
  const samples = CHECK_AFTER_MS.map(() => ({
    ours: [] as number[],
    naive: [] as number[],
    clock: [] as number[],
  }));
  await sleep(4_000);
  await coming;
  await sleep(1_000);
  await Promise.all(
    members.flatMap((member) =>
      CHECK_AFTER_MS.map(async (after_ms, n) => {
        await sleep(member.since_ms + after_ms - now());
        samples[n]?.ours.push(sizeOf(member, member.ours));
        samples[n]?.naive.push(sizeOf(member, member.naive));
        samples[n]?.clock.push(Math.abs(member.clockError()));
      }),
    ),
  );
  const seconds = (now() - begin) / 1000;
  console.log(
    `${members.length} members, ${count - early} of them late, 20–300 ms each way, new for every frame${count > relayAfter ? `; ${relayAfter} in the primary object, the others on relays` : ""}`,
  );
  CHECK_AFTER_MS.forEach((after_ms, n) => {
    const { ours = [], naive = [], clock = [] } = samples[n] ?? {};
    for (const [name, share] of [
      ["p50", 0.5],
      ["p95", 0.95],
      ["max", 1],
    ] as const) {
      const [a, b] = [quantile(ours, share), quantile(naive, share)];
      const note =
        name === "p95" ? `aim ≤ 50 ms; the clock itself ${quantile(clock, share).toFixed(1)} ms` : "";
      report(
        `|drift| after ${after_ms / 1000} s, ${name}`,
        `${a.toFixed(1)} ms`,
        `${b.toFixed(1)} ms`,
        a / b,
        note,
      );
    }
  });
  const sum = (of: (member: SimulatedMember) => number) => members.reduce((total, one) => total + of(one), 0);
  console.log(
    `frames to members ${(sum(({ socket }) => socket.received) / seconds).toFixed(0)}/s, from members ${(sum(({ socket }) => socket.sent) / seconds).toFixed(0)}/s; seeks a member ${(sum(({ ours }) => ours.seeks) / members.length).toFixed(2)}, naive ${(sum(({ naive }) => naive.seeks) / members.length).toFixed(2)}`,
  );
} finally {
  for (const member of members) member.close();
  await stack.stop();
}

function sizeOf(member: SimulatedMember, player: SimulatedPlayer): number {
  const drift = member.driftOf(player);
  if (drift === null) throw new Error("a member was looked at when nothing was to be heard");
  return Math.abs(drift);
}

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
