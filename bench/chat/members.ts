import { newId } from "@veza/core/ids";
import { ChatMember, webSocketLine } from "@veza/testing/chat-member";
import { deliveryFaults } from "@veza/testing/delivery-check";
import { sleep } from "./load.ts";
import type { ChatRuntime } from "./runtime.ts";

/** Members of a new room, each with a line of its own that comes back by itself. */
export async function gatherMembers(
  runtime: ChatRuntime,
  count: number,
  pause_ms?: (attempt: number) => number,
) {
  const users = Array.from({ length: count }, () => newId("user"));
  const room_id = newId("room");
  await runtime.makeRoom({ room_id, users });
  const members = users.map(
    (user) =>
      new ChatMember({
        name: user.slice(-4),
        open: (on) =>
          webSocketLine(runtime.socketUrl(room_id), ["veza.chat.v1", `bearer.${runtime.tokenOf(user)}`])(on),
        // Everybody has come by then.
        since: count,
        ...(pause_ms === undefined ? {} : { pause_ms }),
      }),
  );
  return { room_id, members };
}

/**
 * Waits until everybody has everything.
 * @returns what is wrong: somebody who never got there, or what the checker finds
 */
export async function settle(members: ChatMember[], timeout_ms: number): Promise<string[]> {
  const until = performance.now() + timeout_ms;
  const last = () => Math.max(...members.map(({ since }) => since));
  const isDone = () =>
    members.every(({ isHere, waiting, since }) => isHere && waiting === 0 && since === last());
  while (!isDone()) {
    if (performance.now() > until) {
      const late = members.filter(({ isHere, waiting, since }) => !isHere || waiting > 0 || since < last());
      return late.map(
        ({ name, since, waiting, isHere }) =>
          `${name}: ${isHere ? "here" : "away"}, at ${since}, ${waiting} unanswered`,
      );
    }
    await sleep(200);
    for (const member of members) member.remind();
  }
  const acked = members.flatMap((member) => member.acked);
  return [
    ...deliveryFaults(members, acked, last()),
    ...new Set(members.flatMap(({ refused }) => refused.map((code) => `refused: ${code}`))),
  ];
}

/** Says how it ended, and ends the process with it. */
export function verdict(faults: string[]): void {
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
  console.log(faults.length === 0 ? "PASSED" : `FAILED: ${faults.length} faults`);
  if (faults.length > 0) process.exitCode = 1;
}
