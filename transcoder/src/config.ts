import { tmpdir } from "node:os";
import { LOG_LEVELS } from "@veza/core/log";
import { z } from "zod";

const wholeNumber = (fallback: number, minimum: number) =>
  z.coerce.number().int().min(minimum).default(fallback);

/** What the environment may hold. Every name is explained in transcoder/README.md. */
const Environment = z
  .object({
    PORT: wholeNumber(8789, 0),
    HOST: z.string().min(1).default("127.0.0.1"),
    CLAMD_SOCKET: z.string().min(1).optional(),
    CLAMD_HOST: z.string().min(1).optional(),
    CLAMD_PORT: wholeNumber(3310, 1),
    CLAMD_TIMEOUT_SECONDS: wholeNumber(660, 1),
    FFMPEG_PATH: z.string().min(1).default("ffmpeg"),
    FFPROBE_PATH: z.string().min(1).default("ffprobe"),
    SLOTS: wholeNumber(2, 1),
    TMP_DIR: z.string().min(1).default(tmpdir()),
    MAX_SECONDS: wholeNumber(3600, 1),
    MEMORY_LIMIT_MB: wholeNumber(1536, 256),
    SHUTDOWN_GRACE_SECONDS: wholeNumber(25, 0),
    LOG_LEVEL: z.enum(LOG_LEVELS).default("info"),
    ENVIRONMENT: z.enum(["development", "test", "staging", "production"]).default("development"),
    SHARED_SECRET: z.string().min(16).optional(),
  })
  .refine((env) => env.CLAMD_SOCKET !== undefined || env.CLAMD_HOST !== undefined, {
    message: "set CLAMD_SOCKET, or CLAMD_HOST (and CLAMD_PORT)",
  });

export type ClamdAddress = { socket: string } | { host: string; port: number };

export type Config = ReturnType<typeof parseConfig>;

/** @throws z.ZodError naming each variable that is missing or wrong. An empty variable counts as not set. */
export function parseConfig(env: Record<string, string | undefined>) {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = Environment.parse(set);
  const clamd: ClamdAddress =
    parsed.CLAMD_SOCKET !== undefined
      ? { socket: parsed.CLAMD_SOCKET }
      : { host: parsed.CLAMD_HOST ?? "127.0.0.1", port: parsed.CLAMD_PORT };
  return {
    port: parsed.PORT,
    host: parsed.HOST,
    clamd,
    clamd_timeout_ms: parsed.CLAMD_TIMEOUT_SECONDS * 1000,
    ffmpeg_path: parsed.FFMPEG_PATH,
    ffprobe_path: parsed.FFPROBE_PATH,
    slots: parsed.SLOTS,
    tmp_dir: parsed.TMP_DIR,
    /** Of one ffmpeg process, on the clock. */
    max_process_ms: parsed.MAX_SECONDS * 1000,
    /** Address space of one ffmpeg process. */
    memory_limit_bytes: parsed.MEMORY_LIMIT_MB * 1024 * 1024,
    shutdown_grace_ms: parsed.SHUTDOWN_GRACE_SECONDS * 1000,
    log_level: parsed.LOG_LEVEL,
    environment: parsed.ENVIRONMENT,
    shared_secret: parsed.SHARED_SECRET,
  };
}
