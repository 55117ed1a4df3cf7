import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startChild } from "./child.ts";
import { keepAlive } from "./keep-alive.ts";

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const node = (script: string, lines: string[] = []) =>
  startChild({
    part: "test",
    command: process.execPath,
    args: ["-e", script],
    env: process.env,
    cwd: "/",
    log: (_part, line) => lines.push(line),
  });
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await sleep(10);
};

describe("a child process", () => {
  it("gives its lines whole, from both streams, and its exit code", async () => {
    const lines: string[] = [];
    const child = await node(
      'process.stdout.write("a"); process.stdout.write("b\\nc\\n"); console.error("d"); process.exitCode = 3',
      lines,
    );
    expect(await child.ended).toBe(3);
    await until(() => lines.length === 3);
    expect(lines.sort()).toEqual(["ab", "c", "d"]);
  });

  it("takes its own children along when it is stopped", async () => {
    const lines: string[] = [];
    const child = await node(
      'const c = require("node:child_process").spawn("sleep", ["60"]); console.log(c.pid)',
      lines,
    );
    await until(() => lines.length === 1);
    const grandchild = Number(lines[0]);
    expect(isAlive(grandchild)).toBe(true);
    await child.stop();
    await until(() => !isAlive(grandchild));
    expect(isAlive(child.pid)).toBe(false);
  });

  it("is killed when it does not listen", async () => {
    const lines: string[] = [];
    const child = await node(
      'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)',
      lines,
    );
    await until(() => lines.length === 1);
    await child.stop(100);
    expect(await child.ended).toBe(137);
  });

  it("ends when its parent is killed", async () => {
    const module_ = JSON.stringify(new URL("./child.ts", import.meta.url).href);
    const script = `const { startChild } = await import(${module_});
      const child = await startChild({ part: "t", command: "sleep", args: ["60"], env: process.env, cwd: "/", log() {} });
      console.log(child.pid); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [first] = (await once(parent.stdout, "data")) as [Buffer];
    const child = Number(first.toString());
    expect(isAlive(child)).toBe(true);
    parent.kill("SIGKILL");
    await until(() => !isAlive(child));
  });

  it("is an error where the command does not exist and nothing stands in for it", async () => {
    const child = startChild({
      part: "t",
      command: "/nowhere/at-all",
      args: [],
      env: process.env,
      cwd: "/",
      log: () => undefined,
    });
    // With setpriv in front the start succeeds and the end says 127.
    const code = await child.then(
      (started) => started.ended,
      () => 127,
    );
    expect(code).toBe(127);
  });
});

describe("a process that is kept alive", () => {
  it("comes back after each end, later each time, and stays away once stopped", async () => {
    const waits: number[] = [];
    let starts = 0;
    const kept = await keepAlive({
      start: () => {
        starts++;
        return node(starts < 3 ? "process.exitCode = 1" : "setInterval(() => {}, 1000)");
      },
      onRestart: (reason, wait) => {
        expect(reason).toBe("ended with 1");
        waits.push(wait);
      },
      firstWaitMs: 5,
    });
    await until(() => starts === 3);
    expect(waits).toEqual([5, 10]);
    await until(() => kept.current() !== undefined);
    const pid = kept.current()?.pid ?? 0;
    await kept.stop();
    expect(isAlive(pid)).toBe(false);
    expect(starts).toBe(3);
  });
});
