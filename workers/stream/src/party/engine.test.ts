import { MAX_PARTY_QUEUE, PARTY_START_LEAD_MS, type PartyClientFrame } from "@veza/contracts/ws/party";
import fc from "fast-check";
import { expect, test } from "vitest";
import { commands } from "../testing/party-frames.ts";
import { decide, MAX_ITEMS_OF_LISTENER, newParty, type PartyCommand, roleOf } from "./engine.ts";
import type { PartyState } from "./state.ts";
import { endOf, nextTurn, orderOf, positionOf, settled, timelineFrame } from "./timeline.ts";

const user = (n: number) => `usr_01h455vb4pex5vsknk084sn0${n}q`;
const [HOST, CO, ANNE, BEN] = [user(1), user(2), user(3), user(4)];
const USERS = [HOST, CO, ANNE, BEN];
const T0 = 1_800_000_000_000;
const MINUTE = "trk_01h455vb4pex5vsknk084sn02q";
const found = (id: string, duration_ms = 60_000) => ({
  track: { id, title: "T", artist: "A", artwork_url: null },
  duration_ms,
});
const entitlement = (trackId: string) =>
  trackId.endsWith("0z") ? null : found(trackId, trackId.endsWith("0s") ? 3_000 : 60_000);

const fresh = (tracks = 1): PartyState => {
  const party = newParty(
    {
      party_id: "pty_01h455vb4pex5vsknk084sn02q",
      name: "P",
      host: HOST,
      username: "host",
      tracks: Array.from({ length: tracks }, () => found(MINUTE)),
      relay_after: 1000,
    },
    T0,
  );
  return { ...party, core: { ...party.core, cohosts: [CO] } };
};
function act(state: PartyState, userId: string, frame: PartyCommand, now = T0) {
  const actor = { user_id: userId, username: userId };
  return decide(state, actor, frame, {
    now,
    entitlement: frame.t === "queue.add" ? entitlement(frame.track_id) : null,
    usernameOf: (id) => (id === BEN ? null : id),
  });
}
/** The state after frames that are all accepted. */
function after(state: PartyState, ...steps: [string, PartyCommand, number?][]): PartyState {
  return steps.reduce((before, [userId, frame, now]) => {
    const outcome = act(before, userId, frame, now);
    if (!outcome.ok) throw new Error(`${frame.t}: ${outcome.code}`);
    return outcome.state;
  }, state);
}
const add = (item_id: string): PartyCommand => ({ t: "queue.add", item_id, track_id: MINUTE });

test.each<[PartyCommand["t"], PartyCommand]>([
  ["play", { t: "play" }],
  ["pause", { t: "pause" }],
  ["seek", { t: "seek", position_ms: 1 }],
  ["skip", { t: "skip" }],
])("%s is for the host and co-hosts", (_, frame) => {
  expect(act(fresh(), HOST, frame).ok).toBe(true);
  expect(act(fresh(), CO, frame).ok).toBe(true);
  expect(act(fresh(), ANNE, frame)).toMatchObject({ ok: false, code: "forbidden" });
});

test.each<PartyCommand>([{ t: "end" }, { t: "role", user_id: ANNE, role: "cohost" }])(
  "$t is for the host alone",
  (frame) => {
    expect(act(fresh(), HOST, frame).ok).toBe(true);
    expect(act(fresh(), CO, frame)).toMatchObject({ ok: false, code: "forbidden" });
  },
);

test("a start is a lead away, and a pause keeps the place", () => {
  const playing = after(fresh(), [HOST, { t: "play" }]);
  expect(timelineFrame(playing.core.timeline)).toMatchObject({
    playing: true,
    position_ms: 0,
    at_server_ms: T0 + PARTY_START_LEAD_MS,
    started_at_server_ms: T0 + PARTY_START_LEAD_MS,
  });
  expect(positionOf(playing.core.timeline, T0 + 100)).toBe(0);
  const paused = after(playing, [HOST, { t: "pause" }, T0 + PARTY_START_LEAD_MS + 2_000]);
  expect(timelineFrame(paused.core.timeline)).toMatchObject({
    playing: false,
    position_ms: 2_000,
    started_at_server_ms: null,
  });
});

