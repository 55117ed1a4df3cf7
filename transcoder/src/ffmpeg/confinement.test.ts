import { expect, test } from "vitest";
import { confinementPrefix, wrapperScript } from "./confinement.ts";

const limits = { memoryBytes: 1000, cpuSeconds: 20, fileBytes: 3000 };

test("the parent-death signal is set after the new user namespace, which would clear it", () => {
  const prefix = confinementPrefix({ network: "namespace", limits: "prlimit", orphans: "pdeathsig" }, limits);
  expect(prefix.filter((word) => /^(unshare|setpriv|prlimit)$/.test(word))).toEqual([
    "unshare",
    "setpriv",
    "prlimit",
  ]);
  expect(prefix).toEqual(
    expect.arrayContaining(["--net", "--as=1000", "--cpu=20:30", "--fsize=3000", "--core=0"]),
  );
});

test("a machine that allows nothing gets the bare command", () => {
  expect(confinementPrefix({ network: "none", limits: "none", orphans: "none" }, limits)).toEqual([]);
  expect(wrapperScript([], "/opt/it's/ffmpeg")).toBe(`#!/bin/sh\nexec '/opt/it'\\''s/ffmpeg' "$@"\n`);
});
