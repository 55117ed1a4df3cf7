import type { TranscoderReadiness } from "@veza/contracts/jobs";
import { askClamd, type ClamdVersion, parseClamdVersion } from "./clamav/clamd-socket.ts";
import type { Config } from "./config.ts";
import type { Tools } from "./ffmpeg/confinement.ts";
import type { JobRegistry } from "./job-registry.ts";

/** What clamd says about itself; null when it does not answer. */
export async function askVersion(config: Config): Promise<ClamdVersion | null> {
  return askClamd(config.clamd, "VERSION").then(parseClamdVersion, () => null);
}

/** In production only official signatures count: the development ones find a test file and nothing else. */
export function clamdIsGood(version: ClamdVersion | null, environment: Config["environment"]): boolean {
  return version !== null && (environment !== "production" || version.signaturesAt !== null);
}

export async function checkReadiness(
  config: Config,
  tools: Tools,
  registry: JobRegistry,
): Promise<TranscoderReadiness> {
  const clamd = await askVersion(config);
  return {
    ready: clamdIsGood(clamd, config.environment) && !registry.isDraining(),
    ffmpeg: tools.version,
    clamd: clamd?.version ?? null,
    signatures_at: clamd?.signaturesAt?.toISOString() ?? null,
    running: registry.running(),
    slots: config.slots,
  };
}