test("votes order the queue, and of equal ones the older goes first", () => {
  const queue = after(
    fresh(),
    ...["a", "b", "c"].map((id): [string, PartyCommand] => [ANNE, add(id)]),
    [ANNE, { t: "queue.vote", item_id: "c", vote: true }],
    [ANNE, { t: "queue.vote", item_id: "c", vote: true }],
    [BEN, { t: "queue.vote", item_id: "b", vote: true }],
    [CO, { t: "queue.vote", item_id: "b", vote: true }],
  );
  const order = (state: PartyState) =>
    orderOf(state.queue).map(({ item, voters }) => [item.item_id, voters.size]);
  expect(order(queue)).toEqual([
    ["b", 2],
    ["c", 1],
    ["a", 0],
  ]);
  expect(order(after(queue, [CO, { t: "queue.vote", item_id: "b", vote: false }]))).toEqual([
    ["b", 1],
    ["c", 1],
    ["a", 0],
  ]);
});

test("a listener has twenty waiting at most, the party two hundred", () => {
  let state = fresh();
  for (let i = 0; i < MAX_ITEMS_OF_LISTENER; i++) state = after(state, [ANNE, add(`a${i}`)]);
  expect(act(state, ANNE, add("more"))).toMatchObject({ ok: false, code: "queue_full" });
  for (let i = state.queue.size; i < MAX_PARTY_QUEUE; i++) state = after(state, [HOST, add(`h${i}`)]);
  expect(act(state, HOST, add("more"))).toMatchObject({ ok: false, code: "queue_full" });
});

test("the same item twice is one; of another member it is a conflict; what is not theirs to hear is not found", () => {
  const state = after(fresh(), [ANNE, add("a")], [ANNE, add("a")]);
  expect(state.queue.size).toBe(1);
  expect(act(state, BEN, add("a"))).toMatchObject({ ok: false, code: "conflict" });
  const nobodys = { t: "queue.add", item_id: "z", track_id: "trk_01h455vb4pex5vsknk084sn00z" } as const;
  expect(act(state, ANNE, nobodys)).toMatchObject({ ok: false, code: "not_found" });
});

test("only who added it, host and co-hosts remove", () => {
  const state = after(fresh(), [ANNE, add("a")]);
  const remove: PartyCommand = { t: "queue.remove", item_id: "a" };
  expect(act(state, BEN, remove)).toMatchObject({ ok: false, code: "forbidden" });
  for (const may of [ANNE, CO, HOST]) expect(after(state, [may, remove]).queue.size).toBe(0);
});

test("a party that ran out of music goes on with what is added; one that was paused waits", () => {
  const over = settled(after(fresh(), [HOST, { t: "play" }]), T0 + 100_000);
  expect(over.core.timeline).toMatchObject({ item: null, playing: false });
  const again = after(over, [ANNE, add("a"), T0 + 200_000]);
  expect(again.core.timeline).toMatchObject({
    playing: true,
    at_server_ms: T0 + 200_000 + PARTY_START_LEAD_MS,
  });
  expect(after(fresh(0), [HOST, { t: "pause" }], [ANNE, add("a")]).core.timeline).toMatchObject({
    playing: false,
    item: { item_id: "a" },
  });
});

test("hosts hand over to people who are here, and stay co-hosts", () => {
  const state = after(fresh(), [HOST, { t: "role", user_id: ANNE, role: "host" }]);
  expect(USERS.map((id) => roleOf(state, id))).toEqual(["cohost", "cohost", "host", "listener"]);
  expect(act(state, ANNE, { t: "role", user_id: BEN, role: "host" })).toMatchObject({ code: "not_found" });
  expect(act(state, ANNE, { t: "role", user_id: ANNE, role: "listener" })).toMatchObject({
    code: "wrong_state",
  });
});

