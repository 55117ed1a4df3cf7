import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Harness, openHarness } from "../../testing/harness.ts";

const POST = { method: "POST" } as const;
const HERE = "203.0.113.7";
const ELSEWHERE = "198.51.100.9";

describe.each(await availableBackends())("wrong passwords on $name", (backend) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(() => harness.reset());

  interface From {
    address?: string;
    cookie?: string;
    link_token?: string;
  }
  const attempt = (email: string, password: string, from: From = {}) =>
    harness.request("/api/v1/auth/login", {
      ...POST,
      json: { email, password, ...(from.link_token === undefined ? {} : { link_token: from.link_token }) },
      headers: {
        "cf-connecting-ip": from.address ?? HERE,
        ...(from.cookie === undefined ? {} : { cookie: from.cookie }),
      },
    });
  const codes = async (answers: Response[]) => {
    const all = await Promise.all(answers.map(codeOf));
    return Object.fromEntries(
      [...new Set(all)].map((code) => [code, all.filter((one) => one === code).length]),
    );
  };
  const guess = (email: string, times: number, from: (i: number) => From = () => ({})) =>
    Promise.all(Array.from({ length: times }, (_, i) => attempt(email, `wrong-password-${i}`, from(i))));
  const mails = (template: string) =>
    harness.said.events.flatMap(({ type, data }) =>
      type === "mail.requested" && data.template === template
        ? [data as { to: string; values: Record<string, string> }]
        : [],
    );
  const linkIn = (mail: { values: Record<string, string> } | undefined) =>
    new URL(mail?.values.link ?? "").searchParams.get("link") ?? "";

  test("of forty guesses at the same moment five are compared", async () => {
    const { email } = await harness.account();
    expect(await codes(await guess(email, 40))).toEqual({ invalid_credentials: 5, account_locked: 35 });
  });

  test("the right password among forty at once is found by at most five of them", async () => {
    const { email, password } = await harness.account();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => attempt(email, i === 39 ? password : `wrong-${i}-password`)),
    );
    expect(answers.filter((answer) => answer.status !== 429).length).toBeLessThanOrEqual(6);
  });

  test("the fifth begins a delay, for known and unknown addresses alike, and tells the owner with a link", async () => {
    const { email, password } = await harness.account();
    for (const address of [email, "nobody@veza.test"]) {
      for (let i = 0; i < 5; i++)
        expect(await codeOf(await attempt(address, "wrong-password"))).toBe("invalid_credentials");
      const locked = await attempt(address, password);
      expect([locked.status, await codeOf(locked)]).toEqual([429, "account_locked"]);
      expect(Number(locked.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(Number(locked.headers.get("retry-after"))).toBeLessThanOrEqual(30);
    }
    await harness.settle();
    expect(mails("account_locked").map((mail) => mail.to)).toEqual([email]);
  });

  test("after forty guesses the owner, elsewhere, with the right password, does not wait", async () => {
    const { email, password } = await harness.account();
    await guess(email, 40);
    expect((await attempt(email, password, { address: ELSEWHERE })).status).toBe(200);
  });

  test("another address of the same IPv6 subscriber is the same network, the neighbour's is not", async () => {
    const { email, password } = await harness.account();
    const answers = await guess(email, 40, (i) => ({ address: `2001:db8:1:2::${i.toString(16)}` }));
    expect(await codes(answers)).toEqual({ invalid_credentials: 5, account_locked: 35 });
    expect((await attempt(email, password, { address: "2001:db8:1:3::1" })).status).toBe(200);
  });

  test("guesses from everywhere are held back, and a device that the account knows passes, for that account only", async () => {
    const { email, password } = await harness.account();
    const other = await harness.account();
    const login = await attempt(email, password);
    const cookie = login.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    expect(cookie).toContain("__Host-veza_device=");
    for (const address of [email, other.email]) {
      const answers = await guess(address, 60, (i) => ({ address: `198.51.${i}.1` }));
      expect(await codes(answers)).toEqual({ invalid_credentials: 20, account_locked: 40 });
    }
    expect((await attempt(email, password, { address: "192.0.2.1" })).status).toBe(429);
    expect((await attempt(email, password, { address: "192.0.2.1", cookie })).status).toBe(200);
    expect((await attempt(other.email, other.password, { address: "192.0.2.2", cookie })).status).toBe(429);
    const forged = cookie.replace(/(__Host-veza_device=[^.]+\.)[^.]+/, "$1eyJpZCI6IjEifQ");
    expect((await attempt(email, password, { address: "192.0.2.1", cookie: forged })).status).not.toBe(500);
  });

  test("a known device has five guesses of its own and no more", async () => {
    const { email, password } = await harness.account();
    const cookie = (await attempt(email, password)).headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    await guess(email, 40);
    const answers = await guess(email, 40, () => ({ cookie }));
    expect(await codes(answers)).toEqual({ invalid_credentials: 5, account_locked: 35 });
  });

  test("a mailed link passes with the right password, and does not with a wrong one, nor for another account", async () => {
    const { email, password } = await harness.account();
    const other = await harness.account();
    await guess(email, 60, (i) => ({ address: `198.51.${i}.1` }));
    await guess(other.email, 60, (i) => ({ address: `198.51.${i}.2` }));
    const asked = await harness.request("/api/v1/auth/sign-in-link", { ...POST, json: { email } });
    expect(asked.status).toBe(204);
    const unknown = await harness.request("/api/v1/auth/sign-in-link", {
      ...POST,
      json: { email: "no@veza.test" },
    });
    expect(unknown.status).toBe(204);
    await harness.settle();
    expect(mails("sign_in_link").map((mail) => mail.to)).toEqual([email]);
    for (const mail of [mails("sign_in_link")[0], mails("account_locked").find(({ to }) => to === email)]) {
      const link_token = linkIn(mail);
      expect((await attempt(email, password, { address: "192.0.2.1" })).status).toBe(429);
      expect((await attempt(other.email, other.password, { address: "192.0.2.1", link_token })).status).toBe(
        429,
      );
      expect((await attempt(email, "wrong-password", { address: "192.0.2.1", link_token })).status).toBe(401);
      expect((await attempt(email, password, { address: "192.0.2.1", link_token })).status).toBe(200);
      await guess(email, 60, (i) => ({ address: `198.52.${i}.1` }));
    }
  });

  test("right passwords of many people behind one network are no failures", async () => {
    const { email, password } = await harness.account();
    for (let i = 0; i < 55; i++) expect((await attempt(email, password)).status).toBe(200);
  });

  test("an hour of peace starts the count again; the delay grows meanwhile", async () => {
    const { email, password } = await harness.account();
    await guess(email, 5);
    const pass = (interval: string) =>
      harness.database.query(
        `update login_failures set updated_at = updated_at - interval '${interval}', locked_until = locked_until - interval '${interval}'`,
      );
    await pass("31 seconds");
    await attempt(email, "wrong-password");
    const wait = Number((await attempt(email, password)).headers.get("retry-after"));
    expect(wait).toBeGreaterThan(30);
    await pass("62 minutes");
    for (let i = 0; i < 4; i++) expect((await attempt(email, "wrong-password")).status).toBe(401);
    expect((await attempt(email, password)).status).toBe(200);
  });
});
