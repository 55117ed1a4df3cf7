import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  addIntegrity,
  completeLockfile,
  findMissingOptional,
  findWithoutIntegrity,
  Lockfile,
} from "./lockfile.ts";

describe("package-lock.json", () => {
  it("holds every optional package, or a clean `npm ci` refuses it (npm run lockfile:complete)", async () => {
    const text = await readFile(join(import.meta.dirname, "../../../package-lock.json"), "utf8");
    expect(findMissingOptional(Lockfile.parse(JSON.parse(text)))).toEqual([]);
  });

  it("holds the checksum of everything that is installed", async () => {
    const text = await readFile(join(import.meta.dirname, "../../../package-lock.json"), "utf8");
    expect(findWithoutIntegrity(Lockfile.parse(JSON.parse(text)))).toEqual([]);
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

  it("puts a checksum on entries without one, and refuses what is none", async () => {
    const lockfile = Lockfile.parse({
      packages: {
        "": { version: "0.1.0" },
        "node_modules/ours": { link: true },
        "node_modules/a": { version: "1.0.0", integrity: "sha512-known" },
        "node_modules/a/node_modules/b": { version: "2.0.0", optional: true },
      },
    });
    const checksum = `sha512-${"A".repeat(86)}==`;
    const asked: string[] = [];
    const filled = await addIntegrity(lockfile, async (name, version) => {
      asked.push(`${name}@${version}`);
      return checksum;
    });
    expect(asked).toEqual(["b@2.0.0"]);
    expect(filled.packages["node_modules/a/node_modules/b"]).toMatchObject({ integrity: checksum });
    expect(findWithoutIntegrity(filled)).toEqual([]);
    await expect(addIntegrity(lockfile, async () => "")).rejects.toThrow("no checksum of b@2.0.0");
  });
});
