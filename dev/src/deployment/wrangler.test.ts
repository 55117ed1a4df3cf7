import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { WORKERS } from "../wrangler/resolve-config.ts";

const ROOT = join(import.meta.dirname, "../../..");
const Limit = z.object({
  name: z.string(),
  namespace_id: z.string(),
  simple: z.object({ limit: z.int(), period: z.int() }),
});
const Deployment = z.looseObject({
  vars: z.looseObject({ ENVIRONMENT: z.string() }),
  observability: z.object({
    enabled: z.boolean(),
    logs: z.object({ enabled: z.boolean(), invocation_logs: z.boolean() }),
  }),
  ratelimits: z.array(Limit),
});
const Config = Deployment.extend({ env: z.record(z.string(), Deployment).default({}) });

describe.each(WORKERS)("the committed configuration of veza-$name", async ({ config }) => {
  const { env, ...own } = Config.parse(parse(await readFile(join(ROOT, config), "utf8")));
  const deployments = Object.entries({ "without an environment": own, ...env });

  it.each(deployments)("%s: a deployment without further words is production", (_name, { vars }) => {
    expect(vars.ENVIRONMENT).toBe("production");
  });

  it.each(deployments)(
    "%s: the platform writes no line of its own about requests, whose addresses and headers hold secrets",
    (_name, { observability }) => {
      expect(observability).toEqual({ enabled: true, logs: { enabled: true, invocation_logs: false } });
    },
  );

  it.each(deployments)("%s: limits everything that is asked by network", (_name, { ratelimits }) => {
    expect(ratelimits.map(({ name }) => name)).toContain("RATE_GENERAL");
  });
});

it("a limit of one name is one limit, the same in every Worker", async () => {
  const found = new Map<string, z.infer<typeof Limit>>();
  for (const { config } of WORKERS) {
    const { env, ...own } = Config.parse(parse(await readFile(join(ROOT, config), "utf8")));
    for (const { ratelimits } of [own, ...Object.values(env)])
      for (const limit of ratelimits) {
        expect(found.get(limit.name) ?? limit).toEqual(limit);
        found.set(limit.name, limit);
      }
  }
  expect(new Set([...found.values()].map(({ namespace_id }) => namespace_id)).size).toBe(found.size);
});
