import { newId } from "@veza/core/ids";
import type { Peer } from "./load.ts";
import { type ChatRuntime, startRuntime } from "./runtime.ts";

/**
 * The real veza-chat. Each message is stored, numbered and indexed for search before anybody gets it.
 * @param relayAfter sockets that one object holds
 * @param devices sockets of one user
 */
export async function startOurs(
  sockets: number,
  relayAfter = 2_000,
  devices = 1,
): Promise<Peer & { runtime: ChatRuntime; room_id: string }> {
  const runtime = await startRuntime(relayAfter);
  try {
    const users = Array.from({ length: Math.ceil(sockets / devices) }, () => newId("user"));
    const room_id = newId("room");
    await runtime.makeRoom({ room_id, users });
    return {
      runtime,
      room_id,
      name: "ours",
      url: () => runtime.socketUrl(room_id),
      protocols: (i) => ["veza.chat.v1", `bearer.${runtime.tokenOf(users[i % users.length] ?? "")}`],
      greeting: '{"t":"hello","since":null}',
      ready: '{"t":"welcome"',
      message: (n, body) => `{"t":"message.send","id":"b${n}","body":"${body}"}`,
      usage: runtime.usage,
      stop: runtime.stop,
    };
  } catch (cause) {
    await runtime.stop();
    throw cause;
  }
}
