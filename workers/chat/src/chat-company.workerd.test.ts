import { env } from "cloudflare:workers";
import { newId } from "@veza/core/ids";
import { afterEach, expect, test, vi } from "vitest";
import type { ChatEnv } from "./env.ts";
import { closeAll, personOf, roomIn } from "./testing/room-in-workerd.ts";

const bindings = env as unknown as ChatEnv;
const stub = bindings.API_RPC as unknown as {
  block(userId: string, isBlocked: boolean): Promise<void>;
  unverify(userId: string, isUnverified: boolean): Promise<void>;
};
afterEach(closeAll);

test("whom the owner has blocked does not come in, and is told nothing of a private room", async () => {
  const { object, room_id } = await roomIn(bindings);
  const hidden = await roomIn(bindings, { visibility: "private" });
  const user = newId("user");
  await stub.block(user, true);
  expect(await object().join({ room_id, user: personOf(user) })).toMatchObject({
    ok: false,
    code: "blocked",
  });
  const asked = { room_id: hidden.room_id, user: personOf(user) };
  expect(await hidden.object().join(asked)).toMatchObject({ ok: false, code: "not_found" });
  await stub.block(user, false);
  expect(await object().join({ room_id, user: personOf(user) })).toMatchObject({ ok: true });
});

test("whom the owner blocks later writes nothing more: no message, no edit, no reaction, by no relay either", async () => {
  for (const relay_after of [100, 1]) {
    const { owner, enter, joined } = await roomIn(bindings, { relay_after });
    const a = await enter(owner);
    const user = await joined();
    const b = await enter(user);
    const before = await a.ask({ t: "message.send", body: "mine" });
    const message_id = before.t === "ack" ? (before.message_id ?? "") : "";
    await stub.block(user, true);
    expect(await b.code({ t: "message.send", body: "hi" })).toBe("blocked");
    expect(await b.code({ t: "reaction.add", message_id, emoji: "🔥" })).toBe("blocked");
    expect(await b.code({ t: "message.edit", message_id, body: "hi" })).toBe("blocked");
    // Reading goes on: leaving is theirs to decide.
    expect(await b.code({ t: "history.get", limit: 5 })).toBe("history");
    await stub.block(user, false);
  }
});

test("an account without a verified address does not join and does not write", async () => {
  const { object, room_id, enter } = await roomIn(bindings);
  const user = newId("user");
  await stub.unverify(user, true);
  expect(await object().join({ room_id, user: personOf(user) })).toMatchObject({
    code: "email_not_verified",
  });
  const member = await enter();
  await stub.unverify(member.user, true);
  expect(await member.code({ t: "message.send", body: "hi" })).toBe("email_not_verified");
  for (const one of [user, member.user]) await stub.unverify(one, false);
});

test("a name does not call somebody who has blocked the one who writes it, in a message and in an edit", async () => {
  const { owner, enter } = await roomIn(bindings);
  const a = await enter(owner);
  const b = await enter();
  const name = personOf(b.user).username;
  // The stub says that everybody has blocked this user: the owner writes all the same, in a room of their
  // own.
  await stub.block(owner, true);
  const ack = await a.ask({ t: "message.send", body: `hello @${name}` });
  const message_id = ack.t === "ack" ? (ack.message_id ?? "") : "";
  expect((await b.event("message.new")).message.mentions).toEqual([]);
  await a.ask({ t: "message.edit", message_id, body: `again @${name}` });
  expect((await b.event("message.edited")).mentions).toEqual([]);
  await stub.block(owner, false);
  // Who may call whom is asked anew for every text that names somebody.
  await a.ask({ t: "message.edit", message_id, body: `now @${name}` });
  await vi.waitFor(() => {
    const edits = b.events.filter(({ t }) => t === "message.edited");
    expect(edits.at(-1)).toMatchObject({ body: `now @${name}`, mentions: [b.user] });
  });
});

test("what somebody sends while it is asked for them keeps its order", async () => {
  const { enter } = await roomIn(bindings);
  const b = await enter();
  const answers = await Promise.all(
    ["one", "two", "three"].map((body) => b.ask({ t: "message.send", body })),
  );
  const seqs = answers.map((answer) => (answer.t === "ack" ? answer.seq : -1));
  expect(seqs).toEqual([...seqs].sort((x, y) => x - y));
  expect(seqs).not.toContain(-1);
});
