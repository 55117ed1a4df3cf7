import { type ChildProcess, spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { JobEvent, type JobRequest } from "@veza/contracts/jobs";
import type { MediaServer } from "./media-server.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

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
    env: { PATH: process.env.PATH ?? "", PORT: "0", ...env },
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
    ffmpegs: () => processesNaming(join(tmpDir, `veza-transcoder-${child.pid}-`)),
    stop() {
      if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
      return new Promise((resolve) => {
        child.once("exit", (code) => resolve(code));
        child.kill("SIGTERM");
      });
    },
  };
}

/** Ids of the processes whose command line names `text`, such as a folder that only they work in. */
async function processesNaming(text: string): Promise<number[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "")));
  return ids.filter((_, index) => lines[index]?.includes(text)).map(Number);
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