test("a late alarm computes the starts that a punctual one would have", () => {
  const state = after(fresh(4), [HOST, { t: "play" }]);
  const late = settled(state, T0 + PARTY_START_LEAD_MS + 150_000);
  expect(late.core.timeline).toMatchObject({
    at_server_ms: T0 + PARTY_START_LEAD_MS + 120_000,
    playing: true,
  });
  expect(late.queue.size).toBe(1);
});

const steps = fc.array(
  fc.tuple(fc.constantFrom(...USERS), commands(USERS), fc.oneof(fc.nat(500), fc.nat(90_000))),
  { maxLength: 60 },
);

test("any interleaving of frames keeps what must hold", () => {
  fc.assert(
    fc.property(fc.nat(3), steps, (tracks, list) => {
      let state = fresh(tracks);
      let now = T0;
      for (const [userId, frame, wait] of list) {
        now += wait;
        const before = state;
        const outcome = act(before, userId, frame, now);
        if (!outcome.ok) continue;
        state = outcome.state;
        const { core, queue } = state;
        const { timeline } = core;
        expect(timeline.revision).toBeGreaterThanOrEqual(before.core.timeline.revision);
        if (timeline.item === null) {
          expect(queue.size).toBe(0);
          expect(timeline.playing).toBe(false);
        } else {
          expect(queue.has(timeline.item.item_id)).toBe(false);
          expect(positionOf(timeline, now)).toBeGreaterThanOrEqual(0);
          expect(positionOf(timeline, now)).toBeLessThanOrEqual(timeline.item.duration_ms);
        }
        expect(core.cohosts).not.toContain(core.host);
        expect(new Set(core.cohosts).size).toBe(core.cohosts.length);
        const order = orderOf(queue);
        order.slice(1).forEach((entry, i) => {
          const above = order[i]!;
          const isBelow =
            above.voters.size > entry.voters.size ||
            (above.voters.size === entry.voters.size && above.item.added_n < entry.item.added_n);
          expect(isBelow).toBe(true);
        });
        // Nothing is due twice, and nothing that is due is forgotten.
        expect(settled(settled(state, now), now)).toEqual(settled(state, now));
        const turn = nextTurn(settled(state, now));
        if (turn !== null) expect(turn).toBeGreaterThan(now);
        const end = endOf(timeline);
        if (end !== null) expect(end).toBeGreaterThanOrEqual(timeline.at_server_ms);
      }
    }),
    { seed: 20261122, numRuns: 300 },
  );
});

test("it makes no difference when and how often the alarm rings", () => {
  fc.assert(
    fc.property(fc.nat(6), fc.array(fc.nat(120_000), { maxLength: 10 }), (tracks, rings) => {
      const start = after(fresh(tracks), [HOST, { t: "play" }]);
      const times = rings.map((ring) => T0 + ring * 3).sort((a, b) => a - b);
      const last = times.at(-1) ?? T0;
      const often = times.reduce((state, at) => settled(state, at), start);
      expect(often).toEqual(settled(start, last));
    }),
    { seed: 7, numRuns: 300 },
  );
});

test("idempotent frames sent twice change nothing the second time", () => {
  const twice: PartyClientFrame["t"][] = ["play", "pause", "queue.vote", "queue.remove", "queue.add"];
  fc.assert(
    fc.property(steps, fc.constantFrom(...USERS), commands(USERS), (list, userId, frame) => {
      let state = fresh(2);
      let now = T0;
      for (const [by, one, wait] of list) {
        now += wait;
        const outcome = act(state, by, one, now);
        if (outcome.ok) state = outcome.state;
      }
      if (!twice.includes(frame.t)) return;
      const first = act(state, userId, frame, now);
      if (!first.ok) return;
      const second = act(first.state, userId, frame, now);
      if (second.ok) expect(settled(second.state, now).queue).toEqual(settled(first.state, now).queue);
    }),
    { seed: 11, numRuns: 300 },
  );
});
