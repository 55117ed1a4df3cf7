import { env } from "cloudflare:workers";
import { newId } from "@veza/core/ids";
import { afterEach, expect, test, vi } from "vitest";
import type { StreamEnv } from "./env.ts";
import { joinParty } from "./testing/party-listener.ts";

const { PARTIES, API_RPC } = env as unknown as StreamEnv;
const stub = API_RPC as unknown as {
  unwelcome(userId: string, isBlocked: boolean, isUnverified?: boolean): Promise<void>;
};
const open: WebSocket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

async function party() {
  const party_id = newId("party");
  const host = newId("user");
  await PARTIES.get(PARTIES.idFromName(party_id)).create({
    party_id,
    host,
    username: "host",
    name: "Friday",
    track_ids: ["trk_01h455vb4pex5vsknk084sn02q"],
    relay_after: 100,
  });
  const join = async (user = newId("user")) => {
    const member = await joinParty(PARTIES, party_id, user);
    open.push(member.socket);
    await member.next("welcome");
    return Object.assign(member, { user });
  };
  return { host, join };
}
const add = (item_id: string) =>
  ({ t: "queue.add", item_id, track_id: "trk_01h455vb4pex5vsknk084sn02q" }) as const;

test("whom the host blocks during the party adds, votes and steers nothing any more", async () => {
  const { host, join } = await party();
  const [a, b] = [await join(host), await join()];
  expect(await b.ask(add("one"))).toBe("ack");
  await stub.unwelcome(b.user, true);
  await vi.waitFor(
    async () => expect(await b.ask({ t: "queue.remove", item_id: "none" })).toBe("blocked"),
    5_000,
  );
  expect(await b.ask(add("two"))).toBe("blocked");
  expect(await b.ask({ t: "queue.vote", item_id: "one", vote: true })).toBe("blocked");
  expect(await a.ask({ t: "play" })).toBe("ack");
  await stub.unwelcome(b.user, false);
  expect(await b.ask({ t: "queue.vote", item_id: "one", vote: true })).toBe("ack");
});

test("a member whose address is not verified writes nothing into a party", async () => {
  const { join } = await party();
  const b = await join();
  await stub.unwelcome(b.user, false, true);
  expect(await b.ask(add("one"))).toBe("email_not_verified");
  await stub.unwelcome(b.user, false);
});
