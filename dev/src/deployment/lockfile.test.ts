import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { completeLockfile, findMissingOptional, Lockfile } from "./lockfile.ts";

describe("package-lock.json", () => {
  it("holds every optional package, or a clean `npm ci` refuses it (npm run lockfile:complete)", async () => {
    const text = await readFile(join(import.meta.dirname, "../../../package-lock.json"), "utf8");
    expect(findMissingOptional(Lockfile.parse(JSON.parse(text)))).toEqual([]);
  });

  it("names no registry: each machine installs from its own", async () => {
    const text = await readFile(join(import.meta.dirname, "../../../package-lock.json"), "utf8");
    expect([...text.matchAll(/"resolved": "(https?:[^"]+)/g)].map((match) => match[1])).toEqual([]);
  });
});

describe("completing a lockfile", () => {
  it("adds what is missing for other systems and keeps what is there", () => {
    const lockfile = Lockfile.parse({
      name: "x",
      packages: {
        "": {},
        "node_modules/a": {
          version: "1.0.0",
          dev: true,
          optionalDependencies: { "@a/linux-x64": "1.0.0", "@a/windows-arm64": "1.0.0" },
        },
        "node_modules/@a/linux-x64": { version: "1.0.0", integrity: "sha512-x" },
        "node_modules/b/node_modules/c": { version: "1.0.0", optionalDependencies: { d: "2.0.0" } },
        "node_modules/b/node_modules/d": { version: "2.0.0" },
      },
    });
    expect(findMissingOptional(lockfile)).toEqual([
      { by: "node_modules/a", name: "@a/windows-arm64", version: "1.0.0" },
    ]);
    const completed = completeLockfile(lockfile);
    expect(findMissingOptional(completed)).toEqual([]);
    expect(completed.packages["node_modules/@a/windows-arm64"]).toMatchObject({
      version: "1.0.0",
      os: ["win32"],
      cpu: ["arm64"],
      dev: true,
      optional: true,
    });
    expect(completed.packages["node_modules/@a/linux-x64"]).toMatchObject({ integrity: "sha512-x" });
  });
});
