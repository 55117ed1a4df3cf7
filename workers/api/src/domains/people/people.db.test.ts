import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Harness, openHarness } from "../../testing/harness.ts";
import { publishedTrack } from "../../testing/published-track.ts";
import { blockedAmong, companyOf } from "./service.ts";

describe.each(await availableBackends())("people on $name", (backend) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(() => harness.reset());

  type Account = Awaited<ReturnType<Harness["account"]>>;
  const call = (method: string, path: string, who: Account, json?: unknown) =>
    harness.request(`/api/v1${path}`, {
      method,
      token: who.token,
      ...(json === undefined ? {} : { json }),
    });
  const rename = async (who: Account, username: string) => {
    await harness.database.query("update users set username = $2 where id = $1", [who.id, username]);
  };
  const names = async (response: Response) =>
    ((await response.json()) as { items: { username: string }[] }).items.map(({ username }) => username);
  const people = (count: number) => Promise.all(Array.from({ length: count }, () => harness.account()));
  const nobody = "usr_01h455vb4pex5vsknk084sn02q";

  test("a search finds names that begin so, by name, ten at most, and takes no sign for a pattern", async () => {
    const [ada, anna, ann_x, hidden, gone] = (await people(5)) as [
      Account,
      Account,
      Account,
      Account,
      Account,
    ];
    await rename(ada, "ada");
    await rename(anna, "anna");
    await rename(ann_x, "ann_x");
    await rename(hidden, "annihilate");
    await rename(gone, "annabel");
    await harness.database.query("update users set deleted_at = now() where id = $1", [gone.id]);
    await call("PUT", `/me/blocks/${ada.id}`, hidden);
    const search = async (query: string, who = ada) =>
      names(await call("GET", `/people?query=${encodeURIComponent(query)}`, who));
    expect(await search("ANN")).toEqual(["ann_x", "anna"]);
    expect(await search("ann_")).toEqual(["ann_x"]);
    expect(await search("%")).toEqual([]);
    expect(await search("ann", anna)).toEqual(["ann_x", "anna", "annihilate"]);
    for (const [i, one] of (await people(11)).entries())
      await rename(one, `zoe${String(i).padStart(2, "0")}`);
    expect(await search("zoe")).toHaveLength(10);
    expect(await codeOf(await call("GET", "/people?query=", ada))).toBe("invalid_request");
  });

  test("the card of a person: tracks that anybody may see, and whether one has blocked them; no address", async () => {
    const [ada, ben] = (await people(2)) as [Account, Account];
    await publishedTrack(harness, ben.id);
    await publishedTrack(harness, ben.id, { visibility: "private" });
    const card = async () => (await call("GET", `/people/${ben.id}`, ada)).json();
    const seen = await card();
    expect(seen).toEqual({
      user_id: ben.id,
      username: ben.username,
      avatar_url: null,
      is_bot: false,
      created_at: expect.any(String),
      track_count: 1,
      is_blocked: false,
    });
    await call("PUT", `/me/blocks/${ben.id}`, ada);
    expect(await card()).toMatchObject({ is_blocked: true });
    expect(await codeOf(await call("GET", `/people/${nobody}`, ada))).toBe("not_found");
  });

  test("blocks are made and lifted as often as one likes, listed newest first in pages, and hold both ways", async () => {
    const [ada, ben, cleo, dan] = (await people(4)) as [Account, Account, Account, Account];
    for (const other of [ben, cleo, cleo, dan])
      expect((await call("PUT", `/me/blocks/${other.id}`, ada)).status).toBe(204);
    const first = await call("GET", "/me/blocks?limit=2", ada);
    const { items, next_cursor } = (await first.json()) as { items: object[]; next_cursor: string };
    expect(items).toMatchObject([{ user_id: dan.id }, { user_id: cleo.id }]);
    const second = await call("GET", `/me/blocks?limit=2&cursor=${encodeURIComponent(next_cursor)}`, ada);
    expect(await second.json()).toMatchObject({ items: [{ user_id: ben.id }], next_cursor: null });
    expect(await codeOf(await call("GET", "/me/blocks?cursor=x", ada))).toBe("invalid_cursor");
    const among = (who: Account, others: Account[]) =>
      blockedAmong(
        harness.env,
        who.id,
        others.map(({ id }) => id),
      );
    expect(await among(ben, [ada, cleo])).toEqual([ada.id]);
    expect((await among(ada, [ben, cleo, dan])).sort()).toEqual([ben.id, cleo.id, dan.id].sort());
    expect(await among(ada, [])).toEqual([]);
    for (let i = 0; i < 2; i++) expect((await call("DELETE", `/me/blocks/${ben.id}`, ada)).status).toBe(204);
    expect(await among(ben, [ada])).toEqual([]);
  });

  test("what stands between people is told by side, with whether the address is verified", async () => {
    const [ada, ben, cleo] = (await people(3)) as [Account, Account, Account];
    const stranger = await harness.account("user", { verified: false });
    await call("PUT", `/me/blocks/${ben.id}`, ada);
    await call("PUT", `/me/blocks/${ada.id}`, cleo);
    expect(await companyOf(harness.env, ada.id, [ben.id, cleo.id, stranger.id])).toEqual({
      is_verified: true,
      blocks: [ben.id],
      blocked_by: [cleo.id],
    });
    expect(await companyOf(harness.env, stranger.id, [])).toEqual({
      is_verified: false,
      blocks: [],
      blocked_by: [],
    });
    expect(await companyOf(harness.env, nobody, [ada.id])).toBeNull();
  });

  test("nobody blocks oneself or who is not there", async () => {
    const ada = await harness.account();
    expect(await codeOf(await call("PUT", `/me/blocks/${ada.id}`, ada))).toBe("wrong_state");
    expect(await codeOf(await call("PUT", `/me/blocks/${nobody}`, ada))).toBe("not_found");
  });

  test("mails about messages are on until they are turned off", async () => {
    const ada = await harness.account();
    const get = async () => (await call("GET", "/me/chat-settings", ada)).json();
    expect(await get()).toEqual({ is_mail_on: true });
    for (const is_mail_on of [false, true, false]) {
      const put = await call("PUT", "/me/chat-settings", ada, { is_mail_on });
      expect(await put.json()).toEqual({ is_mail_on });
      expect(await get()).toEqual({ is_mail_on });
    }
  });
});
