import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readEnvExample } from "./env-example.ts";

const ROOT = join(import.meta.dirname, "../../..");
/** The files where a part parses its environment. */
const SCHEMAS = [
  "workers/api/src/env.ts",
  "workers/chat/src/env.ts",
  "workers/stream/src/env.ts",
  "transcoder/src/config.ts",
  "dev/src/stack/settings.ts",
  "dev/src/neon/main.ts",
  "dev/src/seed/main.ts",
];
/** Given by one process of the development stack to another, never by a person. */
const INTERNAL = new Set(["VEZA_URL"]);

/** Names of the properties of the zod schemas that are variables: bindings of the platform are not. */
async function variablesOf(path: string): Promise<string[]> {
  const text = await readFile(join(ROOT, path), "utf8");
  return [...text.matchAll(/(?:^\s*|[{,]\s*)([A-Z][A-Z0-9_]*): (?!binding|z\.custom)/gm)].map(
    (match) => match[1] ?? "",
  );
}

/** Variables that code outside the schemas reads by name. */
async function readDirectly(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(join(ROOT, folder), { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts") || entry.parentPath.includes("node_modules")) continue;
    const text = await readFile(join(entry.parentPath, entry.name), "utf8");
    for (const match of text.matchAll(/process\.env\.(VEZA_[A-Z_]+)/g)) names.push(match[1] ?? "");
  }
  return names;
}

describe(".env.example", async () => {
  const entries = await readEnvExample(ROOT);
  const names = entries.map((entry) => entry.name);
  const variables = (await Promise.all(SCHEMAS.map(variablesOf))).flat();
  const direct = (
    await Promise.all(["dev", "web", "transcoder/src", "workers", "e2e"].map(readDirectly))
  ).flat();

  it("finds the schemas' variables", () => {
    expect(variables).toEqual(
      expect.arrayContaining([
        "JWT_KEYS",
        "MEDIA_URL",
        "CLAMD_SOCKET",
        "VEZA_PORT",
        "ALLOWED_HOSTS",
        "PUBLIC_URL",
      ]),
    );
    expect(variables).not.toContain("MEDIA_QUEUE");
  });

  it.each([...new Set([...variables, ...direct])].filter((name) => !INTERNAL.has(name)))(
    "explains %s",
    (name) => {
      expect(names).toContain(name);
    },
  );

  it("names nothing twice, and nothing that no part reads", async () => {
    expect(new Set(names).size).toBe(names.length);
    const compose = await readFile(join(ROOT, "docker-compose.yml"), "utf8");
    const unread = names.filter(
      (name) => !variables.includes(name) && !direct.includes(name) && !compose.includes(`\${${name}`),
    );
    expect(unread).toEqual([]);
  });

  it("has no secret in it", async () => {
    const text = await readFile(join(ROOT, ".env.example"), "utf8");
    for (const [, name, value] of text.matchAll(/^#?(\w*(?:SECRET|TOKEN|KEYS|PASSWORD|API_KEY))=(.*)$/gm))
      expect([name, value]).toEqual([name, ""]);
  });
});
