import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Listening } from "../http/listen.ts";
import { openMailOutbox } from "./mail-outbox.ts";
import { linkify } from "./mail-page.ts";
import { startServices } from "./server.ts";

describe("the mail outbox", () => {
  let folder: string;
  let services: Listening;
  const post = (mail: unknown) =>
    fetch(`${services.url}/mail`, { method: "POST", body: JSON.stringify(mail) });
  const text = (path: string) => fetch(`${services.url}${path}`).then((response) => response.text());

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "veza-test-"));
    // A clock that stands still: order must not depend on it.
    services = await startServices(
      openMailOutbox(join(folder, "mail"), () => 1_800_000_000_000),
      0,
    );
  });
  afterAll(async () => {
    await services.stop();
    await rm(folder, { recursive: true });
  });

  it("is empty before the first mail", async () => {
    expect(await text("/mail")).toBe("[]");
    expect(await text("/dev/mail")).toContain("Nothing was sent yet");
  });

  it("lists mails newest first, and those of one address", async () => {
    for (const [to, subject] of [
      ["a@veza.test", "one"],
      ["B@veza.test", "two"],
      ["a@veza.test", "three"],
    ]) {
      expect((await post({ to, subject, text: "hello" })).status).toBe(201);
    }
    const subjects = async (query: string) =>
      (JSON.parse(await text(`/dev/mail.json${query}`)) as { subject: string }[]).map((mail) => mail.subject);
    expect(await subjects("")).toEqual(["three", "two", "one"]);
    expect(await subjects("?to=b@veza.test")).toEqual(["two"]);
  });

  it("never lets a mail write into the page around it", async () => {
    await post({
      to: '"><script>@x',
      subject: "<img src=x>",
      text: "</pre><script>1</script>",
      html: '"><script>2</script>',
    });
    const page = await text("/dev/mail");
    expect(page).not.toMatch(/<script>|<img|<\/pre><script/);
    expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
  });

  it("keeps a mail that is sent twice with one key once", async () => {
    const send = () =>
      fetch(`${services.url}/mail`, {
        method: "POST",
        headers: { "idempotency-key": "evt_1" },
        body: JSON.stringify({ to: "key@veza.test", subject: "s", text: "t" }),
      });
    await send();
    await send();
    expect(JSON.parse(await text("/mail?to=key@veza.test"))).toHaveLength(1);
  });

  it("refuses what is not a mail", async () => {
    expect((await post({ to: "a@veza.test" })).status).toBe(400);
    expect((await fetch(`${services.url}/mail`, { method: "POST", body: "{" })).status).toBe(400);
    expect((await fetch(`${services.url}/else`)).status).toBe(404);
  });
});

describe("linkify", () => {
  it("makes links of http addresses only and leaves the full stop out", () => {
    expect(linkify("See http://localhost:8787/verify-email?token=a&b=1. javascript:alert(1) <b>")).toBe(
      'See <a href="http://localhost:8787/verify-email?token=a&amp;b=1">http://localhost:8787/verify-email?token=a&amp;b=1</a>. javascript:alert(1) &lt;b&gt;',
    );
  });
});
