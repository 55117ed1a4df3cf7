import type { PartySummary } from "@veza/contracts/http/parties";
import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Harness, openHarness } from "../../testing/harness.ts";
import { publishedTrack } from "../../testing/published-track.ts";

describe.each(await availableBackends())("parties on $name", (backend) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(() => harness.reset());

  const create = (token: string, json: unknown) =>
    harness.request("/api/v1/parties", { method: "POST", token, json });
  const read = (id: string, token?: string) =>
    harness.request(`/api/v1/parties/${id}`, token === undefined ? {} : { token });

  test("a party is opened under the name of its host, and anybody with its link sees it", async () => {
    const host = await harness.account();
    const track = await publishedTrack(harness, host.id, { visibility: "private" });
    const response = await create(host.token, { name: "  Friday  ", track_ids: [track] });
    expect(response.status).toBe(201);
    const party = (await response.json()) as PartySummary;
    expect(response.headers.get("location")).toBe(`/api/v1/parties/${party.id}`);
    expect(party).toMatchObject({ name: "Friday", host: { user_id: host.id, username: host.username } });
    expect(harness.said.parties).toEqual([
      { host: host.id, username: host.username, name: "Friday", track_ids: [track] },
    ]);
    expect(await (await read(party.id)).json()).toEqual(party);
    expect(await codeOf(await read("pty_01h455vb4pex5vsknk084sn02q"))).toBe("not_found");
  });

  test("tracks that the host may not hear are refused by their place, and no party is made", async () => {
    const [host, other] = [await harness.account(), await harness.account()];
    const open = await publishedTrack(harness, other.id);
    const secret = await publishedTrack(harness, other.id, { visibility: "private" });
    const early = await publishedTrack(harness, host.id, { is_published: false });
    const response = await create(host.token, { name: "Friday", track_ids: [open, secret, early] });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: "validation_failed",
      errors: [{ pointer: "/track_ids/1" }, { pointer: "/track_ids/2" }],
    });
    expect(harness.said.parties).toEqual([]);
  });

  test("whoever has not verified an address opens none", async () => {
    const host = await harness.account("user", { verified: false });
    const response = await create(host.token, { name: "Friday" });
    expect([response.status, await codeOf(response)]).toEqual([403, "email_not_verified"]);
  });

  test("for somebody whom the host has blocked there is no party", async () => {
    const [host, guest] = [await harness.account(), await harness.account()];
    const party = (await (await create(host.token, { name: "Friday" })).json()) as PartySummary;
    expect((await read(party.id, guest.token)).status).toBe(200);
    const path = `/api/v1/me/blocks/${guest.id}`;
    expect((await harness.request(path, { method: "PUT", token: host.token })).status).toBe(204);
    expect(await codeOf(await read(party.id, guest.token))).toBe("not_found");
    expect((await read(party.id, host.token)).status).toBe(200);
  });

  test("what plays is shown only to who may see it", async () => {
    const [host, guest] = [await harness.account(), await harness.account()];
    const secret = await publishedTrack(harness, host.id, { visibility: "private" });
    const open = await publishedTrack(harness, host.id);
    const party = (await (await create(host.token, { name: "Friday" })).json()) as PartySummary;
    const shows = async (id: string, token?: string) => {
      harness.parties.set(party.id, {
        ...party,
        track: { id, title: "A song", artist: "Somebody", artwork_url: "/stream/hls/of-the-host/600.jpg" },
      });
      return ((await (await read(party.id, token)).json()) as PartySummary).track;
    };
    expect(await shows(secret, host.token)).toMatchObject({ id: secret });
    expect([await shows(secret, guest.token), await shows(secret)]).toEqual([null, null]);
    expect(await shows(open)).toEqual({ id: open, title: "A song", artist: "Somebody", artwork_url: null });
  });

  test("with stream away: 503, to be tried again", async () => {
    const host = await harness.account();
    harness.failing.stream = true;
    for (const response of [
      await create(host.token, { name: "Friday" }),
      await read("pty_01h455vb4pex5vsknk084sn02q"),
    ]) {
      expect([response.status, response.headers.get("retry-after")]).toEqual([503, "30"]);
      expect(await codeOf(response)).toBe("unavailable");
    }
  });
});
