import { PARTY_REACTIONS, type PartyClientFrame } from "@veza/contracts/ws/party";
import fc from "fast-check";
import type { PartyCommand } from "../party/engine.ts";

/** Few ids, so that frames of chance meet each other. */
const item = fc.constantFrom("a", "b", "c", "d", "e", "first-0", "first-1");
const track = fc.constantFrom(
  "trk_01h455vb4pex5vsknk084sn02q",
  "trk_01h455vb4pex5vsknk084sn00s",
  "trk_01h455vb4pex5vsknk084sn00z",
);
const id = fc.option(fc.constantFrom("1", "2", "3"), { nil: undefined, freq: 2 });

/** `id` left out rather than undefined: what JSON does. */
const withId = <T extends object>(frame: fc.Arbitrary<T>) =>
  fc.tuple(frame, id).map(([body, own]) => (own === undefined ? body : { ...body, id: own }));

/** Frames that change a party, of members with these ids; they fit the schema. */
export const commands = (users: string[]): fc.Arbitrary<PartyCommand> =>
  withId(
    fc.oneof(
      fc.constantFrom<PartyCommand>({ t: "play" }, { t: "pause" }),
      fc.integer({ min: 0, max: 100_000 }).map((position_ms) => ({ t: "seek" as const, position_ms })),
      fc.oneof(
        fc.constant({ t: "skip" as const }),
        item.map((from) => ({ t: "skip" as const, from })),
      ),
      fc.record({ t: fc.constant("queue.add" as const), item_id: item, track_id: track }),
      fc.record({ t: fc.constant("queue.vote" as const), item_id: item, vote: fc.boolean() }),
      item.map((item_id) => ({ t: "queue.remove" as const, item_id })),
      fc.record({
        t: fc.constant("role" as const),
        user_id: fc.constantFrom(...users),
        role: fc.constantFrom("cohost" as const, "listener" as const, "host" as const),
      }),
    ),
  ) as fc.Arbitrary<PartyCommand>;

/** What a socket may be sent by anybody: frames of the schema (but `end`), damaged ones, and noise. */
export const hostileTexts = (users: string[]): fc.Arbitrary<string> => {
  const valid: fc.Arbitrary<PartyClientFrame> = fc.oneof(
    { weight: 4, arbitrary: commands(users) },
    fc.double().map((client_time_ms) => ({ t: "ping" as const, client_time_ms })),
    fc.constantFrom(...PARTY_REACTIONS).map((emoji) => ({ t: "reaction" as const, emoji })),
  );
  const text = valid.map((frame) => JSON.stringify(frame));
  return fc.oneof(
    { weight: 4, arbitrary: text },
    fc.tuple(text, fc.nat(80)).map(([whole, at]) => whole.slice(0, at)),
    fc
      .tuple(valid, fc.string(), fc.jsonValue())
      .map(([frame, name, value]) => JSON.stringify({ ...frame, [name]: value })),
    fc.json(),
    fc.string(),
  );
};
