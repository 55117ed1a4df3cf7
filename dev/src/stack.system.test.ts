import { readdir, readFile, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Stack, startStack } from "./stack.ts";

/** Command lines of running processes that hold `text`. */
async function processesWith(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (line.includes(text)) found.push(line.replaceAll("\0", " "));
  }
  return found;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(100);
}

describe("the local stack", () => {
  let stack: Stack;
  const checks = async (): Promise<Record<string, { ok: boolean }>> => {
    const response = await fetch(`${stack.url}/readyz`);
    return ((await response.json()) as { checks: Record<string, { ok: boolean }> }).checks;
  };
  const isOk = async (name: string): Promise<boolean> => (await checks())[name]?.ok === true;

  beforeAll(async () => {
    stack = await startStack({ web: "none" });
  });
  afterAll(() => stack?.stop());

  it("is ready in every part, with accounts that can sign in", async () => {
    const response = await fetch(`${stack.url}/api/v1/auth/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "artist@veza.test", password: "veza-demo-1" }),
    });
    expect(response.status).toBe(200);
    expect(Object.values(await checks()).every((check) => check.ok)).toBe(true);
  });

  it("shows a mail on the public origin that the API has sent", async () => {
    await fetch(`${stack.url}/api/v1/auth/register`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: stack.url },
      body: JSON.stringify({
        username: "new_person",
        email: "new@veza.test",
        password: "a long enough phrase",
      }),
    });
    await until(async () => (await stack.mail("new@veza.test")).length > 0);
    const page = await (await fetch(`${stack.url}/dev/mail`)).text();
    expect(page).toContain("new@veza.test");
    expect(page).toContain(`${stack.url}/verify-email?token=`);
  });

  it("says which part is away and notices when it is back", async () => {
    await stack.stopPart("clamd");
    await until(async () => !(await isOk("virus_scanner")));
    await stack.startPart("clamd");
    await until(() => isOk("virus_scanner"));
    await stack.stopPart("database");
    await until(async () => !(await isOk("postgres")));
    await stack.startPart("database");
    await until(() => isOk("postgres"));
    expect(await stack.sql("SELECT count(*)::int AS n FROM users WHERE email = 'new@veza.test'")).toEqual([
      { n: 1 },
    ]);
  });

  it("brings a killed transcoder back", async () => {
    const pid = stack.pid("transcoder") ?? 0;
    process.kill(pid, "SIGKILL");
    await until(async () => (stack.pid("transcoder") ?? pid) !== pid && (await isOk("transcoder")));
  });

  it("leaves no process and no folder behind", async () => {
    const { dataDir } = stack;
    expect((await processesWith(dataDir)).length).toBeGreaterThan(1);
    await stack.stop();
    expect(await processesWith(dataDir)).toEqual([]);
    await expect(stat(dataDir)).rejects.toThrow("ENOENT");
  });
});
