/**
 * Concurrent stream sessions at 128k on this machine: how many are carried without a stall, and what one
 * costs. Each step adds listeners (one user each, in this process), lets them settle, then measures for 20 s:
 * stalls, processor time and memory of the workerd processes. The bound is time itself: a ratio of 1.00 means
 * that everybody heard a second in every second.
 * Run: `node bench/sessions.ts [steps…]`, such as `50 100 200`.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { gatherCrowd } from "@veza/dev/testing/crowd";
import { musicWav } from "@veza/testing/sound";
import { StreamListener } from "@veza/testing/stream-listener";
import { mebibytes, report } from "./support/figures.ts";
import { signIn, upload, watchInbox } from "./support/listener.ts";
import { startPlatform } from "./support/platform.ts";
import { workerdUsage } from "./support/processes.ts";

const MEASURED_S = 20;
const steps = process.argv.slice(2).map(Number);
if (steps.length === 0) steps.push(50, 100, 200, 300);
const stack = await startPlatform({ web: "none" });
const listeners: StreamListener[] = [];
try {
  const artist = await signIn(stack);
  const inbox = await watchInbox(artist);
  const { track } = await upload(artist, new Uint8Array(musicWav(240)), "Sessions");
  await inbox.ended(track.id);
  inbox.close();
  const crowd = await gatherCrowd(stack, Math.max(...steps));
  const idle = workerdUsage();
  for (const count of steps) {
    for (const { token: bearer } of crowd.slice(listeners.length, count)) {
      const listener = new StreamListener({
        origin: stack.url.replace("http", "ws"),
        token: bearer,
        track_id: track.id,
        device_id: "bench",
      });
      listener.start();
      // As the web player's listeners would choose on a phone: the point is the number, not the bitrate.
      setTimeout(() => listener.send({ t: "quality", index: 1 }), 500);
      listeners.push(listener);
      await sleep(20);
    }
    await sleep(10_000);
    const before = { usage: workerdUsage(), stalls: stalls(), heard: heard(), at: performance.now() };
    await sleep(MEASURED_S * 1000);
    const after = { usage: workerdUsage(), stalls: stalls(), heard: heard(), at: performance.now() };
    const passed = (after.at - before.at) / 1000;
    const cpu = after.usage.cpu_s - before.usage.cpu_s;
    const pace = (after.heard - before.heard) / (passed * listeners.length);
    report(
      `${count} sessions: heard / time`,
      `${(pace * passed).toFixed(1)} s`,
      `${passed.toFixed(1)} s`,
      pace,
      `${after.stalls - before.stalls} stalls, least ahead ${Math.min(...listeners.map((it) => it.ahead)).toFixed(1)} s`,
    );
    console.log(
      `  processor ${((cpu / passed) * 100).toFixed(0)} % of a core, ${((cpu / passed / count) * 1000).toFixed(2)} ms a second and session; ` +
        `memory ${mebibytes(after.usage.bytes)}, ${mebibytes((after.usage.bytes - idle.bytes) / count)} a session`,
    );
  }
} finally {
  for (const listener of listeners) listener.stop();
  await stack.stop();
}

function stalls(): number {
  return listeners.reduce((sum, it) => sum + it.record.stalls, 0);
}

function heard(): number {
  return listeners.reduce((sum, it) => sum + it.position, 0);
}
