import { once } from "node:events";
import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { JobEvent } from "@veza/contracts/jobs";
import { TranscoderReadiness } from "@veza/contracts/jobs";
import { musicWav } from "@veza/testing/sound";
import { until } from "@veza/testing/until";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startClamd } from "./clamav/start-clamd.ts";
import { prepareTools } from "./ffmpeg/confinement.ts";
import { run } from "./testing/decode.ts";
import { audioJob, postJob, type Service } from "./testing/service.ts";
import { runSource, type Setup, setUp } from "./testing/setup.ts";

let setup: Setup;
let service: Service;
const short = musicWav(1);
const medium = musicWav(9);
/** More segments than may wait to be stored: while nothing is stored, its encoders can't end. */
const long = musicWav(40);

beforeAll(async () => {
  setup = await setUp();
  service = await setup.start();
});
afterEach(() => {
  setup.media.failPut = () => undefined;
  setup.media.failGet = () => undefined;
  setup.media.beforeChunk = () => undefined;
  setup.media.beforePut = () => undefined;
});
afterAll(() => setup.close());

/**
 * Runs a job until its first object is stored, and stores no other until `interfere` is done: the job can't
 * end before. Gives the job's promise.
 */
async function midway(
  service: Service,
  name: string,
  bytes: Buffer,
  interfere: () => unknown,
  signal?: AbortSignal,
) {
  setup.media.sources.set(name, bytes);
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let puts = 0;
  setup.media.beforePut = () => (puts++ === 0 ? undefined : gate);
  try {
    let running: Promise<{ last: JobEvent | undefined }> | undefined;
    await new Promise<void>((resolve, reject) => {
      const onEvent = (event: JobEvent) => event.type === "stored" && resolve();
      running = postJob(service, audioJob(setup.media, name), signal ? { onEvent, signal } : { onEvent });
      running.then(() => reject(new Error("it ended before anything was stored")), reject);
    });
    await interfere();
    if (!running) throw new Error("not started");
    return { running };
  } finally {
    open();
  }
}

/** The value of one series of the service's metrics; NaN when there is none. */
async function metric(one: Service, name: string): Promise<number> {
  const lines = (await (await fetch(`${one.url}/metrics`)).text()).split("\n");
  return Number(lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1));
}

const isClean = async (one: Service) =>
  (await one.jobFolders()).length === 0 && (await one.ffmpegs()).length === 0;

describe("the media store", () => {
  test("answers 500 or hangs up now and then: every object arrives, once reported", async () => {
    setup.media.failPut = (key, attempt) => {
      if (attempt > 2) return undefined;
      if (/[147]\.m4s$/.test(key)) return 500;
      return key.endsWith("master.m3u8") ? 0 : undefined;
    };
    const { last, events } = await runSource(setup, service, "flaky.wav", medium);
    expect(last?.type).toBe("result");
    const stored = events.flatMap((event) => (event.type === "stored" ? [event.key] : []));
    expect(new Set(stored).size).toBe(stored.length);
    expect(stored.every((key) => setup.media.objects.has(key))).toBe(true);
  });

  test("never takes one object: unavailable, nothing left behind, no index", async () => {
    setup.media.failPut = (key) => (key.endsWith("aac_128/1.m4s") ? 503 : undefined);
    const { last } = await runSource(setup, service, "refused.wav", medium);
    expect(last).toEqual({ type: "unavailable", reason: "the media store answered 503" });
    expect(setup.media.objects.has("hls/refused.wav/v1/index.json")).toBe(false);
    expect(await isClean(service)).toBe(true);
  });

  test("refuses the token on the way: not asked again", async () => {
    setup.media.failPut = (key) => (key.endsWith("aac_64/0.m4s") ? 403 : undefined);
    const { last } = await runSource(setup, service, "expired.wav", musicWav(3));
    expect(last).toEqual({ type: "unavailable", reason: "the media store answered 403" });
  });
});

