import { type ChildProcess, spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { JobEvent, type JobRequest } from "@veza/contracts/jobs";
import type { MediaServer } from "./media-server.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
/** What Node has compiled once: a third of the start of a service. */
const COMPILED = fileURLToPath(new URL("../../../node_modules/.cache/veza-transcoder/", import.meta.url));

export type Service = {
  url: string;
  process: ChildProcess;
  tmpDir: string;
  /** JSON lines that it has logged so far. */
  log: Array<Record<string, unknown>>;
  /** Folders of jobs that exist now. */
  jobFolders: () => Promise<string[]>;
  /** Processes that work on its files now; still found when the service itself was killed. */
  ffmpegs: () => Promise<number[]>;
  stop: () => Promise<number | null>;
};

/** Starts the real service, as `node transcoder/src/main.ts`, and waits until it listens. */
export async function startService(env: Record<string, string>): Promise<Service> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH ?? "", PORT: "0", NODE_COMPILE_CACHE: COMPILED, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log: Array<Record<string, unknown>> = [];
  let rest = "";
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const entry = JSON.parse(line) as Record<string, unknown>;
        log.push(entry);
        if (entry.message === "listening") resolve(Number(entry.port));
      }
    });
    child.once("exit", (code) => {
      reject(new Error(`the service ended with ${code}: ${JSON.stringify(log.slice(-3))} ${stderr}`));
    });
  });
  const tmpDir = env.TMP_DIR ?? "";
  const seen = new Set<number>();
  return {
    url: `http://127.0.0.1:${port}`,
    process: child,
    tmpDir,
    log,
    async jobFolders() {
      const own = (await readdir(tmpDir)).filter((name) => name.startsWith(`veza-transcoder-${child.pid}-`));
      const inside = await Promise.all(own.map((name) => readdir(join(tmpDir, name))));
      return inside.flat().filter((name) => name.startsWith("job-"));
    },
    async ffmpegs() {
      const folder = join(tmpDir, `veza-transcoder-${child.pid}-`);
      const lines = await commandLines();
      const parents = await Promise.all(
        [...lines.keys()].map(async (id) => [id, await parentOf(id)] as const),
      );
      const children = new Map(parents);
      // Encoders read and write pipes and name no file: they are known by whose children they are, also once
      // that is dead.
      for (const [id, line] of lines) {
        const isOurs = line.includes(folder) || isBelow(id, child.pid ?? -1, children);
        if (isOurs && /ffmpeg|ffprobe/.test(line)) seen.add(id);
      }
      return [...seen].filter((id) => /ffmpeg|ffprobe/.test(lines.get(id) ?? ""));
    },
    stop() {
      if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
      return new Promise((resolve) => {
        child.once("exit", (code) => resolve(code));
        child.kill("SIGTERM");
      });
    },
  };
}

/** The command line of every process that runs now. */
async function commandLines(): Promise<Map<number, string>> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "")));
  return new Map(ids.map((id, index) => [Number(id), lines[index] ?? ""]));
}

/** The parent of a process (`PPid` of proc(5)); 0 when it is gone. */
async function parentOf(id: number): Promise<number> {
  const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
  return Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0);
}

function isBelow(id: number, ancestor: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at = parents.get(id) ?? 0; at > 1; at = parents.get(at) ?? 0) if (at === ancestor) return true;
  return false;
}

/** A job of this source on this media server. */
export function audioJob(media: MediaServer, key: string, more: Partial<JobRequest> = {}): JobRequest {
  return {
    kind: "audio",
    job_key: `trk_test/${key}`,
    token: media.token,
    media_url: media.url,
    source_key: key,
    source_bytes: media.sources.get(key)?.length ?? 0,
    output_prefix: `hls/${key}/v1/`,
    file_name: key,
    max_duration_ms: 3_600_000,
    max_bytes: 200_000_000,
    ...more,
  } as JobRequest;
}

export type Ran = { status: number; events: JobEvent[]; last: JobEvent | undefined };

/** Posts a job and reads its events to the end; every line is held against the contract. */
export async function postJob(
  service: Service,
  job: JobRequest,
  init: { signal?: AbortSignal; headers?: Record<string, string>; onEvent?: (event: JobEvent) => void } = {},
): Promise<Ran> {
  const response = await fetch(`${service.url}/jobs`, {
    method: "POST",
    headers: { "content-type": "application/json", ...init.headers },
    body: JSON.stringify(job),
    signal: init.signal ?? null,
  });
  const events: JobEvent[] = [];
  if (response.status !== 200 || !response.body) return { status: response.status, events, last: undefined };
  let rest = "";
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const event = JobEvent.parse(JSON.parse(line));
      events.push(event);
      init.onEvent?.(event);
    }
  }
  return { status: 200, events, last: events.at(-1) };
}
