import { expect, test } from "vitest";
import { confinementPrefix, limitLines, wrapperScript } from "./confinement.ts";

const limits = { memoryBytes: 2048, cpuSeconds: 20, fileBytes: 4096 };

test("the parent-death signal is set after the new user namespace, which would clear it", () => {
  const prefix = confinementPrefix({ network: "namespace", limits: "ulimit", orphans: "pdeathsig" });
  expect(prefix.filter((word) => /^(unshare|setpriv)$/.test(word))).toEqual(["unshare", "setpriv"]);
  expect(prefix).toEqual(expect.arrayContaining(["--net", "--pdeathsig"]));
});

test("limits come first, in the units of the shell, and a script that can't set one ends there", () => {
  const [shell, first, ...rest] = wrapperScript(
    { network: "namespace", limits: "ulimit", orphans: "none" },
    limits,
    "ffmpeg",
  ).split("\n");
  expect([shell, first]).toEqual(["#!/bin/sh", "set -e"]);
  expect(rest.slice(0, 6)).toEqual([
    "ulimit -v 2",
    "ulimit -S -t 20",
    "ulimit -H -t 30",
    "ulimit -f 8",
    "ulimit -n 64",
    "ulimit -c 0",
  ]);
  expect(rest[6]).toBe("exec 'unshare' '--net' '--map-root-user' '--' 'ffmpeg' \"$@\"");
  expect(limitLines(limits)).toEqual([first, ...rest.slice(0, 6)]);
});

test("a machine that allows nothing gets the bare command", () => {
  const nothing = { network: "none", limits: "none", orphans: "none" } as const;
  expect(confinementPrefix(nothing)).toEqual([]);
  expect(wrapperScript(nothing, limits, "/opt/it's/ffmpeg")).toBe(
    `#!/bin/sh\nexec '/opt/it'\\''s/ffmpeg' "$@"\n`,
  );
});
