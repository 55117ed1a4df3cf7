/**
 * Bytes that clamd takes in one INSTREAM and looks at in one file: above the largest plan (2 GB), and the
 * highest value that clamd 1.x accepts for a file.
 */
export const CLAMD_MAX_BYTES = 2_147_483_647;

/**
 * The configuration of clamd for a development stack or a test. `transcoder/clamd.conf` is the container's;
 * both hold the same limits, and a test compares them.
 */
export function clamdConf(options: {
  socket: string;
  databaseDir: string;
  temporaryDir: string;
  streamMaxBytes?: number;
}): string {
  const limits = { ...CLAMD_LIMITS, StreamMaxLength: options.streamMaxBytes ?? CLAMD_LIMITS.StreamMaxLength };
  return [
    "Foreground yes",
    `LocalSocket ${options.socket}`,
    "LocalSocketMode 600",
    "FixStaleSocket yes",
    `DatabaseDirectory ${options.databaseDir}`,
    `TemporaryDirectory ${options.temporaryDir}`,
    ...Object.entries(limits).map(([name, value]) => `${name} ${value}`),
    "",
  ].join("\n");
}

/** What bounds a scan. The reasons stand beside the same lines in `transcoder/clamd.conf`. */
export const CLAMD_LIMITS = {
  StreamMaxLength: CLAMD_MAX_BYTES,
  MaxFileSize: CLAMD_MAX_BYTES,
  MaxScanSize: 4_294_967_295,
  MaxScanTime: 600_000,
  MaxFiles: 1000,
  MaxRecursion: 10,
  AlertExceedsMax: "yes",
  MaxThreads: 4,
  MaxQueue: 16,
  IdleTimeout: 30,
  CommandReadTimeout: 30,
  ReadTimeout: 60,
  ConcurrentDatabaseReload: "no",
  SelfCheck: 600,
  OfficialDatabaseOnly: "no",
} as const;
