/**
 * A reconnect storm: so many clients sit in one room, the Workers go down and come up again. All must be back
 * within 30 s of that, by their own jittered attempts (full jitter, half a second to ten), without a hole or
 * a double.
 * Run: `node bench/chat-reconnect.ts [clients] [seconds that it is down]`, 1000 and 2 without.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { gatherMembers, settle, verdict } from "./chat/members.ts";
import { startRuntime } from "./chat/runtime.ts";

const count = Number(process.argv[2] ?? 1_000);
const down_s = Number(process.argv[3] ?? 2);
const AIM_MS = 30_000;

const runtime = await startRuntime();
try {
  const { members } = await gatherMembers(runtime, count);
  const waitForAll = async (timeout_ms: number) => {
    const from = performance.now();
    while (members.some(({ isHere }) => !isHere)) {
      if (performance.now() - from > timeout_ms) return null;
      await sleep(20);
    }
    return performance.now() - from;
  };
  for (const [i, member] of members.entries()) {
    member.start();
    if (i % 20 === 19) await sleep(50);
  }
  if ((await waitForAll(120_000)) === null) throw new Error("not all came in the first place");
  for (let i = 0; i < 20; i++) members[i]?.send(`before-${i}`, `before ${i}`);
  const before = await settle(members, 60_000);
  await runtime.kill();
  for (let i = 0; i < 20; i++) members[i + 20]?.send(`while-${i}`, `while it was down ${i}`);
  await sleep(down_s * 1_000);
  await runtime.start();
  const took = await waitForAll(2 * AIM_MS);
  const faults = [...before, ...(await settle(members, 60_000))];
  const times = members.flatMap(({ resumed_after_ms }) => resumed_after_ms.slice(1)).sort((a, b) => a - b);
  const at = (share: number) =>
    `${((times[Math.floor(times.length * share)] ?? Number.NaN) / 1000).toFixed(1)} s`;
  console.log(
    `${count} clients, down for ${down_s} s: all back ${took === null ? "never" : `${(took / 1000).toFixed(1)} s`} after it was up; from the break of a line to its welcome: half within ${at(0.5)}, 99 % within ${at(0.99)}`,
  );
  if (took === null || took > AIM_MS) faults.push(`not all were back within ${AIM_MS / 1000} s`);
  for (const member of members) member.stop();
  verdict(faults);
} finally {
  await runtime.stop();
}
