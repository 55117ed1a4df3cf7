import type { DataOf } from "@veza/contracts/events";
import type { Notification } from "@veza/contracts/http/notifications";
import type { ModerationAct, Report } from "@veza/contracts/http/reports";
import type { Room } from "@veza/contracts/http/rooms";
import { newId } from "@veza/core/ids";
import { availableBackends } from "@veza/dev/testing/database";
import { createLogger } from "@veza/worker-kit/log";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { handle } from "../../consumers/platform-events.ts";
import { codeOf, type Harness, openHarness } from "../../testing/harness.ts";
import { deliver } from "../../testing/published-track.ts";

describe.each(await availableBackends())("the queue of reports on $name", (backend) => {
  type Account = Awaited<ReturnType<Harness["account"]>>;
  let harness: Harness;
  let [author, reporter, ada, bob]: Account[] = [];
  let room: string;
  let message: string;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(async () => {
    await harness.reset();
    author = await harness.account();
    reporter = await harness.account();
    ada = await harness.account("moderator");
    bob = await harness.account("admin");
    const made = await call("POST", "/rooms", author, { name: "A room", visibility: "private" });
    room = ((await made.json()) as Room).id;
    message = newId("message");
  });

  const call = (method: string, path: string, who?: Account, json?: unknown) =>
    harness.request(`/api/v1${path}`, {
      method,
      ...(who === undefined ? {} : { token: who.token }),
      ...(json === undefined ? {} : { json }),
    });
  let serial = 0;
  const reported = (more: Partial<DataOf<"message.reported">> = {}, event = `reported-${serial++}`) => {
    const data = {
      room_id: room,
      message_id: message,
      author_id: author?.id ?? "",
      reporter_id: reporter?.id ?? null,
      category: "spam" as const,
      note: "again and again",
      body: "buy this",
      ...more,
    };
    return deliver(harness, event, { type: "message.reported", data }, new Date(), new Date());
  };
  const queue = async (state = "open", who = ada, query = "") =>
    (await (await call("GET", `/moderation/reports?state=${state}${query}`, who)).json()) as {
      items: Report[];
      next_cursor: string | null;
      open: number;
      claimed: number;
    };
  const first = async () => (await queue()).items[0]?.id ?? "";
  const act = (what: string, id: string, who = ada, json?: unknown) =>
    call("POST", `/moderation/reports/${id}/${what}`, who, json);
  const decide = (id: string, outcome: string, who = ada, more: object = {}) =>
    act("decide", id, who, { outcome, ...more });
  const log = async () =>
    ((await (await call("GET", "/moderation/log", ada)).json()) as { items: ModerationAct[] }).items;
  /** Delivers what the API has told itself. */
  const settleEvents = async () => {
    await harness.settle();
    await harness.dispatch();
    for (const event of harness.said.events.splice(0))
      if (event.type === "notification.requested")
        await handle(harness.env, event as never, new Date(), createLogger("test", null));
  };
  const news = async (who?: Account) =>
    ((await (await call("GET", "/notifications", who)).json()) as { items: Notification[] }).items;

  test("reports of one message are one entry with all reasons; a second delivery changes nothing", async () => {
    await harness.deliverRooms();
    await reported({}, "report-one");
    await reported({}, "report-one");
    await reported({ reporter_id: bob?.id ?? "", category: "abuse", note: "", body: "edited since" });
    await reported({ reporter_id: null, category: "other", note: "word: buy" });
    const { items, open, claimed } = await queue();
    expect([items.length, open, claimed]).toEqual([1, 1, 0]);
    expect(items[0]).toMatchObject({
      state: "open",
      room: { id: room, name: "A room", visibility: "private" },
      message_id: message,
      author: { user_id: author?.id, username: author?.username },
      body: "buy this",
      reasons: [
        { reporter: null, category: "other", note: "word: buy" },
        { reporter: { user_id: bob?.id }, category: "abuse", note: "" },
        { reporter: { user_id: reporter?.id }, category: "spam", note: "again and again" },
      ],
      claimed_by: null,
      outcome: null,
      decided_at: null,
    });
  });

  test("many at once are still one entry", async () => {
    await Promise.all(Array.from({ length: 8 }, () => reported({ reporter_id: newId("user") })));
    const { items } = await queue();
    expect([items.length, items[0]?.reasons.length]).toEqual([1, 8]);
  });

  test("of two moderators one gets a report; a claim is given back by who has it", async () => {
    await reported();
    const id = await first();
    const answers = await Promise.all([act("claim", id, ada), act("claim", id, bob)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [winner, loser] = answers[0]?.status === 200 ? [ada, bob] : [bob, ada];
    expect(await codeOf(answers.find(({ status }) => status === 409) as Response)).toBe("wrong_state");
    expect(await queue("claimed")).toMatchObject({
      items: [{ claimed_by: { user_id: winner?.id } }],
      open: 0,
      claimed: 1,
    });
    expect((await act("claim", id, winner)).status).toBe(200);
    expect(await codeOf(await act("release", id, loser))).toBe("wrong_state");
    expect(await codeOf(await decide(id, "dismissed", loser))).toBe("wrong_state");
    expect((await act("release", id, winner)).status).toBe(200);
    expect((await act("release", id, winner)).status).toBe(200);
    expect((await act("claim", id, loser)).status).toBe(200);
    expect((await log()).map((entry) => [entry.action, entry.by.user_id])).toEqual([
      ["claim", loser?.id],
      ["release", winner?.id],
      ["claim", winner?.id],
    ]);
  });

  test("a claim that was left lying for a day may be taken over", async () => {
    await reported();
    const id = await first();
    await act("claim", id, ada);
    await harness.database.exec("update reports set claimed_at = now() - interval '23 hours'");
    expect((await act("claim", id, bob)).status).toBe(409);
    await harness.database.exec("update reports set claimed_at = now() - interval '25 hours'");
    expect((await act("claim", id, bob)).status).toBe(200);
    expect(await codeOf(await decide(id, "dismissed", ada))).toBe("wrong_state");
  });

  test.each([
    ["dismissed", {}, []],
    ["removed", {}, [{ ban: null }]],
    ["removed_and_banned", { ban_ms: 3_600_000 }, [{ ban: { duration_ms: 3_600_000 } }]],
    ["removed_and_banned", {}, [{ ban: { duration_ms: null } }]],
  ] as const)("%s %j is carried out in the room, recorded and told", async (outcome, more, acts) => {
    await harness.deliverRooms();
    await reported();
    // The room's rules, an account that is no more, and a program are told nothing.
    const bot = await call("POST", "/me/bots", bob, { username: `bot_${serial++}` });
    const { user_id } = (await bot.json()) as { user_id: string };
    for (const reporter_id of [null, newId("user"), user_id]) await reported({ reporter_id });
    const id = await first();
    expect(await codeOf(await decide(id, outcome))).toBe("wrong_state");
    await act("claim", id);
    const decided = await decide(id, outcome, ada, { note: "seen", ...more });
    expect([decided.status, await decided.json()]).toMatchObject([
      200,
      { state: "decided", outcome, decision_note: "seen", claimed_by: { user_id: ada?.id } },
    ]);
    expect(harness.roomActs.acts).toMatchObject(
      acts.map((one) => ({ room_id: room, by: ada?.id, message_id: message, reason: "seen", ...one })),
    );
    if (outcome === "removed_and_banned") expect(harness.roomActs.acts[0]?.ban?.user_id).toBe(author?.id);
    expect((await log())[0]).toMatchObject({
      action: "decide",
      report_id: id,
      user_id: author?.id,
      outcome,
      note: "seen",
    });
    expect((await queue("decided")).items).toHaveLength(1);
    await settleEvents();
    expect(await harness.database.query("select count(*)::int as n from notifications")).toEqual([{ n: 1 }]);
    expect(await news(reporter)).toMatchObject([
      { type: "report_decided", data: { report_id: id, room_id: room, room_name: "A room", code: outcome } },
    ]);
    expect(await news(author)).toEqual([]);
  });

  test("deciding again is safe: nothing is recorded or told twice", async () => {
    await reported();
    const id = await first();
    await act("claim", id);
    const answers = await Promise.all([decide(id, "removed"), decide(id, "removed")]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await decide(id, "removed")).status).toBe(200);
    expect(await codeOf(await decide(id, "dismissed"))).toBe("wrong_state");
    expect(await codeOf(await decide(id, "removed", bob))).toBe("wrong_state");
    expect((await log()).filter(({ action }) => action === "decide")).toHaveLength(1);
    await settleEvents();
    await settleEvents();
    expect(await news(reporter)).toHaveLength(1);
  });

  test("while rooms can't be reached nothing is decided, and it can be tried again", async () => {
    await reported();
    const id = await first();
    await act("claim", id);
    harness.failing.chat = true;
    expect(await codeOf(await decide(id, "removed"))).toBe("unavailable");
    expect((await queue("claimed")).items).toHaveLength(1);
    harness.failing.chat = false;
    expect((await decide(id, "removed")).status).toBe(200);
  });

  test("what is gone from the room is removed already; its author can still be banned", async () => {
    await reported();
    const id = await first();
    await act("claim", id);
    harness.roomActs.refusals.act = ({ message_id }) =>
      message_id == null ? null : { ok: false, code: "not_found", message: "gone" };
    expect((await decide(id, "removed_and_banned")).status).toBe(200);
    expect(harness.roomActs.acts.map((one) => [one.message_id, one.ban?.user_id])).toEqual([
      [message, author?.id],
      [null, author?.id],
    ]);
  });

  test("what the room refuses is not recorded", async () => {
    await reported();
    const id = await first();
    await act("claim", id);
    harness.roomActs.refusals.act = () => ({ ok: false, code: "forbidden", message: "No." });
    expect(await codeOf(await decide(id, "removed"))).toBe("wrong_state");
    expect((await queue("claimed")).items).toHaveLength(1);
  });

  test("a report that comes while one decides is decided with the others, and its reporter told", async () => {
    await reported();
    const id = await first();
    await act("claim", id);
    const late = await harness.account();
    harness.roomActs.refusals.act = () => null;
    const moderate = harness.env.CHAT_RPC.moderate;
    harness.env.CHAT_RPC.moderate = async (request) => {
      await reported({ reporter_id: late.id });
      return moderate(request);
    };
    expect((await decide(id, "removed")).status).toBe(200);
    harness.env.CHAT_RPC.moderate = moderate;
    await settleEvents();
    expect([(await news(reporter)).length, (await news(late)).length]).toEqual([1, 1]);
  });

  test("a report after a decision opens a new entry; one during a claim joins it", async () => {
    await reported();
    const id = await first();
    await act("claim", id);
    await reported({ note: "me too" });
    expect((await queue("claimed")).items[0]?.reasons).toHaveLength(2);
    await decide(id, "dismissed");
    await reported({ note: "it is not all right" });
    const { items } = await queue();
    expect(items).toMatchObject([{ reasons: [{ note: "it is not all right" }] }]);
    expect(items[0]?.id).not.toBe(id);
  });

  test("nobody judges their own message, and only moderators see the queue", async () => {
    await reported({ author_id: ada?.id ?? "" });
    const id = await first();
    expect(await codeOf(await act("claim", id, ada))).toBe("forbidden");
    expect((await act("claim", id, bob)).status).toBe(200);
    for (const path of ["/moderation/reports", "/moderation/log"])
      expect((await call("GET", path, reporter)).status).toBe(403);
    expect((await act("claim", id, reporter)).status).toBe(403);
    expect((await act("claim", "rpt_01h455vb4pex5vsknk084sn02q", ada)).status).toBe(404);
  });

  test("pages: the oldest open first, the newest decision first, the log backwards", async () => {
    for (let i = 0; i < 5; i++) await reported({ message_id: newId("message"), body: `text ${i}` });
    const pages = async <T>(path: string, pick: (item: T) => string) => {
      const seen: string[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const query = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
        const answer = (await (await call("GET", `${path}limit=2${query}`, ada)).json()) as {
          items: T[];
          next_cursor: string | null;
        };
        seen.push(...answer.items.map(pick));
        cursor = answer.next_cursor;
      }
      return seen;
    };
    const texts = ["text 0", "text 1", "text 2", "text 3", "text 4"];
    expect(await pages<Report>("/moderation/reports?", ({ body }) => body)).toEqual(texts);
    for (const { id } of (await queue()).items) {
      await act("claim", id);
      await decide(id, "dismissed", ada, { note: id });
    }
    expect(await pages<Report>("/moderation/reports?state=decided&", ({ body }) => body)).toEqual(
      [...texts].reverse(),
    );
    const entries = await pages<ModerationAct>("/moderation/log?", ({ action }) => action);
    expect(entries).toEqual(Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? "decide" : "claim")));
    expect(await codeOf(await call("GET", "/moderation/reports?cursor=nonsense", ada))).toBe(
      "invalid_cursor",
    );
    expect(await codeOf(await call("GET", "/moderation/log?cursor=nonsense", ada))).toBe("invalid_cursor");
  });

  test("the database refuses every change of the log", async () => {
    await reported();
    await act("claim", await first());
    for (const statement of ["update audit_log set after = null", "delete from audit_log"])
      await expect(harness.database.exec(statement)).rejects.toThrow(/never changed or deleted/);
    expect(await log()).toHaveLength(1);
  });
});
