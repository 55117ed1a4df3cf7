import type { ChatClientFrame } from "@veza/contracts/ws/chat";
import fc from "fast-check";

const id = fc.constantFrom("1", "2", "3", "4", "5", "6", "7", "8");
const body = fc.oneof(
  fc.constantFrom(
    "hello",
    "@ann @room",
    "bad word",
    "𝄞 astral",
    "http://spam.example",
    "",
    "x".repeat(4_001),
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
);

/** Frames of the schema, about few messages and few people, so that frames of chance meet each other. */
export function frames(users: string[], messages: string[]): fc.Arbitrary<ChatClientFrame> {
  const user_id = fc.constantFrom(...users);
  const message_id = fc.constantFrom(...messages);
  const emoji = fc.constantFrom("🔥", "👏", "a", "b");
  const seq = fc.nat(50);
  const duration_ms = fc.constantFrom(1_000, 60_000, null);
  const t = <T extends ChatClientFrame["t"]>(name: T) => fc.constant(name);
  const rules = fc.record({
    words: fc.constantFrom([], ["bad word"]),
    links: fc.constantFrom([], ["*"]),
    max_mentions: fc.constantFrom(null, 1),
    action: fc.constantFrom("refuse" as const, "report" as const),
    dry_run: fc.boolean(),
  });
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ t: t("message.send"), id, body, reply_to: fc.option(message_id) }) },
    fc.record({ t: t("message.send"), id, body, thread: message_id }),
    fc.record({ t: t("message.edit"), id, message_id, body }),
    fc.record({ t: t("message.delete"), id, message_id }),
    fc.record({ t: t("reaction.add"), id, message_id, emoji }),
    fc.record({ t: t("reaction.remove"), id, message_id, emoji }),
    fc.record({ t: t("pin.set"), id, message_id, pinned: fc.boolean() }),
    fc.record({
      t: t("history.get"),
      id,
      before_seq: fc.option(seq),
      limit: fc.integer({ min: 1, max: 100 }),
    }),
    fc.record({
      t: t("search"),
      id,
      query: fc.string({ minLength: 1, maxLength: 20 }),
      limit: fc.constant(5),
    }),
    fc.record({
      t: t("member.role"),
      id,
      user_id,
      role: fc.constantFrom("moderator", "member", "read_only"),
    }),
    fc.record({ t: t("member.mute"), id, user_id, duration_ms }),
    fc.record({ t: t("member.unmute"), id, user_id }),
    fc.record({ t: t("messages.purge"), id, user_id }),
    fc.record({ t: t("message.report"), id, message_id, category: fc.constantFrom("spam", "other") }),
    fc.record({ t: t("room.set"), id, slow_mode_ms: fc.constantFrom(0, 1_000), raid_mode: fc.boolean() }),
    fc.record({ t: t("watched.set"), id, rules }),
    fc.record({ t: t("quiet.set"), id, quiet: fc.boolean() }),
    fc.record({ t: t("log.get"), id, limit: fc.constant(5) }),
    fc.record({ t: t("members.get"), id, limit: fc.constant(5), query: fc.string({ maxLength: 3 }) }),
    fc.record({ t: t("read"), seq }),
    fc.record({ t: t("presence.set"), status: fc.constantFrom("online", "idle", "dnd", "invisible") }),
    fc.record({ t: t("typing.start") }),
    fc.record({ t: t("hello"), since: fc.option(seq) }),
  ) as fc.Arbitrary<ChatClientFrame>;
}

/** What anybody may send: frames of the schema, damaged ones, and noise. */
export function hostileTexts(users: string[], messages: string[]): fc.Arbitrary<string> {
  const valid = frames(users, messages);
  const text = valid.map((frame) => JSON.stringify(frame));
  return fc.oneof(
    { weight: 5, arbitrary: text },
    fc.tuple(text, fc.nat(80)).map(([whole, at]) => whole.slice(0, at)),
    fc
      .tuple(valid, fc.string(), fc.jsonValue())
      .map(([frame, name, value]) => JSON.stringify({ ...frame, [name]: value })),
    fc.json(),
    fc.string(),
  );
}