describe("clamd", () => {
  let own: Service;
  const dir = () => join(setup.dir, "own");
  beforeAll(async () => {
    own = await setup.start({ CLAMD_SOCKET: join(dir(), "clamd.sock") });
  });

  test("is not there: no work is taken, readiness says so", async () => {
    const ready = await fetch(`${own.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(TranscoderReadiness.parse(await ready.json())).toMatchObject({ ready: false, clamd: null });
    expect((await runSource(setup, own, "waits.wav", short)).status).toBe(503);
    expect(setup.media.objects.has("hls/waits.wav/v1/index.json")).toBe(false);
  });

  test("takes less than the file holds: unavailable, never clean", async () => {
    const clamd = await startClamd({ dir: dir(), streamMaxBytes: 100_000 });
    const { last } = await runSource(setup, own, "big.wav", medium);
    expect(last).toMatchObject({
      type: "unavailable",
      reason: expect.stringMatching(/size limit|EPIPE|ECONNRESET/),
    });
    await clamd.stop();
  });

  test("dies while it reads a file: unavailable, never clean", async () => {
    const clamd = await startClamd({ dir: dir() });
    let chunks = 0;
    setup.media.beforeChunk = async () => {
      chunks += 1;
      if (chunks === 3) await clamd.stop();
    };
    const { last } = await runSource(setup, own, "orphan.wav", medium);
    expect(last?.type).toBe("unavailable");
    expect(setup.media.objects.has("hls/orphan.wav/v1/index.json")).toBe(false);
  });

  test("has development signatures: production takes no work", async () => {
    const strict = await setup.start({ ENVIRONMENT: "production" });
    expect((await fetch(`${strict.url}/readyz`)).status).toBe(503);
    expect((await runSource(setup, strict, "unsafe.wav", short)).status).toBe(503);
  });
});

describe("callers", () => {
  test("five identical jobs at once: one runs, four are told so", async () => {
    setup.media.sources.set("same.wav", musicWav(3));
    const runs = await Promise.all(
      Array.from({ length: 5 }, () => postJob(service, audioJob(setup.media, "same.wav"))),
    );
    expect(runs.map((one) => one.status).sort()).toEqual([200, 409, 409, 409, 409]);
    expect(runs.find((one) => one.status === 200)?.last?.type).toBe("result");
    const refused = 'veza_http_request_duration_seconds_count{route="POST /jobs",status="409"}';
    // Counted when the answer's connection is done with it, which may be after the answer was read.
    await expect.poll(() => metric(service, refused)).toBe(4);
    const written = setup.media.writes.filter((key) => key.startsWith("hls/same.wav/"));
    expect(new Set(written).size).toBe(written.length);
  });

  test("who goes away ends the job: its processes and its folder are gone, and the key is free again", async () => {
    const gone = new AbortController();
    const abandon = async () => {
      expect((await service.ffmpegs()).length).toBeGreaterThan(3);
      gone.abort();
      await until(() => isClean(service), "everything cleaned up");
    };
    const { running } = await midway(service, "left.wav", long, abandon, gone.signal);
    await expect(running).rejects.toThrow();
    setup.media.sources.set("left.wav", short);
    expect((await postJob(service, audioJob(setup.media, "left.wav"))).last?.type).toBe("result");
  });

  test("who comes back to a job with a lease hears the rest of it: it was not begun anew", async () => {
    setup.media.sources.set("leased.wav", medium);
    const job = audioJob(setup.media, "leased.wav", { lease_ms: 60_000 });
    const gone = new AbortController();
    const first: JobEvent[] = [];
    const left = postJob(service, job, {
      signal: gone.signal,
      onEvent: (event) => {
        first.push(event);
        if (event.type === "stored") gone.abort();
      },
    }).catch(() => undefined);
    await left;
    // The connection's end arrives a little after it was cut.
    let back = await postJob(service, job);
    await until(async () => {
      if (back.status !== 200) back = await postJob(service, job);
      return back.status === 200;
    }, "a place at the job");
    expect(back.last?.type).toBe("result");
    const stored = [...first, ...back.events].flatMap((event) =>
      event.type === "stored" ? [event.key] : [],
    );
    expect(new Set(stored).size).toBe(stored.length);
    const started = service.log.filter(
      (entry) => entry.message === "job started" && entry.job_key === job.job_key,
    );
    expect(started).toHaveLength(1);
    expect(await isClean(service)).toBe(true);
  });

  test("too many: 429 with Retry-After; a wrong or no secret: 401; nonsense: 422 and 400", async () => {
    const guarded = await setup.start({ SLOTS: "1", SHARED_SECRET: "a-shared-secret-of-tests" });
    const headers = { authorization: "Bearer a-shared-secret-of-tests" };
    setup.media.sources.set("slow.wav", short);
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    setup.media.beforeChunk = () => gate;
    const first = postJob(guarded, audioJob(setup.media, "slow.wav"), { headers });
    const ready = async () => TranscoderReadiness.parse(await (await fetch(`${guarded.url}/readyz`)).json());
    await until(async () => (await ready()).running === 1, "the first job runs");
    const send = (body: string, more: Record<string, string>) =>
      fetch(`${guarded.url}/jobs`, { method: "POST", body, headers: more });
    const job = JSON.stringify(audioJob(setup.media, "second.wav"));
    const full = await send(job, headers);
    expect([full.status, full.headers.get("retry-after")]).toEqual([429, "5"]);
    expect(await full.json()).toMatchObject({ code: "rate_limited", status: 429 });
    expect((await send(job, {})).status).toBe(401);
    expect((await send("{", headers)).status).toBe(400);
    expect((await send('{"kind":"audio"}', headers)).status).toBe(422);
    expect((await fetch(`${guarded.url}/nothing`)).status).toBe(404);
    open();
    expect((await first).last?.type).toBe("result");
  });

  test("their trace id is in every log line of the job and on every request to the media store", async () => {
    const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    setup.media.sources.set("traced.wav", short);
    setup.media.traceparents.clear();
    await postJob(service, audioJob(setup.media, "traced.wav"), {
      headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` },
    });
    for (const header of setup.media.traceparents)
      expect(header).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
    const lines = () => service.log.filter((line) => line.job_key === "trk_test/traced.wav");
    // The log comes by another way than the answer.
    await expect.poll(() => lines().map((line) => line.message)).toEqual(["job started", "job ended"]);
    expect(lines().every((line) => line.trace_id === trace)).toBe(true);
    expect(JSON.stringify(service.log)).not.toContain(setup.media.token);
  });

  test("metrics are real", async () => {
    const value = (name: string) => metric(service, name);
    expect(await value('veza_transcoder_jobs_total{kind="audio",outcome="result"}')).toBeGreaterThanOrEqual(
      3,
    );
    expect(await value("veza_transcoder_store_retries_total")).toBeGreaterThan(0);
    expect(await value("veza_transcoder_stored_objects_total")).toBeGreaterThan(20);
    expect(await value('veza_transcoder_ffmpeg_processes_total{outcome="ok"}')).toBeGreaterThan(17);
    expect(await value('veza_transcoder_ffmpeg_processes_total{outcome="stopped"}')).toBeGreaterThan(1);
    expect(await value("veza_transcoder_jobs_running")).toBe(0);
  });
});

