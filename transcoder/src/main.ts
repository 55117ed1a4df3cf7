import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createJsonLogger, type Logger, type LogLevel } from "@veza/core/log";
import { createMetrics } from "@veza/core/metrics";
import { type Config, parseConfig } from "./config.ts";
import { prepareTools } from "./ffmpeg/confinement.ts";
import { createJobMetrics, JOB_BUCKETS, JOB_METRICS } from "./job-metrics.ts";
import { createJobRegistry } from "./job-registry.ts";
import { askVersion } from "./readiness.ts";
import { createTranscoderServer } from "./server.ts";
import { isProcessAlive, openWorkspace } from "./workspace.ts";

/** No output of ours comes near this: 320 kbit/s for six hours are 0.9 GB. */
const MOST_FILE_BYTES = 2_000_000_000;

const LAST_ANSWERS_MS = 2000;

async function start(config: Config, log: Logger): Promise<void> {
  const { workspace, removed } = await openWorkspace(config.tmp_dir, process.pid, isProcessAlive);
  if (removed > 0) log.warn("removed the folders of a predecessor", { folders: removed });
  const tools = await prepareTools({
    dir: workspace.dir,
    ffmpegPath: config.ffmpeg_path,
    ffprobePath: config.ffprobe_path,
    limits: {
      memoryBytes: config.memory_limit_bytes,
      cpuSeconds: (config.max_process_ms / 1000) * 2,
      fileBytes: MOST_FILE_BYTES,
    },
  });
  log.info("ffmpeg is confined", { ffmpeg: tools.version, ...tools.confinement });
  await tellClamd(config, log);

  const registry = createJobRegistry(config.slots);
  const registryMetrics = createMetrics(JOB_METRICS, JOB_BUCKETS);
  const metrics = createJobMetrics(registryMetrics);
  registryMetrics.gaugeFrom("veza_transcoder_jobs_running", () => registry.running());
  registryMetrics.gaugeFrom("veza_transcoder_slots", () => config.slots);
  registryMetrics.gaugeFrom("process_resident_memory_bytes", () => process.memoryUsage.rss());
  registryMetrics.gaugeFrom("process_cpu_seconds", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });

  const server = createTranscoderServer({
    config,
    tools,
    workspace,
    metrics,
    registry,
    registryMetrics,
    log,
    now: () => performance.now(),
    random: Math.random,
  });
  // A job's answer takes as long as the job.
  server.requestTimeout = 0;
  server.once("error", (error) => {
    log.error("can't listen", error, { host: config.host, port: config.port });
    process.exit(1);
  });
  server.listen(config.port, config.host, () => {
    const { port } = server.address() as AddressInfo;
    log.info("listening", { host: config.host, port, slots: config.slots, environment: config.environment });
  });

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info("stopping", { signal, running: registry.running(), grace_ms: config.shutdown_grace_ms });
    await registry.drain(config.shutdown_grace_ms);
    await closeServer(server);
    await workspace.remove();
    log.info("stopped");
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

/** Lets the last answers leave; a caller that keeps its connection open all the same is cut off. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const timer = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
  await closed;
  clearTimeout(timer);
}

async function tellClamd(config: Config, log: Logger): Promise<void> {
  const clamd = await askVersion(config);
  if (clamd === null) log.warn("clamd does not answer; jobs are refused until it does");
  else if (clamd.signaturesAt === null) {
    log.warn("clamd has development signatures only: it finds a test file and protects from nothing", {
      clamd: clamd.version,
      refused: config.environment === "production",
    });
  } else
    log.info("clamd is there", { clamd: clamd.version, signatures_at: clamd.signaturesAt.toISOString() });
}

const logger = (lowest: LogLevel) =>
  createJsonLogger({
    worker: "transcoder",
    lowest,
    write: (line) => process.stdout.write(`${line}\n`),
    now: () => new Date(),
  });
try {
  const config = parseConfig(process.env);
  await start(config, logger(config.log_level));
} catch (error) {
  logger("error").error("the transcoder can't start", error);
  process.exitCode = 1;
}
