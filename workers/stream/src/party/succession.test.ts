import { PARTY_START_LEAD_MS } from "@veza/contracts/ws/party";
import { describe, expect, test } from "vitest";
import { decide, newParty, roleOf } from "./engine.ts";
import type { PartyState } from "./state.ts";
import { chooseHeir, heirsOf, isHostless, MAX_COHOSTS, underHost } from "./succession.ts";
import { begun } from "./timeline.ts";

const user = (n: number) => `usr_01h455vb4pex5vsknk084s${String(n).padStart(4, "0")}`;
const [HOST, CO, ANNE, BEN] = [user(1), user(2), user(3), user(4)];
const T0 = 1_800_000_000_000;
const here = (user_id: string, since_ms: number) => ({ user_id, username: user_id, since_ms });
const party = (cohosts: string[] = [], seconds = [60]): PartyState => {
  const state = newParty(
    {
      party_id: "pty_01h455vb4pex5vsknk084sn02q",
      name: "P",
      host: HOST,
      username: "host",
      tracks: seconds.map((s) => ({
        track: { id: "trk_01h455vb4pex5vsknk084sn02q", title: "T", artist: "A", artwork_url: null },
        duration_ms: s * 1000,
      })),
      relay_after: 1000,
    },
    T0,
  );
  return { ...state, core: { ...state.core, cohosts } };
};
const welcome = { is_verified: true, blocked_by: [], blocks: [] };

describe("the host is gone", () => {
  test("a party is without host when people are there and the host is not", () => {
    const { core } = party();
    const isIn = (people: string[]) => isHostless(core, people.length, (userId) => people.includes(userId));
    expect([isIn([]), isIn([HOST]), isIn([HOST, ANNE]), isIn([ANNE])]).toEqual([false, false, false, true]);
  });

  test("a co-host follows, however late they came; without one, who has been here longest", () => {
    const present = [here(BEN, 3), here(ANNE, 1), here(CO, 9), here(HOST, 0)];
    expect(heirsOf(party([CO]).core, present).map(({ user_id }) => user_id)).toEqual([CO, ANNE, BEN]);
    expect(heirsOf(party().core, present).map(({ user_id }) => user_id)).toEqual([ANNE, BEN, CO]);
  });

  test("nobody follows whom the host has blocked, whose address is not verified, or whose account is closed", async () => {
    const present = [here(CO, 1), here(ANNE, 2), here(BEN, 3), here(user(5), 4)];
    const asked: string[] = [];
    const ask = async (userId: string, host: string) => {
      asked.push(userId);
      if (userId === CO) return { ...welcome, blocked_by: [host] };
      if (userId === ANNE) return { ...welcome, is_verified: false };
      return userId === BEN ? null : welcome;
    };
    expect(await chooseHeir(party([CO]).core, present, ask)).toMatchObject({ user_id: user(5) });
    expect(asked).toEqual([CO, ANNE, BEN, user(5)]);
    expect(await chooseHeir(party([CO]).core, present.slice(0, 3), ask)).toBe(null);
  });

  test("while nobody says who is welcome, nobody gets the controls", async () => {
    const ask = () => Promise.reject(new Error("away"));
    await expect(chooseHeir(party().core, [here(ANNE, 1)], ask)).rejects.toThrow("away");
  });

  test("the old host comes back as a co-host, and can be handed the party again", () => {
    const state = underHost(party([CO]), { user_id: CO, username: "co" });
    expect([roleOf(state, CO), roleOf(state, HOST)]).toEqual(["host", "cohost"]);
    expect(state.core).toMatchObject({ host_username: "co", cohosts: [HOST] });
    const back = decide(
      state,
      { user_id: CO, username: "co" },
      { t: "role", user_id: HOST, role: "host" },
      { now: T0, usernameOf: () => "host" },
    );
    expect(back).toMatchObject({ ok: true, state: { core: { host: HOST, cohosts: [CO] } } });
  });

  test("handing over again and again makes no endless list of co-hosts", () => {
    let state = party();
    for (let n = 2; n < 60; n += 1) state = underHost(state, { user_id: user(n), username: "x" });
    expect(state.core.cohosts).toHaveLength(MAX_COHOSTS);
    expect(state.core.cohosts.at(-1)).toBe(user(58));
  });
});

describe("a new party does not open paused at 0:00", () => {
  test("its music begins with the first who comes, at its beginning", () => {
    const state = begun(party(), T0 + 5_000);
    expect(state.core.timeline).toMatchObject({
      playing: true,
      position_ms: 0,
      at_server_ms: T0 + 5_000 + PARTY_START_LEAD_MS,
    });
    expect(begun(state, T0 + 9_000)).toBe(state);
  });

  test("one that was opened without a track plays the first that is added", () => {
    const empty = party([], []);
    expect(begun(empty, T0)).toBe(empty);
    const track = { id: "trk_01h455vb4pex5vsknk084sn02q", title: "T", artist: "A", artwork_url: null };
    const added = decide(
      empty,
      { user_id: HOST, username: "host" },
      { t: "queue.add", item_id: "x", track_id: track.id },
      { now: T0, entitlement: { track, duration_ms: 60_000 }, usernameOf: () => null },
    );
    expect(added).toMatchObject({ ok: true, state: { core: { timeline: { playing: true } } } });
  });

  test("only what the host has paused stays paused", () => {
    const paused = decide(
      party(),
      { user_id: HOST, username: "host" },
      { t: "pause" },
      { now: T0, usernameOf: () => null },
    );
    if (!paused.ok) throw new Error("refused");
    expect(begun(paused.state, T0 + 1)).toBe(paused.state);
  });
});