describe("the end of the service", () => {
  test("SIGTERM: no new job, the running one finishes, exit 0", async () => {
    const leaving = await setup.start();
    let exit: Promise<number | null> | undefined;
    let refused: number | undefined;
    const { running } = await midway(leaving, "finishes.wav", medium, async () => {
      exit = leaving.stop();
      await until(() => leaving.log.some((line) => line.message === "stopping"), "it is stopping");
      refused = (await runSource(setup, leaving, "too-late.wav", short)).status;
    });
    expect((await running).last?.type).toBe("result");
    expect([refused, await exit]).toEqual([503, 0]);
    expect((await readdir(leaving.tmpDir)).length).toBe(0);
  });

  test("SIGTERM and the grace is over: the job is handed back", async () => {
    const leaving = await setup.start({ SHUTDOWN_GRACE_SECONDS: "0" });
    let exit: Promise<number | null> | undefined;
    const { running } = await midway(leaving, "handed-back.wav", medium, async () => {
      exit = leaving.stop();
      await exit;
    });
    expect((await running).last).toEqual({ type: "unavailable", reason: "the transcoder is shutting down" });
    expect(await exit).toBe(0);
    expect((await readdir(leaving.tmpDir)).length).toBe(0);
  });

  test("killed outright: its ffmpeg processes die with it, its successor removes its folder", async () => {
    const tmp = join(setup.dir, "shared-tmp");
    await mkdir(tmp);
    const victim = await setup.start({ TMP_DIR: tmp });
    const { running } = await midway(victim, "killed.wav", long, async () => {
      expect((await victim.ffmpegs()).length).toBeGreaterThan(3);
      const gone = once(victim.process, "exit");
      victim.process.kill("SIGKILL");
      // Gone for good, not only on its way: until then its successor would take it for a neighbour.
      await gone;
    });
    await expect(running).rejects.toThrow();
    await until(async () => (await victim.ffmpegs()).length === 0, "no orphan is left");
    expect((await readdir(tmp)).length).toBe(1);
    const successor = await setup.start({ TMP_DIR: tmp });
    const left = await readdir(tmp);
    expect(left.length).toBe(1);
    expect(left[0]).toContain(`-${successor.process.pid}-`);
  });
});

