import { createPrivateKey, createPublicKey, createSign, createVerify } from "node:crypto";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findFreePorts, requireFreePorts } from "./ports.ts";
import { readableLine } from "./readable.ts";
import { generateSecrets, loadSecrets } from "./secrets.ts";
import { readSettings } from "./settings.ts";

describe("the settings of make dev", () => {
  it("derive every port from one, and let each be moved", () => {
    const { ports, dataDir } = readSettings(
      { VEZA_PORT: "9000", VEZA_TRANSCODER_PORT: "7000", VEZA_DATA: "data" },
      "/repo",
    );
    expect(ports).toEqual({ web: 9000, services: 9001, transcoder: 7000, inspector: 9003, database: 9004 });
    expect(dataDir).toBe("/repo/data");
  });

  it("have defaults for everything, also where a variable is set but empty", () => {
    const settings = readSettings({ VEZA_PORT: "", DATABASE_URL: "" }, "/repo");
    expect(settings).toMatchObject({ dataDir: "/repo/.veza", seed: true, databaseUrl: undefined });
    expect(settings.ports.web).toBe(8787);
  });

  it("refuse production and nonsense, naming the variable", () => {
    expect(() => readSettings({ ENVIRONMENT: "production" }, "/")).toThrow("production");
    expect(() => readSettings({ VEZA_PORT: "eight" }, "/")).toThrow("VEZA_PORT");
  });
});

describe("ports", () => {
  it("are refused with their name and the way out when somebody has them", async () => {
    const ports = await findFreePorts();
    await requireFreePorts(ports);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(ports.transcoder, "127.0.0.1", resolve));
    await expect(requireFreePorts(ports)).rejects.toThrow(
      new RegExp(`${ports.transcoder} \\(transcoder\\).*VEZA_PORT=`),
    );
    await new Promise((resolve) => other.close(resolve));
  });
});

describe("development secrets", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "veza-test-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("are made once, for their owner's eyes only", async () => {
    const file = join(folder, "deep/secrets.json");
    const first = await loadSecrets(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await loadSecrets(file)).toEqual(first);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(first);
  });

  it("differ from copy to copy, and sign RS256", () => {
    const [one, two] = [generateSecrets(), generateSecrets()];
    for (const name of Object.keys(one) as (keyof typeof one)[]) expect(one[name]).not.toBe(two[name]);
    const { active, keys } = JSON.parse(one.jwt_keys) as {
      active: string;
      keys: ({ kid: string; n: string; e: string } & Record<string, string>)[];
    };
    const key = keys.find((each) => each.kid === active)!;
    const signature = createSign("RSA-SHA256")
      .update("x")
      .sign(createPrivateKey({ key, format: "jwk" }));
    const publicKey = createPublicKey({ key: { kty: "RSA", n: key.n, e: key.e }, format: "jwk" });
    expect(createVerify("RSA-SHA256").update("x").verify(publicKey, signature)).toBe(true);
  });
});

describe("a log line for a person", () => {
  it("shows acts and warnings, and hides reads and what wrangler repeats", () => {
    const line = (fields: object) =>
      `[veza-api] ${JSON.stringify({ at: "t", level: "info", worker: "veza-api", trace_id: "x", ...fields })}`;
    const request = { message: "request", method: "POST", route: "/api/v1/tracks", status: 201, ms: 3 };
    expect(readableLine(line(request), true)).toBe("[veza-api] request POST /api/v1/tracks 201");
    expect(readableLine(line({ ...request, method: "GET" }), true)).toBeUndefined();
    expect(readableLine(line({ ...request, method: "PUT", route: "/stream/*" }), true)).toBeUndefined();
    expect(readableLine(line({ ...request, method: "GET", level: "warn", status: 404 }), true)).toContain(
      "WARN request",
    );
    expect(readableLine(line({ level: "error", message: "lost", reason: "why" }), true)).toBe(
      "[veza-api] ERROR lost reason=why",
    );
    expect(readableLine("env.MEDIA (veza-media)   R2 Bucket   local", true)).toBeUndefined();
    expect(readableLine(line(request), false)).toBeUndefined();
    expect(readableLine(line({ ...request, level: "warn", status: 404 }), false)).toContain("WARN");
    expect(readableLine("Segmentation fault {", true)).toBe("Segmentation fault {");
  });
});
