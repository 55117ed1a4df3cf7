import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningClamd, startClamd } from "../clamav/start-clamd.ts";
import { type MediaServer, startMediaServer } from "./media-server.ts";
import { audioJob, postJob, type Ran, type Service, startService } from "./service.ts";

export type Setup = {
  dir: string;
  clamd: RunningClamd;
  media: MediaServer;
  /** A service with more environment; stopped at the end with the others. */
  start: (env?: Record<string, string>) => Promise<Service>;
  close: () => Promise<void>;
};

/**
 * A real clamd, a media server in memory and a temporary folder; services are started as a test needs them.
 */
export async function setUp(): Promise<Setup> {
  const dir = await mkdtemp(join(tmpdir(), "veza-transcoder-test-"));
  const clamd = await startClamd({ dir: join(dir, "clamd") });
  const media = await startMediaServer();
  const services: Service[] = [];
  return {
    dir,
    clamd,
    media,
    async start(env = {}) {
      const tmp = join(dir, `tmp-${services.length}`);
      await mkdir(tmp, { recursive: true });
      const service = await startService({
        TMP_DIR: tmp,
        CLAMD_SOCKET: clamd.socket,
        ENVIRONMENT: "test",
        ...env,
      });
      services.push(service);
      return service;
    },
    async close() {
      await Promise.all(services.map((service) => service.stop()));
      await media.close();
      await clamd.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Offers `bytes` as a source under `name` and runs the job. */
export async function runSource(
  setup: Setup,
  service: Service,
  name: string,
  bytes: Buffer,
  more: Parameters<typeof audioJob>[2] = {},
): Promise<Ran> {
  setup.media.sources.set(name, bytes);
  return postJob(service, audioJob(setup.media, name, more));
}

/** The EICAR test file (https://www.eicar.org), in two halves so that scanners leave this source alone. */
export const EICAR = Buffer.from(
  "58354f2150254041505b345c505a58353428505e2937434329377d24" +
    "45494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a",
  "hex",
);
