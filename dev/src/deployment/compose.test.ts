import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { readEnvExample } from "./env-example.ts";

const ROOT = join(import.meta.dirname, "../../..");
const Service = z.looseObject({
  image: z.string().optional(),
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
});
const Compose = z.object({
  name: z.string(),
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.null()),
});

describe("docker-compose.yml", async () => {
  const text = await readFile(join(ROOT, "docker-compose.yml"), "utf8");
  const compose = Compose.parse(parse(text));
  const services = Object.entries(compose.services);

  it("has the parts that production has elsewhere", () => {
    expect(Object.keys(compose.services).sort()).toEqual([
      "clamav",
      "mailpit",
      "neon",
      "postgres",
      "transcoder",
      "typesense",
    ]);
  });

  it.each(services)(
    "%s: image or Dockerfile, health, volumes and dependencies are there",
    async (_name, service) => {
      expect((service.image === undefined) !== (service.build === undefined)).toBe(true);
      if (service.image !== undefined) expect(service.image).toMatch(/:(?!latest$)[\w.-]+$/);
      if (service.build !== undefined) {
        const dockerfile = await readFile(
          join(ROOT, service.build.context, service.build.dockerfile),
          "utf8",
        );
        for (const [, sources] of dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
          for (const source of sources?.split(" ") ?? [])
            await stat(join(ROOT, service.build.context, source));
        }
        if (service.healthcheck === undefined) expect(dockerfile).toContain("HEALTHCHECK");
      } else expect(service.healthcheck).toBeDefined();
      for (const volume of service.volumes)
        expect(Object.keys(compose.volumes)).toContain(volume.split(":")[0]);
      for (const needed of Object.keys(service.depends_on))
        expect(Object.keys(compose.services)).toContain(needed);
    },
  );

  it("publishes on this machine only", () => {
    for (const [, service] of services)
      for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it("holds no secret, and takes each from a variable that .env.example explains", async () => {
    const known = new Set((await readEnvExample(ROOT)).map((entry) => entry.name));
    for (const [, name] of text.matchAll(/\$\{(\w+)/g)) expect(known).toContain(name);
    for (const [, service] of services) {
      for (const [name, value] of Object.entries(service.environment)) {
        if (/PASSWORD|SECRET|TOKEN|API_KEY/.test(name)) expect(value).toMatch(/^\$\{\w+:\?/);
      }
    }
  });
});
