/**
 * Lines break at random, and the machine under the room dies now and then: 50 members, 20 messages a second,
 * ten sockets killed a second, the process killed once a minute. Fails when anything is lost, doubled or in
 * another order anywhere.
 * Run: `node bench/chat-storm.ts [minutes]`, 10 without.
 */
import { sleep } from "./chat/load.ts";
import { gatherMembers, settle, verdict } from "./chat/members.ts";
import { startRuntime } from "./chat/runtime.ts";

const minutes = Number(process.argv[2] ?? 10);
const MEMBERS = 50;
const PER_S = 20;
const KILLED_PER_S = 10;
const MACHINE_DIES_S = 60;

const runtime = await startRuntime();
try {
  const { members } = await gatherMembers(runtime, MEMBERS, () => 20 + Math.random() * 200);
  for (const member of members) member.start();
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1000;
  let sent = 0;
  let killed = 0;
  let deaths = 0;
  let restarting: Promise<void> = Promise.resolve();
  const restart = async () => {
    await runtime.kill();
    await runtime.start();
  };
  while (seconds() < minutes * 60) {
    for (; sent < seconds() * PER_S; sent++) members[sent % MEMBERS]?.send(`s${sent}`, `message ${sent}`);
    for (; killed < seconds() * KILLED_PER_S; killed++) members[Math.floor(Math.random() * MEMBERS)]?.kill();
    if (seconds() > (deaths + 1) * Math.min(MACHINE_DIES_S, minutes * 30)) {
      deaths++;
      restarting = restart();
    }
    await sleep(10);
  }
  await restarting;
  const faults = await settle(members, 60_000);
  const acked = members.reduce((sum, member) => sum + member.acked.length, 0);
  const breaks = members.reduce((sum, { closed }) => sum + closed.length, 0);
  console.log(
    `${MEMBERS} members, ${minutes} minutes: ${sent} messages sent, ${acked} acknowledged, ${breaks} lines broken, the process killed ${deaths} times`,
  );
  if (acked !== sent) faults.push(`${sent - acked} messages were not acknowledged, or twice`);
  for (const member of members) member.stop();
  verdict(faults);
} finally {
  await runtime.stop();
}
