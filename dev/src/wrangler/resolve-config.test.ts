import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generateSecrets } from "../stack/secrets.ts";
import { resolveConfig, WORKERS } from "./resolve-config.ts";
import { withOverrides, workerVariables } from "./variables.ts";

const ROOT = join(import.meta.dirname, "../../..");
const PORTS = { web: 1, services: 2, transcoder: 3, inspector: 4, database: 5 };

describe("the resolved configuration of a Worker", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "veza-test-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each(WORKERS)(
    "$name: absolute paths that exist, this copy's variables, no secret in it",
    async ({ name, config }) => {
      const secrets = generateSecrets();
      const variables = workerVariables(PORTS, secrets)[name];
      const target = await resolveConfig({
        source: join(ROOT, config),
        folder: join(folder, name),
        ...variables,
        assets: "/assets",
      });
      const text = await readFile(target, "utf8");
      const resolved = JSON.parse(text) as {
        main: string;
        vars: Record<string, string>;
        assets?: { directory: string };
        env?: unknown;
      };
      expect((await stat(resolved.main)).isFile()).toBe(true);
      expect(resolved.vars).toMatchObject({ ENVIRONMENT: "development", PUBLIC_URL: "http://localhost:1" });
      expect(resolved.env).toBeUndefined();
      if (resolved.assets !== undefined) expect(resolved.assets.directory).toBe("/assets");
      for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
      const devVars = join(folder, name, ".dev.vars");
      expect((await stat(devVars)).mode & 0o777).toBe(0o600);
      const lines = await readFile(devVars, "utf8");
      for (const [key, value] of Object.entries(variables.secrets))
        expect(lines).toContain(`${key}='${value}'\n`);
    },
  );

  it("lets a test replace a variable, a secret one too", () => {
    const changed = withOverrides(workerVariables(PORTS, generateSecrets()), {
      stream: { JOB_TOKEN_SECRET: "x", MORE: "y" },
    });
    expect(changed.stream.vars).toMatchObject({ JOB_TOKEN_SECRET: "x", MORE: "y" });
    expect(changed.stream.secrets).not.toHaveProperty("JOB_TOKEN_SECRET");
  });
});