describe("an ffmpeg that misbehaves", () => {
  const fake = async (name: string, body: string) => {
    const file = join(setup.dir, name);
    const honest = 'case "$*" in *-version*) exec ffmpeg "$@";; esac';
    await writeFile(file, `#!/bin/sh\n${honest}\n${body}\n`);
    await chmod(file, 0o755);
    return file;
  };

  test("and hangs is killed", async () => {
    const FFMPEG_PATH = await fake("hangs", "exec sleep 600");
    const hanging = await setup.start({ FFMPEG_PATH, MAX_SECONDS: "1" });
    const { last } = await runSource(setup, hanging, "hangs.wav", short);
    expect(last).toMatchObject({ type: "failed", code: "damaged" });
    expect(await isClean(hanging)).toBe(true);
  });

  test("and wants 4 GB of memory does not get them", async () => {
    const FFMPEG_PATH = await fake("balloons", "exec dd if=/dev/zero of=/dev/null bs=4G count=1");
    const ballooning = await setup.start({ FFMPEG_PATH, MEMORY_LIMIT_MB: "1024" });
    const { last } = await runSource(setup, ballooning, "balloons.wav", short);
    expect(last).toMatchObject({ type: "failed", code: "damaged" });
    expect(JSON.stringify(last)).toMatch(/memory/i);
  });

  test("has no network, where the machine can take it away", async () => {
    const seen: string[] = [];
    const trap = createServer((request, response) => {
      seen.push(request.url ?? "");
      response.end();
    });
    await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
    const { port } = trap.address() as AddressInfo;
    const dir = join(setup.dir, "tools");
    await mkdir(dir);
    const limits = { memoryBytes: 2 ** 30, cpuSeconds: 60, fileBytes: 2 ** 30 };
    const tools = await prepareTools({ dir, ffmpegPath: "ffmpeg", ffprobePath: "ffprobe", limits });
    await expect(
      run(tools.ffmpeg, ["-i", `http://127.0.0.1:${port}/x`, "-f", "null", "-"]),
    ).rejects.toThrow();
    trap.close();
    expect(seen.length).toBe(tools.confinement.network === "namespace" ? 0 : 1);
  });
});
