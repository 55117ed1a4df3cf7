/**
 * What an idle room costs: memory for each socket, and the proof that it sleeps. An object that hibernates is
 * gone from memory while its sockets stay; the next frame makes a new one. The bench's build says in which
 * life a room is (chat/counted.mjs): the life before the silence and the one after it must be two, though
 * pings were answered meanwhile and no socket has ended.
 * Run: `node bench/idle.ts [sockets]`, 1000 without.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { connectAll } from "./chat/load.ts";
import { verdict } from "./chat/members.ts";
import { startOurs } from "./chat/ours.ts";
import { mebibytes } from "./support/figures.ts";

const count = Number(process.argv[2] ?? 1_000);
/** workerd lets an object go that nobody has spoken to for ten seconds. */
const SILENCE_MS = 25_000;
const PING_EVERY_MS = 5_000;

const peer = await startOurs(count);
try {
  // The room tells 200 inboxes a second that their users are in it; then both go to sleep.
  const settled = () => sleep(12_000 + count * 5);
  await settled();
  const before = peer.usage().bytes;
  let isCounting = false;
  let got = 0;
  let pongs = 0;
  const { sockets, failure } = await connectAll(peer, count, (_, data) => {
    if (data.includes('{"t":"pong"}')) pongs++;
    if (isCounting && data.includes("after the silence")) got++;
  });
  const faults = failure === null ? [] : [`only ${sockets.length} of ${count} got in: ${failure}`];
  await settled();
  const asleep = peer.usage();
  const first = await peer.runtime.livesOf(peer.room_id);
  for (let waited = 0; waited < SILENCE_MS; waited += PING_EVERY_MS) {
    sockets[0]?.send('{"t":"ping"}');
    await sleep(PING_EVERY_MS);
  }
  const idle = peer.usage();
  isCounting = true;
  sockets[0]?.send(peer.message(1, "after the silence"));
  for (let i = 0; i < 200 && got < sockets.length; i++) await sleep(50);
  const second = await peer.runtime.livesOf(peer.room_id);
  console.log(
    `${sockets.length} idle sockets: ${((asleep.bytes - before) / sockets.length / 1024).toFixed(1)} KiB each (${mebibytes(before)} before, ${mebibytes(asleep.bytes)} with them)`,
  );
  console.log(
    `${SILENCE_MS / 1000} s of silence: ${(1000 * (idle.cpu_s - asleep.cpu_s)).toFixed(0)} ms of CPU, ${pongs} pings answered; life ${first.born} of the object before, life ${second.born} after; ${got} of ${sockets.length} sockets heard the next message`,
  );
  if (first.life === second.life || second.born !== first.born + 1)
    faults.push("the object was not let go: the room does not hibernate");
  if (pongs === 0) faults.push("no ping was answered");
  if (got !== sockets.length) faults.push("not everybody heard the message after the silence");
  verdict(faults);
} finally {
  await peer.stop();
}
