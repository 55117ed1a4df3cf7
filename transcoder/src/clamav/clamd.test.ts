import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CLAMD_LIMITS, clamdConf } from "./clamd-conf.ts";
import { parseClamdVersion } from "./clamd-socket.ts";

describe("clamd's limits", () => {
  test("are the same in the container", () => {
    const container = readFileSync(new URL("../../clamd.conf", import.meta.url), "utf8");
    const lines = container.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    for (const [name, value] of Object.entries(CLAMD_LIMITS)) expect(lines).toContain(`${name} ${value}`);
  });

  test("a test can lower what one stream may hold", () => {
    const conf = clamdConf({ socket: "/s", databaseDir: "/d", temporaryDir: "/t", streamMaxBytes: 1000 });
    expect(conf).toContain("StreamMaxLength 1000\n");
  });
});

describe("clamd's version", () => {
  test("with official signatures", () => {
    expect(parseClamdVersion("ClamAV 1.4.3/27760/Mon Sep 15 08:27:43 2025")).toEqual({
      version: "ClamAV 1.4.3",
      signaturesAt: new Date("2025-09-15T08:27:43Z"),
    });
  });

  test("without", () => {
    expect(parseClamdVersion("ClamAV 1.4.6")).toEqual({ version: "ClamAV 1.4.6", signaturesAt: null });
  });
});

test("the EICAR string stands in no file of this folder but as hexadecimal", () => {
  const signature = readFileSync(new URL("../../dev-signatures/development.ndb", import.meta.url), "utf8");
  expect(signature).not.toContain("EICAR");
  expect(Buffer.from(signature.trim().split(":")[3] ?? "", "hex").toString()).toMatch(/^EICAR-STANDARD/);
});
