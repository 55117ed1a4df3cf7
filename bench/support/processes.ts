import { execFileSync, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Runs a program to its end. @returns its standard output; throws when it fails */
export function run(command: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${command} ended with ${code}`)),
    );
  });
}

export function isInstalled(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export interface Usage {
  /** Resident memory. */
  bytes: number;
  /** Processor time since the processes began. */
  cpu_s: number;
}

/** Of one process. */
export function processUsage(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // In ticks of a hundredth of a second on every Linux that we know.
  return { bytes: Number(fields[21]) * 4096, cpu_s: (Number(fields[11]) + Number(fields[12])) / 100 };
}

/** Of all workerd processes below this one. */
export function workerdUsage(): Usage {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const stats = processes.flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return [
        {
          pid: Number(pid),
          name: /\((.*)\)/.exec(stat)?.[1] ?? "",
          parent: Number(fields[1]),
          rss: Number(fields[21]) * 4096,
          // In ticks of a hundredth of a second on every Linux that we know.
          cpu_s: (Number(fields[11]) + Number(fields[12])) / 100,
        },
      ];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
  const below = new Set([process.pid]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const one of stats) {
      if (below.has(one.parent) && !below.has(one.pid)) {
        below.add(one.pid);
        grown = true;
      }
    }
  }
  return stats
    .filter((one) => below.has(one.pid) && one.name.startsWith("workerd"))
    .reduce((sum, one) => ({ bytes: sum.bytes + one.rss, cpu_s: sum.cpu_s + one.cpu_s }), {
      bytes: 0,
      cpu_s: 0,
    });
}
